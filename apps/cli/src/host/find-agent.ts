import {
  addressOf,
  wellFormedToken,
  checkedUrl,
  given,
  openlyWarning,
  tokenIn,
  type FoundWay,
} from '../online/hub-address.js';

export interface AgentFlags {
  readonly agent?: string;
  readonly tokenFile?: string;
}

/** Where the agent of this host listens unless its settings say otherwise. */
export const LOCAL_AGENT = 'http://127.0.0.1:8001';
const REMEDY = 'the agent takes local_token (or token) of its agent.yaml';

/**
 * The agent that is meant, and the token for it: by option, else by environment; without an address the agent of this machine.
 * @throws Error that names the place and the remedy; never with a token in it
 */
export function findAgent(
  flags: AgentFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): FoundWay {
  const source = flags.agent === undefined ? 'ARCHIVESMP_AGENT' : '--agent';
  const address = flags.agent ?? given(env['ARCHIVESMP_AGENT']) ?? LOCAL_AGENT;
  const url = checkedUrl(address, source, 'agent', LOCAL_AGENT);
  const warnings = openlyWarning(url);
  if (flags.tokenFile !== undefined)
    return { url: addressOf(url), token: tokenIn(flags.tokenFile, REMEDY), warnings };
  const token = given(env['ARCHIVESMP_AGENT_TOKEN']);
  if (token === undefined)
    throw new Error(
      `no token for the agent at ${url.origin} is given: name a file with --token-file FILE, or set ARCHIVESMP_AGENT_TOKEN; ${REMEDY}`,
    );
  return { url: addressOf(url), token: wellFormedToken(token, 'ARCHIVESMP_AGENT_TOKEN', REMEDY), warnings };
}
