/** The text that a URL encodes (RFC 3986); the text itself where it encodes none, such as `100%`. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
