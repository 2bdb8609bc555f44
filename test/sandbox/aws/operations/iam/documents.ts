import type { AttachedPermissionsBoundary, AttachedPolicy, PolicyDetail } from '@aws-sdk/client-iam';
import type { NamedDocument, PolicyDocument } from '../../contract.ts';

/** A policy document as IAM answers it: JSON, percent-encoded after RFC 3986. */
export function encodeDocument(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function inlinePolicies(policies: readonly NamedDocument[]): PolicyDetail[] {
  return policies.map(({ PolicyName, Document }) => ({
    PolicyName,
    PolicyDocument: encodeDocument(Document),
  }));
}

export function attachedPolicies(arns: readonly string[]): AttachedPolicy[] {
  return arns.map((PolicyArn) => ({
    PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
    PolicyArn,
  }));
}

/** The member is left out where there is no boundary. */
export function boundaryOf({ permissionsBoundaryArn }: { permissionsBoundaryArn?: string }): {
  PermissionsBoundary?: AttachedPermissionsBoundary;
} {
  if (permissionsBoundaryArn === undefined) return {};
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: permissionsBoundaryArn,
    },
  };
}
