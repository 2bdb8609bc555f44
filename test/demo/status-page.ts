import { type ConnectorProcess, startConnector } from '../installation/connector.ts';

/** The status page of a service that has just started before what the demo left. */
export async function statusPageOf(env: Readonly<Record<string, string>>): Promise<string> {
  const service = startConnector(env, ['start']);
  try {
    const url = await servedAt(service);
    for (let tries = 0; tries < 300; tries += 1) {
      const page = await (await fetch(url)).text();
      if (page.includes('class="coverage"')) return page;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the service shows no coverage');
  } finally {
    service.child.kill('SIGTERM');
    await service.ended;
  }
}

/** The address that the log tells; the log is read by others too. */
function servedAt({ child, ended }: ConnectorProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, url] = /"url":"([^"]+)"/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    ended.then(() => reject(new Error(`the service ended without serving its page: ${said}`)), reject);
  });
}
