import type { Terminal } from '../terminal/terminal.js';

/** For scripts: what the hub answered, as one document. */
export const printDocument = (value: unknown, terminal: Terminal): void =>
  terminal.print(JSON.stringify(value, null, 2));
