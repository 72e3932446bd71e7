import { endsWithPhrase, hasPhrase, wordsOf } from './key-words.js';

/** How much the name of a key says about its value. */
export type NameVerdict =
  /** The value is a secret, whatever it is. */
  | { readonly kind: 'secret'; readonly phrase: string; readonly isMap: boolean }
  /** It is one if it is a text that says nothing to a reader. */
  | { readonly kind: 'text'; readonly phrase: string }
  /** It is one if it looks as if drawn by chance. */
  | { readonly kind: 'opaque'; readonly phrase: string };

const list = (text: string): readonly string[] =>
  text.match(/\S+/g)!.map((phrase) => phrase.replaceAll('-', ' '));

/** The last step of a secret's key ends with one of these. */
export const SECRET_PHRASES: readonly string[] = list(`
  password passwords passwd passphrase passcode pass-word pass-phrase pw pwd psw pswd
  passwort passwoerter kennwort kennwoerter geheimnis geheimnisse zugangsdaten anmeldedaten zugangscode
  secret secrets secret-key secret-keys secretkey
  token access-tokens api-tokens auth-tokens bot-tokens apitoken authtoken bottoken accesstoken
  api-key api-keys apikey apikeys auth-key authkey access-key accesskey private-key privatekey license-key licence-key licensekey
  encryption-key signing-key master-key shared-key preshared-key psk session-key account-key app-key consumer-key server-key hmac-key crypto-key
  api-schluessel privater-schluessel geheimer-schluessel zugangsschluessel geheimschluessel lizenzschluessel
  verschluesselungsschluessel
  credential credentials webhook webhook-url webhooks webhook-urls jdbc-url jdbc-uri connection-string connection-uri dsn
  hashed-password basic-auth bearer`);

/**
 * What lies below these keeps no names of its own (`secrets: {discord: …}`), so that all of it is masked. Others, such as
 * `webhook: {name, avatar, url}`, are maps of settings of which each is judged by itself.
 */
export const SECRET_MAPS: readonly string[] = list(
  `password passwords passwoerter kennwoerter secret secrets geheimnisse zugangsdaten token access-tokens api-tokens auth-tokens
   bot-tokens api-key api-keys private-key`,
);

/** Written in one word with what it belongs to: `mysqlpassword`, `clientsecret`. */
const GLUED = /..(?:password|passwort|passwd|kennwort|passphrase|secret)$/;

/** `pass` is short for password beside one of these words or alone; a battle pass is none. */
const PASS_OF: ReadonlySet<string> = new Set(
  list(`db database sql mysql mariadb postgres pg mongo redis mail smtp imap user admin root auth key store keystore truststore ssl tls
    rcon panel login ftp sftp ssh http proxy account ldap mqtt rabbit jdbc`),
);

/** A text under one of these is a secret unless it is a common word. */
export const TEXT_PHRASES: readonly string[] = list(
  `auth authorization authentication salt pepper pin pin-code pincode otp totp login-code
    password-hash passwordhash pass-hash pw-hash license licence lizenz`,
);

/** A text under one of these is a secret when it looks as if drawn by chance. */
export const OPAQUE_PHRASES: readonly string[] = list(
  `key keys schluessel session session-id nonce iv tokens cookie code cipher`,
);

/** `forgot-password` and `wrong-token` name what is said about one, when the value is a sentence. */
const MESSAGE_WORDS = new Set(
  list(
    `wrong invalid incorrect enter forgot unsafe unknown missing change changed usage no need expired empty confirm failed
     set recovery valid matched error hint message msg short long weak same`,
  ),
);
/** Below these stand sentences for people. */
const SENTENCES =
  /^(?:messages?|msgs?|lang|language|locale|translations?|strings?|texts?|lore|description|comments?)$/;

/** The number at the end of `password2` and `api-key-3` says which one, not what it is. */
const UNNUMBERED = /[^a-zA-Z0-9]*\d+$/;

/** Settings about secrets that are none themselves: `passwords.min-length`. */
const CONCERNS_SECRETS =
  /^(?:length|min|max|minimum|maximum|size|rounds|iterations|memory|parallelism|algorithm|cost|delay|duration|attempts|tries|timeout|expiry|seconds|minutes|stay|in|out|small|large|colou?r|material|slot|amount|price)$/;

/** Whether a step names a setting about secrets: `argon2.memory` below `passwords`. */
export const concernsSecrets = (step: string): boolean =>
  wordsOf(step)
    .slice(-1)
    .some((word) => CONCERNS_SECRETS.test(word));

/** Phrases of which most names of a fleet have none: found by their last word. */
class LastWords {
  private readonly byLast: ReadonlyMap<string, readonly string[]>;

  constructor(phrases: readonly string[]) {
    this.byLast = Map.groupBy(phrases, (phrase) => phrase.split(' ').at(-1)!);
  }

  /** The phrase that words end with; of several the first in the list. */
  lastWordOf(words: readonly string[]): string | undefined {
    return this.byLast.get(words.at(-1)!)?.find((phrase) => endsWithPhrase(words, phrase));
  }
}

const SECRETS = new LastWords(SECRET_PHRASES);
const MAPS = new LastWords(SECRET_MAPS);
const TEXTS = new LastWords(TEXT_PHRASES);
const OPAQUES = new LastWords(OPAQUE_PHRASES);

/** The same names come again in every file of a fleet. */
const judged = new Map<string, NameVerdict | undefined>();
const MOST_KNOWN = 20_000;

/** What one step of a key says by its name; undefined when nothing. */
export function judgeStep(step: string): NameVerdict | undefined {
  if (judged.has(step)) return judged.get(step);
  if (judged.size >= MOST_KNOWN) judged.clear();
  const verdict = verdictOn(step);
  judged.set(step, verdict);
  return verdict;
}

function verdictOn(step: string): NameVerdict | undefined {
  const words = wordsOf(step.replace(UNNUMBERED, ''));
  const last = words.at(-1);
  if (last === undefined) return undefined;
  if (last === 'pass') {
    const isPassword = words.length === 1 || PASS_OF.has(words.at(-2)!);
    return isPassword ? { kind: 'secret', phrase: words.slice(-2).join(' '), isMap: false } : undefined;
  }
  const phrase = SECRETS.lastWordOf(words) ?? (GLUED.test(last) ? last : undefined);
  if (phrase !== undefined) return { kind: 'secret', phrase, isMap: MAPS.lastWordOf(words) !== undefined };
  const text = TEXTS.lastWordOf(words);
  if (text !== undefined) return { kind: 'text', phrase: text };
  const opaque = OPAQUES.lastWordOf(words);
  return opaque === undefined ? undefined : { kind: 'opaque', phrase: opaque };
}

/** Whether the key is about sentences for people that speak of secrets: `messages.wrong-password`. */
export function isMessageKey(steps: readonly string[]): boolean {
  const last = steps.slice(-1).flatMap(wordsOf);
  return (
    last.some((word) => MESSAGE_WORDS.has(word)) ||
    steps.some((step) => wordsOf(step).some((w) => SENTENCES.test(w)))
  );
}

/** Whether a line of prose mentions a secret: where its value begins is unknown. */
export function mentionsSecret(line: string): boolean {
  const words = wordsOf(line);
  return words.some((word) => GLUED.test(word)) || SECRET_PHRASES.some((phrase) => hasPhrase(words, phrase));
}
