import { counted } from '@archivesmp/contracts/counted';
import { compileSelector, type SecretRule } from '@archivesmp/baseline';
import { hintFor } from '@archivesmp/contracts/closest-name';
import type { RuleUse } from '@archivesmp/drift';
import { printable } from '../terminal/printable.js';
import type { FileToCheck } from './files-to-check.js';

/** One rule of the document, and what it does. */
export interface RuleEffect {
  readonly line: number;
  readonly secret: boolean;
  readonly plugin: string;
  readonly file: string;
  readonly key: string;
  readonly decided: number;
  /** It matches nothing, or an earlier rule always comes first. */
  readonly isIdle: boolean;
  readonly effect: string;
}

/**
 * What became of each rule. Of a look at a part of the fleet only rules about the files that were looked at are told of.
 * @param isWhole everything of the instances was looked at
 */
export function ruleEffects(
  uses: readonly RuleUse[],
  files: readonly FileToCheck[],
  isWhole: boolean,
): RuleEffect[] {
  return uses
    .filter((use) => isWhole || use.files > 0)
    .map(({ rule, ...use }) => ({
      line: rule.line,
      secret: rule.secret,
      plugin: rule.plugin,
      file: rule.file,
      key: rule.key,
      decided: use.decided,
      isIdle: use.decided === 0,
      effect: wordsOn(rule, use, uses, files),
    }));
}

/** `line 4 hides Vault config.yml colour: …`. */
export const ruleLine = ({ line, secret, plugin, file, key, effect }: RuleEffect): string =>
  printable(`  line ${line}  ${secret ? 'hides' : 'shows'}  ${[plugin, file, key].join('  ')}: ${effect}`);

function wordsOn(
  rule: SecretRule,
  { files, matched, decided, turned }: Omit<RuleUse, 'rule'>,
  uses: readonly RuleUse[],
  seen: readonly FileToCheck[],
): string {
  if (decided > 0) {
    const values = counted(decided, 'place');
    const other = rule.secret ? 'shown' : 'hidden';
    return turned === 0
      ? `decides ${values}, each of which is ${rule.secret ? 'hidden' : 'shown'} without it, too`
      : `decides ${values}, ${turned} of which would be ${other} without it`;
  }
  if (matched > 0) {
    const before = uses.filter((use) => use.rule.line < rule.line && use.decided > 0 && use.files > 0);
    const lines = before.map((use) => use.rule.line).join(', ');
    return `decides nothing: an earlier rule always comes first (line ${lines})`;
  }
  if (files > 0)
    return `matches nothing: no key of ${files === 1 ? 'its file' : `its ${files} files`} is called so`;
  const isPlugin = compileSelector({ ...rule, file: '**' }).selectsFile;
  const plugins = [...new Set(seen.map(({ plugin }) => plugin))].sort();
  if (plugins.some((plugin) => isPlugin(plugin, 'x'))) return 'matches nothing: no file is called so';
  return `matches nothing: there is no such plugin${rule.plugin.includes('*') ? '' : hintFor(rule.plugin, plugins)}`;
}
