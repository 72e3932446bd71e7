import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { hubGroup, type OnlineFlags, withHub } from '../hub-command.js';
import type { TokenListFlags } from './token-flags.js';

/** `asmp token list|revoke`: access keys of people, programs and hosts. */
export const tokenVerbs: Verb = (program, terminal, runVerb) => {
  const token = hubGroup(
    program,
    'token',
    'API tokens: yours, and for an admin those of all accounts.',
  ).usage('<verb> [options]');
  const list = withHub(
    token.command('list').description('Which tokens there are: whose, for what, until when, last used when.'),
  ).option('--all', 'also those that were revoked or have expired');
  withExamples(list, [
    ['asmp token list', 'those that work now; whose each is, and what it may do at most'],
  ]).action((flags: TokenListFlags) =>
    runVerb(async () => (await import('./list-tokens.js')).listTokens(flags, terminal)),
  );
  const revoke = withHub(
    token.command('revoke').description('End a token, and every token that was made with it. Works at once.'),
  ).argument('<token>', 'its label, its id, or the beginning of that');
  withExamples(revoke, [
    ['asmp token revoke laptop', 'it was stolen; the thief is logged out at once'],
  ]).action((named: string, flags: OnlineFlags) =>
    runVerb(async () => (await import('./revoke-token.js')).revokeToken(named, flags, terminal)),
  );
};
