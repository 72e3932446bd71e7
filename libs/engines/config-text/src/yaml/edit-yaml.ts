import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import type { EditOptions, TextChange, TextEdit } from '../format-module.js';
import { type ConfigNode, type Edit, READ_LIMITS } from '../model.js';
import { plainEditOf } from './bukkit-path.js';
import { compose } from './compose.js';
import { insertInto, insertRoot } from './insert.js';
import { isLocated, Locator, LocateRefusal } from './locate.js';
import { replaced } from './replace.js';
import { removed } from './remove.js';
import { YamlError } from './yaml-error.js';

/**
 * The changes of text for one edit. Knows the document as composed (anchors, styles, positions) and changes only the
 * addressed entry; whatever it cannot do exactly is refused. The caller reads the result again and compares.
 */
export function editYaml(text: string, root: ConfigNode, edit: Edit, options: EditOptions): TextEdit {
  try {
    const plain = options.view === 'bukkit' ? plainEditOf(root, edit, options.separator ?? '.') : edit;
    return { state: 'edited', changes: changesOf(text, plain), plainPath: plain.path, plainOp: plain.op };
  } catch (error) {
    if (error instanceof LocateRefusal) return { state: 'refused', reason: error.message };
    // Composing for an edit counts keys as well, so a file that can be read may be too large here
    if (error instanceof YamlError) return { state: 'refused', reason: error.message };
    throw error;
  }
}

function changesOf(text: string, edit: Edit): readonly TextChange[] {
  const document = compose(text, READ_LIMITS);
  if (document === undefined || document.kind === 'alias') {
    if (edit.op !== 'insert') throw new LocateRefusal('the file has no keys');
    return insertRoot(text, edit.path, edit.value);
  }
  if (edit.path.length === 0) throw new LocateRefusal('the path is empty: the whole file cannot be set');
  const location = new Locator(text, document).locate(edit.path);
  switch (edit.op) {
    case 'set':
      if (!isLocated(location)) throw notThere(edit.path);
      return replaced(text, document, location, edit.value);
    case 'unset':
      if (!isLocated(location)) throw notThere(edit.path);
      return removed(text, location);
    case 'insert':
      if (isLocated(location)) throw new LocateRefusal(`"${showKey(edit.path)}" is there already`);
      return insertInto(text, document, location, edit.path, edit.value);
  }
}

function notThere(path: KeyPath): LocateRefusal {
  return new LocateRefusal(`"${showKey(path)}" is not there, or comes from a merge key`);
}
