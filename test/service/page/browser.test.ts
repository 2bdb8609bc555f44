import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log/log.ts';
import { type RunningSurfaces, startSurfaces } from '../../../src/service/surfaces.ts';
import { accountIdOf, badDay, manyFindings } from '../views.ts';
import { type BrowserPage, findBrowser, openPage } from './browser.ts';

const installed = findBrowser();
let surfaces: RunningSurfaces;

beforeAll(async () => {
  surfaces = await startSurfaces({
    settings: { address: '127.0.0.1:0', hosts: undefined },
    log: createLog({ level: 'error', format: 'json' }, { secrets: () => [] }),
    view: () => badDay(60),
    findingsOf: () => Promise.resolve(manyFindings()),
  });
});
afterAll(() => surfaces.close());

test('the page is served to whatever shows it', async () => {
  const response = await fetch(surfaces.url ?? '');
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('</html>')]);
});

// On a machine without a browser, what can be said without one is said above and by the tests of the page.
if (installed) {
  describe('in a real browser', () => {
    let page: BrowserPage;
    beforeAll(async () => {
      page = await openPage(installed);
    });
    afterAll(() => page.close());

    async function show(scheme: string, width: number, path = '/'): Promise<void> {
      const features = [{ name: 'prefers-color-scheme', value: scheme }];
      await page.call('Emulation.setEmulatedMedia', { features });
      await page.call('Emulation.setDeviceMetricsOverride', {
        width,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      });
      await page.call('Page.navigate', { url: new URL(path, surfaces.url).href });
      await page.evaluate(
        "new Promise((resolve) => { const ready = () => document.readyState === 'complete' && document.querySelector('main') ? resolve() : setTimeout(ready, 20); ready(); })",
      );
    }

    test.each([
      ['light', 1_200, '/'],
      ['light', 360, '/'],
      ['dark', 1_200, '/'],
      ['dark', 360, '/'],
      ['dark', 360, `/account/${accountIdOf(1_954)}`],
      ['light', 1_200, `/account/${accountIdOf(1_954)}`],
      ['light', 360, '/accounts?q=team'],
    ])(
      '%s and %d wide, %s has the style, fits, and is legible to the checker',
      async (scheme, width, path) => {
        await show(scheme, width, path);
        await page.evaluate(
          "document.querySelectorAll('.coverage details').forEach((one) => { one.open = true; })",
        );
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
        expect(background).toBe(scheme === 'light' ? 'rgb(246, 246, 243)' : 'rgb(18, 20, 23)');
        await page.evaluate(`${axe.source};0`);
        const violations = await page.evaluate<readonly { id: string }[]>(
          "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => html + failureSummary) })))",
        );
        expect(violations).toEqual([]);
        expect(page.complaints).toEqual([]);
      },
    );

    test('all of it is reached by keyboard, and a reason opens', async () => {
      await show('light', 1_200);
      const press = async (key: string, text?: string) => {
        for (const type of ['keyDown', 'keyUp']) {
          await page.call('Input.dispatchKeyEvent', {
            type,
            key,
            code: key,
            ...(text ? { text } : {}),
            windowsVirtualKeyCode: key === 'Tab' ? 9 : 13,
          });
        }
      };
      const stops: string[] = [];
      for (let presses = 0; presses < 60 && !stops.includes('readiness'); presses += 1) {
        await press('Tab');
        stops.push(await page.evaluate<string>('document.activeElement.textContent.trim().slice(0, 30)'));
        if (stops.at(-1)?.startsWith('team-1954')) await press('Enter', '\r');
      }
      expect(stops.slice(0, 3)).toEqual(['', 'Find', 'refresh every 30 s']);
      expect(stops).toEqual(expect.arrayContaining(['AWS_INVENTORY_CONNECTION is bl', 'Metrics']));
      expect(
        await page.evaluate("document.querySelector('.coverage details[open] .reasons').textContent"),
      ).toContain('iam denied, 17 units: not authorized');
    });
  });
}
