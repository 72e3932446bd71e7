import { isUuid } from '@archivesmp/contracts/uuid';
import type { FleetInstance } from '@archivesmp/fleet';
import type { PerServerKind } from '@archivesmp/contracts/vocabulary';
import type { Finding } from './finding.js';
import { endsWithPhrase } from '@archivesmp/secrets';
import { lastWords } from './key-words.js';

/** Shorter names would be found in half of all words. */
const SHORTEST_NAME = 3;
const IDENTIFIER_PREFIX = /^[a-z0-9]+[_-]$/i;
const LAST_PORT = 65_535;
const NAME_PHRASES = ['server name', 'server id', 'server uuid', 'instance name', 'instance id', 'node id'];

/**
 * Whether a value is likely meant to differ from server to server, so that a baseline is the wrong place for it: a name
 * of the instance inside of it, a UUID, a port, a prefix of tables, or the key calls it the server's own name or id.
 * A heuristic: it lowers the priority of a finding and says so, it never hides one.
 * @returns what it looks like, the most certain first; undefined when nothing points to it
 */
export function perServerKind(
  { path, expected, actual }: Pick<Finding, 'path' | 'expected' | 'actual'>,
  instance: FleetInstance,
): PerServerKind | undefined {
  const values = [expected, actual].filter((value) => typeof value === 'string' || typeof value === 'number');
  if (values.length === 0 || path.length === 0) return undefined;
  const texts = values.map(String);
  const names = [instance.name, ...(instance.aliases ?? [])].filter((name) => name.length >= SHORTEST_NAME);
  if (texts.some((text) => names.some((name) => hasName(text, name)))) return 'instance_name';
  if (texts.some(isUuid)) return 'uuid';
  const words = lastWords(path);
  if (words.at(-1) === 'port' && texts.every(isPort)) return 'port';
  if (words.at(-1) === 'prefix' && texts.every((text) => IDENTIFIER_PREFIX.test(text))) return 'prefix';
  return NAME_PHRASES.some((phrase) => endsWithPhrase(words, phrase)) ? 'server_name' : undefined;
}

/** As a word of its own: `BENT01` is in `bent01_` and not in `BENT011`. */
function hasName(text: string, name: string): boolean {
  const [inside, wanted] = [text.toLowerCase(), name.toLowerCase()];
  for (let offset = inside.indexOf(wanted); offset !== -1; offset = inside.indexOf(wanted, offset + 1)) {
    if (!isLetterOrDigit(inside[offset - 1]) && !isLetterOrDigit(inside[offset + wanted.length])) return true;
  }
  return false;
}

const isLetterOrDigit = (character: string | undefined): boolean =>
  character !== undefined && /[a-z0-9]/.test(character);

function isPort(text: string): boolean {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 && number <= LAST_PORT;
}
