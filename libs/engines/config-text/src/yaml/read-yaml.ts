import type { ConfigReading, ReadLimits } from '../model.js';
import { UNPRINTABLE } from './characters.js';
import { compose } from './compose.js';
import { Construction } from './construct.js';
import { readFast } from './fast-yaml.js';
import { positionOf, YamlError } from './yaml-error.js';

type YamlLimits = Pick<ReadLimits, 'maxDepth' | 'maxNodes'>;

/**
 * Reads YAML as the server's SnakeYAML does. A text without a document is an empty map (`absent`); two documents,
 * unprintable characters and everything else that SnakeYAML refuses come back as `unreadable`.
 */
export function readYaml(text: string, limits: YamlLimits): ConfigReading {
  const root = readFast(text, limits, true);
  return root === undefined
    ? readYamlFully(text, limits)
    : { state: 'ok', format: 'yaml', root, notices: [] };
}

/** The same for a caller that only compares trees: every span may be an empty one, which is faster. */
export function readYamlTree(text: string, limits: YamlLimits): ConfigReading {
  const root = readFast(text, limits, false);
  return root === undefined
    ? readYamlFully(text, limits)
    : { state: 'ok', format: 'yaml', root, notices: [] };
}

/** Without the fast path for the plain subset; for tests that both are one reader. */
export function readYamlFully(text: string, limits: YamlLimits): ConfigReading {
  try {
    const unprintable = text.search(UNPRINTABLE);
    if (unprintable !== -1) {
      const code = text.charCodeAt(unprintable).toString(16).padStart(4, '0');
      throw new YamlError(`the special character \\u${code} is not allowed`, unprintable);
    }
    const document = compose(text, limits);
    if (document === undefined) {
      const span = { start: 0, end: 0 };
      const root = { kind: 'map', entries: [], span, style: 'block', absent: true } as const;
      return { state: 'ok', format: 'yaml', root, notices: [] };
    }
    const construction = new Construction(text, limits);
    return {
      state: 'ok',
      format: 'yaml',
      root: construction.root(document),
      notices: construction.notices,
    };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return {
      state: 'unreadable',
      format: 'yaml',
      error: { message: error.message, ...positionOf(text, error.offset) },
    };
  }
}
