/** The frameworks that detections are mapped to; a version is a framework of its own, for ids move between them. */
export const FRAMEWORKS = ['cis-7.0', 'cis-6.0', 'cis-5.0', 'cis-3.0', 'fsbp', 'attack'] as const;

/** Name and version of a framework, as the views have them. */
export function frameworkParts(framework: string): {
  readonly name: string;
  readonly version: string | undefined;
} {
  const [name = framework, version] = framework.split('-');
  return { name, version: version ?? (name === 'fsbp' ? '1.0.0' : undefined) };
}
