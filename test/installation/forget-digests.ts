import type { Client } from './client.ts';

/** Lets the next runs land all rows, as if all had changed. */
export async function forgetDigests(client: Client): Promise<void> {
  await client.query('UPDATE CONNECTOR_UNITS SET DIGEST = NULL');
}
