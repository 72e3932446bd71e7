/** A compiled pattern over text. Matching takes time proportional to pattern x text at worst; there is no backtracking blow-up. */
export type TextMatcher = (text: string) => boolean;

const ANY: TextMatcher = () => true;

/** `*` stands for any run of characters, everything else for itself. Used for names and for one step of a key. */
export function compileName(pattern: string): TextMatcher {
  if (pattern === '*' || pattern === '**') return ANY;
  const pieces = pattern.split('*');
  if (pieces.length === 1) return (text) => text === pattern;
  const [head = '', ...rest] = pieces;
  const tail = rest.pop() ?? '';
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail))
      return false;
    let offset = head.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, offset);
      if (found === -1 || found + piece.length > text.length - tail.length) return false;
      offset = found + piece.length;
    }
    return true;
  };
}

/** Matches a list of steps; `**` stands for any number of steps, also none. */
export function compileSteps(pattern: readonly string[]): (steps: readonly string[]) => boolean {
  const matchers = pattern.map((step) => (step === '**' ? undefined : compileName(step)));
  return (steps) => matchSteps(matchers, steps);
}

/** Remembers only the latest `**`: enough for globs, and linear in practice. */
function matchSteps(matchers: readonly (TextMatcher | undefined)[], steps: readonly string[]): boolean {
  let offset = 0;
  let step = 0;
  let retry: { readonly offset: number; readonly step: number } | undefined;
  while (step < steps.length) {
    const matcher = matchers[offset];
    if (offset < matchers.length && matcher === undefined) {
      retry = { offset: ++offset, step };
    } else if (matcher !== undefined && matcher(steps[step]!)) {
      offset++;
      step++;
    } else if (retry !== undefined) {
      retry = { offset: retry.offset, step: retry.step + 1 };
      ({ offset, step } = retry);
    } else {
      return false;
    }
  }
  while (offset < matchers.length && matchers[offset] === undefined) offset++;
  return offset === matchers.length;
}

/** One step of a path: a name in which `?` stands for one character, whichever. */
function compilePathStep(pattern: string): TextMatcher {
  if (!pattern.includes('?')) return compileName(pattern);
  const signs = [...pattern].map((sign) => {
    if (sign === '*') return undefined;
    return sign === '?' ? ANY : (character: string) => character === sign;
  });
  return (text) => matchSteps(signs, [...text]);
}

function compilePath(pattern: string): (steps: readonly string[]) => boolean {
  const matchers = pattern.split('/').map((step) => (step === '**' ? undefined : compilePathStep(step)));
  return (steps) => matchSteps(matchers, steps);
}

/**
 * A glob over a path with `/`: `*` and `?` stand for characters within one step, a step `**` for any number of steps, also none.
 * `logs/**` also matches `logs` itself, so that it need not be entered. Case counts.
 */
export function compilePathGlob(pattern: string): TextMatcher {
  const match = compilePath(pattern);
  return (path) => match(path.split('/'));
}

/** True when one of the globs matches. Without globs nothing matches. */
export function compilePathGlobs(patterns: readonly string[]): TextMatcher {
  const matchers = patterns.map(compilePath);
  return (path) => {
    const steps = path.split('/');
    return matchers.some((match) => match(steps));
  };
}

/** What a path may not hold to be written as a glob that fits it and nothing else. */
export const PATH_WILDCARDS: readonly string[] = ['*', '?'];
