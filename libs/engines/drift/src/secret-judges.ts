import { compileSelector, type DeviationsDocument, type SecretRule } from '@archivesmp/baseline';
import { BY_NAME_AND_SHAPE, judgeWith, type SecretJudge } from '@archivesmp/secrets';

/**
 * Decides what of a plugin's file (its path in the folder of the plugin) is a secret: the rules of the document, then names, values and
 * shapes.
 */
export type JudgeOf = (plugin: string, file: string) => SecretJudge;

/** Told of every rule that is about a key which is looked at; `isFirst`: it is the one that decides. */
export type OnRuleMatch = (rule: SecretRule, isFirst: boolean) => void;

/** Who decides about secrets by a document; of several rules that match a key the first counts. */
export function judgesOf({ secrets }: Pick<DeviationsDocument, 'secrets'>, onMatch?: OnRuleMatch): JudgeOf {
  const rules = secrets.map((rule) => ({ rule, matches: compileSelector(rule) }));
  return (plugin, file) => {
    const ofFile = rules.filter(({ matches }) => matches.selectsFile(plugin, file));
    if (ofFile.length === 0) return BY_NAME_AND_SHAPE;
    return judgeWith((path) => {
      const first = ofFile.find(({ matches }) => matches.key(path))?.rule;
      if (first === undefined) return undefined;
      if (onMatch !== undefined)
        for (const { rule, matches } of ofFile) if (matches.key(path)) onMatch(rule, rule === first);
      return { secret: first.secret, why: `deviations.yml line ${first.line}: ${first.reason}` };
    });
  };
}
