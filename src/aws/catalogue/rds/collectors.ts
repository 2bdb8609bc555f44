/** Every collector of RDS, by the file that declares it. */
export * from './databases.ts';
export * from './network.ts';
export * from './snapshots.ts';
