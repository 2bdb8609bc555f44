import { service } from '../service.ts';

/** Resource Access Manager. AWS publishes no rate for it. */
export const ram = service({
  name: 'ram',
  prefix: 'ram',
  scope: 'region',
  sdk: () => import('@aws-sdk/client-ram'),
  client: 'RAMClient',
  // What is shared shows by itself, or by the tags of its share.
  whenEmpty: 'wait',
  shownByTags: ['ram:resource-share'],
  requests: {
    GetResourceShareAssociations: [{ associationType: 'PRINCIPAL', maxResults: 1 }],
    GetResourceShares: [{ resourceOwner: 'SELF', maxResults: 1 }],
  },
});
