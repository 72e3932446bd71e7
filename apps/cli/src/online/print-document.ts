import type { Terminal } from '../terminal/terminal.js';
import { jsonText } from '../terminal/json-text.js';

/** For scripts: what the hub answered, as one document. */
export const printDocument = (value: unknown, terminal: Terminal): void => terminal.print(jsonText(value, 2));
