import type { ServerCertificateMetadata } from '@aws-sdk/client-iam';
import { type Blueprint, iamArn, quantity, randomOf } from '../blueprint.ts';
import { iamId } from '../identifiers.ts';
import { newest, oldest } from '../times.ts';

const year = 365 * 86_400_000;

/** What is left from before the certificate manager, much of it expired. */
export function generateServerCertificates(blueprint: Blueprint): Map<string, ServerCertificateMetadata> {
  const random = randomOf(blueprint, 'server certificates');
  const count = quantity(blueprint, random, { small: [0, 0], medium: [0, 2], large: [3, 12] });
  const certificates = Array.from({ length: count }, (_, index): ServerCertificateMetadata => {
    const path = random.pick(['/', '/cloudfront/']);
    const name = `www-${index}.example.com`;
    const uploaded = random.date(oldest, newest);
    return {
      Path: path,
      ServerCertificateName: name,
      ServerCertificateId: iamId(random, 'ASCA'),
      Arn: iamArn(blueprint, 'server-certificate', path, name),
      UploadDate: uploaded,
      Expiration: new Date(uploaded.getTime() + random.integer(1, 3) * year),
    };
  });
  return new Map(certificates.map((certificate) => [certificate.Arn ?? '', certificate]));
}
