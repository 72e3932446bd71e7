import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/**
 * Which unit tests concern which file: those that reach it by imports, also through other packages of the workspace, the
 * nearest first.
 */
export class ConcernedSpecs {
  readonly #reached = new Map<string, ReadonlyMap<string, number>>();
  readonly #imported = new Map<string, readonly string[]>();
  #folders: ReadonlyMap<string, string> | undefined;

  /** @param specs paths relative to `root` */
  constructor(
    private readonly root: string,
    specs: readonly string[],
  ) {
    for (const spec of specs) this.#reached.set(spec, this.#distances(spec));
  }

  /** Relative to the root. */
  of(file: string): string[] {
    const distances = [...this.#reached].flatMap(([spec, reached]) => {
      const distance = reached.get(file);
      return distance === undefined ? [] : [{ spec, distance }];
    });
    return distances
      .sort((a, b) => a.distance - b.distance || (a.spec < b.spec ? -1 : 1))
      .map(({ spec }) => spec);
  }

  #distances(spec: string): Map<string, number> {
    const distances = new Map([[spec, 0]]);
    const toRead = [spec];
    for (let file = toRead.shift(); file !== undefined; file = toRead.shift())
      for (const imported of this.#imports(file)) {
        if (distances.has(imported)) continue;
        distances.set(imported, distances.get(file)! + 1);
        toRead.push(imported);
      }
    return distances;
  }

  /** Sources of ours only. */
  #imports(file: string): readonly string[] {
    const known = this.#imported.get(file);
    if (known !== undefined) return known;
    const path = join(this.root, file);
    const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true);
    const found = importedFiles.flatMap(({ fileName }) => {
      const source = fileName.startsWith('.')
        ? join(dirname(path), fileName.replace(/\.js$/, '.ts'))
        : this.#entryOf(fileName);
      return source !== undefined && existsSync(source) ? [relative(this.root, source)] : [];
    });
    this.#imported.set(file, found);
    return found;
  }

  /** Where a package of the workspace, or a part of it such as `@archivesmp/contracts/plan`, begins. */
  #entryOf(name: string): string | undefined {
    const [, own, part] = /^(@archivesmp\/[^/]+)(\/.+)?$/.exec(name) ?? [];
    const folder = own === undefined ? undefined : this.#packages().get(own);
    if (folder === undefined) return undefined;
    const { exports = {} } = packageAt(folder);
    const wanted = part === undefined ? '.' : `.${part}`;
    const entry = exports[wanted] ?? exports['./*'];
    const source = typeof entry === 'object' ? entry['@archivesmp/source'] : undefined;
    return source === undefined ? undefined : join(folder, source.replace('*', part?.slice(1) ?? ''));
  }

  #packages(): ReadonlyMap<string, string> {
    this.#folders ??= new Map(
      globSync('{libs/*,libs/*/*,apps/*,tools/*}/package.json', { cwd: this.root }).map((file) => {
        const folder = join(this.root, dirname(file));
        return [packageAt(folder).name, folder];
      }),
    );
    return this.#folders;
  }
}

interface Package {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const packageAt = (folder: string): Package =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
