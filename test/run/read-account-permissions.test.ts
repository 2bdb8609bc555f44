import { afterEach, beforeEach, expect, test } from 'vitest';
import { inventory, type Reader, startReader } from '../aws/reader.ts';
import { denyAction } from '../sandbox/aws/world/plant.ts';

let reader: Reader;
beforeEach(async () => {
  reader = await startReader();
});
afterEach(() => reader[Symbol.asyncDispose]());

const actions = [...new Set(inventory.flatMap((collector) => collector.actions))];
const conditional = new Set(inventory.flatMap((collector) => Object.keys(collector.conditional)));

test.each(actions.filter((action) => !conditional.has(action)))(
  'without %s exactly those collectors are denied that declare it',
  async (action) => {
    denyAction(reader.world, action);
    const { units } = await reader.read(reader.access(), reader.member);
    expect(units).toHaveLength(inventory.length);
    for (const unit of units) {
      const needs = inventory.find(({ name }) => name === unit.collector)?.actions.includes(action);
      expect(unit.status, unit.collector).toBe(needs ? 'denied' : 'ok');
      if (needs) expect(unit.reason).toContain(action);
    }
  },
);
