import { compileSelector, type DeviationsDocument, type SecretRule } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';
import {
  BY_NAME_AND_SHAPE,
  isSecretFile,
  isSecretText,
  type SecretJudge,
  type SecretVerdict,
  type SingleValue,
} from '@archivesmp/secrets';
import { hiddenLines, type HiddenLine } from './hidden-lines.js';
import { judgeBeside } from './judge-beside.js';
import { keyedText } from './masked-text.js';
import { judgesOf, type JudgeOf } from './secret-judges.js';
import { shownStep } from './shown-value.js';

/** Where a value stands: the plugin and the path in its folder. */
export interface SecretLocation {
  readonly plugin: string;
  readonly file: string;
}

/** What is decided of one value. Nothing of the value is in it. */
export interface CheckedValue {
  /** As it may be shown: a step that is a secret itself is masked. */
  readonly path: KeyPath;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly verdict: SecretVerdict;
}

export type CheckedLine = HiddenLine;

/** What would be hidden of a file: all of it, by its name or by a rule; values and lines beside them; or lines of a text. */
export type CheckedFile =
  | { readonly as: 'whole'; readonly verdict: SecretVerdict }
  | { readonly as: 'keys'; readonly values: readonly CheckedValue[]; readonly lines: readonly CheckedLine[] }
  | { readonly as: 'lines'; readonly lines: readonly CheckedLine[] };

/** What became of one rule of `deviations.yml` in everything that was checked. */
export interface RuleUse {
  readonly rule: SecretRule;
  /** Files that it is about, whatever their keys. */
  readonly files: number;
  /** Looks at a key, or at what looks like one in a line, that it matched; and of these where no earlier rule came first. */
  readonly matched: number;
  readonly decided: number;
  /** Values that would be hidden without it and are shown, or the other way round. */
  readonly turned: number;
}

/** Looks like no secret by itself. */
const ANY_TEXT = 'x';
const BY_ITS_NAME: SecretVerdict = {
  hidden: true,
  by: 'name',
  why: 'the whole file is a secret by its name',
};

/** Judges whole files as they are judged when they are shown, and records which rules applied. */
export class SecretCheck {
  private readonly uses: Map<SecretRule, { files: number; matched: number; decided: number; turned: number }>;
  private readonly rulesOfFiles: readonly { readonly rule: SecretRule; readonly matchesFile: FileMatcher }[];
  private readonly judgeOf: JudgeOf;
  private decider: SecretRule | undefined;
  private isCounted = true;

  constructor(document: Pick<DeviationsDocument, 'secrets'>) {
    const { secrets } = document;
    this.uses = new Map(secrets.map((rule) => [rule, { files: 0, matched: 0, decided: 0, turned: 0 }]));
    this.rulesOfFiles = secrets.map((rule) => ({ rule, matchesFile: compileSelector(rule).selectsFile }));
    this.judgeOf = judgesOf(document, (rule, isFirst) => {
      if (!this.isCounted) return;
      const use = this.uses.get(rule)!;
      use.matched += 1;
      if (!isFirst) return;
      use.decided += 1;
      this.decider = rule;
    });
  }

  /** What would be hidden of a file, and why. */
  checkFile(location: SecretLocation, format: ConfigFormat, bytes: Uint8Array): CheckedFile {
    for (const { rule, matchesFile } of this.rulesOfFiles)
      if (matchesFile(location.plugin, location.file)) this.uses.get(rule)!.files += 1;
    if (isSecretFile(location.file)) return { as: 'whole', verdict: BY_ITS_NAME };
    const judge = this.judgeOf(location.plugin, location.file);
    // Each value is looked at once more below, and counted there
    this.isCounted = false;
    const keyed = keyedText(format, bytes, judge);
    const isWhole = keyed === undefined && isSecretText(location.file, judge);
    this.isCounted = true;
    if (isWhole) return { as: 'whole', verdict: this.judged(judge, [], ANY_TEXT) };
    if (keyed === undefined) return { as: 'lines', lines: hiddenLines(bytes, judge) };
    const lineOf = lineCounter(keyed.text);
    const beside = judgeBeside(judge, [keyed.root]);
    const values = [...leavesIn(keyed.root, [])].map(({ path, node }): CheckedValue => ({
      path: path.map((step) => (typeof step === 'string' ? shownStep(step) : step)),
      line: lineOf(node.span.start),
      verdict: this.judged(beside, path, node.value),
    }));
    return { as: 'keys', values, lines: hiddenLines(keyed, judge) };
  }

  /** What is decided of one value at a key of a file. */
  checkValue({ plugin, file }: SecretLocation, path: KeyPath, value: SingleValue): SecretVerdict {
    return this.judged(this.judgeOf(plugin, file), path, value);
  }

  private judged(judge: SecretJudge, path: KeyPath, value: SingleValue): SecretVerdict {
    this.decider = undefined;
    const verdict = judge.judge(path, value);
    // An empty value is shown before any rule is asked, and a rule may be about it all the same
    if (this.decider === undefined) judge.isSecretKey(path);
    else if (BY_NAME_AND_SHAPE.judge(path, value).hidden !== verdict.hidden)
      this.uses.get(this.decider)!.turned += 1;
    return verdict;
  }

  /** Whether a key hides whatever stands there. */
  isSecretKey({ plugin, file }: SecretLocation, path: KeyPath): boolean {
    return this.judgeOf(plugin, file).isSecretKey(path);
  }

  /** In the order of the document. */
  rules(): RuleUse[] {
    return [...this.uses].map(([rule, use]) => ({ rule, ...use }));
  }
}

type FileMatcher = (plugin: string, file: string) => boolean;

type Leaf = { readonly path: KeyPath; readonly node: Extract<ConfigNode, { kind: 'scalar' }> };

function* leavesIn(node: ConfigNode, path: KeyPath): Generator<Leaf> {
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* leavesIn(item, [...path, index]);
  else if (node.kind === 'map')
    for (const { key, value } of node.entries) yield* leavesIn(value, [...path, key]);
  else yield { path, node };
}

/** The line of a place in a text. Asked for places in rising order it walks the text once. */
function lineCounter(text: string): (offset: number) => number {
  let index = 0;
  let line = 1;
  return (offset) => {
    if (offset < index) [index, line] = [0, 1];
    for (let next = text.indexOf('\n', index); next >= 0 && next < offset; next = text.indexOf('\n', index)) {
      line += 1;
      index = next + 1;
    }
    return line;
  };
}
