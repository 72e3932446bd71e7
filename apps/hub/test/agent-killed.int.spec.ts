import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { tracingAllowed, type SystemCall } from '@archivesmp/instance-files/testing';
import { campaignOf } from '@archivesmp/testing/campaign';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COUNTABLE } from './agent-tracer.js';
import { ChangeClient } from './change-client.js';
import { Dice } from './dice.js';
import { Invariants } from './invariants.js';
import { KillWorker, type KillFigures } from './kill-worker.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

/** Full: every call of the change, dealt out to the hosts. Else so many kills there and back on each host, over the whole range. */
const { isFull: ALL, seed: SEED, size: SAMPLE } = campaignOf({ small: 2, full: 2 });
const MAY_TRACE = tracingAllowed();

vi.setConfig({ testTimeout: ALL ? 3 * 3_600_000 : 300_000 + SAMPLE * 60_000, hookTimeout: 120_000 });

const dice = new Dice(SEED);
let product: TestProduct;
let invariants: Invariants;
let restarts: RestartLog;
beforeAll(async () => {
  if (!MAY_TRACE) return;
  product = await TestProduct.start({ agentEnv: COUNTABLE, durable: true, backup: { keep_last: 1_000 } });
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  restarts = new RestartLog(product.panels.values());
  invariants = Invariants.open(product, restarts);
});
afterAll(async () => {
  invariants?.close();
  await product?.close();
});

describe('the agent of a running product', () => {
  const which = ALL ? 'every system call' : 'system calls that chance chooses';
  it(`killed at ${which} of a 12-file change leaves it whole, backed up and restarted once (seed ${SEED})`, async ({
    skip,
  }) => {
    if (!MAY_TRACE)
      skip(
        'skipped: strace is missing or not allowed here; libs/adapters/instance-files kills the apply itself',
      );
    const before = await invariants.before();
    const changeClient = await ChangeClient.open(product);
    const { hosts } = product.fleet;
    const progress = SAMPLE > 2 || ALL ? (line: string): void => console.info(line) : undefined;
    const workers = await Promise.all(
      hosts.map((host) => KillWorker.on(host, changeClient, restarts, progress)),
    );
    const share = (worker: number) => (calls: readonly SystemCall[], kind: string) =>
      kind === 'apply' ? calls.filter((_, index) => index % workers.length === worker) : [];
    await Promise.all(workers.map((worker, index) => worker.run(ALL ? share(index) : spread)));
    console.info(summary(workers.map(({ figures }) => figures)));
    const accepted = workers.flatMap((worker) => worker.accepted);
    const wrong = [
      ...workers.flatMap(({ violations }) => violations),
      ...(await invariants.violations(before, accepted)),
    ];
    expect(wrong, `seed ${SEED}`).toEqual([]);
    for (const { figures } of workers) expect(figures.kills).toBeGreaterThan(figures.late);
  });
});

/** One call out of each of as many equal parts as the sample has. */
function spread(calls: readonly SystemCall[]): SystemCall[] {
  return Array.from({ length: SAMPLE }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * calls.length) / SAMPLE));
    return calls[dice.between(from!, to! - 1)]!;
  });
}

function summary(workers: readonly KillFigures[]): string {
  const sum = (of: 'kills' | 'late' | 'old' | 'new'): number =>
    workers.reduce((all, one) => all + one[of], 0);
  const seconds = workers.flatMap(({ recoverySeconds }) => recoverySeconds).sort((a, b) => a - b);
  const [middle, most] = [seconds[seconds.length >> 1], seconds.at(-1)];
  return (
    `${sum('kills')} kills of ${workers.map(({ calls }) => calls).join(' + ')} calls, ${sum('late')} came too late: ` +
    `${sum('new')} new, ${sum('old')} old; recovered in ${middle?.toFixed(1)} s (median), ${most?.toFixed(1)} s (most)`
  );
}
