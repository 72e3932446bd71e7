import { withExamples } from '../../terminal/examples.js';
import type { Verb } from '../../verb.js';
import { hubCommand, hubGroup, type OnlineFlags, withHub } from '../hub-command.js';
import type { AuditFlags, HoldFlags, ReasonFlags } from './hold-flags.js';

const MARKS = [
  {
    verb: 'mark-restart',
    needs: true,
    words: 'Say that an instance needs a restart; its next one that goes well clears it.',
    example: 'the database password was changed by hand',
  },
  {
    verb: 'unmark-restart',
    needs: false,
    words: 'Say that an instance needs no restart, no matter who marked it.',
    example: 'the plugin reloaded the file by itself',
  },
] as const;

/** `asmp mark-restart|unmark-restart`, `asmp holds|hold|lift`, `asmp windows`, `asmp audit`: what keeps changes away, and what proves them. */
export const holdVerbs: Verb = (program, terminal, runVerb) => {
  hubCommand(program, 'holds', 'List instances that must not be changed, why, and until when.').action(
    (flags: OnlineFlags) => runVerb(async () => (await import('./holds.js')).listHolds(flags, terminal)),
  );
  const hold = hubCommand(program, 'hold', 'Hold an instance: nothing is changed or restarted there.')
    .argument('<instance>', 'name or UUID')
    .requiredOption('--reason <text>', 'why, for the others')
    .option('--until <time>', 'when it ends by itself, as 2026-11-22T20:00 or 2026-11-22 (default: never)');
  withExamples(hold, [
    [
      'asmp hold BENT01 --reason "event this weekend" --until 2026-11-23',
      'until Monday begins, on your clock',
    ],
  ]).action((instance: string, flags: HoldFlags) =>
    runVerb(async () => (await import('./holds.js')).placeHold(instance, flags, terminal)),
  );
  const lift = hubCommand(program, 'lift', 'Lift a hold.').argument(
    '<hold>',
    'its id, or the name of the instance',
  );
  withExamples(lift, [['asmp lift BENT01', 'every hold of this instance']]).action(
    (named: string, flags: OnlineFlags) =>
      runVerb(async () => (await import('./holds.js')).liftHold(named, flags, terminal)),
  );
  for (const { verb, words, needs, example } of MARKS) {
    const mark = hubCommand(program, verb, words)
      .argument('<instance>', 'name or UUID')
      .requiredOption('--reason <text>', 'why, for the audit');
    withExamples(mark, [[`asmp ${verb} BENT01 --reason "${example}"`, 'nothing is restarted by it']]).action(
      (instance: string, flags: ReasonFlags) =>
        runVerb(async () =>
          (await import('./mark-restart.js')).markRestart(instance, needs, flags, terminal),
        ),
    );
  }
  hubCommand(
    program,
    'windows',
    'Ask whether changes are allowed now, and when that turns. Exit code 2: not now.',
  ).action((flags: OnlineFlags) =>
    runVerb(async () => (await import('./ask-windows.js')).askWindows(flags, terminal)),
  );
  const audit = hubGroup(program, 'audit', 'The record of who changed what.');
  const list = withHub(
    audit
      .command('list')
      .description('Who did what, when, and to what: every login and every change, newest first.'),
  )
    .option('--person <name>', 'only what was done in the name of this person: logged in, or with any token')
    .option('--actor <name>', 'only what this one did, as it is shown; token:<label>: with this token')
    .option('--action <name>', 'only this kind of deed, such as plan.approved')
    .option(
      '--subject <id>',
      'only what was done to this: the id of a plan, the name of an instance, a baseline',
    )
    .option('--from <time>', 'done at this time or later, as 2026-11-22T20:00 or 2026-11-22')
    .option('--until <time>', 'done before this time')
    .option('--limit <n>', 'how many (default: 20, most: 1000)');
  withExamples(list, [
    ['asmp audit list --from 2026-11-21 --until 2026-11-22', 'who changed what on that day, by your clock'],
    ['asmp audit list --person mia --action plan.approved', 'what Mia approved, also with her tokens'],
  ]).action((flags: AuditFlags) =>
    runVerb(async () => (await import('./list-audit.js')).listAudit(flags, terminal)),
  );
  const verify = withHub(
    audit
      .command('verify')
      .description(
        'Recompute the chain of the whole record. Exit code 2: a row was changed, put in or taken out.',
      ),
  );
  withExamples(verify, [
    ['asmp audit verify', 'prints the hash of the newest row: kept elsewhere, it proves more'],
  ]).action((flags: OnlineFlags) =>
    runVerb(async () => (await import('./verify-audit.js')).verifyAudit(flags, terminal)),
  );
};
