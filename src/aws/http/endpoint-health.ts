/** Calls in a row that an endpoint must leave without any answer, over several accounts, before it is given up. */
const SILENT_CALLS = 5;
/** The same where all of them were of one account, whose own way may be what is broken. */
const SILENT_CALLS_OF_ONE = 16;
/** Pause before the first call that tries an endpoint again; it doubles with each that stays without answer. */
const FIRST_PAUSE_MS = 5_000;
/** So many calls in all try one endpoint again. */
const MOST_TRIALS = 12;

interface Endpoint {
  silent: number;
  /** The account of the silent calls; undefined once there were several. */
  account: string | undefined;
  /** Whether a call that tries the endpoint again is under way. */
  onTrial: boolean;
  trials: number;
  pauseMs: number;
  nextTrialAt: number;
}

/**
 * Which endpoints of AWS (a service in a region) answer, over all accounts of a run. An endpoint that hangs would cost
 * every unit of every account its whole patience; given up, it costs them nothing, and one call at a time tries whether
 * it is back. Any answer, be it a refusal, is one.
 */
export class EndpointHealth {
  readonly #now: () => number;
  readonly #endpoints = new Map<string, Endpoint>();

  constructor(now: () => number = performance.now.bind(performance)) {
    this.#now = now;
  }

  /** Lets a call go out, or throws where the endpoint is given up and another call is trying it, or will later. */
  admit(service: string, region: string): void {
    const endpoint = this.#endpoints.get(keyOf(service, region));
    if (!endpoint || !isGivenUp(endpoint)) return;
    const mayTry = !endpoint.onTrial && endpoint.trials < MOST_TRIALS && this.#now() >= endpoint.nextTrialAt;
    if (!mayTry) throw unresponsive(service, region, endpoint.silent);
    endpoint.onTrial = true;
    endpoint.trials += 1;
  }

  /** Takes note of a call that was ended from our side, which tells nothing of the endpoint. */
  abandoned(service: string, region: string): void {
    const endpoint = this.#endpoints.get(keyOf(service, region));
    if (!endpoint?.onTrial) return;
    endpoint.onTrial = false;
    endpoint.nextTrialAt = this.#now() + endpoint.pauseMs;
  }

  /** Takes note of a call that was answered. */
  answered(service: string, region: string): void {
    this.#endpoints.delete(keyOf(service, region));
  }

  /** Takes note of a call that nothing came back for. */
  silent(service: string, region: string, account: string): void {
    const key = keyOf(service, region);
    const endpoint = this.#endpoints.get(key) ?? newEndpoint(account);
    this.#endpoints.set(key, endpoint);
    endpoint.silent += 1;
    if (endpoint.account !== account) endpoint.account = undefined;
    if (!isGivenUp(endpoint)) return;
    endpoint.onTrial = false;
    endpoint.nextTrialAt = this.#now() + endpoint.pauseMs;
    endpoint.pauseMs *= 2;
  }
}

function newEndpoint(account: string): Endpoint {
  return { silent: 0, account, onTrial: false, trials: 0, pauseMs: FIRST_PAUSE_MS, nextTrialAt: 0 };
}

function isGivenUp({ silent, account }: Endpoint): boolean {
  return silent >= (account === undefined ? SILENT_CALLS : SILENT_CALLS_OF_ONE);
}

function unresponsive(service: string, region: string, silent: number): Error {
  return Object.assign(
    new Error(
      `${service} in ${region} left the last ${silent} calls of this run without an answer, so it was not asked again`,
    ),
    { name: 'endpoint_unresponsive' },
  );
}

function keyOf(service: string, region: string): string {
  return `${service} ${region}`;
}
