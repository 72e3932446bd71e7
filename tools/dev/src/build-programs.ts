import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CHECKOUT, inCheckout } from './checkout.js';

/** What `./dev up` starts; the compiler builds what these import. */
const STARTED = ['apps/hub', 'apps/client-agent', 'tools/amp-simulator', 'tools/s3-dev'];

/** Compiles what changed. Throws with the compiler's messages. */
export async function buildPrograms(projects: readonly string[] = STARTED): Promise<void> {
  const compiler = inCheckout('node_modules/typescript-7/bin/tsc');
  const child = spawn(process.execPath, [compiler, '-b', '--pretty', 'false', ...projects], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (text: Buffer) => output.push(text.toString()));
  child.stderr.on('data', (text: Buffer) => output.push(text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The sources do not build:\n${output.join('').trimEnd()}`);
}
