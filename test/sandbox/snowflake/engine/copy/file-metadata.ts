import type { StagedFile } from '../../contract.ts';
import type { EngineContext } from '../context.ts';
import { quoteString } from '../syntax/tokens.ts';
import type { BoundColumn } from '../types/bound.ts';
import { LTZ, NUMBER, TEXT } from '../types/types.ts';

/** What COPY can say of the file a row comes from. doc: querying-metadata. */
export const METADATA_COLUMNS: readonly (BoundColumn & { readonly sql: string })[] = [
  { name: 'METADATA$FILENAME', type: TEXT, nullable: false, sql: '"METADATA$FILENAME"' },
  {
    name: 'METADATA$FILE_ROW_NUMBER',
    type: NUMBER,
    nullable: false,
    sql: 'CAST(row_number AS DECIMAL(38,0))',
  },
  { name: 'METADATA$FILE_CONTENT_KEY', type: TEXT, nullable: false, sql: '"METADATA$FILE_CONTENT_KEY"' },
  {
    name: 'METADATA$FILE_LAST_MODIFIED',
    type: LTZ,
    nullable: false,
    sql: 'CAST("METADATA$FILE_LAST_MODIFIED" AS TIMESTAMPTZ)',
  },
  {
    name: 'METADATA$START_SCAN_TIME',
    type: LTZ,
    nullable: false,
    sql: 'CAST("METADATA$START_SCAN_TIME" AS TIMESTAMPTZ)',
  },
];

/** One row per file being loaded, as texts, to be joined on `file`. */
export function filesRelation(context: EngineContext, files: readonly StagedFile[]): string {
  const scanned = context.now().toISOString();
  const rows = files.map((file, index) => {
    const texts = [file.name, file.etag, file.lastModified.toISOString(), scanned].map(quoteString);
    return `(${[String(index), ...texts].join(', ')})`;
  });
  return `(VALUES ${rows.join(', ')}) AS files(file, "METADATA$FILENAME", "METADATA$FILE_CONTENT_KEY", "METADATA$FILE_LAST_MODIFIED", "METADATA$START_SCAN_TIME")`;
}
