import type {
  Handshake,
  HandshakePartyType,
  HandshakeResource,
  HandshakeResourceType,
} from '@aws-sdk/client-organizations';
import { organizations } from './service.ts';

export const handshakes = organizations.operation('handshakes', 'ListHandshakesForOrganization', {
  doc: 'Invitations and other agreements of the organization with accounts, open ones and those of the last thirty days.',
  pageSize: 20,
  tables: {
    ORGANIZATIONS_HANDSHAKES: {
      doc: 'Handshakes of the organization, one row each.',
      rows: 'Handshakes',
      key: 'Id',
      columns: {
        ARN: ['STRING', 'Arn', 'Handshake ARN.'],
        HANDSHAKE_ID: ['STRING', 'Id', 'Handshake id, which begins with h-.'],
        ACTION: ['STRING', 'Action', 'Such as INVITE, ENABLE_ALL_FEATURES or TRANSFER_RESPONSIBILITY.'],
        STATE: ['STRING', 'State', 'REQUESTED or OPEN, ACCEPTED, DECLINED, CANCELED or EXPIRED.'],
        INVITED_ACCOUNT_ID: ['STRING', party('ACCOUNT'), 'Account that is asked; NULL where an address is.'],
        INVITED_EMAIL: ['STRING', party('EMAIL'), 'Address that is asked; NULL where an account is.'],
        NOTES: ['STRING', resource('NOTES'), 'What the one who asks has written.'],
        REQUESTED_AT: ['TIMESTAMP_LTZ', 'RequestedTimestamp', 'When it began.'],
        EXPIRES_AT: ['TIMESTAMP_LTZ', 'ExpirationTimestamp', 'When it ends without an answer.'],
        PARTIES: ['VARIANT', 'Parties', 'Who takes part, with id and type.'],
        RESOURCES: ['VARIANT', 'Resources', 'What it is about.'],
      },
    },
  },
});

function party(type: HandshakePartyType): (handshake: Handshake) => string | undefined {
  return ({ Parties = [] }) => Parties.find(({ Type }) => Type === type)?.Id;
}

function resource(type: HandshakeResourceType): (handshake: Handshake) => string | undefined {
  return ({ Resources = [] }) => (Resources as HandshakeResource[]).find(({ Type }) => Type === type)?.Value;
}
