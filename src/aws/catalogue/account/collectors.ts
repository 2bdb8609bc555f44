import type * as sdk from '@aws-sdk/client-account';
import { withoutMember } from '../answer.ts';
import { ask } from '../ask.ts';
import type { CollectContext } from '../context.ts';
import { unlessNotFound } from '../not-found.ts';
import { service } from '../service.ts';

const account = service({
  name: 'account',
  prefix: 'account',
  scope: 'account',
  sdk: () => import('@aws-sdk/client-account'),
  client: 'AccountClient',
  homes: { 'aws-cn': 'cn-northwest-1' },
  requests: {
    GetAlternateContact: [{ AlternateContactType: 'SECURITY' }, 'ResourceNotFoundException'],
    GetContactInformation: [{}, 'ResourceNotFoundException'],
  },
});

export const primaryContact = account.single('primary_contact', 'GetContactInformation', {
  doc: 'Whom AWS knows as the account’s owner.',
  take: ({ ContactInformation }) => ContactInformation,
  tables: {
    PRIMARY_CONTACT: {
      doc: 'Primary contact, one row per account.',
      columns: {
        FULL_NAME: ['STRING', 'FullName', 'Name of the contact.'],
        COMPANY_NAME: ['STRING', 'CompanyName', 'Company, if any.'],
        PHONE_NUMBER: ['STRING', 'PhoneNumber', 'Telephone number.'],
        COUNTRY_CODE: ['STRING', 'CountryCode', 'Country, by its two letters.'],
        CITY: ['STRING', 'City', 'City of the address.'],
        POSTAL_CODE: ['STRING', 'PostalCode', 'Postal code of the address.'],
      },
    },
  },
});

type AlternateContact = sdk.AlternateContact & { readonly Exists: boolean };

export const alternateContacts = account.read<{ ALTERNATE_CONTACTS: AlternateContact }>(
  'alternate_contacts',
  {
    doc: 'Whom AWS writes to on billing, operations and security, or that there is nobody.',
    calls: '3',
    actions: ['account:GetAlternateContact'],
    tables: {
      ALTERNATE_CONTACTS: {
        doc: 'Alternate contacts, three rows per account, also for those that nobody set.',
        key: 'AlternateContactType',
        columns: {
          CONTACT_TYPE: ['STRING', 'AlternateContactType', 'BILLING, OPERATIONS or SECURITY.'],
          IS_SET: ['BOOLEAN', 'Exists', 'False means that AWS writes to the root user’s address alone.'],
          NAME: ['STRING', 'Name', 'Name of the contact.'],
          TITLE: ['STRING', 'Title', 'Title of the contact.'],
          EMAIL_ADDRESS: ['STRING', 'EmailAddress', 'Where AWS writes to.'],
          PHONE_NUMBER: ['STRING', 'PhoneNumber', 'Telephone number.'],
        },
      },
    },
    async *read(context) {
      for (const type of ['BILLING', 'OPERATIONS', 'SECURITY'] as const) {
        yield ['ALTERNATE_CONTACTS', await readAlternateContact(context, type)];
      }
    },
  },
);

async function readAlternateContact(
  context: CollectContext,
  type: sdk.AlternateContactType,
): Promise<AlternateContact> {
  const answer = await unlessNotFound(['ResourceNotFoundException'], () =>
    ask(context, account, 'GetAlternateContact', { AlternateContactType: type }),
  );
  if (!answer) return { AlternateContactType: type, Exists: false };
  const { AlternateContact } = answer;
  if (!AlternateContact) throw withoutMember('GetAlternateContact', 'AlternateContact');
  return { ...AlternateContact, AlternateContactType: type, Exists: true };
}
