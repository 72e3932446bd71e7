import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { NewClaim } from '@archivesmp/history';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aDifference, discoverKnownFleet, scannedFleet } from './known-world.js';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

/**
 * What the functions that run in the browser use there. The types of browsers would hold for all tests of the checkout, and let them
 * use what Node does not have.
 */
declare const document: {
  querySelector(selector: string): { readonly textContent: string } | null;
  querySelectorAll(selector: string): { readonly length: number };
};

/** Debian's Chromium, wherever the PATH has it. */
function browserProgram(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders
    .flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  if (found === undefined)
    throw new Error('There is no chromium on the PATH; install it with: apt-get install chromium');
  return found;
}

describe('the pages in a browser', () => {
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    api = await bootTestApi();
    await api.addUser('mia', 'operator');
    const instances = await discoverKnownFleet(api.history);
    await scannedFleet(api.history, instances, ({ name }) => ({
      findings: [
        ...Array.from({ length: 60 }, (_, number) => aDifference(number)),
        ...(name === 'BENT01' ? [aDifference(300, { status: 'documented' })] : []),
        aDifference(200, { actual: '<img src=x onerror="document.title=1">', reason: `on ${name}` }),
      ],
    }));
    browser = await chromium.launch({ executablePath: browserProgram(), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  beforeEach(async () => {
    complaints.length = 0;
    page = await (await browser.newContext()).newPage();
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(error.message));
  });

  async function logIn(): Promise<void> {
    await page.goto(api.url);
    await page.fill('#name', 'mia');
    await page.fill('#password', PASSWORD);
    await page.click('#login button');
    await page.waitForSelector('#findings .badge');
  }

  it('show a volunteer what differs after the login, and nothing that the browser has to refuse', async () => {
    await logIn();
    await page.waitForFunction(() => document.querySelector('#total')?.textContent === '183');
    expect(await page.textContent('#instance-count')).toBe('3');
    expect(await page.textContent('#drift-statuses')).toContain('3 drifted');
    expect(await page.textContent('#scan-state')).toBe('completed');
    expect(await page.textContent('#scan-facts')).toContain('Of the whole fleet.');
    expect(await page.locator('#outliers tr').count()).toBe(1);
    expect(await page.locator('#ties').isVisible()).toBe(false);
    await page.locator('#ties-part summary').click();
    expect(await page.locator('#ties').textContent()).toContain('2 SMP201');
    expect(await page.locator('#instances tr').count()).toBe(3);
    expect(complaints).toEqual([]);
  });

  it('filter, page on, and show values as text whatever they hold', async () => {
    await logIn();
    await page.selectOption('#view', { label: 'one by one' });
    await page.waitForFunction(() => document.querySelector('#shown')?.textContent !== '63 shown');
    expect(await page.textContent('#shown')).toBe('100 shown, there are more');
    await page.click('#more');
    await page.waitForFunction(() => document.querySelector('#shown')?.textContent === '183 shown');
    await page.selectOption('#instance', 'SMP201');
    await page.waitForFunction(() => document.querySelector('#shown')?.textContent === '61 shown');
    expect(await page.textContent('#findings')).toContain('<img src=x');
    expect(await page.locator('#findings img').count()).toBe(0);
    await page.fill('#plugin', 'Unknown');
    await page.press('#plugin', 'Enter');
    await page.waitForFunction(() => document.querySelector('#findings .empty') !== null);
    expect(complaints).toEqual([]);
  });

  it('show what is alike on several servers as one, and who it is', async () => {
    await logIn();
    expect(await page.textContent('#shown')).toBe('63 shown');
    const first = page.locator('#findings tr').first();
    expect(await first.textContent()).toContain('3 servers have the same other value');
    expect(await first.locator('li', { hasText: 'SMP201' }).isVisible()).toBe(false);
    await first.locator('summary', { hasText: '3 servers' }).click();
    expect(await first.locator('li', { hasText: 'SMP201' }).isVisible()).toBe(true);
    await first.locator('summary', { hasText: 'priority' }).click();
    expect(await first.locator('li', { hasText: '+10 alike on 3 instances' }).isVisible()).toBe(true);
    await page.selectOption('#decidedBy', 'tag');
    await page.waitForFunction(() => document.querySelector('#findings .empty') !== null);
    expect(complaints).toEqual([]);
  });

  it('say who claims an instance of another host, and what ends that, until nobody does', async () => {
    const [bent] = await api.history.fleet.listInstances({ instance: 'BENT01' });
    const claim = { instanceId: bent!.id, name: '<b>x', claimedBy: 'ovh', owner: 'hetzner' };
    const replace = (...claims: NewClaim[]) =>
      api.history.transaction((sql) => api.history.claims.replaceClaims(claims, new Date(), sql));
    await replace({ ...claim, by: 'agent', reason: 'panel' });
    for (const [path, table] of [
      ['/', '#instances'],
      ['/restart', '#view table'],
    ] as const) {
      if (path === '/') await logIn();
      else await page.goto(`${api.url}${path}`);
      await page.waitForSelector(`${table} .badge:has-text("claimed by ovh")`);
      expect(await page.textContent('#claims strong')).toBe('CLAIMED: BENT01. ');
      await page.click('#claims summary');
      const remedy = page.locator('#claims li', { hasText: `asmp assign ${bent!.id} ovh` });
      expect(await remedy.isVisible()).toBe(true);
    }
    await replace();
    await page.reload();
    await page.waitForSelector('#view table');
    expect(await page.isVisible('#claims')).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('lead home from an address that is none, and answer programs as ever', async () => {
    const answer = await page.goto(`${api.url}/nothere`);
    expect(answer?.status()).toBe(404);
    await page.click('a[href="/"]');
    await page.waitForSelector('#login:not([hidden])');
    const problem = await fetch(`${api.url}/nothere`);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    const asked = await fetch(`${api.url}/api/v1/nothere`, { headers: { accept: 'text/html' } });
    expect(asked.headers.get('content-type')).toContain('application/problem+json');
  });

  it('offer to take back what is documented, and break no short word', async () => {
    await logIn();
    await page.setViewportSize({ width: 1280, height: 800 });
    const widths = await page
      .locator('#findings td:has(> code)')
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().width));
    expect(Math.min(...widths)).toBeGreaterThan(130);
    await page.selectOption('#status', 'documented');
    await page.waitForFunction(() => document.querySelectorAll('#findings tr').length === 1);
    await page.check('#findings input.select');
    expect(await page.locator('#keep').count()).toBe(0);
    await page.click('#unkeep');
    await page.waitForSelector('dialog[open]');
    expect(await page.textContent('dialog[open]')).toContain('no longer intended');
    expect(complaints).toEqual([]);
  });

  it('ask for a scan and see it by its event, then log out', async () => {
    await logIn();
    await page.click('#scan');
    await page.waitForFunction(() => document.querySelector('#scan-state')?.textContent === 'requested …');
    const { scans } = await api.history.scans.listScans({ limit: 1 });
    await api.history.scanResults.failScan(scans[0]!.id, 'nobody works in this test', new Date());
    expect(complaints).toEqual([]);
    await page.click('#logout');
    await page.waitForSelector('#login:not([hidden])');
    await page.reload();
    await page.waitForSelector('#login:not([hidden])');
    // What the page was reading at that moment is refused, and browsers tell of every refusal
    expect(complaints.filter((one) => !one.includes('401 (Unauthorized)'))).toEqual([]);
  });

  it('let a stranger try the API at /docs', async () => {
    await logIn();
    await page.goto(`${api.url}/docs`);
    const drift = page.locator('#operations-drift-findingsList');
    await drift.locator('button.opblock-summary-control').click();
    await drift.locator('button.execute').click();
    await drift.locator('.live-responses-table').waitFor();
    expect(await drift.locator('.live-responses-table .response-col_status').last().textContent()).toContain(
      '200',
    );
    expect(await drift.locator('.live-responses-table').textContent()).toContain('physical_server');
    // A change needs the CSRF token, which the page adds by itself.
    const scans = page.locator('#operations-scans-scansRequest');
    await scans.locator('button.opblock-summary-control').click();
    await scans.locator('textarea').fill('{"instance": "BENT01"}');
    await scans.locator('button.execute').click();
    await scans.locator('.live-responses-table').waitFor();
    expect(await scans.locator('.live-responses-table .response-col_status').last().textContent()).toContain(
      '202',
    );
    expect(complaints).toEqual([]);
  });
});
