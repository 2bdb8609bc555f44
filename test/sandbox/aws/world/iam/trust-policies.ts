import type { PolicyDocument, PolicyStatement } from '../../contract.ts';
import type { Blueprint } from '../blueprint.ts';
import { accountId } from '../identifiers.ts';
import { dnsSuffixOf } from '../partitions.ts';
import type { Random } from '../random.ts';

/** One AWS service may wear the role. Services keep `amazonaws.com` in every partition but EC2's in China. */
export function serviceTrust(blueprint: Blueprint, service: string): PolicyDocument {
  const suffix = service === 'ec2' ? dnsSuffixOf(blueprint.partition) : 'amazonaws.com';
  return document({
    Effect: 'Allow',
    Principal: { Service: `${service}.${suffix}` },
    Action: 'sts:AssumeRole',
  });
}

/** A whole other account, with an external id when it is a vendor's. */
export function accountTrust(
  blueprint: Blueprint,
  otherAccountId: string,
  externalId?: string,
): PolicyDocument {
  return document({
    Effect: 'Allow',
    Principal: { AWS: `arn:${blueprint.partition}:iam::${otherAccountId}:root` },
    Action: 'sts:AssumeRole',
    ...(externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  });
}

export function vendorTrust(blueprint: Blueprint, random: Random): PolicyDocument {
  const withExternalId = random.chance(0.7);
  const externalId = random.text('0123456789abcdef', 24);
  return accountTrust(blueprint, accountId(random, false), withExternalId ? externalId : undefined);
}

/** Identity Center's own provider, as its permission sets create it. */
export function samlTrust(blueprint: Blueprint): PolicyDocument {
  return document({
    Effect: 'Allow',
    Principal: {
      Federated: `arn:${blueprint.partition}:iam::${blueprint.accountId}:saml-provider/AWSSSO_0f1e2d3c4b5a6978_DO_NOT_DELETE`,
    },
    Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
    Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  });
}

/** GitHub's workflows of one repository, or carelessly of any. */
export function githubTrust(blueprint: Blueprint, repository: string): PolicyDocument {
  const provider = 'token.actions.githubusercontent.com';
  return document({
    Effect: 'Allow',
    Principal: {
      Federated: `arn:${blueprint.partition}:iam::${blueprint.accountId}:oidc-provider/${provider}`,
    },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${provider}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${provider}:sub`]: `repo:${repository}:*` },
    },
  });
}

/** Anyone inside the organization. */
export function organizationTrust(blueprint: Blueprint): PolicyDocument {
  return document({
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': blueprint.organizationId } },
  });
}

/** Anyone at all: the mistake an inventory is there to find. */
export function everyoneTrust(): PolicyDocument {
  return document({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
}

function document(statement: PolicyStatement): PolicyDocument {
  return { Version: '2012-10-17', Statement: [statement] };
}
