'use strict';
// What the image's HEALTHCHECK runs: 0 where the service of this container answers, or where it serves nothing. The path
// of the first process's command line may be given.
const { readFileSync } = require('node:fs');

const DEFAULT_ADDRESS = '127.0.0.1:8080';
const TIMEOUT_MS = 4_000;

const words = firstProcess(process.argv[2] ?? '/proc/1/cmdline');

// A command that does its work and ends, such as `run`, serves nothing: that it lives is all there is to know.
if (!words.includes('src/main.ts') || words.includes('start')) {
  addressInForce().then(
    (address) => address !== 'off' && ask(address),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    },
  );
}

/** The service's settings are read only where a file has some: that takes half a second, every half minute. */
async function addressInForce() {
  const file = flag('config') ?? process.env.SNOWCENSUS_CONFIG;
  if (!file || process.env.SNOWCENSUS_HTTP_ADDRESS)
    return process.env.SNOWCENSUS_HTTP_ADDRESS || DEFAULT_ADDRESS;
  const { loadSettings } = await import('./settings/config.ts');
  return loadSettings({ env: process.env, file, profile: flag('profile') }).http.address;
}

function flag(name) {
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return at < 0 ? undefined : words[at].includes('=') ? words[at].slice(name.length + 3) : words[at + 1];
}

function firstProcess(path) {
  try {
    return readFileSync(path, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function ask(address) {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? ['', '127.0.0.1', address];
  // Who listens everywhere listens on loopback.
  const asked = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host;
  fetch(`http://${asked}:${port}/healthz`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ ok }) => process.exit(ok ? 0 : 1),
    () => process.exit(1),
  );
}
