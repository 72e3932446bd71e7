import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artifacts } from '@archivesmp/artifacts';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { Accepted, MayChange } from './accepted-changes.js';
import { hashAt, readFleetTree, treeDifferences, type FleetTree, type TreeFile } from './fleet-tree.js';
import { holdsOneOf, isRewritten } from './rewritten-files.js';

/** The files of the fleet before a round. */
export interface FilesBefore {
  readonly tree: FleetTree;
  /** Contents of the files that servers rewrite themselves. */
  readonly rewritten: ReadonlyMap<string, Buffer>;
}

/** States of an instance in which its files are as the plan wants them; an unwell server has been given back its old ones. */
const isNew = ({ kind }: DeploymentView, state: string): boolean =>
  state === 'passed' || state === 'inconclusive' || (state === 'unwell' && kind !== 'apply');
const isOld = ({ kind }: DeploymentView, state: string): boolean =>
  OLD_CONTENT.has(state) || (state === 'unwell' && kind === 'apply');
/** States of an instance in which its files are as they were. */
export const OLD_CONTENT: ReadonlySet<string> = new Set([
  'refused',
  'undone',
  'skipped',
  'rolled-back',
  'queued',
]);

/** Whether the files of the fleet are what the deployments say they are. */
export class FileInvariants {
  /** So often servers had given a file other bytes of the same meaning, so far. */
  rewritten = 0;

  constructor(
    private readonly fleetDir: string,
    private readonly artifacts: Artifacts,
  ) {}

  async before(): Promise<FilesBefore> {
    const tree = await readFleetTree(this.fleetDir);
    const rewritten = new Map<string, Buffer>();
    for (const file of [...tree.keys()].filter(isRewritten))
      rewritten.set(file, await readFile(path.join(this.fleetDir, file)));
    return { tree, rewritten };
  }

  /** I1, I2 and I8 at once: the whole fleet is as the states of the instances say, file by file; in meaning where servers rewrite. */
  async violations(
    before: FilesBefore,
    ended: readonly { readonly accepted: Accepted; readonly view: DeploymentView }[],
  ): Promise<string[]> {
    const found = await readFleetTree(this.fleetDir);
    const expected = new Map<string, TreeFile>(before.tree);
    const wrong: string[] = [];
    for (const { accepted, view } of ended)
      for (const line of view.instances) {
        const changes = accepted.parts.get(line.instanceId) ?? [];
        const isUnclear = !isNew(view, line.state) && !isOld(view, line.state);
        const hasNew =
          isNew(view, line.state) || (isUnclear && (await this.wholly(changes, found, 'after', before)));
        if (isUnclear && !hasNew && !(await this.wholly(changes, found, 'before', before)))
          wrong.push(`I2: ${line.instance} is ${line.state} and neither wholly old nor wholly new`);
        if (hasNew) for (const change of changes) put(expected, found, change);
      }
    for (const [file, { sha256, likeness }] of expected) {
      const now = found.get(file)?.sha256;
      if (now === undefined || now === sha256 || !isRewritten(file)) continue;
      if (!(await this.holds(file, [sha256], before))) continue;
      expected.set(file, { sha256: now, likeness });
      this.rewritten += 1;
    }
    return [...wrong, ...treeDifferences(expected, found).map((one) => `I1/I2/I8: ${one}`)];
  }

  /** I1 while it happens: whether a file is old or new at this moment; old is also what a foreign edit made of it before. */
  async isOneOf({ file, before, after }: MayChange, known: FilesBefore): Promise<boolean> {
    if (isRewritten(file)) return this.holds(file, [before, after], known);
    const now = await hashAt(path.join(this.fleetDir, file));
    return now === before || now === after || now === (known.tree.get(file)?.sha256 ?? null);
  }

  private async wholly(
    changes: readonly MayChange[],
    found: FleetTree,
    side: 'before' | 'after',
    before: FilesBefore,
  ): Promise<boolean> {
    for (const change of changes) {
      const isSo = isRewritten(change.file)
        ? await this.holds(change.file, [change[side]], before)
        : (found.get(change.file)?.sha256 ?? null) === change[side];
      if (!isSo) return false;
    }
    return true;
  }

  /** Whether a file that servers rewrite means what one of these hashes means. */
  private async holds(
    file: string,
    hashes: readonly (string | null)[],
    before: FilesBefore,
  ): Promise<boolean> {
    const contents = await Promise.all(
      hashes.map(async (hash) => {
        if (hash === null) return null;
        const rewrittenBefore = before.rewritten.get(file);
        if (rewrittenBefore !== undefined && before.tree.get(file)?.sha256 === hash) return rewrittenBefore;
        return this.artifacts.snapshots.readSnapshot(hash);
      }),
    );
    return holdsOneOf(file, path.join(this.fleetDir, file), contents);
  }
}

/** Puts what a change makes of a file into the expected tree. Permissions stay; those of a new file are as found. */
function put(tree: Map<string, TreeFile>, found: FleetTree, { file, after }: MayChange): void {
  if (after === null) return void tree.delete(file);
  const likeness = tree.get(file)?.likeness ?? found.get(file)?.likeness ?? '';
  tree.set(file, { sha256: after, likeness });
}
