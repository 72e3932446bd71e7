import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { KeySelector } from './deviations-document.js';
import { splitDotted } from './dotted-key.js';
import { compileName, compilePathGlob, compileSteps } from '@archivesmp/fleet';

/** A selector, compiled once. */
export interface CompiledSelector {
  selectsFile(plugin: string, file: string): boolean;
  key(path: KeyPath): boolean;
}

/**
 * Patterns compare step by step (`*` within a step, `**` over steps). A key that itself holds dots counts as several
 * steps, so that `a.b` is found in either spelling.
 */
export function compileSelector(selector: KeySelector): CompiledSelector {
  const plugin = compileName(selector.plugin);
  const file = compilePathGlob(selector.file);
  const key = compileSteps(splitDotted(selector.key).flatMap((step) => step.split('.')));
  return {
    selectsFile: (itsPlugin, itsFile) => plugin(itsPlugin) && file(itsFile),
    key: (path) => key(path.flatMap((step) => String(step).split('.'))),
  };
}
