import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRoleArn } from '../../connections/role-arn.ts';
import type { Arguments, CommandContext } from '../command.ts';
import { printTemplate } from '../roles.ts';
import { ACCOUNTS, INVENTORY } from './init-connections.ts';

/** A template on disk, and where it is to be deployed. */
interface Stack {
  readonly name: string;
  readonly account: string;
  readonly connection: string;
  readonly flags: Arguments['flags'];
}

/** AWS takes no StackSet for an organization before. */
const ACTIVATE = '   aws cloudformation activate-organizations-access\n';

/** Facts for the templates beside the connections. */
export interface RolesWish {
  readonly directory: string;
  readonly sourceRoleArn: string | undefined;
  readonly organizationRoleArn: string;
  readonly organizationalUnits: readonly string[] | undefined;
  /** Flags of `roles --for hub`; undefined where the role of the process is there already. */
  readonly hub: Arguments['flags'] | undefined;
}

/** Writes the templates of the roles, and prints the commands that deploy them. */
export async function writeRoles(context: CommandContext, wish: RolesWish): Promise<void> {
  await mkdir(wish.directory, { recursive: true });
  const lines: string[] = [];
  for (const stack of stacksOf(wish)) {
    const file = join(wish.directory, `${stack.name}.json`);
    await writeFile(file, await printedBy(context, stack));
    const asksUnits = stack.name === 'members' && wish.organizationalUnits === undefined;
    if (stack.name === 'members')
      lines.push(`   # in ${stack.account}, once: lets StackSets into the organization\n`, ACTIVATE);
    lines.push(
      `   # in ${stack.account}${asksUnits ? '; `aws organizations list-roots` tells the id' : ''}\n`,
      `   aws cloudformation deploy --stack-name snowcensus-${stack.name} --template-file ${file} --capabilities CAPABILITY_NAMED_IAM${
        asksUnits ? ' --parameter-overrides OrganizationalUnitIds=<id of the root>' : ''
      }\n`,
    );
  }
  context.print(lines.join(''));
}

function stacksOf({ sourceRoleArn, organizationRoleArn, organizationalUnits, hub }: RolesWish): Stack[] {
  const management = accountOf(organizationRoleArn);
  const units = organizationalUnits === undefined ? {} : { 'organizational-unit': organizationalUnits };
  return [
    // The others trust it, and AWS takes no principal that does not exist.
    ...(hub && sourceRoleArn
      ? [
          {
            name: 'hub',
            account: accountOf(sourceRoleArn),
            connection: INVENTORY,
            flags: { ...hub, for: 'hub' },
          },
        ]
      : []),
    { name: 'organization', account: management, connection: ACCOUNTS, flags: {} },
    { name: 'members', account: management, connection: INVENTORY, flags: units },
  ];
}

async function printedBy(context: CommandContext, { connection, flags }: Stack): Promise<string> {
  const printed: string[] = [];
  const collecting = { ...context, print: (text: string) => printed.push(text) };
  await printTemplate(collecting, { positionals: [connection], flags });
  return printed.join('');
}

function accountOf(arn: string): string {
  const parsed = parseRoleArn(arn);
  return typeof parsed === 'string' ? 'the account of the role' : `account ${parsed.accountId}`;
}
