import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { DeviationsDocument, LeftOpenRule } from './deviations-document.js';
import { compileSelector } from './selector.js';

/** The rule that leaves a key open, with its reason; undefined: none does. */
export type LeftOpen = (plugin: string, file: string, path: KeyPath) => LeftOpenRule | undefined;

/** Compiles `left_open`; what lies below a key that is left open is open, too. Of several that match the first counts. */
export function compileLeftOpen({ leftOpen }: Pick<DeviationsDocument, 'leftOpen'>): LeftOpen {
  const rules = leftOpen.map((rule) => ({ rule, matches: compileSelector(rule) }));
  return (plugin, file, path) =>
    rules.find(
      ({ matches }) =>
        matches.selectsFile(plugin, file) && path.some((_, index) => matches.key(path.slice(0, index + 1))),
    )?.rule;
}
