import { DEFAULT_DATA_FILES } from './default-data-files.js';
import type { DeviationsDocument } from './deviations-document.js';
import { compilePathGlob, type TextMatcher } from '@archivesmp/fleet';

/**
 * Tells data from configuration, for every part that looks at files without a baseline: what is extra, what is odd, what is
 * broken. The first rule that matches `<Plugin>/<path>` decides, those of the document before the known ones.
 */
export function compileDataFiles({ dataFiles }: Pick<DeviationsDocument, 'dataFiles'>): TextMatcher {
  const rules = [...dataFiles, ...DEFAULT_DATA_FILES].map(({ file, isData }) => ({
    isData,
    matches: compilePathGlob(file),
  }));
  return (file) => rules.find(({ matches }) => matches(file))?.isData ?? false;
}
