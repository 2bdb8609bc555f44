/** Words of a name as AWS writes names: `DBInstanceArn` is DB, Instance, Arn. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll('IPv', 'Ipv')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
}

/** `DB_INSTANCE_ARN`. */
export function upperSnake(name: string): string {
  return wordsOf(name).join('_').toUpperCase();
}

/** `dbInstanceArn`. */
export function camel(name: string): string {
  return wordsOf(name)
    .map((word, index) => {
      const lower = word.toLowerCase();
      return index === 0 ? lower : lower.charAt(0).toUpperCase() + lower.slice(1);
    })
    .join('');
}

/** `DB instance ARN`: words in lower case, abbreviations as they are. */
export function spoken(name: string): string {
  return wordsOf(name)
    .map((word) => {
      if (/^(?:arn|id|ids|vpc|dns|ip|url|kms|arns)$/i.test(word))
        return ABBREVIATIONS[word.toLowerCase()] ?? word.toUpperCase();
      return /^[A-Z0-9]+$/.test(word) ? word : word.toLowerCase();
    })
    .join(' ');
}

const ABBREVIATIONS: Readonly<Record<string, string>> = { id: 'id', ids: 'ids', arns: 'ARNs' };

/** The sentence-case of a text. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
