import { partitionOfRegion } from '../../partition.ts';
import type { Client } from '../client.ts';
import type { CollectContext } from './context.ts';
import type { InputOf, OperationOf, OutputOf } from './sdk-types.ts';
import type { Sender, ServiceSdk } from './service-sdk.ts';

/** The answer to one operation, without the SDK's own member. `elsewhere`: in another region than the unit's. */
export async function ask<M extends object, const O extends OperationOf<M>>(
  context: CollectContext,
  service: ServiceSdk<M>,
  operation: O,
  input: InputOf<M, O>,
  elsewhere?: string,
): Promise<Omit<OutputOf<M, O>, '$metadata'>> {
  const { client, command } = await callOf(context, service, operation, input as object, elsewhere);
  const answer = await client.send(command, { abortSignal: context.signal });
  const { $metadata: _, ...members } = answer as OutputOf<M, O> & { readonly $metadata: unknown };
  return members as Omit<OutputOf<M, O>, '$metadata'>;
}

/** The client and the command of one call. */
export async function callOf<M extends object>(
  context: CollectContext,
  service: ServiceSdk<M>,
  operation: string,
  input: object,
  elsewhere?: string,
): Promise<{ readonly client: Sender; readonly command: { readonly input: object } }> {
  const client = await clientOf(context, service, elsewhere);
  const members = (await service.sdk()) as Readonly<Record<string, unknown>>;
  const Command = members[`${operation}Command`] as new (input: object) => { readonly input: object };
  return { client, command: new Command({ ...input }) };
}

/** The account's client of a service: in the unit's region, or where a global service is at home. */
async function clientOf<M extends object>(
  context: CollectContext,
  service: ServiceSdk<M>,
  elsewhere?: string,
): Promise<Sender> {
  const sdk = await service.sdk();
  const type = sdk[service.client] as new (config: never) => Client;
  const home = service.homes?.[partitionOfRegion(context.region) ?? 'aws'];
  return context.client(type, elsewhere ?? home, service.endpoint) as Sender;
}
