import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What an SDK's type declarations say of members, as plain text: interface → member → text. */
export type SdkComments = (owner: string) => ReadonlyMap<string, string>;

/** Comments of a client package as it is installed below `root`; AWS writes there what its schemas leave out. */
export function sdkComments(root: string, sdk: string): SdkComments {
  const entry = createRequire(join(root, 'package.json')).resolve(`${sdk}/package.json`);
  const models = join(dirname(entry), 'dist-types', 'models');
  const text = readdirSync(models)
    .filter((file) => file.startsWith('models_'))
    .map((file) => readFileSync(join(models, file), 'utf8'))
    .join('\n');
  return (owner) => {
    const body = new RegExp(`^export interface ${owner} (?:extends [^{]*)?\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(
      text,
    )?.[1];
    const members = (body ?? '').matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+)\??:/g);
    return new Map([...members].map(([, comment = '', member = '']) => [member, plain(comment)]));
  };
}

function plain(comment: string): string {
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/@\w+[^\n]*/g, '')
    .replace(/<\/(?:p|li)>/g, '. ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&mdash;', '-')
    .replace(/\s+/g, ' ')
    .replace(/\.( ?\.)+/g, '.')
    .trim();
}
