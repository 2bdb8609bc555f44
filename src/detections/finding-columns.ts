/** The columns of the view of one detection. */
export const FINDING_COLUMNS: readonly { readonly name: string; readonly comment: string }[] = [
  { name: 'FINDING_ID', comment: 'Hash of detection, account, region and resource; stays while those do.' },
  { name: 'DETECTION_ID', comment: 'Detection.' },
  { name: 'TITLE', comment: 'What holds where it passes.' },
  { name: 'SEVERITY', comment: 'critical, high, medium or low.' },
  { name: 'STATUS', comment: 'pass, fail, or unknown where it could not be read.' },
  { name: 'ACCOUNT_ID', comment: 'Account; * where it is not known which.' },
  {
    name: 'REGION',
    comment: 'Region; global for account scope; * where the account’s regions are not known.',
  },
  { name: 'RESOURCE_TYPE', comment: 'Type as CloudFormation names it.' },
  { name: 'RESOURCE_ID', comment: 'Resource; NULL for a place in which nothing could be read.' },
  { name: 'RESOURCE_ARN', comment: 'ARN of the resource, where it has one.' },
  { name: 'REASON', comment: 'What was found, or why it could not be read.' },
  { name: 'EVIDENCE', comment: 'What the answer rests on.' },
  {
    name: 'LAST_STATUS',
    comment: 'Of an unknown one: the answer when it could last be read, or that of its administrator alone.',
  },
  { name: 'OBSERVED_AT', comment: 'Start of the run that last read it; NULL means never.' },
  { name: 'BLIND_SINCE', comment: 'Of an unknown one: first run that could not read it.' },
];
