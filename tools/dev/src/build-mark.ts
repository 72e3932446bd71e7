import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { CHECKOUT, inCheckout } from './checkout.js';

/** What the compiler notes of every project that a started program can import. */
const NOTES = [
  'libs/*/dist/.tsbuildinfo',
  'libs/*/*/dist/.tsbuildinfo',
  'apps/*/dist/.tsbuildinfo',
  'tools/amp-simulator/dist/.tsbuildinfo',
];
const NOT_STARTED = /^apps\/cli\//;

/** Changes whenever a program would run other code than before. */
export function buildMark(): string {
  const files = globSync(NOTES, { cwd: CHECKOUT }).filter((file) => !NOT_STARTED.test(file));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file).update(readFileSync(inCheckout(file)));
  return hash.digest('hex');
}
