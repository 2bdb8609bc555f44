/** One statement that Snowflake was asked, once it is over. */
export interface StatementEvent {
  /** First word of the statement, in lower case: `select`, `copy`, `put`. */
  readonly verb: string;
  /** The table or object the statement is about. */
  readonly about: string;
  readonly seconds: number;
  readonly ok: boolean;
}

/** Hears what is asked of AWS and of Snowflake, as it happens. Called often: it is cheap and does not throw. */
export interface Observer {
  /** A request goes out to AWS, retries included. */
  readonly awsCall: (service: string, operation: string) => void;
  /** AWS answered that it was called too often. */
  readonly awsThrottle: (service: string, operation: string) => void;
  readonly statement: (event: StatementEvent) => void;
}
