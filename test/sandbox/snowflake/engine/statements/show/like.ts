/** Whether a name fits a SHOW … LIKE pattern: `%` and `_` are wildcards, a backslash takes their meaning, case does not count. */
export function likeMatcher(pattern: string): (name: string) => boolean {
  let expression = '';
  for (const [part] of pattern.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (part === '%') expression += '[\\s\\S]*';
    else if (part === '_') expression += '[\\s\\S]';
    else expression += (part.length > 1 ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  const whole = new RegExp(`^${expression}$`, 'i');
  return (name) => whole.test(name);
}
