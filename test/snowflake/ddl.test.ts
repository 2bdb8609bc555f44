import { describe, expect, test } from 'vitest';
import { addColumn, createSchema, createStage, createTable, createView } from '../../src/snowflake/ddl.ts';
import type { Table } from '../../src/table.ts';
import { ODD_SCHEMA, SCHEMA } from './recording-session.ts';

const TABLE: Table = {
  name: 'T',
  comment: "Bob's rows.",
  columns: [
    { name: 'ID', type: 'STRING', required: true, comment: 'Id.' },
    { name: 'select', type: 'VARIANT', comment: 'A back\\slash.' },
  ],
};

test('an installation is a schema and a stage that Snowflake encrypts', () => {
  expect([createSchema(SCHEMA), createStage(SCHEMA)]).toEqual([
    'CREATE SCHEMA IF NOT EXISTS "SNOWALERT"."DATA"',
    'CREATE STAGE IF NOT EXISTS "SNOWALERT"."DATA"."SNOWCENSUS_STAGE" ' +
      "ENCRYPTION = (TYPE = 'SNOWFLAKE_SSE') COMMENT = 'Parts on their way into tables; empty between runs.'",
  ]);
});

describe('a table', () => {
  test('is made once, its names and comments quoted', () => {
    expect(createTable(ODD_SCHEMA, TABLE)).toBe(
      'CREATE TABLE IF NOT EXISTS "my ""db"""."o\'hara"."T" (\n' +
        '  "ID" STRING NOT NULL COMMENT \'Id.\',\n' +
        '  "select" VARIANT COMMENT \'A back\\\\slash.\'\n' +
        ") COMMENT = 'Bob''s rows.'",
    );
  });

  test('gets a missing column as nullable: rows are there already', () => {
    const [required] = TABLE.columns;
    expect(required && addColumn(SCHEMA, 'T', required)).toBe(
      'ALTER TABLE "SNOWALERT"."DATA"."T" ADD COLUMN IF NOT EXISTS "ID" STRING COMMENT \'Id.\'',
    );
  });
});

test('a view is replaced without losing its grants, and reads from the schema it is in', () => {
  const view = {
    name: 'V',
    comment: 'All.',
    columns: [{ name: 'ID', comment: 'Id.' }],
    select: (name: (object: string) => string) => `SELECT ID FROM ${name('T')}`,
  };
  expect(createView(SCHEMA, view)).toBe(
    'CREATE OR REPLACE VIEW "SNOWALERT"."DATA"."V" (\n  "ID" COMMENT \'Id.\'\n) COPY GRANTS ' +
      'COMMENT = \'All.\' AS\nSELECT "ID" FROM "SNOWALERT"."DATA"."T"',
  );
});
