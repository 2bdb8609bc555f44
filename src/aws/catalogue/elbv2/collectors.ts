/** Every collector of application, network and gateway load balancers, by the file that declares it. */
export { listeners } from './listeners.ts';
export { loadBalancers } from './load-balancers.ts';
export { targetGroups } from './target-groups.ts';
