import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tagMap } from '../../../../src/aws/catalogue/tagging/tags.ts';
import type { Account } from '../../../sandbox/aws/contract.ts';
import { collectors, type Reader, type ReadOutcome, startReader } from '../../reader.ts';

const regions = ['us-east-1', 'eu-west-1'];

let reader: Reader;
beforeAll(async () => {
  reader = await startReader({ accounts: 16, assetRegions: regions });
});
afterAll(() => reader[Symbol.asyncDispose]());

/** Reads the collectors in every member account; every unit must be read. */
async function readAll(...names: readonly string[]): Promise<readonly (readonly [Account, ReadOutcome])[]> {
  const access = reader.access();
  const outcomes: (readonly [Account, ReadOutcome])[] = [];
  for (const account of reader.members) {
    const outcome = await reader.read(access, account, { collectors: collectors(...names), regions });
    expect(outcome.units.filter(({ status }) => status !== 'ok')).toEqual([]);
    outcomes.push([account, outcome]);
  }
  return outcomes;
}

function rowsOf(outcomes: readonly (readonly [Account, ReadOutcome])[], table: string) {
  return outcomes.flatMap(([, { rows }]) => rows.get(table) ?? []);
}

/** As texts, in an order that does not depend on theirs. */
function sorted(values: readonly unknown[]): string[] {
  return values.map(String).sort((a, b) => a.localeCompare(b));
}

describe('secrets that AWS sends along', () => {
  test('user data of launch templates is in no row', async () => {
    const sent = reader.members.flatMap((account) =>
      regions.flatMap((region) => account.region(region).launchTemplateVersions),
    );
    expect(sent.some(({ LaunchTemplateData }) => LaunchTemplateData?.UserData)).toBe(true);
    const rows = rowsOf(await readAll('ec2.launch_templates'), 'AWS_EC2_LAUNCH_TEMPLATES');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => JSON.stringify(row).includes('LaunchTemplateData'))).toBe(true);
    const text = JSON.stringify(rows);
    expect(text).not.toContain('UserData');
    for (const { LaunchTemplateData } of sent) expect(text).not.toContain(LaunchTemplateData?.UserData);
  });

  test('pre-shared keys of VPN tunnels are in no row, but the tunnels are', async () => {
    const keys = reader.members.flatMap((account) =>
      regions.flatMap((region) =>
        account
          .region(region)
          .vpnConnections.flatMap(({ Options }) => Options?.TunnelOptions ?? [])
          .map(({ PreSharedKey = '' }) => PreSharedKey),
      ),
    );
    expect(keys.filter((key) => key.startsWith('psk.')).length).toBeGreaterThan(1);
    const rows = rowsOf(await readAll('ec2.vpn_connections'), 'AWS_EC2_VPN_CONNECTIONS');
    expect(rows.flatMap(({ TUNNELS }) => TUNNELS)).toHaveLength(keys.length);
    const text = JSON.stringify(rows);
    for (const key of keys) expect(text).not.toContain(key);
    expect(text).not.toContain('CustomerGatewayConfiguration');
    expect(text).not.toContain('psk.');
  });
});

describe('launch templates', () => {
  test('have the tags of the template', async () => {
    const templates = reader.members.flatMap((account) =>
      regions.flatMap((region) => account.region(region).launchTemplates),
    );
    expect(templates.some(({ Tags }) => Tags?.length)).toBe(true);
    const rows = rowsOf(await readAll('ec2.launch_templates'), 'AWS_EC2_LAUNCH_TEMPLATES');
    expect(new Map(rows.map((row) => [row.LAUNCH_TEMPLATE_ID, row.TAGS]))).toEqual(
      new Map(templates.map(({ LaunchTemplateId, Tags }) => [LaunchTemplateId, tagMap(Tags)])),
    );
    expect(new Set(rows.map(({ BLIND_TO }) => JSON.stringify(BLIND_TO)))).toEqual(new Set(['[]']));
  });

  test('show the default version of each, in one call', async () => {
    reader.aws.resetMetrics();
    const outcomes = await readAll('ec2.launch_templates');
    for (const [account, outcome] of outcomes) {
      const defaults = regions
        .flatMap((region) => account.region(region).launchTemplateVersions)
        .filter(({ DefaultVersion }) => DefaultVersion);
      const rows = outcome.rows.get('AWS_EC2_LAUNCH_TEMPLATES') ?? [];
      expect(sorted(rows.map((row) => [row.LAUNCH_TEMPLATE_ID, row.VERSION_NUMBER]))).toEqual(
        sorted(defaults.map((version) => [version.LaunchTemplateId, version.VersionNumber])),
      );
    }
    expect(reader.aws.metrics.byAction['ec2:DescribeLaunchTemplateVersions']).toBe(
      outcomes.length * regions.length,
    );
  });
});

describe('who snapshots and images are shared with', () => {
  test('is told grantee by grantee, one question for each that could be shared', async () => {
    reader.aws.resetMetrics();
    const outcomes = await readAll('ec2.snapshot_permissions', 'ec2.image_permissions');
    let snapshots = 0;
    let images = 0;
    for (const [account, { rows }] of outcomes) {
      const states = regions.map((region) => account.region(region));
      snapshots += states.flatMap((state) => state.snapshots).length;
      images += states.flatMap((state) => state.images).filter(({ State }) => State !== 'disabled').length;
      const grants = states.flatMap(({ createVolumePermissions, launchPermissions }) => [
        ...[...createVolumePermissions].flatMap(([id, to]) =>
          to.map((grant) => [id, ...Object.values(grant)]),
        ),
        ...[...launchPermissions].flatMap(([id, to]) => to.map((grant) => [id, ...Object.values(grant)])),
      ]);
      const found = [
        ...(rows.get('AWS_EC2_SNAPSHOT_PERMISSIONS') ?? []).map((row) => [row.SNAPSHOT_ID, row.GRANTEE]),
        ...(rows.get('AWS_EC2_IMAGE_PERMISSIONS') ?? []).map((row) => [row.IMAGE_ID, row.GRANTEE]),
      ];
      expect(sorted(found)).toEqual(sorted(grants));
    }
    const { byAction } = reader.aws.metrics;
    expect(byAction['ec2:DescribeSnapshotAttribute']).toBe(snapshots);
    expect(byAction['ec2:DescribeImageAttribute']).toBe(images);
  });

  test('costs no list of its own where snapshots and images are read too', async () => {
    const grantsOf = (outcomes: Awaited<ReturnType<typeof readAll>>) =>
      sorted([
        ...rowsOf(outcomes, 'AWS_EC2_SNAPSHOT_PERMISSIONS').map((row) => [row.SNAPSHOT_ID, row.GRANTEE]),
        ...rowsOf(outcomes, 'AWS_EC2_IMAGE_PERMISSIONS').map((row) => [row.IMAGE_ID, row.GRANTEE]),
      ]);
    const permissions = ['ec2.snapshot_permissions', 'ec2.image_permissions'];
    reader.aws.resetMetrics();
    const alone = await readAll(...permissions);
    const asked = { ...reader.aws.metrics.byAction };
    reader.aws.resetMetrics();
    const beside = await readAll(...permissions, 'ec2.snapshots', 'ec2.images');
    expect(reader.aws.metrics.byAction).toEqual(asked);
    expect(asked['ec2:DescribeSnapshots']).toBe(alone.length * regions.length);
    expect(grantsOf(beside)).toEqual(grantsOf(alone));
    expect(grantsOf(alone).length).toBeGreaterThan(0);
  });

  test('is told also where the snapshots themselves could not be read to their end', async () => {
    const account = reader.members.find((member) => member.region('us-east-1').snapshots.length > 1);
    if (!account) throw new Error('no account has snapshots');
    const fault = reader.aws.faults.add({
      match: { operation: 'DescribeSnapshots', times: 1 },
      action: { error: { code: 'UnauthorizedOperation', message: 'You are not authorized.', status: 403 } },
    });
    const outcome = await reader.read(reader.access(), account, {
      collectors: collectors('ec2.snapshot_permissions', 'ec2.snapshots'),
    });
    fault.remove();
    expect(outcome.unit('ec2.snapshots').status).toBe('denied');
    expect(outcome.unit('ec2.snapshot_permissions').status).toBe('ok');
    expect(reader.aws.metrics.byAccountAction(account.id)['ec2:DescribeSnapshotAttribute']).toBeGreaterThan(
      0,
    );
  });

  test('of a snapshot deleted since it was listed is nobody', async () => {
    const account = reader.members.find((member) => member.region('us-east-1').snapshots.length > 1);
    if (!account) throw new Error('no account has snapshots');
    const fault = reader.aws.faults.add({
      match: { operation: 'DescribeSnapshotAttribute', times: 1 },
      action: { error: { code: 'InvalidSnapshot.NotFound', message: 'It does not exist.', status: 400 } },
    });
    const outcome = await reader.read(reader.access(), account, {
      collectors: collectors('ec2.snapshot_permissions'),
    });
    expect(outcome.unit('ec2.snapshot_permissions').status).toBe('ok');
    expect(fault.struck).toBe(1);
    fault.remove();
  });
});

describe('endpoint policies', () => {
  test('are objects, and a percent sign in one means itself', async () => {
    const rows = rowsOf(await readAll('ec2.vpc_endpoints'), 'AWS_EC2_VPC_ENDPOINTS');
    const policies = rows.flatMap(({ POLICY_DOCUMENT }) => POLICY_DOCUMENT ?? []);
    expect(policies.length).toBeGreaterThan(0);
    for (const policy of policies) expect(policy).toMatchObject({ Version: '2008-10-17' });
    expect(JSON.stringify(policies)).toContain('100%25-public');
  });
});

describe('load balancers', () => {
  test('of both generations are kept apart, with all listeners', async () => {
    const outcomes = await readAll('elb.load_balancers', 'elbv2.load_balancers', 'elbv2.listeners');
    const states = reader.members.flatMap((account) => regions.map((region) => account.region(region)));
    expect(sorted(rowsOf(outcomes, 'AWS_ELB_LOAD_BALANCERS').map(({ NAME }) => NAME))).toEqual(
      sorted(
        states
          .flatMap(({ classicLoadBalancers }) => classicLoadBalancers)
          .map((each) => each.LoadBalancerName),
      ),
    );
    expect(sorted(rowsOf(outcomes, 'AWS_ELBV2_LOAD_BALANCERS').map(({ ARN }) => ARN))).toEqual(
      sorted(states.flatMap(({ loadBalancers }) => loadBalancers).map((each) => each.LoadBalancerArn)),
    );
    expect(sorted(rowsOf(outcomes, 'AWS_ELBV2_LISTENERS').map(({ ARN }) => ARN))).toEqual(
      sorted(states.flatMap(({ listeners }) => listeners).map((each) => each.ListenerArn)),
    );
  });
});

describe('prefix lists', () => {
  const REGION = 'us-east-1';
  const read = () =>
    reader.read(reader.access(), reader.member, {
      collectors: collectors('ec2.managed_prefix_lists'),
      regions: [REGION],
    });

  test('have their entries, page by page, but those of AWS, which nobody is asked for', async () => {
    const { managedPrefixLists, prefixListEntries } = reader.member.region(REGION);
    const own = managedPrefixLists.filter(({ OwnerId }) => OwnerId !== 'AWS');
    const [first] = own;
    const blocks = Array.from({ length: 230 }, (_, index) => ({ Cidr: `203.0.113.${index}/32` }));
    reader.member.changeRegion(REGION, (region) =>
      region.prefixListEntries.set(first?.PrefixListId ?? '', blocks),
    );
    reader.aws.resetMetrics();
    const { rows } = await read();
    const found = rows.get('AWS_EC2_MANAGED_PREFIX_LISTS') ?? [];
    reader.member.changeRegion(REGION, (region) => {
      for (const [id, entries] of prefixListEntries) region.prefixListEntries.set(id, entries);
    });
    expect(found).toHaveLength(managedPrefixLists.length);
    const ofAws = found.filter(({ OWNER_ID }) => OWNER_ID === 'AWS');
    expect(ofAws.map(({ ENTRIES, BLIND_TO }) => [ENTRIES, BLIND_TO])).toEqual(
      ofAws.map(() => [undefined, []]),
    );
    expect(found.find(({ PREFIX_LIST_ID }) => PREFIX_LIST_ID === first?.PrefixListId)?.ENTRIES).toEqual(
      blocks,
    );
    expect(reader.aws.metrics.byAccountAction(reader.member.id)['ec2:GetManagedPrefixListEntries']).toBe(
      3 + own.length - 1,
    );
  });

  test('of which the entries are refused are known in part', async () => {
    reader.world.memberPolicy.Statement.push({
      Effect: 'Deny',
      Action: 'ec2:GetManagedPrefixListEntries',
      Resource: '*',
    });
    const { rows } = await read();
    reader.world.memberPolicy.Statement.pop();
    const found = rows.get('AWS_EC2_MANAGED_PREFIX_LISTS') ?? [];
    expect(found.map(({ OWNER_ID, BLIND_TO }) => [OWNER_ID === 'AWS', BLIND_TO])).toEqual(
      found.map(({ OWNER_ID }) => [OWNER_ID === 'AWS', OWNER_ID === 'AWS' ? [] : ['Entries']]),
    );
    expect(found.some(({ OWNER_ID }) => OWNER_ID !== 'AWS')).toBe(true);
  });
});

describe('the defaults of a region', () => {
  test('are one row each, and one permission that lacks blinds one fact', async () => {
    const names = [
      'ec2.ebs_encryption_by_default',
      'ec2.ebs_default_kms_key',
      'ec2.snapshot_block_public_access',
      'ec2.image_block_public_access',
      'ec2.instance_metadata_defaults',
      'ec2.vpc_block_public_access',
    ];
    reader.world.memberPolicy.Statement.push({
      Effect: 'Deny',
      Action: 'ec2:GetEbsDefaultKmsKeyId',
      Resource: '*',
    });
    const outcome = await reader.read(reader.access(), reader.member, { collectors: collectors(...names) });
    reader.world.memberPolicy.Statement.pop();
    const statuses = outcome.units.map(({ collector, status, rows }) => [collector, status, rows]);
    expect(statuses).toEqual(
      names.map((name) => (name === 'ec2.ebs_default_kms_key' ? [name, 'denied', 0] : [name, 'ok', 1])),
    );
  });
});
