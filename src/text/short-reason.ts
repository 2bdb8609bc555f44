const ACTION_REFUSED =
  /User: \S+ is not authorized to perform: (\S+?)(?: on resource: "?(\S*[^\s".,]))?"?[.,]?(?:\s+(?:because|with)\s+(?:an? )?|\s+|$)/;

/** The same in a few words, for a place that has no room: the action, behind what refuses it where AWS says it. */
export function briefReason(reason: string): string {
  const short = shortReason(reason);
  const [, action, why] =
    /^not authorized to perform (\S+?)(?: on \S+?)?(?:: (.+)|\. .*)?$/s.exec(short) ?? [];
  if (action === undefined) return short;
  return why === undefined ? `may not ${action}` : `${why}: ${action}`;
}

/** End of a refusal's reason, behind the names of the caller and of AWS's error: its telling part. */
export function shortReason(reason: string): string {
  const [told = ''] = reason.split(/\s*Encoded authorization failure message:/, 1);
  return told
    .replace(/^(?:AccessDenied(?:Exception)?|UnauthorizedOperation): /, '')
    .replace(/^You are not authorized to perform this operation\. (?=User: )/, '')
    .replace(ACTION_REFUSED, (all, action: string, resource = '*', offset: number, whole: string) => {
      const on = resource === '*' ? '' : ` on ${resource}`;
      const isLast = offset + all.length === whole.length;
      const follows = isLast ? '' : /\s(?:because|with)\s/.test(all) ? ': ' : '. ';
      return `not authorized to perform ${action}${on}${follows}`;
    })
    .replace(/[:.]?\s*$/, '');
}
