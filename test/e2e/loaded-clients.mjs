// Writes which clients of AWS a process has loaded, when it ends.
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const loaded = new Set();
registerHooks({
  load(url, context, nextLoad) {
    const client = /@aws-sdk\/(client-[a-z0-9-]+)\//.exec(url)?.[1];
    if (client) loaded.add(client);
    return nextLoad(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env.LOADED_CLIENTS_FILE, [...loaded].sort().join('\n')));
