import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tarArchive } from './tar-archive.js';

it('is unpacked by tar as it was packed, with names of any length and contents of any size', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rendered-'));
  try {
    const name = fc.stringMatching(/^[a-z]{1,30}$/);
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.array(name, { minLength: 2, maxLength: 8 }).map((parts) => `${parts.join('/')}.yml`),
          fc.uint8Array({ maxLength: 1_100 }),
          { minKeys: 1, maxKeys: 4 },
        ),
        (files) => {
          const into = mkdtempSync(path.join(folder, 'run-'));
          const packed = Object.entries(files).map(([entryPath, content]) => ({ path: entryPath, content }));
          execFileSync('tar', ['-xf', '-', '-C', into], { input: tarArchive(packed) });
          for (const { path: entryPath, content } of packed)
            expect(readFileSync(path.join(into, entryPath)).equals(Buffer.from(content))).toBe(true);
          expect(tarArchive(packed).equals(tarArchive(packed))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
