import { globSync, readFileSync } from 'node:fs';
import { RunningSha256 } from '@archivesmp/digests';
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
  const hash = new RunningSha256();
  for (const file of files.sort()) hash.add(file).add(readFileSync(inCheckout(file)));
  return hash.hex();
}
