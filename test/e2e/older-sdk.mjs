// Has the AWS SDK of a process forget members, as an older one does not know them: what AWS answers of them is dropped.
import { existsSync, readFileSync } from 'node:fs';

const { FORGOTTEN_MEMBERS_FILE: file = '' } = process.env;
for (const [client, structure, member] of existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []) {
  const sdk = await import(`@aws-sdk/${client}`);
  const [names, types] = sdk[`${structure}$`].slice(4);
  const at = names.indexOf(member);
  if (at < 0) throw new Error(`${client} knows no ${structure}.${member}`);
  names.splice(at, 1);
  types.splice(at, 1);
}
