import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { wordsOf } from './key-words.js';
import { isOpaque } from './opaque-text.js';
import { concernsSecrets, isMessageKey, judgeStep } from './secret-names.js';
import { shapeOf } from './secret-shapes.js';

/** A single value of a configuration file. */
export type SingleValue = string | number | bigint | boolean | null;

/** Whether a value is hidden, and why, in words that repeat nothing of it. */
export interface SecretVerdict {
  readonly hidden: boolean;
  readonly by: DecidedBy;
  readonly why: string;
}

/** What decided: a rule of operators, the shape of the value, names of keys (with the value where a name says too little), or nothing. */
export type DecidedBy = 'rule' | 'shape' | 'name' | 'nothing';

/** What operators say about a key: it is a secret, or it is none. */
export interface SecretRuling {
  readonly secret: boolean;
  /** Who says so and why: `deviations.yml line 12: only a colour`. */
  readonly why: string;
}

/** Decides for the values of one file. Code that shows a value needs one, so that no rule of the operators is forgotten. */
export interface SecretJudge {
  judge(path: KeyPath, value: SingleValue): SecretVerdict;
  /** Whether everything that could stand at a key is a secret, by its name or a rule. */
  isSecretKey(path: KeyPath): boolean;
}

const shown = (why: string, by: DecidedBy = 'nothing'): SecretVerdict => ({ hidden: false, by, why });
const hidden = (why: string, by: DecidedBy = 'name'): SecretVerdict => ({ hidden: true, by, why });

/** What is known without any rule of operators. */
export const BY_NAME_AND_SHAPE: SecretJudge = { judge, isSecretKey };

/** The same, after what operators say about the keys of one file. */
export function judgeWith(ruling: (path: KeyPath) => SecretRuling | undefined): SecretJudge {
  return {
    judge(path, value) {
      const nothing = harmlessValue(value);
      if (nothing !== undefined) return nothing;
      const rule = ruling(path);
      if (rule === undefined) return judge(path, value);
      return rule.secret ? hidden(rule.why, 'rule') : shown(rule.why, 'rule');
    },
    isSecretKey: (path) => ruling(path)?.secret ?? isSecretKey(path),
  };
}

/** Empty texts, booleans and null give nothing away and are worth seeing (`password: ''`). */
function harmlessValue(value: SingleValue): SecretVerdict | undefined {
  if (value === null || typeof value === 'boolean' || value === '')
    return shown('empty values, true and false give nothing away');
  return undefined;
}

function judge(path: KeyPath, value: SingleValue): SecretVerdict {
  const nothing = harmlessValue(value);
  if (nothing !== undefined) return nothing;
  // A block of a file ends with a line break
  const text = String(value).trim();
  const shape = shapeOf(text);
  if (shape !== undefined) return hidden(`the value looks like ${shape}`, 'shape');
  const steps = path.filter((step) => typeof step === 'string');
  const map = steps.find(isSecretMap);
  const last = steps.at(-1) ?? '';
  const name = judgeStep(last);
  if (map !== undefined || name?.kind === 'secret') {
    if (isMessageText(text, steps)) return shown('a sentence for people that speaks of a secret', 'name');
    if (name?.kind === 'secret') return hidden(`the key ends with "${name.phrase}"`);
    if (typeof value === 'number' && concernsSecrets(last))
      return shown('a number about secrets, such as a length', 'name');
    return hidden(`everything below ${JSON.stringify(map)} is a secret by its name`);
  }
  if (isLogin(last, text)) return hidden('the value looks like user:password');
  if (name?.kind === 'text' && isTelling(name.phrase, value, steps))
    return hidden(`the key ends with "${name.phrase}", and the value is no common word`);
  if (name?.kind === 'opaque' && isOpaque(text))
    return hidden(`the key ends with "${name.phrase}", and the value looks as if drawn by chance`);
  return shown('neither its name nor its value looks like a secret');
}

function isSecretKey(path: KeyPath): boolean {
  const steps = path.filter((step) => typeof step === 'string');
  return steps.some((step, index) =>
    index === steps.length - 1 ? judgeStep(step)?.kind === 'secret' : isSecretMap(step),
  );
}

function isSecretMap(step: string): boolean {
  const name = judgeStep(step);
  return name?.kind === 'secret' && name.isMap;
}

/** Three words or more. */
const isSentence = (text: string): boolean => /\S\s+\S+\s+\S/.test(text);
/** Colours of the game, and places that a plugin fills in. */
const DRESSED = /[&§][0-9a-fk-or]|%\w+%|\{\w+\}|<\/?[a-z_]+>/i;

/** A sentence that players read: coloured, or under a key that names what is said. A password of several words is neither. */
function isMessageText(text: string, steps: readonly string[]): boolean {
  if (!/\S\s+\S/.test(text)) return false;
  return isMessageKey(steps)
    ? isSentence(text) || DRESSED.test(text)
    : isSentence(text) && DRESSED.test(text);
}

/** Keys under which user and password are written together. */
const LOGIN =
  /^(?:mysql|mariadb|postgres|postgresql|mongo|mongodb|redis|sql|db|database|datenbank|auth|login|logins|account|accounts|user|users|credentials|smtp|mail|proxy|rcon|ftp|sftp|http|basic|connection|admin|benutzer|konto|anmeldung)$/;
const USERS = /^(?:root|admin|administrator|sa|postgres|mysql|minecraft_user|archivesmp)$/i;
const PAIR = /^(?<user>[\w.@+-]{1,64}):(?<password>[^\s:/]{3,128})$/;

function isLogin(key: string, text: string): boolean {
  const { user, password } = PAIR.exec(text)?.groups ?? {};
  if (password === undefined || /^\d{1,5}$/.test(password) || /^[%{<$]/.test(password)) return false;
  if (USERS.test(user!)) return true;
  return !/^(?:minecraft|mailto)$/i.test(user!) && wordsOf(key).some((word) => LOGIN.test(word));
}

/** Known words for ways to log in and for licences. */
const COMMON =
  /^(?:none|null|off|on|yes|no|auto|automatic|default|basic|bearer|digest|plain|login|cram-md5|oauth2?|ldap|mysql|mariadb|sqlite|h2|file|offline|online|mojang|microsoft|premium|cracked|xauth|authme|floodgate|bcrypt|argon2\w*|sha-?\d+|md5|pbkdf2\w*|required|optional|enabled|disabled|true|false|mit|bsd(?:-\d-clause)?|apache(?:-2\.0| license 2\.0)?|gpl\S*|lgpl\S*|agpl\S*|mpl\S*|cc\S*|unlicen[sc]ed?|proprietary|all rights reserved|session|token|password|key|admin|source|external|internal)$/i;
const DISHES = /^(?:structure|noise|world|biome|generator|spawn|feature|placement|food|spread)/;

function isTelling(phrase: string, value: SingleValue, steps: readonly string[]): boolean {
  const text = String(value).trim();
  if (COMMON.test(text) || isSentence(text) || /^[%{<$&§/]|\{\d+\}/.test(text)) return false;
  if (phrase.startsWith('pin') || phrase.endsWith('otp')) return text.length >= 4;
  // Worlds are generated with numbers that are called salt
  const isWorld =
    typeof value === 'number' && steps.some((step) => wordsOf(step).some((word) => DISHES.test(word)));
  if (phrase === 'salt') return text.length >= 4 && !isWorld;
  return typeof value === 'string' && text.length >= 4;
}

/**
 * Whether nothing of a text without keys may be seen: by the name of its file, or because a rule of the operators is about everything
 * in it (`key: "**"`). Comments of a file with keys are such a text, too.
 */
export function isSecretText(file: string, judge: SecretJudge): boolean {
  return isSecretFile(file) || judge.isSecretKey([]);
}

/** A file whose whole content is a secret by its name, such as `forwarding.secret`. */
export function isSecretFile(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return (
    judgeStep(name)?.kind === 'secret' ||
    /\.(?:pem|key|p12|pfx|jks|keystore|ppk)$|^id_(?:rsa|ed25519|ecdsa|dsa)$|^\.(?:htpasswd|pgpass|netrc)$/i.test(
      name,
    )
  );
}
