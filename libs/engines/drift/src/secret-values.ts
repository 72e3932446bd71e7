import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { SecretHandling, ShownValue } from './finding.js';
import { endsWithPhrase, wordsOf } from './key-words.js';
import { meaningOf } from './same-meaning.js';

/** What a secret's value is replaced by everywhere. */
export const MASK = '••••••';

/** A key is secret-looking when its words, or those of a map above it, end with one of these. */
export const SECRET_PHRASES: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'pass',
  'pw',
  'pwd',
  'secret',
  'secrets',
  'secret key',
  'token',
  'tokens',
  'api key',
  'apikey',
  'auth key',
  'access key',
  'private key',
  'license key',
  'license',
  'encryption key',
  'credential',
  'credentials',
  'webhook',
  'webhook url',
  'webhooks',
  'jdbc url',
  'connection string',
  'dsn',
];

/** Values that give a secret away whatever their key is called: credentials inside an address, webhook addresses, JWT. */
const SECRET_VALUES: readonly RegExp[] = [
  /:\/\/[^\s/:@]{1,200}:[^\s/@]{1,200}@/,
  /\/api\/webhooks\/\d/,
  /^eyJ[\w-]{10,}\.[\w-]{10,}\./,
  /^-----BEGIN [A-Z ]{0,40}PRIVATE KEY/,
];

export function isSecretKey(path: KeyPath): boolean {
  return path.some((step) => typeof step === 'string' && isSecretStep(step));
}

export function isSecretText(text: string): boolean {
  return SECRET_VALUES.some((pattern) => pattern.test(text));
}

/** A file whose whole content is a secret, such as `forwarding.secret`. */
export function isSecretFile(file: string): boolean {
  return isSecretStep(file.slice(file.lastIndexOf('/') + 1));
}

function isSecretStep(step: string): boolean {
  const words = wordsOf(step);
  return SECRET_PHRASES.some((phrase) => endsWithPhrase(words, phrase));
}

/** A value as it may be shown, with the keyed hash of what was masked. */
export interface Shown {
  readonly value: ShownValue;
  readonly hash?: string;
}

/** Turns a node into something to show; whatever looks secret is masked, at any depth. */
export function show(node: ConfigNode, path: KeyPath, secrets: SecretHandling): Shown {
  const masked = isSecretKey(path) ? !isNothing(node) : containsSecret(node);
  const value = masked && isSecretKey(path) ? MASK : shownValue(node);
  return masked && secrets.hash ? { value, hash: secrets.hash(meaningOf(node)) } : { value };
}

/** Empty texts, booleans and null give nothing away and are worth seeing (`password: ''`). */
function isNothing(node: ConfigNode): boolean {
  if (node.kind === 'list') return node.items.length === 0;
  if (node.kind === 'map') return node.entries.length === 0;
  return node.type === 'null' || node.type === 'bool' || node.value === '';
}

function containsSecret(node: ConfigNode): boolean {
  if (node.kind === 'list') return node.items.some(containsSecret);
  if (node.kind === 'scalar') return typeof node.value === 'string' && isSecretText(node.value);
  return node.entries.some(({ key, value }) =>
    isSecretStep(key) ? !isNothing(value) : containsSecret(value),
  );
}

function shownValue(node: ConfigNode): ShownValue {
  if (node.kind === 'list') return node.items.map(shownValue);
  if (node.kind === 'map') {
    return Object.fromEntries(
      node.entries.map(({ key, value }) => [
        key,
        isSecretStep(key) && !isNothing(value) ? MASK : shownValue(value),
      ]),
    );
  }
  const { value } = node;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' && isSecretText(value) ? MASK : value;
}
