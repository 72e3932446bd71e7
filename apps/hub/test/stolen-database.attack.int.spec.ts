import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BackupView } from '@archivesmp/contracts/backup';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { sha256Hex } from '@archivesmp/digests';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { DatabaseDump } from './database-dump.js';
import { PANEL_USER, STORAGE_KEY } from './product-settings.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const PLUGIN = 'Canaries';
const HOLDERS = ['BENT01', 'EVO01', 'HARD01', 'SMP101'] as const;

/** Everything that the thief must not find, by what it is. */
const hidden = new Map<string, string>();
function hide(what: string, text = `Kq7${randomBytes(9).toString('hex')}`): string {
  hidden.set(what, text);
  return text;
}

/** Whoever's file it is: one secret of each kind below keys of their own, one by a rule, and something to show. */
function secretsAsYaml(of: string): string {
  const planted = plantedSecrets(of);
  for (const { kind, canary } of planted) hide(`${of}: ${kind}`, canary);
  const lines = planted.map(({ key, value }, index) => `s${index}:\n  "${key}": ${JSON.stringify(value)}\n`);
  const ruled = hide(`${of}: by a rule`, `violet-${of}-71`);
  return `# written by hand for ${of}\n${lines.join('')}colour: ${ruled}\nplain: ${of}\n`;
}
const FILES: Readonly<Record<string, (of: string) => string>> = {
  'config.yml': secretsAsYaml,
  'notes.txt': (of) =>
    `a note of ${of}\nthe password is ${hide(`${of}: sentence`)}\n# token: ${hide(`${of}: comment`)}\n`,
  'broken.yml': (of) =>
    `mysql:\n  password: ${hide(`${of}: before the mistake`)}\n\tx: [${hide(`${of}: behind it`)}\n`,
  'forwarding.secret': (of) => hide(`${of}: whole file`),
};
const FILLED =
  `agent_orders api_tokens backups baseline_changes config_audit config_files deployment_steps findings finding_changes
  host_access idempotency_keys inspections operations outbox outliers plans plan_approvals scan_instances sessions users`.split(
    /\s+/,
  );
/** What its server says of the plugin when it does not start. */
const JAR = `name: ${PLUGIN}\nversion: '1.0 password: ${hide('a line of the log')}'\n`;

let product: TestProduct;
let changeClient: ChangeClient;
beforeAll(async () => {
  product = await TestProduct.start();
  for (const instance of HOLDERS) {
    const folder = path.join(product.serverDir('hetzner', instance), 'plugins', PLUGIN);
    await mkdir(folder, { recursive: true });
    for (const [file, write] of Object.entries(FILES))
      await writeFile(path.join(folder, file), write(`${file}-${instance}`));
    await writeFile(`${folder}-1.0.jar`, JAR);
  }
  changeClient = await ChangeClient.open(product);
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

async function put(address: string, body: string, when: Record<string, string>): Promise<void> {
  const headers = { 'content-type': 'text/plain', ...when };
  const answer = await product.ask('PUT', address, { body, headers });
  expect([answer.status, await answer.text()], address).toEqual([204, '']);
}

const sent = async (method: string, address: string, body: object, more: object = {}): Promise<Response> =>
  product.ask(method, address, {
    headers: { 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  });

/** Baselines with secrets of their own, and a rule that calls something a secret. */
async function describeFleet(): Promise<void> {
  for (const [file, write] of Object.entries(FILES)) {
    if (file === 'broken.yml') continue;
    await put(`/api/v1/baselines/${PLUGIN}/${file}`, write(`${file}-wanted`), { 'if-none-match': '*' });
  }
  const deviations = await product.ask('GET', '/api/v1/deviations');
  const rule = `{plugin: ${PLUGIN}, file: config.yml, key: colour, secret: true, reason: opens the vault}`;
  await put('/api/v1/deviations', `${await deviations.text()}\nsecrets:\n  - ${rule}\n`, {
    'if-match': deviations.headers.get('etag')!,
  });
}

/** Changes with secrets in them: one that is taken back, one whose server fails, one out of a backup, and a kept difference. */
async function changeFleet(): Promise<void> {
  const edits = [{ op: 'set', path: ['s0', 'password'], value: hide('typed into a plan') }];
  const edited = { instances: ['EVO01'], plugin: PLUGIN, file: 'config.yml', edits };
  const whole = { instances: ['EVO01'], plugin: PLUGIN, file: 'more.yml', content: secretsAsYaml('sent') };
  const done = await changeClient.run({ title: 'with secrets', changes: [edited, whole] });
  expect(done).toMatchObject({ state: 'succeeded' });
  const { body } = await changeClient.insist<{ id: string }>(
    'POST',
    `/api/v1/deployments/${done.id}/rollback`,
  );
  expect(await changeClient.ended(body.id)).toMatchObject({ state: 'succeeded' });

  const { switches } = product.panels.get('hetzner')!;
  switches.brokenPlugins = [PLUGIN];
  const [finding] = await product.findings(`&plugin=${PLUGIN}&instance=BENT01&kind=wrong_value`);
  const failed = await changeClient.run({ title: 'as everywhere else', findings: [finding!.id] });
  switches.brokenPlugins = [];
  expect(failed).toMatchObject({ state: 'failed', instances: [{ reason: expect.stringContaining(PLUGIN) }] });

  await product.backedUp('before it is restored');
  const captured = { plugin: PLUGIN, instance: 'SMP101', files: ['config.yml'], dryRun: true };
  const capture = await sent('POST', '/api/v1/baselines/capture', captured, {
    'idempotency-key': 'one-look',
  });
  expect(await capture.text()).toContain('written by hand for config.yml-SMP101');
  const { backups } = await product.call<{ backups: BackupView[] }>(
    'GET',
    `/api/v1/backups?instance=HARD01&plugin=${PLUGIN}`,
  );
  const config = path.join(product.serverDir('hetzner', 'HARD01'), 'plugins', PLUGIN, 'config.yml');
  await writeFile(config, secretsAsYaml('edited meanwhile'));
  const restoring = await changeClient.plannedAt(`/api/v1/backups/${backups[0]!.id}/restore`, {});
  expect(restoring).toMatchObject({ state: 'open', files: 1 });
  // It says no where somebody may mean a secret, and that is written down as well
  for (const wrongValue of await product.findings(`&plugin=${PLUGIN}&instance=SMP101&kind=wrong_value`))
    if (['s0', 'plain', 'colour'].includes(String(wrongValue.path[0]))) {
      const answer = await sent('POST', `/api/v1/findings/${wrongValue.id}/keep`, {
        reason: 'it is its own',
      });
      expect(answer.status).toBeLessThan(500);
    }
}

/** Everything that people and agents log in with. */
async function logIn(): Promise<void> {
  const [name, first, second] = ['mia', hide('password of mia'), hide('new password of mia')];
  const user = { name, password: first, role: 'operator' };
  expect((await sent('POST', '/api/v1/users', user)).status).toBe(201);
  const typed = { name: hide('password typed as a name').toLowerCase(), password: hide('a wrong password') };
  hide('the same in small letters', typed.name);
  expect((await sent('POST', '/api/v1/login', typed)).status).toBe(401);
  const login = await sent('POST', '/api/v1/login', { name, password: first });
  for (const cookie of login.headers.getSetCookie())
    hide(`cookie ${cookie.split('=')[0]}`, cookie.split(/[=;]/)[1]!);
  const body = { label: 'to repeat', scopes: ['write'] };
  const made = await sent('POST', '/api/v1/tokens', body, { 'idempotency-key': 'one-token' });
  hide('token', ((await made.json()) as { token: string }).token);
  const request = JSON.stringify(['POST', '/api/v1/tokens', body]);
  hide('hash of a request that anybody can make', sha256Hex(request));
  const { users } = await product.call<{ users: { id: string; name: string }[] }>('GET', '/api/v1/users');
  const { id } = users.find((one) => one.name === name)!;
  expect((await sent('PATCH', `/api/v1/users/${id}`, { password: second })).status).toBe(204);
  await sent('POST', '/api/v1/login', { name, password: second });
  const host = await sent('POST', '/api/v1/hosts', { name: 'third', withoutPanel: true });
  const { file } = (await host.json()) as { file: string };
  for (const [line, key] of file.matchAll(/^\s*(token|password): (\S+)$/gm))
    hide(`agent's ${key}`, line.split(': ')[1]!.replaceAll(/["']/g, ''));
  expect([...hidden.keys()]).toEqual(expect.arrayContaining(["agent's token", "agent's password"]));
}

/** What the hub itself logs in with. */
function hideKeys(): void {
  const { redis, mariadb, s3 } = product.services;
  const own = { 'password of Redis': redis.password, 'password of MariaDB': mariadb.password };
  for (const [what, text] of Object.entries({ ...own, 'key of S3': s3.secretKey }))
    if (text) hide(what, text);
  hide('password of the panels', PANEL_USER.password);
  hide('key of what rests in S3', STORAGE_KEY);
  for (const [whose, token] of [product.token, product.colleague].entries()) hide(`token ${whose}`, token);
  for (const host of product.fleet.hosts) hide(`token of ${host}`, product.agent(host).token);
}

/** Every file of the fleet that is text. */
async function contentsOnDisk(): Promise<string[]> {
  const entries = await readdir(product.fleetDir, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && /\.(ya?ml|properties|json|txt|toml|conf)$/.test(entry.name),
  );
  return Promise.all(files.map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8')));
}

it('whoever can read MariaDB finds no password, no key, no session, and no content of a file', async () => {
  await describeFleet();
  await product.scanned();
  await changeFleet();
  await product.scanned();
  await logIn();
  hideKeys();

  const dump = await DatabaseDump.of(product);
  // A dump of nothing holds no secret either
  for (const shown of ['config.yml-wanted', 'a note of notes.txt-wanted'])
    expect.soft(dump.columnsWith(shown)).toContain('findings.expected');
  expect.soft([...dump.tables]).toEqual(expect.arrayContaining(FILLED));
  expect.soft(dump.holding(hidden)).toEqual([]);
  expect.soft(dump.holdingContent(await contentsOnDisk())).toEqual([]);
});
