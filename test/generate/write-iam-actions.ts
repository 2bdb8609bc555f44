import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionsFile } from './iam-actions.ts';

const path = 'src/setup/access/iam-actions.json';
writeFileSync(join(import.meta.dirname, '..', '..', path), await iamActionsFile());
process.stdout.write(`${path}\n`);
