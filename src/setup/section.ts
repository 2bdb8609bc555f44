import { quoted } from '../snowflake/identifiers.ts';

/** Statements that one role runs, one after another. */
export interface Section {
  readonly title: string;
  readonly role: string;
  readonly statements: readonly string[];
  /** Steps that are left for a person to do. */
  readonly notes?: readonly string[];
}

/** The sections as a script that an administrator can read, and run in a worksheet. */
export function script(sections: readonly Section[]): string {
  return sections
    .map((section) => {
      const notes = (section.notes ?? []).map((note) => `-- ${note}\n`).join('');
      const statements = [useRole(section.role), ...section.statements];
      return `-- ${section.title}\n${notes}\n${statements.map((statement) => `${statement};\n`).join('\n')}`;
    })
    .join('\n');
}

/** The statement that takes a role on. */
export function useRole(role: string): string {
  return `USE ROLE ${quoted(role)}`;
}
