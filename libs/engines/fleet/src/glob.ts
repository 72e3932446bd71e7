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
    let at = head.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > text.length - tail.length) return false;
      at = found + piece.length;
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
  let at = 0;
  let step = 0;
  let retry: { readonly at: number; readonly step: number } | undefined;
  while (step < steps.length) {
    const matcher = matchers[at];
    if (at < matchers.length && matcher === undefined) {
      retry = { at: ++at, step };
    } else if (matcher !== undefined && matcher(steps[step]!)) {
      at++;
      step++;
    } else if (retry !== undefined) {
      retry = { at: retry.at, step: retry.step + 1 };
      ({ at, step } = retry);
    } else {
      return false;
    }
  }
  while (at < matchers.length && matchers[at] === undefined) at++;
  return at === matchers.length;
}

/** A glob over a path with `/`: `*` within one step, `**` over any number of steps. */
export function compilePathGlob(pattern: string): TextMatcher {
  const match = compileSteps(pattern.split('/'));
  return (path) => match(path.split('/'));
}

/** True when one of the globs matches. Without globs nothing matches. */
export function compilePathGlobs(patterns: readonly string[]): TextMatcher {
  const matchers = patterns.map(compilePathGlob);
  return (path) => matchers.some((match) => match(path));
}
