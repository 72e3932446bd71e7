import { assertKebab, camel, pascal, snake } from './names.js';
import { makeJob, type MadeJob } from './make-job.js';
import { addFile, CannotMake, insertBefore, type SourceTree } from './source-tree.js';

const SERVICES = 'libs/contracts/src/job-services.ts';
const HOST_SETTINGS = 'libs/service-kit/src/settings/topics/host-settings.ts';
const HUB_SETTINGS = 'apps/hub/src/hub-settings.ts';
/** Like what the other services of the hub have; npm writes the lockfile. */
const LIKE = 'apps/plugin-updater';
const METRICS = 'docs/metrics.md';
const NEEDS = ['contracts', 'fleet', 'hub-wiring', 'bus', 'history', 'service-kit'];
const FOLDER_OF: Readonly<Record<string, string>> = {
  fleet: 'libs/engines/fleet',
  bus: 'libs/adapters/bus',
  history: 'libs/adapters/history',
};

/**
 * A service of the hub with its first job: the app, its settings, its place in the hub, in the build and in the lists of contracts.
 * A schedule asks for the job, so that it does something as soon as it is started.
 * @param every seconds between two runs of the job
 * @throws CannotMake when there is one of that name
 */
export function makeService(tree: SourceTree, name: string, job: string, every: string): void {
  assertKebab('a service', name);
  if (!/^[1-9]\d{0,6}$/.test(every))
    throw new CannotMake(`a job comes every so many seconds; "${every}" is not a number`);
  if (tree.hasSource(`apps/${name}/package.json`)) throw new CannotMake(`there is an app ${name} already`);
  insertBefore(tree, SERVICES, { within: 'JOB_SERVICES = [', before: '] as const', text: `  '${name}',\n` });
  const made = makeJob(tree, name, job, Number(every));
  writeSettings(tree, name);
  writeProject(tree, name);
  writeSources(tree, name, made);
  joinHub(tree, name);
  insertBefore(tree, 'libs/contracts/src/actor.ts', {
    within: 'PROGRAM_ACTORS = [',
    before: '] as const',
    text: `  '${name}',\n`,
  });
}

function writeSettings(tree: SourceTree, name: string): void {
  const [type, host] = [`${pascal(name)}Settings`, `${pascal(name)}HostSettings`];
  const port = nextPort(tree);
  addFile(
    tree,
    settingsFile(name),
    `import { HostSettings, OwnTopic, Port, Text } from '@archivesmp/service-kit';

/** Where ${name} is asked how it is. */
export class ${type} {
  @Text({ describe: 'Address for health and metrics of ${name}', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port for health and metrics of ${name}', default: ${port} })
  port: number = ${port};
}

/** host.yaml as ${name} reads it. */
export class ${host} extends HostSettings {
  @OwnTopic(() => ${type})
  override ${snake(name)}: ${type} = new ${type}();
}
`,
  );
  insertBefore(tree, HOST_SETTINGS, {
    within: 'class HostSettings',
    before: '  @Group(() => RetentionSettings',
    text: `  @Topic({ describe: '${name}' })\n  ${snake(name)}?: object;\n\n`,
  });
  insertBefore(tree, HUB_SETTINGS, {
    within: 'import ',
    before: 'import { HostSettings',
    text: `import { ${type} } from '@archivesmp/${name}';\n`,
  });
  insertBefore(tree, HUB_SETTINGS, {
    within: 'class HubSettings',
    before: '}\n',
    text: `\n  @OwnTopic(() => ${type})\n  override ${snake(name)}: ${type} = new ${type}();\n`,
  });
}

const settingsFile = (name: string): string => `apps/${name}/src/settings/${name}-settings.ts`;

/** Ports for health and metrics are ten apart. */
function nextPort(tree: SourceTree): number {
  const files = [
    ...[...tree.readSource(HOST_SETTINGS).matchAll(/'\.\/([\w-]+-settings)\.js'/g)].map(
      ([, topic]) => `libs/service-kit/src/settings/topics/${topic}.ts`,
    ),
    ...[...tree.readSource(HUB_SETTINGS).matchAll(/'@archivesmp\/([\w-]+)'/g)]
      .map(([, app]) => settingsFile(app!))
      .filter((file) => tree.hasSource(file)),
  ];
  const ports = files.flatMap((file) =>
    [...tree.readSource(file).matchAll(/default: (80\d\d)\b/g)].map(([, port]) => Number(port)),
  );
  return Math.ceil((Math.max(...ports) + 1) / 10) * 10;
}

function writeProject(tree: SourceTree, name: string): void {
  const like = JSON.parse(tree.readSource(`${LIKE}/package.json`)) as {
    readonly version: string;
    readonly exports: object;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const outside = Object.entries(like.dependencies).filter(([one]) => !one.startsWith('@archivesmp/'));
  const own = NEEDS.map((one) => [`@archivesmp/${one}`, '*'] as const);
  const build = {
    command: 'node ../../node_modules/typescript-7/bin/tsc -b',
    options: { cwd: `apps/${name}` },
  };
  const manifest = {
    ...{
      name: `@archivesmp/${name}`,
      version: like.version,
      private: true,
      description: `${name} of the hub.`,
    },
    ...{ type: 'module', exports: like.exports },
    nx: {
      tags: ['layer:app'],
      targets: {
        ...{ build, typecheck: build, lint: { command: `eslint --max-warnings 0 apps/${name}` } },
        test: { command: `vitest run --config vitest.config.ts apps/${name}` },
      },
    },
    dependencies: Object.fromEntries([...own, ...outside]),
  };
  addFile(tree, `apps/${name}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  const references = NEEDS.map((one) => ({ path: `../../${FOLDER_OF[one] ?? `libs/${one}`}` }));
  const project = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    ...{ include: ['src/**/*.ts'], exclude: ['src/**/*.spec.ts'], references },
  };
  addFile(tree, `apps/${name}/tsconfig.json`, `${JSON.stringify(project, null, 2)}\n`);
  addFile(
    tree,
    `apps/${name}/README.md`,
    `# @archivesmp/${name}\n\nA service of the hub. Settings: \`${snake(name)}\` in [docs/settings.md](../../docs/settings.md).\n`,
  );
  insertBefore(tree, 'tsconfig.build.json', {
    within: '"references": [',
    before: '    {\n      "path": "apps/web-api"',
    text: `    {\n      "path": "apps/${name}"\n    },\n`,
  });
}

function joinHub(tree: SourceTree, name: string): void {
  insertBefore(tree, 'apps/hub/src/hub.service.ts', {
    within: '@archivesmp/drift-analysis',
    before: 'import type { Kit',
    text: `import { ${camel(name)} } from '@archivesmp/${name}';\n`,
  });
  insertBefore(tree, 'apps/hub/src/hub.service.ts', {
    within: 'const SERVICES',
    before: '];',
    text: `  ${camel(name)},\n`,
  });
  insertBefore(tree, 'apps/hub/package.json', {
    within: '"dependencies": {',
    before: '    "@archivesmp/backup"',
    text: `    "@archivesmp/${name}": "*",\n`,
  });
  insertBefore(tree, 'apps/hub/tsconfig.json', {
    within: '"references": [',
    before: '    {\n      "path": "../backup"',
    text: `    {\n      "path": "../${name}"\n    },\n`,
  });
  tree.writeSource(
    METRICS,
    `${tree.readSource(METRICS).trimEnd()}\n\n## ${name}\n\n<!-- ${name}: generated -->\n\n<!-- /${name} -->\n`,
  );
  insertBefore(tree, 'apps/hub/test/settings-readers.spec.ts', {
    within: "'apps/hub/src/start.ts'",
    before: "        'apps/web-api/src/start.ts'",
    text: `        'apps/${name}/src/start.ts',\n`,
  });
}

function writeSources(tree: SourceTree, name: string, made: MadeJob): void {
  const [type, value] = [pascal(name), camel(name)];
  const { queue, useCase, file } = made;
  const propertyName = camel(file);
  const asLike = (file: string): string =>
    tree
      .readSource(`${LIKE}/src/${file}`)
      .replaceAll('PluginUpdater', type)
      .replaceAll('pluginUpdater', value)
      .replaceAll('plugin-updater', name)
      .replaceAll('plugin_updater', snake(name));
  const sources: Readonly<Record<string, string>> = {
    'main.ts': asLike('main.ts'),
    'start.ts': asLike('start.ts'),
    'index.ts': asLike('index.ts'),
    [`${name}.service.ts`]: asLike('plugin-updater.service.ts'),
    [`${name}.module.ts`]: asLike('plugin-updater.module.ts'),
    'metrics.spec.ts': asLike('metrics.spec.ts'),
    'metrics.ts': `import type { JobOutcome } from '@archivesmp/bus';
import { observeJobs, type Metrics } from '@archivesmp/service-kit';

/** Facts of this service; the only place that knows Prometheus. */
export interface ${type}Facts {
  jobEnded(outcome: JobOutcome): void;
}

/** Declares the metrics of this service; the answer is told the facts. */
export const observe${type} = (metrics: Metrics): ${type}Facts => ({
  jobEnded: observeJobs(metrics, { context: '${snake(name)}', service: '${name}' }),
});
`,
    [`${name}.worker.ts`]: `import { JobHandlers } from '@archivesmp/bus';
import { ${useCase}Job } from '@archivesmp/contracts/jobs';
import type { JobsOf } from '@archivesmp/contracts/job-services';
import type { ${useCase} } from './${queue}/${file}.js';

/** Edge: the jobs of ${name} become calls of its use cases. */
export const handle${type}Jobs = (cases: {
  readonly ${propertyName}: ${useCase};
}): JobHandlers<JobsOf<'${name}'>> =>
  new JobHandlers().handle(${useCase}Job, async () => {
    await cases.${propertyName}.${propertyName}(new Date());
    return {};
  });
`,
    [`${name}-work.ts`]: `import { ${useCase}Job } from '@archivesmp/contracts/jobs';
import { Repeat, ServiceWork } from '@archivesmp/hub-wiring';
import type { Kit } from '@archivesmp/service-kit';
import { observe${type} } from './metrics.js';
import { handle${type}Jobs } from './${name}.worker.js';
import { ${useCase} } from './${queue}/${file}.js';
import type { ${type}HostSettings } from './settings/${name}-settings.js';

/** Jobs run at the same time, per queue. */
const CONCURRENCY = { ${/^\w+$/.test(queue) ? queue : `'${queue}'`}: 4 };

/** Seconds between two runs. */
const EVERY_SECONDS = ${made.everySeconds};
/** A schedule that is there stays as it is; after a wiped Redis it comes back. */
const SCHEDULE_EVERY_MS = 30_000;

/** Opens the service. @throws Problem \`database.unavailable\`; Redis and S3 may come later */
export function open${type}Work(settings: ${type}HostSettings, kit: Kit): Promise<ServiceWork> {
  const facts = observe${type}(kit.metrics);
  return ServiceWork.open(settings, kit, {
    service: '${name}',
    concurrency: CONCURRENCY,
    handlers: ({ history }) => handle${type}Jobs({ ${propertyName}: new ${useCase}(history, kit.log) }),
    tasks: ({ bus }, log) => {
      const asked = (): Promise<void> =>
        bus.upsertSchedule('${queue}.${file}', { everySeconds: EVERY_SECONDS }, ${useCase}Job, {});
      return [new Repeat('write the schedule of ${queue}.${file}', SCHEDULE_EVERY_MS, asked, log)];
    },
    jobEnded: (outcome) => facts.jobEnded(outcome),
  });
}
`,
  };
  for (const [path, text] of Object.entries(sources)) addFile(tree, `apps/${name}/src/${path}`, text);
}
