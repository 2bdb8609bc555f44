import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connectionStatements } from './demo/connections.ts';
import { openClient } from './installation/client.ts';
import { runConnector } from './installation/connector.ts';
import { connectorScript } from './installation/connector-script.ts';
import { startPreparedSandbox } from './installation/prepared-sandbox.ts';

/** `npm run dev`: the service on a sandbox of its own, started anew whenever a file of src changes. */
const sandbox = await startPreparedSandbox({ accounts: 14, seed: 23 });
const { code, stderr } = await runConnector(sandbox.env, ['setup']);
if (code !== 0) throw new Error(stderr);
const user = await openClient(sandbox);
for (const statement of connectionStatements(sandbox.world)) await user.query(statement);
await user.close();

const { args, env } = connectorScript('start');
const service = spawn(process.execPath, ['--watch-path=src', ...args], {
  env: { ...process.env, ...env, ...sandbox.env, SNOWCENSUS_HTTP_ADDRESS: '127.0.0.1:8080' },
  stdio: 'inherit',
});
process.stdout.write('The status page is at http://127.0.0.1:8080. Ctrl+C ends service and sandbox.\n');
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(service, 'exit')]);
service.kill('SIGTERM');
await sandbox.close();
