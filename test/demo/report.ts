/** Rows as a plain text table; long lists are cut with a note. */
export function table(rows: readonly object[], limit = 12): string {
  const [first] = rows;
  if (!first) return '  (none)\n';
  const names = Object.keys(first);
  const cells = rows.slice(0, limit).map((row) => Object.values(row).map(cell));
  const widths = names.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const lines = [line(names), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)];
  if (rows.length > limit) lines.push(`  … and ${rows.length - limit} more`);
  return `${lines.join('\n')}\n`;
}

const LONGEST = 96;

function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : value instanceof Date
        ? new Date(value).toISOString()
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value as string | number | boolean);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
