import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { replaceDurably } from './durable-file.js';

it('several replace the same file at once: it is wholly one of theirs, and nothing is left beside it', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'durable-'));
  const file = path.join(dir, 'outcome');
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1_000));
  await Promise.all(texts.map((text) => replaceDurably(file, Buffer.from(text))));
  expect(texts).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(dir)).toEqual(['outcome']);
  rmSync(dir, { recursive: true });
});
