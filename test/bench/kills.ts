import { killAtRandom } from '../fault/random-kills.ts';

/** Kills so many runs, each before a request drawn among all that it makes, and tells what readers saw. Throws at the first wrong view. */
export async function benchKills(times: number, seed: number, json: boolean): Promise<void> {
  const seen = { before: 0, after: 0 };
  await killAtRandom(times, seed, (killed) => {
    seen[killed.seen] += 1;
    if (!json) process.stdout.write(`killed before request ${killed.moment}: as ${killed.seen} the run\n`);
  });
  process.stdout.write(
    json
      ? `${JSON.stringify({ kills: times, seen })}\n`
      : `${times} runs were killed. Readers saw ${seen.before} times the run before, ${seen.after} times the killed one, whole; each next run left what its twin shows.\n`,
  );
}
