import { AwsEc2QueryProtocol, AwsQueryProtocol } from '@aws-sdk/core/protocols';
import type {
  HandlerExecutionContext,
  HttpResponse,
  MetadataBearer,
  OperationSchema,
  SerdeFunctions,
} from '@smithy/types';
import type { Client } from '../client.ts';
import { shapeOf } from './answer-shape.ts';
import { readXmlAnswer } from './xml-answer.ts';

type Context = HandlerExecutionContext & SerdeFunctions;
type QueryOptions = ConstructorParameters<typeof AwsQueryProtocol>[0];

/**
 * A protocol of the SDK that reads plain answers in one pass; requests, errors and what is unusual stay the SDK's.
 * `resultOf` names the element that holds the result of an operation; undefined for the root.
 */
function quick(
  Protocol: typeof AwsQueryProtocol,
  resultOf: (operation: string) => string | undefined,
): new (
  options: QueryOptions,
) => AwsQueryProtocol {
  return class extends Protocol {
    override async deserializeResponse<Output extends MetadataBearer>(
      operation: OperationSchema,
      context: Context,
      response: HttpResponse,
    ): Promise<Output> {
      const { statusCode, body } = response;
      const answer =
        statusCode < 300 && Buffer.isBuffer(body)
          ? readXmlAnswer(body, shapeOf(operation.output), resultOf(operation.name))
          : undefined;
      if (!answer) return super.deserializeResponse(operation, context, response);
      return Object.assign(answer, { $metadata: this.deserializeMetadata(response) }) as Output;
    }
  };
}

/** The protocols of IAM, STS and load balancing, and of EC2. */
const QUICK: Readonly<Record<string, new (options: QueryOptions) => AwsQueryProtocol>> = {
  'aws.protocols#awsQuery': quick(AwsQueryProtocol, (operation) => `${operation}Result`),
  'aws.protocols#ec2Query': quick(AwsEc2QueryProtocol, () => undefined),
};

/** Has a client of the SDK read its answers in one pass, where its protocol is one that we read. */
export function readQuickly(client: Client): void {
  const { config } = client;
  const Quick = QUICK[config.protocol.getShapeId()];
  if (!Quick) return;
  const protocol = new Quick(config.protocolSettings as unknown as QueryOptions);
  protocol.setSerdeContext(config as unknown as SerdeFunctions);
  config.protocol = protocol;
}
