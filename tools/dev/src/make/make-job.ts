import { camel, pascal, partsOfJob } from './names.js';
import { addFile, CannotMake, insertBefore, type SourceTree } from './source-tree.js';

const JOBS = 'libs/contracts/src/jobs.ts';
const SERVICES = 'libs/contracts/src/job-services.ts';

/** What is made for a job, and by which names others find it. */
export interface MadeJob {
  readonly queue: string;
  /** `CheckForUpdates`: class of the use case; `CheckForUpdatesJob` is the definition. */
  readonly useCase: string;
  /** `check-for-updates`: file of the use case. */
  readonly file: string;
  /** Seconds between two runs, of a job that a schedule asks for. */
  readonly everySeconds?: number;
}

/**
 * A job of a service: its definition, who handles it, and a use case in the folder that the queue is called by. What lacks then
 * (the handler of a service that exists) does not compile until it is there.
 * @param everySeconds for a job that a schedule asks for; left out, it belongs to an operation that is asked for by hand-written code
 * @throws CannotMake when there is such a job, or no such service
 */
export function makeJob(tree: SourceTree, service: string, job: string, everySeconds?: number): MadeJob {
  const { queue, verb } = partsOfJob(job);
  const useCase = pascal(verb);
  const services = tree.readSource(SERVICES);
  if (services.includes(`'${job}'`)) throw new CannotMake(`there is a job ${job} already`);
  if (!services.includes(`'${service}'`))
    throw new CannotMake(`there is no service ${service}; make it first`);
  insertBefore(tree, JOBS, {
    within: '/** ',
    before: 'export const JOBS = [',
    text: definitionText({ service, job, queue, useCase, verb, isScheduled: everySeconds !== undefined }),
  });
  insertBefore(tree, JOBS, {
    within: 'export const JOBS = [',
    before: '] as const',
    text: `  ${useCase}Job,\n`,
  });
  insertBefore(tree, SERVICES, {
    within: 'JOB_HANDLED_BY = {',
    before: '} as const',
    text: `  '${job}': '${service}',\n`,
  });
  addFile(
    tree,
    `apps/${service}/src/${queue}/${verb}.ts`,
    everySeconds === undefined ? useCaseText(useCase, verb) : scheduledText(useCase, verb),
  );
  return { queue, useCase, file: verb, ...(everySeconds !== undefined && { everySeconds }) };
}

function definitionText(of: {
  readonly service: string;
  readonly job: string;
  readonly queue: string;
  readonly useCase: string;
  readonly verb: string;
  readonly isScheduled: boolean;
}): string {
  const { service, job, queue, useCase, verb, isScheduled } = of;
  const data = isScheduled
    ? `/** Nothing: the job is the same each time. */\nexport class ${useCase}Data {}\n`
    : `/** Which operation it belongs to. */\nexport class ${useCase}Data {\n  @IsUUID() operationId!: string;\n}\n`;
  const asked = isScheduled
    ? 'Fired by a schedule in the queue itself, once for the whole fleet however many processes run. '
    : '';
  return `${data}
/** ${sentence(verb)}. ${asked}Handled by ${service}. */
export const ${useCase}Job = defineJob({
  name: '${job}',
${isScheduled ? '  fromSchedule: true,\n' : ''}  version: 1,
  queue: '${queue}',
  data: ${useCase}Data,
  result: Done,
  jobId: ${isScheduled ? `() => '${job}'` : `(data) => \`${job}-\${data.operationId}\``},
  attempts: ${isScheduled ? 1 : 5},
  backoffMs: 1_000,
});

`;
}

const sentence = (verb: string): string => verb[0]!.toUpperCase() + verb.slice(1).replaceAll('-', ' ');

const useCaseText = (
  useCase: string,
  verb: string,
): string => `import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/** ${sentence(verb)}. Running it again changes nothing. */
export class ${useCase} {
  constructor(
    private readonly history: Pick<History, 'operations'>,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB, when trying again helps */
  async ${camel(verb)}(operationId: string): Promise<void> {
    const operation = await this.history.operations.getOperation(operationId);
    this.log.info({ operationId, state: operation?.state }, '${verb.replaceAll('-', ' ')}');
  }
}
`;

const scheduledText = (
  useCase: string,
  verb: string,
): string => `import type { History } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';

/** ${sentence(verb)}. Running it again changes nothing. */
export class ${useCase} {
  constructor(
    private readonly history: Pick<History, 'fleet'>,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB, when trying again helps */
  async ${camel(verb)}(now: Date): Promise<void> {
    const instances = await this.history.fleet.listInstances();
    this.log.info({ at: now, instances: instances.length }, '${verb.replaceAll('-', ' ')}');
  }
}
`;
