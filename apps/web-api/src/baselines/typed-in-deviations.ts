import { LineStarts } from '@archivesmp/baseline';
import { readConfig } from '@archivesmp/config-text';
import { Mistakes } from '@archivesmp/contracts/mistakes';
import type { FieldError } from '@archivesmp/contracts/problem';
import { secretInSentence } from '@archivesmp/secrets';
import { typedSecretText } from '../secrets/refuse-typed-secrets.guard.js';

const FOR_PEOPLE: ReadonlySet<string> = new Set(['reason', 'owner']);

/** Reasons and owners in deviations.yml that look as if they held a secret, each with its line; findings and pages repeat them. */
export function typedInDeviations(content: Uint8Array): Mistakes<FieldError> {
  const typed = new Mistakes<FieldError>();
  const reading = readConfig(content, 'yaml');
  if (reading.state !== 'ok' || reading.root.kind !== 'map') return typed;
  const lines = new LineStarts(new TextDecoder('utf-8').decode(content));
  for (const { key: section, value: list } of reading.root.entries)
    for (const [index, item] of (list.kind === 'list' ? list.items : []).entries())
      for (const { key, value } of item.kind === 'map' ? item.entries : []) {
        if (!FOR_PEOPLE.has(key) || value.kind !== 'scalar') continue;
        const secretKind = secretInSentence(String(value.value));
        if (secretKind === undefined) continue;
        typed.addMistake(() => ({
          field: `line ${lines.lineAt(value.span.start)} ${section}[${index}].${key}`,
          message: typedSecretText(secretKind),
        }));
      }
  return typed;
}
