import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Which unit tests of a folder concern which of its files: those that reach it by imports, the nearest first. */
export class ConcernedSpecs {
  private readonly reached = new Map<string, ReadonlyMap<string, number>>();

  /** @param specs paths relative to `root` */
  constructor(
    private readonly root: string,
    specs: readonly string[],
  ) {
    for (const spec of specs) this.reached.set(spec, this.distances(spec));
  }

  /** Relative to the root. */
  specsOf(file: string): string[] {
    const distances = [...this.reached].flatMap(([spec, reached]) => {
      const distance = reached.get(file);
      return distance === undefined ? [] : [{ spec, distance }];
    });
    return distances
      .sort((a, b) => a.distance - b.distance || (a.spec < b.spec ? -1 : 1))
      .map(({ spec }) => spec);
  }

  private distances(spec: string): Map<string, number> {
    const distances = new Map([[spec, 0]]);
    const toRead = [spec];
    for (let file = toRead.shift(); file !== undefined; file = toRead.shift())
      for (const imported of this.imports(file)) {
        if (distances.has(imported)) continue;
        distances.set(imported, distances.get(file)! + 1);
        toRead.push(imported);
      }
    return distances;
  }

  /** Files beside it; what comes from another package is that package's to test. */
  private imports(file: string): string[] {
    const path = join(this.root, file);
    const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true);
    return importedFiles.flatMap(({ fileName }) => {
      if (!fileName.startsWith('.')) return [];
      const source = join(dirname(path), fileName.replace(/\.js$/, '.ts'));
      return existsSync(source) ? [relative(this.root, source)] : [];
    });
  }
}
