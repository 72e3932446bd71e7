import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureText } from '../file/failure-text.js';

export interface HubFlags {
  readonly hub?: string;
  readonly tokenFile?: string;
}

export interface FoundHub {
  readonly url: string;
  readonly token: string;
  /** What the person should know about this way in. */
  readonly warnings: readonly string[];
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Root of the checkout that this program was started from. */
  readonly checkout: string;
}

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url));
const TOKEN = /^[\w.~+/=-]{1,512}$/;
const HOW = 'name it with --hub URL and --token-file FILE, or in ARCHIVESMP_HUB and ARCHIVESMP_TOKEN';

/**
 * Which hub is meant, and the token for it: by option, else by environment. Where neither says anything at all, the hub that
 * `./dev up` started in this checkout; its token is never sent to an address that came from elsewhere.
 * @throws Error that names the place and the remedy; never with a token in it
 */
export function findHub(
  flags: HubFlags,
  { env, checkout }: Surroundings = { env: process.env, checkout: CHECKOUT },
): FoundHub {
  const address = flags.hub ?? given(env['ARCHIVESMP_HUB']);
  const hasToken = flags.tokenFile !== undefined || given(env['ARCHIVESMP_TOKEN']) !== undefined;
  if (address === undefined && !hasToken) return developmentHub(env, checkout);
  if (address === undefined) throw new Error(`no address of a hub is given: ${HOW}`);
  const url = checkedUrl(address, flags.hub === undefined ? 'ARCHIVESMP_HUB' : '--hub');
  const warnings: string[] = [];
  if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    warnings.push(`${url.origin} is not encrypted: the token can be read on the way; use https`);
  if (flags.tokenFile !== undefined) {
    const token = tokenIn(flags.tokenFile, warnings);
    return { url: addressOf(url), token, warnings };
  }
  const token = given(env['ARCHIVESMP_TOKEN']);
  if (token === undefined) throw new Error(`no token for ${url.origin} is given: ${HOW}`);
  return { url: addressOf(url), token: checkedToken(token, 'ARCHIVESMP_TOKEN'), warnings };
}

function developmentHub(env: Surroundings['env'], checkout: string): FoundHub {
  const file = path.resolve(checkout, env['ARCHIVESMP_STATE'] ?? '.archivesmp', 'dev.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`no hub is given and none runs in this checkout: ${HOW}; ./dev up starts one here`);
  }
  try {
    const { url, token } = JSON.parse(text) as { url?: unknown; token?: unknown };
    return {
      url: addressOf(checkedUrl(String(url), file)),
      token: checkedToken(String(token), file),
      warnings: [],
    };
  } catch {
    // because a parser would quote what it could not read, and a token stands there
    throw new Error(`${file}: no address and token can be read from it; ./dev up writes it anew`);
  }
}

function checkedUrl(text: string, source: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Error(`${source}: no address of a hub; it reads like https://hub.example.org:8000`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Error(`${source}: the address holds more than protocol, machine, port and path`);
  return url;
}

const addressOf = (url: URL): string => `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
const isThisMachine = (name: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(name);
const given = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text;

function tokenIn(file: string, warnings: string[]): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    if ((statSync(file).mode & 0o077) !== 0)
      warnings.push(`${file}: others may read this token; chmod 600 ${file}`);
  } catch (error) {
    throw new Error(`${file}: ${failureText(error)}`, { cause: error });
  }
  return checkedToken(text.trim(), file);
}

function checkedToken(token: string, source: string): string {
  if (!TOKEN.test(token))
    throw new Error(`${source}: this is no API token; an admin makes one at POST /api/v1/tokens`);
  return token;
}
