import type { AwsCredentialIdentityProvider, Logger } from '@smithy/types';

/** Members that every AWS SDK v3 client has in common, as far as we use it. */
export interface Client {
  readonly middlewareStack: { add(middleware: never, options: never): void; remove(name: string): boolean };
  readonly config: {
    protocol: { getShapeId(): string };
    readonly protocolSettings?: object;
  };
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

/** How every client of ours is made. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly maxAttempts: number;
  readonly requestHandler: object;
  readonly logger: Logger;
}
