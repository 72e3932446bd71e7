import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  addressOf,
  wellFormedToken,
  checkedUrl,
  given,
  openlyWarning,
  tokenIn,
  type FoundWay,
} from './hub-address.js';

export interface HubFlags {
  readonly hub?: string;
  readonly tokenFile?: string;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Root of the checkout that this program was started from. */
  readonly checkout: string;
}

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url));
const EXAMPLE = 'https://hub.example.org:8000';
const MAKE_ONE = 'an admin makes one at POST /api/v1/tokens';
const HOW = 'name it with --hub URL and --token-file FILE, or in ARCHIVESMP_HUB and ARCHIVESMP_TOKEN';

/**
 * Which hub is meant, and the token for it: by option, else by environment. Where neither says anything at all, the hub that
 * `./dev up` started in this checkout; its token is never sent to an address that came from elsewhere. A token file alone is for that
 * hub, too, because the user named it; a token of the environment is for the hub of the environment.
 * @throws Error that names the place and the remedy; never with a token in it
 */
export function findHub(
  flags: HubFlags,
  { env, checkout }: Surroundings = { env: process.env, checkout: CHECKOUT },
): FoundWay {
  const address = flags.hub ?? given(env['ARCHIVESMP_HUB']);
  const hasToken = flags.tokenFile !== undefined || given(env['ARCHIVESMP_TOKEN']) !== undefined;
  if (address === undefined && !hasToken) return developmentHub(env, checkout);
  if (address === undefined) {
    if (flags.tokenFile === undefined)
      throw new Error(`ARCHIVESMP_TOKEN without an address of a hub: ${HOW}`);
    const { url, warnings } = developmentHub(env, checkout);
    return { url, token: tokenIn(flags.tokenFile, MAKE_ONE), warnings };
  }
  const url = checkedUrl(address, flags.hub === undefined ? 'ARCHIVESMP_HUB' : '--hub', 'hub', EXAMPLE);
  const warnings = openlyWarning(url);
  if (flags.tokenFile !== undefined) {
    return { url: addressOf(url), token: tokenIn(flags.tokenFile, MAKE_ONE), warnings };
  }
  const token = given(env['ARCHIVESMP_TOKEN']);
  if (token === undefined) throw new Error(`no token for ${url.origin} is given: ${HOW}`);
  return { url: addressOf(url), token: wellFormedToken(token, 'ARCHIVESMP_TOKEN', MAKE_ONE), warnings };
}

function developmentHub(env: Surroundings['env'], checkout: string): FoundWay {
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
      url: addressOf(checkedUrl(String(url), file, 'hub', EXAMPLE)),
      token: wellFormedToken(String(token), file, MAKE_ONE),
      warnings: [],
    };
  } catch {
    // because a parser would quote what it could not read, and a token stands there
    throw new Error(`${file}: no address and token can be read from it; ./dev up writes it anew`);
  }
}
