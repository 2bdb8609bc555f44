import { instant, required, type Table, text } from '../table.ts';

/** Table of exceptions, which users accept for a time: failing findings stay visible, and count as excepted. */
export const EXCEPTIONS: Table = {
  name: 'FINDING_EXCEPTIONS',
  comment:
    'Failing findings that somebody accepts for a time, written by users. Empty columns match everything.',
  columns: [
    required(text('EXCEPTION_ID', 'A name of your own, such as a ticket’s.')),
    required(text('DETECTION_ID', 'Detection; * stands for any characters.')),
    text('ACCOUNT_ID', 'Only in this account.'),
    text('OU_PATH', 'Only in this organizational unit and those below it.'),
    text('REGION', 'Only in this region.'),
    text('RESOURCE', 'Only resources of this id or ARN; * stands for any characters.'),
    required(text('REASON', 'Why it is accepted; an empty one is none.')),
    required(text('OWNER', 'Person or team that accepts it; an empty one is none.')),
    required(instant('EXPIRES_AT', 'Until when; then it stops by itself.')),
  ],
};
