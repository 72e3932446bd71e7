import { counted } from '@archivesmp/contracts/counted';
import type { ConfigNode } from '@archivesmp/config-text';
import { showKey } from '@archivesmp/contracts/vocabulary';
import { diffTrees } from '@archivesmp/drift';
import type { Risk } from './plan.js';

const WORDS: Readonly<Record<string, string>> = {
  map: 'a section',
  list: 'a list',
  int: 'a number',
  float: 'a number',
  bool: 'true or false',
  string: 'text',
  date: 'a date',
};
/** More of one file say nothing new. */
const MOST = 10;

/**
 * Keys that would have a value of another type: a plugin that asks for a number and finds a text uses its fallback. From and to
 * no value is no change of type, and so is a number that gets or loses its decimals: what drift calls `type_change`.
 */
export function typeRisks(before: ConfigNode | undefined, after: ConfigNode | undefined): Risk[] {
  if (before === undefined || after === undefined) return [];
  const changed = diffTrees(before, after).filter(({ kind }) => kind === 'type_change');
  const risks = changed.slice(0, MOST).map(({ path, expected, actual }): Risk => ({
    kind: 'type_change',
    message: `${path.length === 0 ? 'the whole file' : showKey(path)} is ${typeOf(expected!)} and would be ${typeOf(actual!)}`,
  }));
  const more = changed.length - MOST;
  if (more > 0)
    risks.push({
      kind: 'type_change',
      message: `${counted(more, 'more key')} of the file would have another type`,
    });
  return risks;
}

function typeOf(node: ConfigNode): string {
  const type = node.kind === 'scalar' ? node.type : node.kind;
  return WORDS[type] ?? type;
}
