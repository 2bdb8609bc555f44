/** Every collector of EC2, by the file that declares it. */
export * from './account-defaults.ts';
export * from './firewall.ts';
export * from './gateways.ts';
export * from './instances.ts';
export * from './network.ts';
export * from './storage.ts';
export * from './transit.ts';
export * from './vpc-controls.ts';
