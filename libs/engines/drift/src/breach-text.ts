import type { RuleBreach } from '@archivesmp/baseline';
import { showKey } from '@archivesmp/contracts/vocabulary';
import type { SecretJudge } from '@archivesmp/secrets';
import { MASK } from './shown-value.js';

/** A broken rule over the fleet in one sentence, with all instances that break it; secrets are masked. No full stop. */
export function breachText(
  { rule, holders }: RuleBreach,
  judgeOf: (plugin: string, file: string) => SecretJudge,
): string {
  const what = rule.rule === 'unique' ? 'must be unique and is not' : 'must be the same and is not';
  const why = rule.reason === '' ? '' : ` (${rule.reason})`;
  const locations = holders.map(({ instance, plugin, file, path, text }) => {
    const isSecret = judgeOf(plugin, file).judge(path, text).hidden;
    const value = text === '' ? 'not set' : isSecret ? MASK : JSON.stringify(text);
    return `${instance} ${plugin}/${file} ${showKey(path)} = ${value}`;
  });
  return `${rule.key} ${what}${why}: ${locations.join('; ')}`;
}
