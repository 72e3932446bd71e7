import { setTimeout as wait } from 'node:timers/promises';
import type { RunningPanel } from '@archivesmp/amp-simulator';
import { processRecord } from '@archivesmp/private-services';
import { Redis } from 'ioredis';
import type { Dice } from './dice.js';
import type { FaultyS3, S3Fault } from './faulty-s3.js';
import { rightClocks } from './clock-faults.js';
import type { SetClocks } from './set-clock.js';
import type { TestProduct } from './test-product.js';

/** What a fault may reach for. */
export interface Stage {
  readonly product: TestProduct;
  readonly s3: FaultyS3;
  readonly dice: Dice;
  /** Left out where no clock can be set. */
  readonly clocks?: SetClocks;
}

/** Something that goes wrong. What it breaks for good it also mends: `strike` resolves when the part is back. */
export interface Fault {
  readonly name: string;
  /** Whether a server may be unwell for it, whatever its files. */
  readonly breaksServers?: true;
  strike(stage: Stage): Promise<void>;
}

/** A job whose worker has not been heard of for so long is given to the next: then two may hold it. */
const JOB_LOST_MS = 15_000;
const STATE_READY = 20;
const STATE_FAILED = 100;

/** Every fault of this programme but those of clocks. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'agent killed',
    strike: async ({ product, dice }) => {
      const host = dice.one(product.fleet.hosts);
      await product.kill(`agent-${host}`);
      await product.startAgent(host);
    },
  },
  {
    name: 'hub killed',
    strike: async ({ product }) => {
      await product.kill('hub');
      await product.startHub();
    },
  },
  {
    name: 'hub and an agent killed',
    strike: async ({ product, dice }) => {
      const host = dice.one(product.fleet.hosts);
      await Promise.all([product.kill('hub'), product.kill(`agent-${host}`)]);
      await Promise.all([product.startHub(), product.startAgent(host)]);
    },
  },
  {
    name: 'hub stands still until its jobs count as lost',
    strike: ({ product, dice }) => standStill(product, 'hub', dice),
  },
  {
    name: 'an agent stands still until its jobs count as lost',
    strike: ({ product, dice }) => standStill(product, `agent-${dice.one(product.fleet.hosts)}`, dice),
  },
  {
    name: 'Redis wiped',
    strike: async ({ product }) => {
      const redis = new Redis(product.services.redis);
      await redis.flushall();
      redis.disconnect();
    },
  },
  { name: 'Redis killed', strike: ({ product }) => killService(product, 'redis') },
  {
    name: 'MariaDB restarted',
    strike: async ({ product }) => {
      await product.stop('mariadb');
      await product.startServices();
    },
  },
  { name: 'MariaDB killed', strike: ({ product }) => killService(product, 'mariadb') },
  s3Fault('S3 says 503', 'unavailable', 60),
  s3Fault('S3 cuts connections', 'cut', 40),
  s3Fault('S3 gives wrong bytes', 'wrong-bytes', 12),
  panelFault('AMP answers 502', ({ switches }, dice) => {
    switches.htmlFaults = dice.between(1, 12);
  }),
  panelFault('AMP cuts connections', ({ switches }, dice) => {
    switches.cutFaults = dice.between(1, 12);
  }),
  panelFault('AMP does what it is asked and its answers are lost', ({ switches }, dice) => {
    switches.faultsOn = dice.chance(50) ? 'Core/Restart' : '';
    switches.lostAnswers = dice.between(1, 4);
  }),
  panelFault('AMP is slow', ({ switches }, dice) => {
    switches.slowMs = dice.between(200, 1_200);
  }),
  panelFault('AMP forgets its sessions', (panel) => panel.control({ expireSessions: 'all' })),
  {
    ...panelFault('a server crashes', (panel, dice) => {
      const names = [...panel.controller.instances.values()].map(({ record }) => record.InstanceName);
      return panel.control({ crash: dice.one(names) });
    }),
    breaksServers: true,
  },
  {
    ...panelFault('a plugin fails to enable', ({ switches }, dice) => {
      switches.brokenPlugins = [dice.one(['CMI', 'LuckPerms', 'TAB', 'Essentials'])];
    }),
    breaksServers: true,
  },
];

/** Ends what goes on by itself: the faults of S3 and of the panels. */
export function heal({ product, s3, clocks }: Omit<Stage, 'dice'>): void {
  s3.heal();
  if (clocks !== undefined) rightClocks(clocks, product);
  for (const { switches, controller } of product.panels.values()) {
    Object.assign(switches, { htmlFaults: 0, cutFaults: 0, lostAnswers: 0, slowMs: 0, faultsOn: '' });
    switches.brokenPlugins = [];
    for (const { app } of controller.instances.values())
      if (app.current === STATE_FAILED) app.jump(STATE_READY);
  }
}

function s3Fault(name: string, fault: S3Fault, most: number): Fault {
  return { name, strike: async ({ s3, dice }) => s3.play(fault, dice.between(1, most)) };
}

function panelFault(name: string, play: (panel: RunningPanel, dice: Dice) => Promise<void> | void): Fault {
  return {
    name,
    strike: async ({ product, dice }) => play(dice.one([...product.panels.values()]), dice),
  };
}

async function standStill(product: TestProduct, name: string, dice: Dice): Promise<void> {
  const { pid } = processRecord(product.dir, name)!;
  process.kill(pid, 'SIGSTOP');
  await wait(dice.between(JOB_LOST_MS, JOB_LOST_MS + 6_000));
  process.kill(pid, 'SIGCONT');
}

async function killService(product: TestProduct, name: 'redis' | 'mariadb'): Promise<void> {
  await product.kill(name);
  await product.startServices();
}
