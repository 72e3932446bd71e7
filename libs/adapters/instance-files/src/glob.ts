const SPECIAL = /[.+^${}()|[\]\\]/g;

/**
 * Compiles globs over paths with `/`: `*` and `?` stay inside one part, a part `**` is any number of parts.
 * `logs/**` also matches `logs` itself, so that a walker need not enter it. Case-sensitive.
 */
export function compileGlobs(globs: readonly string[]): (relative: string) => boolean {
  const patterns = globs.map((glob) => new RegExp(`^${sourceOf(glob)}$`, 'u'));
  return (relative) => patterns.some((pattern) => pattern.test(relative));
}

function sourceOf(glob: string): string {
  const parts = glob.split('/');
  let source = '';
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === '**') {
      source += last ? (index === 0 ? '.*' : '(?:/.*)?') : index === 0 ? '(?:.*/)?' : '(?:/.*)?/';
      return;
    }
    const before = parts[index - 1];
    if (index > 0 && before !== '**') source += '/';
    source += part.replace(SPECIAL, '\\$&').replace(/\*+/g, '[^/]*').replace(/\?/g, '[^/]');
  });
  return source;
}
