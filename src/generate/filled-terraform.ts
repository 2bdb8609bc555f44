import { type FilledRole, filledTemplate, parametersOf, type Rollout, trustPolicy } from './filled-role.ts';
import { block, hclString, jsonText } from './hcl.ts';
import { roleTags } from './role-parameters.ts';
import { PROVIDERS } from './terraform.ts';
import { stackSetBlocks } from './terraform-stack-set.ts';

/** A module of its own that makes the role in one account. */
export function filledModule(filled: FilledRole): string {
  return [PROVIDERS, ...roleBlocks(filled)].join('\n');
}

/** A module of its own that brings the member role to all accounts; see `membersTemplate`. */
export function filledRollout(filled: FilledRole, { organizationalUnitIds, callAs }: Rollout): string {
  const units = block('variable "organizational_unit_ids"', [
    'type    = list(string)',
    ...(organizationalUnitIds.length === 0 ? [] : [`default = ${JSON.stringify(organizationalUnitIds)}`]),
  ]);
  const stackSet = stackSetBlocks({
    name: hclString('snowcensus-members'),
    body: jsonText(filledTemplate(filled)),
    parameters: Object.fromEntries(
      Object.entries(parametersOf(filled)).map(([name, value]) => [name, hclString(value)]),
    ),
    callAs,
  });
  return [PROVIDERS, units, ...(callAs === 'SELF' ? roleBlocks(filled) : []), stackSet].join('\n');
}

function roleBlocks(filled: FilledRole): readonly string[] {
  const { role, name, path } = filled;
  const id = role.name.replaceAll('-', '_');
  const policies = role.policies.map(({ document }, index) => ({ key: `${id}_${index + 1}`, document }));
  return [
    block(`resource "aws_iam_role" ${hclString(id)}`, [
      `name        = ${hclString(name)}`,
      `path        = ${hclString(path)}`,
      `description = ${hclString(role.doc)}`,
      block(
        'tags =',
        Object.entries(roleTags(role)).map(([key, value]) => `${hclString(key)} = ${hclString(value)}`),
      ),
      `assume_role_policy = ${jsonText(trustPolicy(filled))}`,
    ]),
    ...policies.flatMap(({ key, document }, index) => [
      block(`resource "aws_iam_policy" ${hclString(key)}`, [
        `name        = ${hclString(`${name}-${index + 1}`)}`,
        `description = ${hclString(role.doc)}`,
        `policy      = ${jsonText(document)}`,
      ]),
      block(`resource "aws_iam_role_policy_attachment" ${hclString(key)}`, [
        `role       = aws_iam_role.${id}.name`,
        `policy_arn = aws_iam_policy.${key}.arn`,
      ]),
    ]),
    block(`output ${hclString(`${id}_role_arn`)}`, [`value = aws_iam_role.${id}.arn`]),
  ];
}
