import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of this checkout; right for src/ and dist/ alike. */
export const CHECKOUT = path.resolve(import.meta.dirname, '../../..');

/** A file of the checkout. */
export const inCheckout = (...parts: string[]): string => path.join(CHECKOUT, ...parts);

/** The built program of a workspace project. Throws when it was not built. */
export function builtProgram(project: string, name = 'main'): string {
  const program = inCheckout(project, 'dist', `${name}.js`);
  if (!existsSync(program)) throw new Error(`${program} is missing. Remedy: npm run build`);
  return program;
}
