import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/aws/catalogue/index.ts';
import { READING_ITSELF } from '../../src/aws/deployed-role.ts';
import { POLICY_SIZE_LIMIT, policyDocuments, policySize } from '../../src/generate/policies.ts';
import { actionsOf, memberRole, organizationRoles } from '../../src/generate/roles.ts';
import { actionsOfRole } from './role-actions.ts';

const roles = [memberRole, ...organizationRoles];
const many = (service: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${service}:Describe${'X'.repeat(80)}${index}`);

describe('the documents of a role', () => {
  test('have one statement per service, sorted, each action once', () => {
    expect(policyDocuments(['b-c:ListX', 'a:GetB', 'b-c:ListX', 'a:GetA'])).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'ReadA', Effect: 'Allow', Action: ['a:GetA', 'a:GetB'], Resource: '*' },
          { Sid: 'ReadBC', Effect: 'Allow', Action: ['b-c:ListX'], Resource: '*' },
        ],
      },
    ]);
  });

  test('are as many as the size of a managed policy demands, and lose no action', () => {
    const actions = ['a', 'b', 'c', 'd'].flatMap((service) => many(service, 30));
    const documents = policyDocuments(actions);
    expect(documents.map(({ Statement }) => Statement.map(({ Sid }) => Sid))).toEqual([
      ['ReadA', 'ReadB'],
      ['ReadC', 'ReadD'],
    ]);
    for (const document of documents) expect(policySize(document)).toBeLessThanOrEqual(POLICY_SIZE_LIMIT);
    const allowed = documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    expect(new Set(allowed)).toEqual(new Set(actions));
  });

  test('cannot hold what AWS would refuse', () => {
    expect(() => policyDocuments(many('a', 100))).toThrow('ReadA is too large for one policy');
    const services = Array.from({ length: 11 }, (_, index) => many(`s${index}`, 55)).flat();
    expect(() => policyDocuments(services)).toThrow('11 policies are too many');
  });
});

describe('the committed policies', () => {
  test('allow what collectors declare, each action once per role, and nothing else', () => {
    const declared = new Set(catalogue.flatMap(({ actions }) => actions));
    for (const role of roles) {
      const actions = actionsOfRole(role);
      expect(actions.length).toBeGreaterThan(0);
      expect(actions).toEqual([...new Set(actions)]);
      expect(actions.filter((action) => !declared.has(action))).toEqual([]);
    }
  });

  test('let every role tell what it is, which no collector needs', () => {
    const declared = catalogue.flatMap(({ actions }) => actions);
    expect(READING_ITSELF.filter((action) => declared.includes(action))).toEqual([]);
    for (const role of roles)
      expect(actionsOf(role)).toEqual([...actionsOfRole(role), ...READING_ITSELF].sort());
  });

  test('leave no collector out', () => {
    const held = roles.map((role) => new Set(actionsOfRole(role)));
    const without = catalogue.filter(
      ({ actions }) => !held.some((allowed) => actions.every((action) => allowed.has(action))),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('give away no secret and no content, and change nothing', () => {
    const all = roles.flatMap(actionsOf);
    const forbidden = [
      /^secretsmanager:(?:Batch)?GetSecretValue$/,
      /^ssm:GetParameter/,
      /^kms:(?:Decrypt|ReEncrypt|GenerateDataKey)/,
      /^s3:GetObject(?:Version)?$/,
      /^dynamodb:(?:GetItem|Query|Scan|BatchGetItem)$/,
      /^logs:(?:GetLogEvents|FilterLogEvents|GetLogRecord)$/,
      /^sqs:ReceiveMessage$/,
      /^ecr:(?:BatchGetImage|GetDownloadUrlForLayer)$/,
      /^ec2:Get(?:PasswordData|ConsoleOutput)$/,
      /^lambda:GetFunction$/,
    ];
    expect(all.filter((action) => forbidden.some((pattern) => pattern.test(action)))).toEqual([]);
    // AWS's own word for making reports: of credentials, without what is secret, and of what was last used.
    const reads = /^[a-z0-9-]+:(?:Get|List|Describe|BatchGet|BatchDescribe|Lookup|Search)[A-Z]/;
    expect(all.filter((action) => !reads.test(action))).toEqual([
      'iam:GenerateCredentialReport',
      'iam:GenerateServiceLastAccessedDetails',
      'iam:GenerateOrganizationsAccessReport',
    ]);
  });

  test('name actions, never patterns, in statements whose ids AWS takes', () => {
    const statements = roles.flatMap(({ policies }) =>
      policies.flatMap(({ document }) => document.Statement),
    );
    for (const { Sid, Action } of statements) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
      for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z0-9]+$/);
    }
  });
});
