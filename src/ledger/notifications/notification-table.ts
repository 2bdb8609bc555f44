import { instant, required, type Table, text } from '../../table.ts';

/**
 * One row per fact that somebody is to be told of, for as long as it holds and until its end has been told: it does not
 * grow with history. The row, and not a process, knows what has been told.
 */
export const NOTIFICATIONS: Table = {
  name: 'CONNECTOR_NOTIFICATIONS',
  comment:
    'What the webhook is told, has been told, or may not have been told; empty where there is no webhook.',
  columns: [
    required(text('KIND', 'blind, stale or finding.')),
    required(text('SUBJECT', 'What it is about; with KIND the key.')),
    text('CONNECTION', 'Connection table; NULL for a finding.'),
    text('ACCOUNT_ID', 'Account; NULL for a connection.'),
    text('ACCOUNT_NAME', 'Its name.'),
    text('REGION', 'Region; global for account scope; * where the account’s regions are not known.'),
    text('DETECTION_ID', 'Detection of a finding.'),
    text('SEVERITY', 'Severity of a finding.'),
    text('RESOURCE', 'ARN or id of the resource of a finding.'),
    text('REASON', 'Why.'),
    instant('SINCE', 'Since when.'),
    required(text('STATE', 'on: it holds; seen: it is over; gone: what it was about is not read any more.')),
    required(
      text(
        'TOLD',
        'pending, sending, told, or unclear: it was sent, and nobody knows whether it arrived; it is not sent again.',
      ),
    ),
    text('MESSAGE_ID', 'Message that it was sent in last.'),
    instant('CLAIMED_AT', 'When that was begun.'),
  ],
};
