import type { GenerateCredentialReportResponse, GetCredentialReportResponse } from '@aws-sdk/client-iam';
import { AwsError, type CredentialReportJob, type OperationCall } from '../../contract.ts';
import { credentialReportCsv } from './credential-report-csv.ts';

const lifetime = 4 * 3600 * 1000;
type FinishedReport = NonNullable<CredentialReportJob['report']>;

/** A report up to four hours old is answered as complete; else a new one is begun and polled for. */
export function generateCredentialReport(call: OperationCall<object>): GenerateCredentialReportResponse {
  const job = call.account.credentialReport;
  if (freshReport(job, call.now) !== undefined) return { State: 'COMPLETE' };
  if (job.pollsMade >= job.coldPolls) {
    finish(call);
    return { State: 'COMPLETE' };
  }
  job.pollsMade += 1;
  if (job.pollsMade > 1) return { State: 'INPROGRESS' };
  return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
}

/** Errors: ReportNotPresent and ReportExpired 410, ReportInProgress 404. */
export function getCredentialReport(call: OperationCall<object>): GetCredentialReportResponse {
  const { content, generatedAt } = availableReport(call);
  return { Content: Buffer.from(content), ReportFormat: 'text/csv', GeneratedTime: generatedAt };
}

function availableReport(call: OperationCall<object>): FinishedReport {
  const job = call.account.credentialReport;
  const fresh = freshReport(job, call.now);
  if (fresh !== undefined) return fresh;
  if (job.pollsMade > 0 && job.pollsMade < job.coldPolls) {
    job.pollsMade += 1;
    throw new AwsError('ReportInProgress', 'Credential report is still being generated', 404);
  }
  if (job.pollsMade > 0) return finish(call);
  throw job.report === undefined
    ? new AwsError('ReportNotPresent', 'No report has been generated for this account', 410)
    : new AwsError('ReportExpired', 'The most recent credential report has expired', 410);
}

function freshReport({ report }: CredentialReportJob, now: Date): FinishedReport | undefined {
  return report !== undefined && now.getTime() - report.generatedAt.getTime() < lifetime ? report : undefined;
}

function finish({ account, now, world }: OperationCall<object>): FinishedReport {
  const report = { generatedAt: now, content: credentialReportCsv(account, world.partition) };
  account.credentialReport.report = report;
  account.credentialReport.pollsMade = 0;
  return report;
}
