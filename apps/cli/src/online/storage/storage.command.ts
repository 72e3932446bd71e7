import type { Verb } from '../../verb.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import { withExamples } from '../../terminal/examples.js';
import { hubGroup, type OnlineFlags, withHub } from '../hub-command.js';
import type { ForgetFlags } from './forget-key.js';

/** `asmp storage …` */
export const storageVerbs: Verb = (program, terminal, runVerb) => {
  const storage = hubGroup(program, 'storage', 'What rests in S3: how it is signed and encrypted.').usage(
    '<verb> [options]',
  );
  withHub(
    storage
      .command('show')
      .description(
        'Which key signs and encrypts, and how many contents lie in which form. Exit code 2: not all as set.',
      ),
  ).action((flags: OnlineFlags) =>
    runVerb(async () => (await import('./show-storage.js')).showStorage(flags, terminal)),
  );
  withHub(
    storage
      .command('renew')
      .description(
        'Encrypt anew what lies in another form than the settings say: after a key was set or exchanged.',
      ),
  )
    .option('--wait', 'wait until it is done; exit code 2 when it failed')
    .action((flags: WaitFlags) =>
      runVerb(async () => (await import('../backup/care-for-backups.js')).renewContents(flags, terminal)),
    );
  const forget = withHub(
    storage
      .command('forget')
      .description(
        'Give up a key that is lost: show how many contents lie under it; with --yes, remove them for good.',
      ),
  )
    .argument('<key>', 'id of the key, as show tells it')
    .option('--yes', 'remove them; with the key all of them could be read again')
    .option('--wait', 'wait until it is done; exit code 2 when it failed');
  withExamples(forget, [
    ['asmp storage forget 9b0d17c2aa41e6f8', 'what would go'],
    ['asmp storage forget 9b0d17c2aa41e6f8 --yes --wait', 'there is no copy of that key anywhere'],
  ]).action((key: string, flags: ForgetFlags) =>
    runVerb(async () => (await import('./forget-key.js')).forgetKey(key, flags, terminal)),
  );
};
