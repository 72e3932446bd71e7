// Figures for the README: node libs/adapters/instance-files/test/apply-bench.mjs [rounds] [folder]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { localFolders, OrderApplier } from '../dist/index.js';
import { INSTANCE_ID, NEW, OLD, pieces, sources, twelveFiles, writeOld } from '../dist/testing/index.js';

const rounds = Number(process.argv[2] ?? 100);
const root = mkdtempSync(path.join(process.argv[3] ?? tmpdir(), 'apply-bench-'));
const server = path.join(root, 'SMP101/Minecraft');
const applier = new OrderApplier(path.join(root, 'state'), localFolders());
const texts = new Map([...OLD.values(), ...NEW.values()].map((text) => [sha256Hex(text), text]));
const from = { ...sources(), openContent: async (hash) => pieces(texts.get(hash)) };
const times = { apply: [], 'roll back': [] };
let fence = 0;

async function run(what, files) {
  const orderId = `55555555-0000-4000-8000-${String(++fence).padStart(12, '0')}`;
  const began = performance.now();
  const outcome = await applier.apply(server, { orderId, instanceId: INSTANCE_ID, fence, files }, from);
  times[what].push(performance.now() - began);
  if (outcome.state !== 'applied') throw new Error(JSON.stringify(outcome));
}

writeOld(server);
const { files } = twelveFiles();
const back = files.map(({ path: file, before, after }) => ({ path: file, before: after, after: before }));
for (let round = 0; round < rounds; round++) {
  await run('apply', files);
  await run('roll back', back);
}
for (const [what, all] of Object.entries(times)) {
  const sorted = all.sort((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  console.log(
    `${what} of ${files.length} files, ${sorted.length} times: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`,
  );
}
rmSync(root, { recursive: true, force: true });
