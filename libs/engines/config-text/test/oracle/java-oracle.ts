import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What the reference reader gives: its leaves, or its refusal in words. */
export type OracleAnswer = ReadonlyMap<string, string> | string;

export interface Oracle {
  /** Why the oracle cannot be asked on this machine; left out when it can. */
  readonly absent?: string;
  /** One answer per text. Java compiles the program when it starts; nothing is left behind. */
  ask(texts: readonly string[]): OracleAnswer[];
}

/**
 * A reference reader in Java. Its library is no part of the product: `jar` is where Debian installs it, `variable` an
 * environment variable that names another place.
 */
export function javaOracle(program: string, jar?: string, variable?: string): Oracle {
  const library = (variable && process.env[variable]) ?? jar;
  const run = (input: string) =>
    spawnSync(
      'java',
      [
        '-XX:TieredStopAtLevel=1',
        '-Xss64m',
        ...(library ? ['-cp', library] : []),
        join(import.meta.dirname, `${program}.java`),
      ],
      {
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 30,
      },
    );
  if (library !== undefined && !existsSync(library))
    return absent(`${library} is not there (set ${variable})`);
  const probe = run('\n');
  if (probe.status !== 0)
    return absent(`no JDK that runs it: ${probe.error?.message ?? probe.stderr.slice(0, 200)}`);
  return {
    ask: (texts) => {
      const { status, stdout, stderr } = run(
        texts.map((text) => `${Buffer.from(text).toString('base64')}\n`).join(''),
      );
      if (status !== 0) throw new Error(stderr);
      return stdout.trimEnd().split('\n').map(answerIn);
    },
  };
}

/** Pairs, for JSON.parse of Node 24.21 misreads some objects with a key of one escaped character. */
function answerIn(line: string): OracleAnswer {
  const answer = JSON.parse(line) as string | [string, string][];
  return typeof answer === 'string' ? answer : new Map(answer);
}

function absent(reason: string): Oracle {
  return {
    absent: reason,
    ask: () => {
      throw new Error(reason);
    },
  };
}
