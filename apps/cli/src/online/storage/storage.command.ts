import type { Verb } from '../../verb.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import { hubGroup, type OnlineFlags, withHub } from '../hub-command.js';

/** `asmp storage …` */
export const storageVerbs: Verb = (program, terminal, run) => {
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
    run(async () => (await import('./show-storage.js')).showStorage(flags, terminal)),
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
      run(async () => (await import('../backup/care-for-backups.js')).renewContents(flags, terminal)),
    );
};
