/**
 * The types that let the compiler review an entry: an operation the SDK does not have, a list that is not in
 * its answer, a column path that does not exist and an input it does not take are all compile errors.
 */

/** Names of the operations in an SDK module: `DescribeVpcs` for its `DescribeVpcsCommand`. */
export type OperationOf<M> = {
  [K in keyof M & string]: K extends `${infer Name}Command` ? Name : never;
}[keyof M & string];

type CommandOf<M, O extends string> = M[`${O}Command` & keyof M];

/** The answer of an operation. */
export type OutputOf<M, O extends string> =
  CommandOf<M, O> extends abstract new (
    ...args: never[]
  ) => { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer R }> }
    ? R
    : never;

/** The request of an operation. */
export type InputOf<M, O extends string> =
  CommandOf<M, O> extends abstract new (...args: infer A) => unknown ? A[0] : never;

type ElementOf<T> = NonNullable<T> extends readonly (infer E)[] ? NonNullable<E> : NonNullable<T>;

type DirectList<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends readonly object[] ? K : never;
}[keyof T & string];

/** Dotted paths to lists of records in an answer: `Vpcs`, `Reservations.Instances`. */
export type ListIn<T> =
  | DirectList<T>
  | {
      [K in keyof T & string]: NonNullable<T[K]> extends readonly object[]
        ? `${K}.${DirectList<ElementOf<T[K]>>}`
        : never;
    }[keyof T & string];

/** Type of one element of such a list. */
export type ItemAt<T, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? ItemAt<ElementOf<T[Head]>, Rest>
    : never
  : P extends keyof T
    ? ElementOf<T[P]>
    : never;

/** Type of the elements of the list at a member of an answer. */
export type ListedIn<T, K extends keyof T> =
  NonNullable<T[K]> extends readonly (infer E)[] ? NonNullable<E> : never;

type MemberOf<T> =
  NonNullable<T> extends readonly unknown[] | Date | Uint8Array
    ? never
    : NonNullable<T> extends object
      ? keyof NonNullable<T> & string
      : never;

/** Names of members of an item's members, and of what these list. */
export type InnerMemberOf<T> = {
  [K in keyof T]: MemberOf<T[K]> | (NonNullable<T[K]> extends readonly (infer E)[] ? MemberOf<E> : never);
}[keyof T];

/** Paths to a value in an item, one level deep: `State`, `MetadataOptions.HttpTokens`. */
export type PathIn<T> = {
  [K in keyof T & string]: K | `${K}.${MemberOf<T[K]>}`;
}[keyof T & string];
