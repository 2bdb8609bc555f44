import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log/log.ts';
import { logWarnings } from '../../src/log/warnings.ts';

test('a warning is one event, and nobody else writes it', () => {
  const stream = new PassThrough();
  const emitter = new EventEmitter();
  let written = 0;
  emitter.on('warning', () => {
    written += 1;
  });
  logWarnings(emitter, createLog({ level: 'info', format: 'json' }, { secrets: () => ['planted'], stream }));
  emitter.emit('warning', Object.assign(new Error('old: planted'), { name: 'DeprecationWarning' }));
  expect(written).toBe(0);
  expect(JSON.parse(String(stream.read()))).toMatchObject({
    level: 'warn',
    message: 'old: [redacted]',
    warning: 'DeprecationWarning',
  });
});
