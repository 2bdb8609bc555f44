/** Every collector of IAM, by the file that declares it. */
export * from './account-settings.ts';
export * from './authorization-details.ts';
export { delegationRequests } from './delegation-requests.ts';
export * from './identity-providers.ts';
export * from './principals.ts';
export { serviceLastAccessed } from './service-last-accessed.ts';
export { serviceSpecificCredentials } from './service-specific-credentials.ts';
