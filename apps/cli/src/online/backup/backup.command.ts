import { InvalidArgumentError } from 'commander';
import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { FULL_HELP, hubCommand, hubGroup, type OnlineFlags, withHub } from '../hub-command.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import type {
  AdoptBackupFlags,
  BackupListFlags,
  RestoreFlags,
  TakeBackupFlags,
  VerifyFlags,
} from './backup-flags.js';

const WAIT_HELP = 'wait until it is done; exit code 2 when it failed';
const CARE = [
  ['drill', 'Restore one into a scratch folder of the hub and compare every byte.'],
  ['prune', 'Drop what the retention rules no longer keep.'],
  ['rebuild-index', 'Make the index anew from the bucket alone: after the database was lost.'],
] as const;

/** `asmp backup …`, `asmp restore`. */
export const backupVerbs: Verb = (program, terminal, runVerb) => {
  const backup = hubGroup(program, 'backup', 'Backups: list, compare, take, prove.').usage(
    '<verb> [options]',
  );
  const list = withHub(backup.command('list').description('List backups, newest first.'))
    .option('--host <name>', 'only of this host')
    .option('--instance <name>', 'only of this instance')
    .option('--plugin <name>', 'only of this plugin; _server for the files of the server')
    .option('--deployment <id>', 'only what this deployment replaced')
    .option('--limit <n>', 'how many', '20');
  withExamples(list, [
    ['asmp backup list --instance BENT01 --plugin CMI', 'one plugin of one instance'],
  ]).action((flags: BackupListFlags) =>
    runVerb(async () => (await import('./show-backups.js')).listBackups(flags, terminal)),
  );
  withHub(backup.command('show').description('One backup with its files.'))
    .argument('<backup>', 'id of the backup, or its beginning')
    .action((id: string, flags: OnlineFlags) =>
      runVerb(async () => (await import('./show-backups.js')).showBackup(id, flags, terminal)),
    );
  withHub(
    backup.command('diff').description('A backup beside what is there now. Exit code 2: something differs.'),
  )
    .argument('<backup>', 'id of the backup, or its beginning')
    .action((id: string, flags: OnlineFlags) =>
      runVerb(async () => (await import('./diff-backup.js')).diffBackup(id, flags, terminal)),
    );
  const take = withHub(backup.command('take').description('Back up now: everything, or what is named.'))
    .option('--host <name>', 'only the instances of this host')
    .option('--instance <name>', 'only this instance')
    .option('--plugin <name>', 'only this plugin')
    .option('--reason <text>', 'why')
    .option('--wait', WAIT_HELP);
  withExamples(take, [
    ['asmp backup take --instance BENT01 --reason "before the event" --wait', 'one instance'],
  ]).action((flags: TakeBackupFlags) =>
    runVerb(async () => (await import('./care-for-backups.js')).takeBackups(flags, terminal)),
  );
  withHub(backup.command('verify').description('Read a share of the backups back, byte by byte.'))
    .option('--percent <n>', 'the share (default: as set)', percentage)
    .option('--wait', WAIT_HELP)
    .action((flags: VerifyFlags) =>
      runVerb(async () => (await import('./care-for-backups.js')).verifyBackups(flags, terminal)),
    );
  withHub(
    backup
      .command('adopt')
      .description(
        'Sign backups that were made before the hub had a storage.key, once; see the operator guide.',
      ),
  )
    .option(
      '--unknown',
      'also those that only the bucket knows: any program that can write there may have made them',
    )
    .option('--wait', WAIT_HELP)
    .action((flags: AdoptBackupFlags) =>
      runVerb(async () => (await import('./care-for-backups.js')).adoptBackups(flags, terminal)),
    );
  for (const [what, description] of CARE)
    withHub(backup.command(what).description(description))
      .option('--wait', WAIT_HELP)
      .action((flags: WaitFlags) =>
        runVerb(async () => (await import('./care-for-backups.js')).careForBackups(what, flags, terminal)),
      );
  restoreVerb(program, terminal, runVerb);
};

const restoreVerb: Verb = (program, terminal, runVerb) => {
  const restore = hubCommand(
    program,
    'restore',
    'Make a plan that brings a backup, or a whole instance, back. It is approved and applied like any other.',
  )
    .argument('[backup]', 'id of the backup, or its beginning')
    .option('--file <path...>', 'only these files; one that did not exist then is removed only when named')
    .option('--instance <name>', 'instead of a backup: this whole instance …')
    .option('--at <time>', '… as it was then, such as 2026-11-20T18:00')
    .option('--plugin <name...>', 'with --instance: only these plugins')
    .option('--as-is', 'restore files that no server could load, too; each is named as a risk')
    .option('--title <text>', 'what it is for')
    .option('--full', FULL_HELP);
  withExamples(restore, [
    ['asmp restore 9b2e', 'everything in one backup'],
    ['asmp restore 9b2e --file plugins/CMI/config.yml', 'one file of it'],
    ['asmp restore --instance BENT01 --at 2026-11-20T18:00', 'a whole instance as it was on Friday evening'],
  ]).action((id: string | undefined, flags: RestoreFlags) =>
    runVerb(async () => (await import('./plan-restore.js')).planRestore(id, flags, terminal)),
  );
};

function percentage(text: string): number {
  const share = Number(text);
  if (!Number.isInteger(share) || share < 1 || share > 100)
    throw new InvalidArgumentError('a whole number from 1 to 100 is expected');
  return share;
}
