import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A page in a real browser without a window. */
export interface BrowserPage {
  /** Calls a method of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/ */
  call(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Gives what the expression comes to in the page, promises awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** What the browser complained of: errors of the console, violations of the security policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Command of the Chromium that is installed; undefined where none is. */
export function findBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** Starts the browser with one empty page. */
export async function openPage(browser: string): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), 'snowcensus-browser-'));
  const child = spawn(
    browser,
    [
      '--headless',
      // It shows pages of ours only, and root of a container may not have its sandbox.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const { port } = new URL(await devToolsUrl(child));
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  const page = speak(socket);
  for (const domain of ['Page', 'Runtime', 'Log']) await page.call(`${domain}.enable`);
  return {
    ...page,
    async close() {
      socket.close();
      child.kill('SIGKILL');
      await once(child, 'close');
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function devToolsUrl({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('the browser has no standard error');
  for await (const line of createInterface({ input: stderr })) {
    const url = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the browser ended before it listened');
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly entry?: { readonly level: string; readonly text: string } };
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

function speak(socket: WebSocket): Omit<BrowserPage, 'close'> {
  const waiting = new Map<number, (message: Message) => void>();
  const complaints: string[] = [];
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    const entry = message.method === 'Log.entryAdded' ? message.params?.entry : undefined;
    if (entry && entry.level !== 'info' && entry.level !== 'verbose') complaints.push(entry.text);
  });
  let last = 0;
  async function call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    last += 1;
    const { promise, resolve } = Promise.withResolvers<Message>();
    waiting.set(last, resolve);
    socket.send(JSON.stringify({ id: last, method, params }));
    const { result, error } = await promise;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }
  return {
    call,
    complaints,
    async evaluate<T>(expression: string): Promise<T> {
      const answer = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if ('exceptionDetails' in answer) throw new Error(JSON.stringify(answer.exceptionDetails));
      return (answer.result as { value: T }).value;
    },
  };
}
