/** The one spelling of what looks the same: é may be one character or two, as keyboards and systems have it. */
export function composed(text: string): string {
  return text.normalize('NFC');
}
