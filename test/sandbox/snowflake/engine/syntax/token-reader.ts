import type { StatementError } from '../../contract.ts';
import { RESERVED } from './reserved-words.ts';
import { syntaxError, type Token, type TokenKind, tokenize } from './tokens.ts';

/** Reads a statement token by token; what does not fit is Snowflake's syntax error 001003 at that place. */
export class TokenReader {
  readonly sql: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(sql: string) {
    this.sql = sql;
    this.#tokens = tokenize(sql);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error('A token list always ends with an end token');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  /** Whether the next tokens are these words or symbols, in this order; consumes nothing. */
  at(...values: readonly string[]): boolean {
    return values.every((value, ahead) => {
      const token = this.peek(ahead);
      return (token.kind === 'word' || token.kind === 'symbol') && token.value === value;
    });
  }

  /** Consumes these words or symbols when they come next. */
  accept(...values: readonly string[]): boolean {
    if (!this.at(...values)) return false;
    this.#index += values.length;
    return true;
  }

  expect(...values: readonly string[]): void {
    for (const value of values) {
      if (!this.accept(value)) throw this.unexpected();
    }
  }

  /** Consumes one token of one of these kinds. */
  take(...kinds: readonly TokenKind[]): Token {
    const token = this.peek();
    if (!kinds.includes(token.kind)) throw this.unexpected();
    return this.next();
  }

  /** Consumes an identifier and gives it as Snowflake stores it; a reserved word is none unless it is quoted. */
  identifier(): string {
    const token = this.take('word', 'quoted');
    if (token.kind === 'word' && RESERVED.has(token.value)) throw syntaxError(this.sql, token);
    return token.value;
  }

  /** Consumes `a`, `a.b` or `a.b.c`: each part as Snowflake stores it. */
  name(): readonly string[] {
    const parts = [this.identifier()];
    while (this.accept('.')) parts.push(this.identifier());
    return parts;
  }

  /** Consumes `( item, item, … )`; `allowEmpty` lets `()` pass. */
  list<T>(item: () => T, allowEmpty = false): readonly T[] {
    this.expect('(');
    const items: T[] = [];
    if (allowEmpty && this.accept(')')) return items;
    do items.push(item());
    while (this.accept(','));
    this.expect(')');
    return items;
  }

  /** Lets a last semicolon pass and refuses anything else that is left. */
  finish(): void {
    this.accept(';');
    if (this.peek().kind !== 'end') throw this.unexpected();
  }

  unexpected(): StatementError {
    return syntaxError(this.sql, this.peek());
  }
}
