import type { Partition } from '../../partition.ts';
import type { Client } from '../client.ts';

/** Names of the clients in an SDK module: `EC2Client`. */
export type ClientName<M> = {
  [K in keyof M & string]: K extends `_${string}` ? never : K extends `${string}Client` ? K : never;
}[keyof M & string];

/** The parameters from which a client finds its endpoint; `Endpoint` is the one that its user has set. */
export type EndpointParameters = Readonly<Record<string, unknown>> & { readonly Endpoint?: string };

/** An endpoint as a client's rules find it. */
export interface FoundEndpoint {
  readonly url: URL;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** The endpoint for these parameters; `usual` is what the SDK's own rules say. */
export type EndpointRule = (
  parameters: EndpointParameters,
  usual: (parameters: EndpointParameters) => FoundEndpoint,
) => FoundEndpoint;

/** How a service is reached: its SDK module, which is loaded when first asked, and the client in it. */
export interface ServiceSdk<M> {
  readonly sdk: () => Promise<M>;
  readonly client: ClientName<M>;
  /** Region in which a global service answers, in partitions in which that is not the partition's home. */
  readonly homes?: Readonly<Partial<Record<Partition, string>>>;
  /** Endpoint where the SDK's own rules find none, or the wrong one. */
  readonly endpoint?: EndpointRule;
}

/** A client with the method that sends a command. */
export interface Sender extends Client {
  send(command: { readonly input: object }, ...others: readonly unknown[]): Promise<object>;
}
