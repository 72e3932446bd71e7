import { visibleJson } from '@archivesmp/contracts/visible-text';

/**
 * A value as JSON for the reader of the output, person or program: nothing in it reaches a terminal as a command, and it is equal JSON.
 * @param indent blanks of a document over several lines; left out: one line
 */
export const jsonText = (value: unknown, indent?: number): string =>
  visibleJson(JSON.stringify(value, null, indent));
