import { readFileSync, statSync } from 'node:fs';
import { fileOwner, tooWide } from '@archivesmp/contracts/key-file';
import { failureText } from '../file/failure-text.js';

/** Where to ask, and with what token. */
export interface FoundWay {
  readonly url: string;
  readonly token: string;
  /** What the person should know about this way in. */
  readonly warnings: readonly string[];
}

const TOKEN = /^[\w.~+/=-]{1,512}$/;

/**
 * @param source where the text was given, for the error
 * @param what whose address it is, with an example of one
 * @throws Error that names the source
 */
export function checkedUrl(text: string, source: string, what: string, example: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Error(`${source}: this is not the address of the ${what}; it reads like ${example}`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Error(`${source}: the address holds more than protocol, machine, port and path`);
  return url;
}

/** What a person should know who sends a token there. */
export const openlyWarning = (url: URL): string[] =>
  url.protocol === 'http:' && !isThisMachine(url.hostname)
    ? [`${url.origin} is not encrypted: the token can be read on the way; use https`]
    : [];

const isThisMachine = (name: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(name);

export const addressOf = (url: URL): string => `${url.origin}${url.pathname.replace(/\/+$/, '')}`;

/** An empty variable is none. */
export const given = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text;

/**
 * The token in a file that only its owner may read.
 * @param remedy where one comes from, for the error
 * @throws Error that names the file and what to do; never with a token in it
 */
export function tokenIn(file: string, remedy: string): string {
  let text: string;
  let open: string | undefined;
  try {
    const { mode, uid } = statSync(file);
    open = tooWide(file, mode, fileOwner(uid, process.getuid?.()));
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file}: ${failureText(error)}`, { cause: error });
  }
  if (open !== undefined) throw new Error(`this token file ${open}`);
  return wellFormedToken(text.trim(), file, remedy);
}

/** @throws Error that names the source; never with a token in it */
export function wellFormedToken(token: string, source: string, remedy: string): string {
  if (!TOKEN.test(token)) throw new Error(`${source}: this is no API token; ${remedy}`);
  return token;
}
