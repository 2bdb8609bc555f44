import { conform } from './conform.ts';
import type { FormDialect, FormRequest } from './form.ts';
import { parseForm, readForm } from './form.ts';
import type { Protocol, WireAnswer, WireRequest } from './protocol.ts';
import type { Refusals } from './refusals.ts';
import { element, escapeXml, writeMembers } from './xml.ts';

interface QueryService {
  readonly version: string;
  readonly xmlNamespace: string;
  readonly refusals: Refusals;
}

/** STS and IAM: a form in, `<XResponse><XResult>` out. */
export function awsQueryProtocol(service: QueryService): Protocol {
  return {
    ...requests('awsQuery', service),
    write: (operation, output, requestId) => {
      conform(operation.output, output, operation.name);
      const result =
        operation.output.kind === 'unit'
          ? ''
          : element(`${operation.name}Result`, writeMembers(operation.output, output));
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return xml(200, document(`${operation.name}Response`, service.xmlNamespace, result + metadata));
    },
    fail: (error, requestId) => {
      const type = error.status < 500 ? 'Sender' : 'Receiver';
      const content =
        `<Error><Type>${type}</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
        `<RequestId>${requestId}</RequestId>`;
      return xml(error.status, document('ErrorResponse', service.xmlNamespace, content));
    },
  };
}

/** EC2: a form with flattened lists in, `<XResponse>` with lower-camel names out. */
export function ec2QueryProtocol(service: QueryService): Protocol {
  return {
    ...requests('ec2Query', service),
    write: (operation, output, requestId) => {
      conform(operation.output, output, operation.name);
      const content = `<requestId>${requestId}</requestId>${writeMembers(operation.output, output)}`;
      return xml(200, document(`${operation.name}Response`, service.xmlNamespace, content));
    },
    fail: (error, requestId) =>
      xml(
        error.status,
        '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>' +
          `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error></Errors>` +
          `<RequestID>${requestId}</RequestID></Response>`,
      ),
  };
}

function requests(
  dialect: FormDialect,
  service: QueryService,
): Pick<Protocol, 'claims' | 'operationName' | 'read'> {
  const parsed = new WeakMap<WireRequest, FormRequest>();
  const formOf = (request: WireRequest): FormRequest => {
    const form = parsed.get(request) ?? parseForm(formText(request));
    parsed.set(request, form);
    return form;
  };
  return {
    claims: (request) => formOf(request).version === service.version,
    operationName: (request) => {
      const { action, version } = formOf(request);
      return version === service.version ? action : undefined;
    },
    read: (operation, request) =>
      readForm(dialect, service.refusals, operation.input, formOf(request).parameters),
  };
}

/** Query services take their parameters from the URL of a GET as well. */
/** A form travels in the body; without one, in the URL, whatever the method. */
function formText({ query, body }: WireRequest): string {
  return body.length === 0 ? query : body.toString('utf8');
}

function document(root: string, xmlNamespace: string, content: string): string {
  return `<${root} xmlns="${xmlNamespace}">${content}</${root}>`;
}

function xml(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml;charset=utf-8' }, body };
}
