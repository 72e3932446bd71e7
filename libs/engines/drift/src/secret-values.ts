import type { ConfigNode, ScalarNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { SecretHandling, ShownValue } from './finding.js';
import { endsWithPhrase, wordsOf } from './key-words.js';
import { meaningOf } from './same-meaning.js';

/** What a secret's value is replaced by everywhere. */
export const MASK = '••••••';

/** The last step of a secret's key ends with one of these. */
export const SECRET_PHRASES: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'pw',
  'pwd',
  'secret',
  'secrets',
  'secret key',
  'token',
  'access tokens',
  'api tokens',
  'auth tokens',
  'bot tokens',
  'api key',
  'api keys',
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

/**
 * What lies below these keeps no names of its own (`secrets: {discord: …}`), so that all of it is masked. Others, such as
 * `webhook: {name, avatar, url}`, are maps of settings of which each is judged by itself.
 */
const SECRET_MAPS: readonly string[] = [
  'password',
  'passwords',
  'secret',
  'secrets',
  'token',
  'access tokens',
  'api tokens',
  'auth tokens',
  'bot tokens',
  'api key',
  'api keys',
  'private key',
];

/** `pass` is short for password beside one of these words or alone; a battle pass is none. */
const PASS =
  /(^| )(db|database|sql|mysql|mariadb|redis|mail|smtp|user|admin|auth|key|store|rcon|panel|login) pass$/;

/** Values that give a secret away whatever their key is called: credentials inside an address, webhook addresses, keys. */
const SECRET_VALUES: readonly RegExp[] = [
  /:\/\/[^\s/:@]{1,200}:[^\s/@]{1,200}@/,
  /[?&](password|token|secret|api_?key)=[^&\s]/i,
  /\/api\/webhooks\/\d/,
  /^eyJ[\w-]{10,}\.[\w-]{10,}\./,
  /^-----BEGIN [A-Z ]{0,40}PRIVATE KEY/,
  // tokens of Discord, GitHub, Slack and AWS
  /^[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}$/,
  /^(gh[pousr]_|github_pat_|xox[abpr]-)\w{10,}/,
  /^AKIA[0-9A-Z]{16}$/,
];

/** Whether what stands at a path is a secret by the names of its keys. */
export function isSecretKey(path: KeyPath): boolean {
  const steps = path.filter((step) => typeof step === 'string');
  return steps.some((step, at) => (at === steps.length - 1 ? isSecretStep(step) : isSecretMap(step)));
}

/** Whether a text gives a secret away by itself, whatever its key is called. */
export function isSecretText(text: string): boolean {
  return SECRET_VALUES.some((pattern) => pattern.test(text));
}

/** A file whose whole content is a secret, such as `forwarding.secret`. */
export function isSecretFile(file: string): boolean {
  return isSecretStep(file.slice(file.lastIndexOf('/') + 1));
}

/** The number at the end of `password2` and `api-key-3` says which one, not what it is. */
const UNNUMBERED = /[^a-zA-Z0-9]*\d+$/;

function isSecretStep(step: string): boolean {
  const words = wordsOf(step.replace(UNNUMBERED, ''));
  if (words.at(-1) === 'pass') return words.length === 1 || PASS.test(words.join(' '));
  return SECRET_PHRASES.some((phrase) => endsWithPhrase(words, phrase));
}

function isSecretMap(step: string): boolean {
  const words = wordsOf(step);
  return SECRET_MAPS.some((phrase) => endsWithPhrase(words, phrase));
}

/** A value as it may be shown, with the keyed hash of what was masked. */
export interface Shown {
  readonly value: ShownValue;
  readonly hash?: string;
}

/** Turns a node into something to show; whatever looks secret is masked, at any depth. */
export function show(node: ConfigNode, path: KeyPath, secrets: SecretHandling): Shown {
  const value = shown(node, path);
  const isMasked = secrets.hash !== undefined && isAnyMasked(node, path);
  return isMasked ? { value, hash: secrets.hash!(meaningOf(node)) } : { value };
}

function shown(node: ConfigNode, path: KeyPath): ShownValue {
  if (node.kind === 'list') return node.items.map((item, at) => shown(item, [...path, at]));
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, shown(value, [...path, key])]));
  if (isMasked(node, path)) return MASK;
  const { value } = node;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value;
}

function isAnyMasked(node: ConfigNode, path: KeyPath): boolean {
  if (node.kind === 'list') return node.items.some((item, at) => isAnyMasked(item, [...path, at]));
  if (node.kind === 'map') return node.entries.some(({ key, value }) => isAnyMasked(value, [...path, key]));
  return isMasked(node, path);
}

/** Empty texts, booleans and null give nothing away and are worth seeing (`password: ''`). */
export function isMasked({ type, value }: ScalarNode, path: KeyPath): boolean {
  if (type === 'null' || type === 'bool' || value === '') return false;
  return isSecretKey(path) || (typeof value === 'string' && isSecretText(value));
}
