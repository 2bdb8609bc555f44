import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { firstRequest, type RawRequest, sameInEachRun } from './requests.ts';

/** What the process is told: to answer as recorded from now on, or to say what it has done since. */
export type ToTape = 'play' | 'tell';

/** What the process tells: where it listens, then what it did since it was last told to play. */
export type FromTape = { readonly port: number } | TapeFigures;

/** Answers since the tape was told to play. */
export interface TapeFigures {
  readonly played: number;
  /** Requests that the recorded run had not made, which AWS was asked. */
  readonly asked: number;
  /** Between the first request and the last. */
  readonly seconds: number;
}

/** One request, and what was answered each time. */
interface Recorded {
  readonly answers: Buffer[];
  next: number;
}

const [aws = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const tape = new Map<string, Recorded>();
let isPlaying = false;
let played = 0;
let asked = 0;
let first = 0;
let last = 0;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let received: Buffer = Buffer.alloc(0);
  let answering = Promise.resolve();
  socket.on('data', (piece) => {
    received = received.length === 0 ? piece : Buffer.concat([received, piece]);
    for (let next = firstRequest(received); next; next = firstRequest(received)) {
      received = received.subarray(next.bytes);
      const whole = next;
      answering = answering.then(() => answer(whole, socket));
    }
  });
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
process.on('message', (said: ToTape) => {
  if (said === 'tell') return tell({ played, asked, seconds: (last - first) / 1000 });
  isPlaying = true;
  played = asked = first = last = 0;
  for (const recorded of tape.values()) recorded.next = 0;
  tell({ played, asked, seconds: 0 });
});
process.on('disconnect', () => process.exit());

/** Answers as the tape has it. What is asked more often than when it was recorded is answered as the last time. */
async function answer(asking: RawRequest, socket: Socket): Promise<void> {
  last = performance.now();
  first ||= last;
  const key = sameInEachRun(asking);
  const recorded = tape.get(key);
  if (isPlaying && recorded) {
    played += 1;
    socket.write(recorded.answers[recorded.next] ?? '');
    recorded.next = Math.min(recorded.next + 1, recorded.answers.length - 1);
    return;
  }
  asked += 1;
  const fresh = await askAws(asking);
  socket.write(fresh);
  if (isPlaying) return;
  // Others may have asked for the same meanwhile.
  const before = tape.get(key);
  if (before) before.answers.push(fresh);
  else tape.set(key, { answers: [fresh], next: 0 });
}

/** AWS's answer as bytes. The request goes on as it came, since its signature holds of that alone. */
async function askAws({ line, head, body }: RawRequest): Promise<Buffer> {
  const [method, path] = line.split(' ');
  const headers = Object.fromEntries(head.split('\r\n').map((each) => each.split(/: *(.*)/s).slice(0, 2)));
  const told = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = request(aws, { method, path, headers, agent }, resolve);
    asking.on('error', reject);
    asking.end(body, 'latin1');
  });
  const bytes = await buffer(told);
  const kept = told.rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !/^(?:transfer-encoding|connection|keep-alive|content-length)$/i.test(name)
      ? [`${name}: ${told.rawHeaders[index + 1]}`]
      : [],
  );
  const status = `HTTP/1.1 ${told.statusCode} ${told.statusMessage}`;
  const lines = [status, ...kept, `content-length: ${bytes.length}`].join('\r\n');
  return Buffer.concat([Buffer.from(`${lines}\r\n\r\n`, 'latin1'), bytes]);
}

function tell(said: FromTape): void {
  process.send?.(said);
}
