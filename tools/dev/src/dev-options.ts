import { parseArgs } from 'node:util';

export const VERBS = ['up', 'down', 'status', 'test', 'logs', 'scan', 'reset'] as const;
export type DevVerb = (typeof VERBS)[number];

/** What was typed behind ./dev. */
export interface DevOptions {
  verb: DevVerb;
  /** Folder of instance folders to serve instead of the demo fleet. */
  fleet?: string;
  /** Port of the hub, where one was named. */
  port?: number;
  /** Redis, MariaDB and S3 from docker/compose.dev.yml instead of private processes. */
  docker: boolean;
  /** Stores that refuse clear text, an account of Redis per host, radosgw, https: a world of its own beside the ordinary one. */
  hard: boolean;
  /** logs: goes on showing what is written. */
  follow: boolean;
  /** Names behind the verb: processes for logs, sections for test. */
  names: string[];
  /** scan: what to look at; everything when empty. */
  scope: { host?: string; instance?: string; plugin?: string };
}

export class WrongUsage extends Error {}

export const USAGE = `./dev <verb>
  up      [--fleet DIR] [--port N] [--docker | --hard]   start everything, scan, print addresses and accounts;
                                                --hard: TLS everywhere under an own authority, radosgw as S3
  down                                          stop everything
  status  [--hard]                              what runs, what crashed, how the fleet stands
  scan    [--host H] [--instance I] [--plugin P]  look again and print what drifts
  logs    [NAME ...] [-f]                       last lines of every process, or of some
  test    [SECTION ...]                         everything that CI runs
  test full [PART ...]                          the campaigns at full size: all, or those whose path has one of the parts
  reset                                         stop everything and delete the state folder
Without a port the hub keeps that of the last ./dev up; the first time it is 8000.
Environment: ARCHIVESMP_PORT port of the hub, ARCHIVESMP_STATE (.archivesmp) state folder,
ARCHIVESMP_SHARED (../shared) test data that is not part of the repository.`;

/** Throws WrongUsage with a sentence that says what is possible. */
export function devOptions(argv: readonly string[], env: NodeJS.ProcessEnv): DevOptions {
  const { values, positionals } = parsed(argv);
  const [verb, ...names] = positionals;
  if (verb === undefined || !(VERBS as readonly string[]).includes(verb))
    throw new WrongUsage(verb === undefined ? 'Say what to do.' : `There is no ./dev ${verb}.`);
  const named = values.port ?? env['ARCHIVESMP_PORT'];
  const port = Number(named);
  if (named !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535))
    throw new WrongUsage('The port must be a whole number from 1 to 65535.');
  if (values.hard && values.docker)
    throw new WrongUsage('--hard starts servers of its own: leave out --docker.');
  const { host, instance, plugin } = values;
  return {
    verb: verb as DevVerb,
    ...(values.fleet !== undefined && { fleet: values.fleet }),
    ...(named !== undefined && { port }),
    docker: values.docker,
    hard: values.hard,
    follow: values.follow,
    names,
    scope: {
      ...(host !== undefined && { host }),
      ...(instance !== undefined && { instance }),
      ...(plugin !== undefined && { plugin }),
    },
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        fleet: { type: 'string' },
        port: { type: 'string' },
        docker: { type: 'boolean', default: false },
        hard: { type: 'boolean', default: false },
        follow: { type: 'boolean', short: 'f', default: false },
        host: { type: 'string' },
        instance: { type: 'string' },
        plugin: { type: 'string' },
      },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}
