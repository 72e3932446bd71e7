import type { Scanner } from './scanner.js';
import type { Token } from './token.js';
import { YamlError } from './yaml-error.js';

const CORE = 'tag:yaml.org,2002:';

/** What `%YAML` and `%TAG` lines in front of `---` say. */
export class Directives {
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', CORE],
  ]);

  /** Takes the directives of one document. */
  takeDirective(scanner: Scanner): void {
    let hasVersion = false;
    const own = new Set<string>();
    for (let token = scanner.peek(); token.kind === 'directive'; token = scanner.peek()) {
      const { directive } = token;
      if (directive.name === 'YAML') {
        if (hasVersion) throw new YamlError('found duplicate YAML directive', token.start);
        if (directive.major !== 1) {
          throw new YamlError('found incompatible YAML document (version 1.* is required)', token.start);
        }
        hasVersion = true;
      } else if (directive.name === 'TAG') {
        if (own.has(directive.handle)) throw new YamlError('duplicate tag handle', token.start);
        own.add(directive.handle);
        this.handles.set(directive.handle, directive.prefix);
      }
      scanner.next();
    }
  }

  /** A tag with its handle resolved. */
  fullTag(token: Token & { readonly kind: 'tag' }): string {
    const { handle, suffix } = token.tag;
    if (handle === undefined) return suffix;
    const prefix = this.handles.get(handle);
    if (prefix === undefined) throw new YamlError(`found undefined tag handle ${handle}`, token.start);
    return prefix + suffix;
  }
}
