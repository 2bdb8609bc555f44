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

/** The protocol of IAM, STS and load balancing; requests, errors and what is unusual stay the SDK's. */
class QuickQueryProtocol extends AwsQueryProtocol {
  override async deserializeResponse<Output extends MetadataBearer>(
    operation: OperationSchema,
    context: Context,
    response: HttpResponse,
  ): Promise<Output> {
    const answer = quickAnswer(operation, response, `${operation.name}Result`);
    if (!answer) return super.deserializeResponse(operation, context, response);
    return Object.assign(answer, { $metadata: this.deserializeMetadata(response) }) as Output;
  }
}

/** The protocol of EC2, where the root element is the result. */
class QuickEc2QueryProtocol extends AwsEc2QueryProtocol {
  override async deserializeResponse<Output extends MetadataBearer>(
    operation: OperationSchema,
    context: Context,
    response: HttpResponse,
  ): Promise<Output> {
    const answer = quickAnswer(operation, response, undefined);
    if (!answer) return super.deserializeResponse(operation, context, response);
    return Object.assign(answer, { $metadata: this.deserializeMetadata(response) }) as Output;
  }
}

function quickAnswer(
  { output }: OperationSchema,
  { statusCode, body }: HttpResponse,
  within: string | undefined,
): object | undefined {
  const isRead = statusCode < 300 && Buffer.isBuffer(body);
  return isRead ? readXmlAnswer(body, shapeOf(output), within) : undefined;
}

const QUICK: Readonly<Record<string, new (options: QueryOptions) => AwsQueryProtocol>> = {
  'aws.protocols#awsQuery': QuickQueryProtocol,
  'aws.protocols#ec2Query': QuickEc2QueryProtocol,
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
