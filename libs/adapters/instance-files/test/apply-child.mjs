// Applies the twelve-file order of a scene when told so on standard input. Runs from what was built, as the agent does.
import { readFile, writeFile } from 'node:fs/promises';
import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash, localFolders, OrderApplier } from '../dist/index.js';
import { modesOnly } from '../dist/testing/index.js';

const scene = process.argv[2];
const order = JSON.parse(readFileSync(path.join(scene, 'order.json'), 'utf8'));
const applier = new OrderApplier(path.join(scene, 'state'), localFolders(undefined, modesOnly));
const sources = {
  openContent: async (sha256) => createReadStream(path.join(scene, 'contents', sha256)),
  backUp: async (contents) => {
    for (const { sha256, openContent } of contents) {
      const file = path.join(scene, 'backups', sha256);
      await writeFile(file, openContent());
      if ((await contentHash([await readFile(file)])) !== sha256) throw new Error('the backup is damaged');
    }
  },
  stillWanted: () => undefined,
};
process.stdin.once('data', async () => {
  const outcome = await applier.apply(path.join(scene, 'SMP101/Minecraft'), order, sources);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.exit(0);
});
process.stdout.write('ready\n');
