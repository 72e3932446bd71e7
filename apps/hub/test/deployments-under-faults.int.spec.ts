import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunningPanel } from '@archivesmp/amp-simulator';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { campaignOf } from '@archivesmp/testing/campaign';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { Dice } from './dice.js';
import { FaultRounds } from './fault-rounds.js';
import { CLOCK_FAULTS } from './clock-faults.js';
import { FAULTS } from './faults.js';
import { FaultyS3 } from './faulty-s3.js';
import { Invariants } from './invariants.js';
import { isRewritten, UNKIND } from './rewritten-files.js';
import { RestartLog } from './restart-log.js';
import { RoundPlans } from './round-plans.js';
import { faketimeLibrary, SetClocks } from './set-clock.js';
import { TestProduct } from './test-product.js';

/** Deployments; the seed decides the faults and their moments. */
const { size: WANTED, isFull, seed: SEED } = campaignOf({ small: 24, full: 200 });
/** Of all, in turn. */
const FAULTS_PER_ROUND = 3;
const CLOCK_NOTICED_WITHIN_SECONDS = 1;

vi.setConfig({ testTimeout: 300_000 + WANTED * 30_000, hookTimeout: 120_000 });

const s3 = new FaultyS3();
const library = faketimeLibrary();
const clocks = library === undefined ? undefined : new SetClocks(library, CLOCK_NOTICED_WITHIN_SECONDS);
const faults = clocks === undefined ? FAULTS : [...FAULTS, ...CLOCK_FAULTS];
let product: TestProduct;
let rounds: FaultRounds;
let invariants: Invariants;
beforeAll(async () => {
  product = await TestProduct.start({
    durable: true,
    s3Port: (port) => s3.open(port),
    deployment: { restart_within_seconds: 60 },
    ...(clocks && {
      hubEnv: clocks.env('hub'),
      s3Env: clocks.env('s3'),
      envOf: (host: string) => clocks.env(host),
    }),
  });
  await product.discovered(DEMO_INSTANCES.length);
  for (const { switches } of product.panels.values()) Object.assign(switches, UNKIND);
  invariants = Invariants.open(product, new RestartLog(product.panels.values()));
  const dice = new Dice(SEED);
  const plans = new RoundPlans(await ChangeClient.open(product), dice);
  await product.scanned();
  await product.backedUp('before everything');
  rounds = new FaultRounds({ product, s3, dice, ...(clocks && { clocks }) }, plans, invariants);
});
afterAll(async () => {
  invariants?.close();
  await product?.close();
  await s3.close();
  clocks?.close();
});

describe('deployments while things go wrong', () => {
  it(`${WANTED} of them leave every invariant whole (seed ${SEED})`, async () => {
    const { figures } = rounds;
    if (clocks === undefined)
      console.info('no clock is set: libfaketime is missing (Debian: apt-get install faketime)');
    const order = new Dice(SEED);
    const violations: string[] = [];
    for (let deck = order.shuffled(faults); figures.deployments < WANTED;) {
      const violation = await rounds.play(deck.slice(0, FAULTS_PER_ROUND));
      if (violation !== undefined) {
        console.error(violation); // A full run goes on for long
        violations.push(violation);
      }
      if (isFull) console.info(JSON.stringify(figures));
      deck = deck.length > FAULTS_PER_ROUND ? deck.slice(FAULTS_PER_ROUND) : order.shuffled(faults);
    }
    console.info(JSON.stringify(figures));
    expect(violations).toEqual([]);
    expect(figures.ends['succeeded'] ?? 0).toBeGreaterThan(0);
    expect(figures.rewritten).toBeGreaterThan(0);
    if (isFull) expect(Object.values(figures.kinds)).not.toContain(0);
  });

  it('the checker itself sees what is wrong', async () => {
    const before = await invariants.before();
    const [file] = [...before.tree.keys()].filter(
      (name) => name.endsWith('config.yml') && !isRewritten(name),
    );
    const content = await readFile(path.join(product.fleetDir, file!));
    await writeFile(path.join(product.fleetDir, file!), Buffer.concat([content, Buffer.from('#')]));
    expect(await invariants.violations(before, [])).toEqual([expect.stringContaining(file!)]);
    await writeFile(path.join(product.fleetDir, file!), content);
    expect(await invariants.violations(before, [])).toEqual([]);
    const gone = { id: randomUUID(), kind: 'apply', parts: new Map() } as const;
    expect(await invariants.violations(before, [gone])).toEqual([expect.stringContaining('I4')]);
    const [{ controller }] = [...product.panels.values()] as [RunningPanel];
    const [server] = [...controller.instances.values()];
    server!.process.console.writeEntry('Starting minecraft server');
    expect(await invariants.violations(before, [])).toEqual([expect.stringContaining('I3')]);
    expect(await invariants.leaks([server!.record.InstanceName])).not.toEqual([]);
  });

  it('no planted secret is in any log, queue, row, metric or answer', async () => {
    expect(rounds.plans.kinds.size).toBeGreaterThan(20);
    if (isFull)
      expect(rounds.plans.kinds.size).toBe(new Set(plantedSecrets('').map(({ kind }) => kind)).size);
    expect(await invariants.leaks(rounds.plans.secrets)).toEqual([]);
  });
});
