'use strict';
// What the image's HEALTHCHECK runs: 0 where the service of this container answers, or where it serves nothing. The path
// of the first process's command line may be given.
const { readFileSync } = require('node:fs');

const DEFAULT_ADDRESS = '127.0.0.1:8080';
const TIMEOUT_MS = 4_000;

const address = process.env.SNOWCENSUS_HTTP_ADDRESS || DEFAULT_ADDRESS;
const words = firstProcess(process.argv[2] ?? '/proc/1/cmdline');

// A command that does its work and ends, such as `run`, serves nothing: that it lives is all there is to know.
const serves = address !== 'off' && (!words.includes('src/main.ts') || words.includes('start'));
if (serves) ask();

function firstProcess(path) {
  try {
    return readFileSync(path, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function ask() {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? ['', '127.0.0.1', address];
  // Who listens everywhere listens on loopback.
  const asked = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
  fetch(`http://${asked}:${port}/healthz`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ ok }) => process.exit(ok ? 0 : 1),
    () => process.exit(1),
  );
}
