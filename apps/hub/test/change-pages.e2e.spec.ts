import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlanView } from '@archivesmp/contracts/plan';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAMAGE_KINDS, DAMAGES } from './broken-by-hand.js';
import { TestProduct } from './test-product.js';

const PASSWORD = 'a long enough password';
const QUIET = ['disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];
/** A restart, a look at the server, and what a busy machine adds. */
const CHANGED_WITHIN = { timeout: 60_000 };

let product: TestProduct;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(11);
  await product.scanned();
  for (const [name, role] of [
    ['mia', 'operator'],
    ['noor', 'operator'],
    ['vic', 'viewer'],
  ])
    await product.call('POST', '/api/v1/users', { name, role, password: PASSWORD });
  browser = await chromium.launch({
    executablePath: browserProgram(),
    args: ['--no-sandbox', ...QUIET.map((flag) => `--${flag}`)],
  });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

describe('a change, from the finding to the roll back', () => {
  it('needs two people, shows every step, and can be taken back', async () => {
    const [finding] = await product.findings('&plugin=CMI&kind=wrong_value&instance=BENT01');
    const { host, instance, plugin, file, key } = finding!;
    const onDisk = path.join(product.serverDir(host, instance), 'plugins', plugin, file);
    const before = readFileSync(onDisk, 'utf8');

    const mia = await person('mia', '/');
    await mia.selectOption('#view', '');
    const row = mia.locator('#findings tr', { hasText: key }).filter({ hasText: instance });
    await row.locator('input.select').check();
    expect(await mia.textContent('#selection-bar')).toContain('1 finding on 1 server');
    await mia.click('#make-same');
    await confirm(mia, 'Make a plan for 1 server');
    await mia.waitForURL(/\/plans\/[0-9a-f-]+$/);
    await mia.click('#show-all');
    expect(await mia.textContent('.file')).toContain(key.split('.').at(-1));
    expect(await mia.textContent('.file details.whole')).toMatch(/\n-.*\n\+/);
    // Nobody approves what they made themselves
    expect(await mia.isDisabled('#approve')).toBe(true);
    expect(await mia.textContent('#why-not')).toContain('You made this plan, so another person has to');
    expect(await mia.isDisabled('#reject')).toBe(false);

    const noor = await person('noor', new URL(mia.url()).pathname);
    expect(await noor.isDisabled('#approve')).toBe(true);
    expect(await noor.textContent('#why-not')).toContain('Open the differences first: 0 of 1 server');
    await noor.click(`details summary:has-text("${instance}")`);
    await noor.fill('#comment', 'as \u202eeverywhere else');
    await noor.click('#approve');
    await noor.locator('.said q .odd', { hasText: 'U+202E' }).waitFor();
    // The other browser is told by an event.
    await mia.click('#start');
    await confirm(mia, /^Change 1 server, restart 1, \d+ players? online$/);
    await mia.waitForURL(/\/deployments\/[0-9a-f-]+$/);
    await instanceRow(mia, instance, 'passed').waitFor(CHANGED_WITHIN);
    expect(await stepsOf(instanceRow(mia, instance, 'passed'))).toEqual(
      Array.from({ length: 6 }, () => '✓ done'),
    );
    expect(readFileSync(onDisk, 'utf8')).not.toBe(before);

    const applied = mia.url();
    await noor.goto(applied);
    await instanceRow(noor, instance, 'passed').waitFor();
    await noor.click('#roll-back');
    await confirm(noor, /^Roll back 1 server, \d+ players? online$/);
    await noor.waitForURL((url) => url.href !== applied);
    await instanceRow(noor, instance, 'passed').waitFor(CHANGED_WITHIN);
    expect(await noor.textContent('.page h1')).toContain('Roll back 1 server');
    expect(readFileSync(onDisk, 'utf8')).toBe(before);
    await noor.reload();
    await instanceRow(noor, instance, 'passed').waitFor();
    await noor.locator('dt', { hasText: 'Takes back' }).waitFor();
    await noor.locator('#roll-back', { hasText: 'Undo this roll back' }).waitFor();
    await noor.goto(applied);
    await noor.locator('dt', { hasText: 'Taken back by' }).waitFor();
    expect(await noor.locator('#roll-back').count()).toBe(0);

    await noor.goto(applied.replace('/deployments/', '/backups?deployment='));
    await noor.click('.page td a');
    await noor.locator('#restore').waitFor();
    expect(await noor.textContent('.page table')).toContain(`plugins/${plugin}/${file}`);
    expect(complaints).toEqual([]);
  });
});

describe('what was broken by hand', () => {
  it('is seen beside its backup and brought back to the byte: all five kinds of damage', async () => {
    const instance = 'SMP201';
    const folder = product.serverDir('ovh', instance);
    writeFileSync(path.join(folder, 'permissions.yml'), 'builders:\n  default: false\n');
    writeFileSync(path.join(folder, 'help.yml'), 'ignore-plugins: []\n');
    const mia = await person('mia', '/backups');
    await mia.click('button:has-text("Back up now")');
    await mia.selectOption('dialog select[name=instance]', { label: instance });
    await mia.fill('dialog input[name=reason]', 'all is sound');
    await confirm(mia, 'Back up now');
    const backup = mia
      .locator('.page tbody tr', { hasText: 'all is sound' })
      .filter({ hasText: instance })
      .filter({ hasText: 'server files' });
    await backup.waitFor(CHANGED_WITHIN);

    const known = (await product.history.fleet.listInstances()).find(({ name }) => name === instance)!;
    const held = await product.history.configFiles.listConfigFiles({
      instanceIds: [known.id],
      plugin: '_server',
    });
    const broken = DAMAGE_KINDS.map((kind, index) => {
      const filePath = path.join(folder, held[index]!.path);
      const sound = readFileSync(filePath);
      const made = DAMAGES[kind]!(sound);
      if (made === undefined) rmSync(filePath);
      else writeFileSync(filePath, made);
      return { filePath, sound };
    });

    await backup.locator('a').click();
    await mia.locator('#restore', { hasText: 'Bring back 5 files' }).click();
    await confirm(mia, 'Make a plan for 5 files');
    await mia.waitForURL(/\/plans\/[0-9a-f-]+$/);
    await mia.locator('#approve').waitFor(CHANGED_WITHIN);
    const id = new URL(mia.url()).pathname.split('/').at(-1)!;
    const { hash } = await product.call<PlanView>('GET', `/api/v1/plans/${id}`);
    await product.callAsColleague('POST', `/api/v1/plans/${id}/approve`, { hash });
    await mia.click('#start');
    await confirm(mia, /^Change 1 server, restart 1, \d+ players? online$/);
    await mia.waitForURL(/\/deployments\/[0-9a-f-]+$/);
    await instanceRow(mia, instance, 'passed').waitFor(CHANGED_WITHIN);
    for (const { filePath, sound } of broken)
      expect(readFileSync(filePath).equals(sound), filePath).toBe(true);
    expect(complaints).toEqual([]);
  });
});

describe('a restart', () => {
  it('is asked for by a mark, a choice and a number, and leaves out what is on hold', async () => {
    const mia = await person('mia', '/restart');
    await rowOf(mia, 'SMP201').locator('button', { hasText: 'Needs a restart' }).click();
    await mia.fill('dialog input[name=reason]', 'a file was changed by hand');
    await confirm(mia, 'Mark SMP201');
    await rowOf(mia, 'SMP201').locator('.badge', { hasText: 'needs a restart' }).waitFor();
    await rowOf(mia, 'SMP201').locator('button', { hasText: 'Needs no restart' }).click();
    await mia.fill('dialog input[name=reason]', 'it reloads by itself');
    await confirm(mia, 'Take the mark off SMP201');
    await rowOf(mia, 'SMP201').locator('button', { hasText: 'Needs a restart' }).click();
    await mia.fill('dialog input[name=reason]', 'a file was changed by hand');
    await confirm(mia, 'Mark SMP201');
    await rowOf(mia, 'SMP201').locator('.badge', { hasText: 'needs a restart' }).waitFor();
    await rowOf(mia, 'HUB01').locator('button', { hasText: 'Hold' }).click();
    await mia.fill('dialog input[name=reason]', 'event this weekend');
    await confirm(mia, 'Hold HUB01');
    await mia.locator('button', { hasText: 'Lift the hold' }).waitFor();
    expect(await rowOf(mia, 'HUB01').locator('input[type=checkbox]').isDisabled()).toBe(true);

    await mia.locator('#restart-all', { hasText: '(10)' }).click();
    await mia.click('dialog button[type=submit]');
    expect(await mia.textContent('dialog .failure')).toContain('Type 10');
    await mia.press('dialog', 'Escape');

    await mia.locator('#restart-flagged', { hasText: '(1)' }).click();
    await confirm(mia, /^Restart 1 server, \d+ players? online/);
    await mia.waitForURL(/\/deployments\/[0-9a-f-]+$/);
    await instanceRow(mia, 'SMP201', 'passed').waitFor(CHANGED_WITHIN);
    await mia.goto(`${product.url}/restart`);
    await mia.locator('#restart-flagged', { hasText: '(0)' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('a plan that somebody made with a token of theirs', () => {
  it('names them, and is not theirs to approve: the page says so before they try', async () => {
    const token = await tokenOf('mia', 'laptop of mia');
    const change = {
      instances: ['BENT01'],
      plugin: 'CMI',
      file: 'config.yml',
      edits: [{ op: 'insert', path: ['note-of-mia'], value: 1 }],
    };
    const asked = await product.ask('POST', '/api/v1/plans', {
      token,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'one more note', changes: [change] }),
    });
    const { id } = (await asked.json()) as PlanView;
    const mia = await person('mia', `/plans/${id}`);
    await mia.locator('#approve').waitFor();
    expect(await mia.textContent('.facts')).toContain('by mia (token laptop of mia)');
    expect(await mia.isDisabled('#approve')).toBe(true);
    expect(await mia.isDisabled('#reject')).toBe(false);
    expect(await mia.textContent('#why-not')).toBe(
      'You made this plan, as mia (token laptop of mia), so another person has to approve it.',
    );
    const noor = await person('noor', `/plans/${id}`);
    await noor.click('#show-all');
    await noor.click('#approve');
    await noor.locator('#start').waitFor();
    expect(await noor.textContent('.said')).toContain('noor approved');
    expect(complaints).toEqual([]);
  });
});

describe('somebody who may only read', () => {
  it('reads everything and is offered nothing that would be refused', async () => {
    const vic = await person('vic', '/');
    await vic.waitForSelector('#findings .badge');
    expect(await vic.locator('input.select').count()).toBe(0);
    const { plans } = await product.call<{ plans: { id: string }[] }>('GET', '/api/v1/plans?limit=1');
    for (const address of ['/plans', `/plans/${plans[0]!.id}`, '/deployments', '/restart', '/backups']) {
      await vic.goto(`${product.url}${address}`);
      await vic.waitForSelector('.page h1');
      const buttons = vic.locator('.page button:visible').filter({ hasNotText: /^Show / });
      expect(await buttons.allTextContents(), address).toEqual([]);
    }
    await vic.goto(`${product.url}/backups`);
    await vic.click('.page td a');
    await vic.locator('h2', { hasText: 'Files' }).waitFor();
    await vic.goto(`${product.url}/plans/nothing`);
    await vic.locator('#notice', { hasText: 'There is no plan' }).waitFor();
    // A browser writes down each 404 that it was given, also one that the page explains
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });
});

/** A browser of their own, logged in at this address. */
async function person(name: string, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(`${product.url}${address}`);
  await page.fill('#name', name);
  await page.fill('#password', PASSWORD);
  await page.click('#login button');
  await page.waitForSelector(address === '/' ? '#findings .badge' : '.page h1');
  return page;
}

/** An API token that somebody made under their login. */
async function tokenOf(name: string, label: string): Promise<string> {
  const json = (body: object, headers: Record<string, string> = {}) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const login = await fetch(`${product.url}/api/v1/login`, json({ name, password: PASSWORD }));
  const { csrfToken } = (await login.json()) as { csrfToken: string };
  const cookie = login.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const init = json({ label, scopes: ['write'] }, { cookie, 'x-csrf-token': csrfToken });
  const made = await fetch(`${product.url}/api/v1/tokens`, init);
  return ((await made.json()) as { token: string }).token;
}

/** Presses the button of the open dialog, which must say exactly this. */
const confirm = (page: Page, words: string | RegExp): Promise<void> =>
  page.locator('dialog').getByRole('button', { name: words, exact: true }).click();

const rowOf = (page: Page, instance: string): Locator =>
  page.locator('.page tbody tr', { hasText: instance });
const instanceRow = (page: Page, instance: string, state: string): Locator =>
  page.locator(`tr[data-instance="${instance}"][data-state="${state}"]`);
const stepsOf = (line: Locator): Promise<string[]> => line.locator('.step').allTextContents();

/** Debian's Chromium, wherever the PATH has it. */
function browserProgram(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const found = folders
    .flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
  if (found === undefined)
    throw new Error('There is no chromium on the PATH; install it with: apt-get install chromium');
  return found;
}
