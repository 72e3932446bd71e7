import { isExpectedOn, reportVariables, type DesiredState, type RuleBreach } from '@archivesmp/baseline';
import { belongsOnPlatform, type FleetInstance } from '@archivesmp/fleet';
import type { RefusedObject } from '@archivesmp/hub-wiring';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { sayBreach, type JudgeOf } from '@archivesmp/drift';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const EXPECTATION_PROBLEMS = [
  'scope_conflict',
  'variable_conflict',
  'missing_variable',
  'unused_variable',
  'not_unique',
  'not_the_same',
  'not_ours',
] as const;
export type ExpectationProblemKind = (typeof EXPECTATION_PROBLEMS)[number];

/** Something about the expectations themselves, or about values over the whole fleet, that no finding can say. */
export class ExpectationProblemView {
  @ApiProperty({
    enum: EXPECTATION_PROBLEMS,
    enumName: 'ExpectationProblemKind',
    description:
      'scope_conflict, variable_conflict: scopes of equal rank disagree, so nobody wins and drift of that key is not ' +
      'judged; missing_variable: no scope gives it a value; unused_variable: declared and mentioned nowhere; ' +
      'not_unique, not_the_same: a rule over the fleet is broken; not_ours: somebody put, changed or removed it in the bucket ' +
      'past the hub, and nothing is judged by that',
  })
  kind!: ExpectationProblemKind;
  @ApiPropertyOptional({ example: 'CMI' }) plugin?: string;
  @ApiPropertyOptional({ example: 'config.yml' }) file?: string;
  @ApiPropertyOptional({ description: 'A key, or the name of a variable', example: 'ReSpawn.Enabled' })
  key?: string;
  @ApiProperty({ type: [String], example: ['BENT01'] }) instances!: string[];
  @ApiProperty({ description: 'What is wrong, where, and what puts it right; secrets are masked' })
  message!: string;
}

/** What is wrong with baselines and deviations by themselves. Each problem once, with every instance it is about. */
export function problemsOfDesired(desired: DesiredState): ExpectationProblemView[] {
  const variables = reportVariables(desired);
  const instances = new Map(desired.fleet.map((one) => [one.name, one]));
  const missing = variables.missing.filter(({ plugin, file, instance }) =>
    isFileOf(instances.get(instance)!, plugin, file),
  );
  return [
    ...scopeConflicts(desired),
    ...gathered(variables.conflicts, ({ name, lines }) => ({
      kind: 'variable_conflict',
      key: name,
      message: `Scopes of equal rank give the variable ${name} different values (deviations.yml, lines ${lines.join(' and ')}); give one tag a higher priority.`,
    })),
    ...gathered(missing, ({ name, plugin, file }) => ({
      kind: 'missing_variable',
      plugin,
      file,
      key: name,
      message: `${plugin}/${file} mentions {{${name}}}, and no scope of deviations.yml gives it a value there.`,
    })),
    ...variables.unused.map((name): ExpectationProblemView => {
      const message = `The variable ${name} is declared in deviations.yml and mentioned nowhere.`;
      return { kind: 'unused_variable', key: name, instances: [], message };
    }),
  ];
}

function scopeConflicts(desired: DesiredState): ExpectationProblemView[] {
  const conflicts = [...desired.plugins].flatMap(([plugin, files]) =>
    desired.fleet
      .filter((instance) => {
        const { expected, whereInstalled } = isExpectedOn(desired, plugin, instance);
        return expected && !whereInstalled;
      })
      .flatMap((instance) =>
        [...files.values()]
          .filter((file) => isFileOf(instance, plugin, file.facts.path) && !file.isPlainFor(instance))
          .flatMap((file) => file.on(instance).conflicts),
      ),
  );
  return gathered(conflicts, ({ plugin, file, key, deviations }) => {
    const lines = deviations.map(({ line }) => line).join(' and ');
    const message = `Deviations of equal rank disagree about ${key} in ${plugin}/${file} (deviations.yml, lines ${lines}); give one tag a higher priority.`;
    return { kind: 'scope_conflict', plugin, file, key, message };
  });
}

/** The server's own files differ by platform: nobody misses `server.properties` on a proxy. */
const isFileOf = ({ platform }: FleetInstance, plugin: string, file: string): boolean =>
  plugin !== SERVER_FILES || belongsOnPlatform(file, platform);

/** Something in the bucket that this hub did not do. */
export const problemOfRefused = ({ plugin, path, message }: RefusedObject): ExpectationProblemView => ({
  kind: 'not_ours',
  ...(plugin !== '' && { plugin }),
  file: path,
  instances: [],
  message,
});

/** A rule over the fleet that is broken, with everybody who has a part in it. */
export function problemOfBreach(breach: RuleBreach, judgeOf: JudgeOf): ExpectationProblemView {
  const { rule, holders } = breach;
  return {
    kind: rule.rule === 'unique' ? 'not_unique' : 'not_the_same',
    key: rule.key,
    instances: [...new Set(holders.map(({ instance }) => instance))],
    message: `${sayBreach(breach, judgeOf)}.`,
  };
}

/** The same thing on several instances is said once. */
function gathered<T extends { readonly instance: string }>(
  items: readonly T[],
  say: (item: T) => Omit<ExpectationProblemView, 'instances'>,
): ExpectationProblemView[] {
  const said = new Map<string, ExpectationProblemView>();
  for (const item of items) {
    const problem = say(item);
    const known = said.get(problem.message);
    if (known === undefined) said.set(problem.message, { ...problem, instances: [item.instance] });
    else if (!known.instances.includes(item.instance)) known.instances.push(item.instance);
  }
  return [...said.values()];
}
