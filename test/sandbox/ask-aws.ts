import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AskAws } from './snowflake/login/workload-identity.ts';

/** Sends signed requests to the AWS sandbox as they are, as Snowflake sends them to STS. */
export function askAwsAt(url: string): AskAws {
  return ({ method, pathAndQuery, headers }) =>
    new Promise((resolve, reject) => {
      const request = httpRequest(new URL(pathAndQuery, url), { method, headers }, (response) => {
        text(response).then((body) => resolve(/<Arn>([^<]+)<\/Arn>/.exec(body)?.[1]), reject);
      });
      request.on('error', reject);
      request.end();
    });
}
