import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WIDTH } from '../demo/screen.ts';
import { pageSvg } from './page-svg.ts';
import { terminalSvg } from './terminal-svg.ts';

/** `npm run pictures`: draws the demo, and the status page of what it leaves, for the README. */
const ROOT = join(import.meta.dirname, '..', '..');
const PICTURES = join(ROOT, 'docs', 'pictures');
const DEMO = ['--require', './src/require-node.cjs', 'test/demo/main.ts'];
const PAGE = { width: 1100, height: 1000 };

mkdirSync(PICTURES, { recursive: true });
const directory = mkdtempSync(join(tmpdir(), 'snowcensus-pictures-'));
const page = join(directory, 'page.html');
try {
  const { stdout } = await promisify(execFile)(process.execPath, [...DEMO, '--page', page], { cwd: ROOT });
  writeFileSync(join(PICTURES, 'demo.svg'), terminalSvg(stdout.trimEnd().split('\n'), WIDTH));
  writeFileSync(join(PICTURES, 'status.svg'), pageSvg(readFileSync(page, 'utf8'), PAGE));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
