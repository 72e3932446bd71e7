import { readConfig } from '@archivesmp/config-text';
import type { FieldError } from '@archivesmp/contracts/problem';
import { secretInSentence } from '@archivesmp/secrets';
import { sayTyped } from '../secrets/refuse-typed-secrets.js';

const FOR_PEOPLE: ReadonlySet<string> = new Set(['reason', 'owner']);

/** Reasons and owners in deviations.yml that look as if they held a secret, each with its line; findings and pages repeat them. */
export function typedInDeviations(content: Uint8Array): FieldError[] {
  const reading = readConfig(content, 'yaml');
  if (reading.state !== 'ok' || reading.root.kind !== 'map') return [];
  const text = new TextDecoder('utf-8').decode(content);
  return reading.root.entries.flatMap(({ key: section, value: list }) => {
    const items = list.kind === 'list' ? list.items : [];
    return items.flatMap((item, at) =>
      (item.kind === 'map' ? item.entries : []).flatMap(({ key, value }): FieldError[] => {
        if (!FOR_PEOPLE.has(key) || value.kind !== 'scalar') return [];
        const looksLike = secretInSentence(String(value.value));
        if (looksLike === undefined) return [];
        const line = text.slice(0, value.span.start).split('\n').length;
        return [{ field: `line ${line} ${section}[${at}].${key}`, message: sayTyped(looksLike) }];
      }),
    );
  });
}
