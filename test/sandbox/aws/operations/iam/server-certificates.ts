import type { ListServerCertificatesRequest, ListServerCertificatesResponse } from '@aws-sdk/client-iam';
import type { OperationCall } from '../../contract.ts';
import { markedPage } from './pages.ts';
import { underPath } from './validation.ts';

export function listServerCertificates(
  call: OperationCall<ListServerCertificatesRequest>,
): ListServerCertificatesResponse {
  const certificates = [...call.account.iam().serverCertificates.values()];
  const found = underPath(
    certificates.map((certificate) => ({ certificate, Path: certificate.Path ?? '/' })),
    call.input.PathPrefix,
  );
  const { items, rest } = markedPage(call, 'ListServerCertificates', found);
  return { ServerCertificateMetadataList: items.map(({ certificate }) => certificate), ...rest };
}
