import * as sdk from '@aws-sdk/client-account';
import { withoutMember } from '../answer.ts';
import type { CollectContext } from '../context.ts';
import { unlessNotFound } from '../not-found.ts';
import { service } from '../service.ts';

const account = service({
  name: 'account',
  prefix: 'account',
  scope: 'account',
  sdk,
  client: sdk.AccountClient,
});

export const primaryContact = account.read<{
  PRIMARY_CONTACT: sdk.ContactInformation & { readonly AccountId: string };
}>('primary_contact', {
  doc: 'Whom AWS knows as the account’s owner.',
  calls: '1',
  actions: ['account:GetContactInformation'],
  tables: {
    PRIMARY_CONTACT: {
      doc: 'Primary contact, one row per account.',
      key: 'AccountId',
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
  async *read(context) {
    const command = new sdk.GetContactInformationCommand({});
    const { ContactInformation } = await context
      .client(sdk.AccountClient)
      .send(command, { abortSignal: context.signal });
    if (!ContactInformation) throw withoutMember('GetContactInformation', 'ContactInformation');
    yield ['PRIMARY_CONTACT', { AccountId: context.accountId, ...ContactInformation }];
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
  const client = context.client(sdk.AccountClient);
  const command = new sdk.GetAlternateContactCommand({ AlternateContactType: type });
  const answer = await unlessNotFound(['ResourceNotFoundException'], () =>
    client.send(command, { abortSignal: context.signal }),
  );
  if (!answer) return { AlternateContactType: type, Exists: false };
  const { AlternateContact } = answer;
  if (!AlternateContact) throw withoutMember('GetAlternateContact', 'AlternateContact');
  return { ...AlternateContact, AlternateContactType: type, Exists: true };
}
