import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { TestProduct } from './test-product.js';

const ASMP = fileURLToPath(new URL('../../../asmp', import.meta.url));

/** What a command said, and how it ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command `asmp` as people run it, against one product: a process of its own each time. */
export class AsmpCommand {
  private readonly colleagueFile: string;

  constructor(private readonly product: TestProduct) {
    this.colleagueFile = path.join(product.dir, 'colleague');
    writeFileSync(this.colleagueFile, product.colleague, { mode: 0o600 });
  }

  /** Runs it logged in as the administrator. */
  run(...args: readonly string[]): Promise<Ended> {
    return this.runIn({}, args);
  }

  /** The same with variables of the environment that differ. */
  async runIn(more: NodeJS.ProcessEnv, args: readonly string[]): Promise<Ended> {
    const { url, token, colleague, dir } = this.product;
    const env = { ...process.env, ARCHIVESMP_HUB: url, ARCHIVESMP_TOKEN: token, ...more };
    const ended = await new Promise<Ended>((resolve, reject) => {
      const child = spawn(ASMP, args, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, out, err }));
    });
    const output = ended.out + ended.err;
    for (const secret of [token, colleague]) expect(output).not.toContain(secret);
    expect(output, 'colours and progress are for terminals').not.toContain('\u001b');
    return ended;
  }

  /** The same as another person, who may approve what the administrator planned. */
  runAsColleague(...args: readonly string[]): Promise<Ended> {
    return this.run(...args, '--hub', this.product.url, '--token-file', this.colleagueFile);
  }

  /** Runs it to a good end. */
  async succeeds(...args: readonly string[]): Promise<Ended> {
    const ended = await this.run(...args);
    expect(ended.exitCode, `asmp ${args.join(' ')}: ${ended.err}`).toBe(0);
    return ended;
  }

  /** What it prints with `--json`. */
  async document<Value>(...args: readonly string[]): Promise<Value> {
    const { out } = await this.succeeds(...args, '--json');
    return JSON.parse(out) as Value;
  }
}
