import type { LiveFile } from './live-file.js';

/** Where a key goes, and how sure that is. */
export interface InferredFile {
  readonly path: string;
  readonly certainty: 'live' | 'ambiguous' | 'guessed';
  readonly why: string;
}

/** The file a plugin keeps its settings in when nothing says otherwise. */
const DEFAULT_FILE = 'config.yml';

/**
 * 57 of 82 documents name no file at all, so the file of a key is the live file that has this key. When several have it, the
 * one that holds most of the document's keys is taken; when none has it, likewise, and both are reported.
 */
export class FileInference {
  private readonly byPlugin = new Map<string, LiveFile[]>();

  constructor(liveFiles: Iterable<LiveFile>) {
    for (const file of liveFiles) {
      const name = file.plugin.toLowerCase();
      const merged = this.byPlugin.get(name) ?? [];
      merged.push(file);
      this.byPlugin.set(name, merged);
    }
  }

  /** Whether any instance shows files of this plugin. */
  knows(plugin: string): boolean {
    return this.byPlugin.has(plugin.toLowerCase());
  }

  /** The file behind a stem such as `config` or `lang/lang_en`. */
  fileOfStem(plugin: string, stem: string): InferredFile {
    const live = this.paths(plugin).filter(
      (path) => withoutEnding(path).toLowerCase() === stem.toLowerCase(),
    );
    if (live.length === 1)
      return { path: live[0]!, certainty: 'live', why: 'the only live file of this name' };
    if (live.length > 1)
      return {
        path: live[0]!,
        certainty: 'ambiguous',
        why: `several live files have this name: ${live.join(', ')}`,
      };
    return { path: `${stem}.yml`, certainty: 'guessed', why: 'no live file has this name; .yml is assumed' };
  }

  /** For each key of one document that names no file. */
  filesOfKeys(plugin: string, keys: readonly string[]): ReadonlyMap<string, InferredFile> {
    const files = this.byPlugin.get(plugin.toLowerCase()) ?? [];
    const hits = new Map<string, number>();
    for (const file of files)
      hits.set(
        file.path,
        Math.max(hits.get(file.path) ?? 0, keys.filter((key) => file.keys.has(key)).length),
      );
    const ranked = [...hits].sort(
      (a, b) => b[1] - a[1] || depth(a[0]) - depth(b[0]) || (a[0] < b[0] ? -1 : 1),
    );
    const best = ranked[0] && ranked[0][1] > 0 ? ranked[0][0] : DEFAULT_FILE;
    const result = new Map<string, InferredFile>();
    for (const key of keys) {
      const having = ranked
        .map(([path]) => path)
        .filter((path) => files.some((file) => file.path === path && file.keys.has(key)));
      if (having.length === 1)
        result.set(key, { path: having[0]!, certainty: 'live', why: 'the only live file with this key' });
      else if (having.length > 1)
        result.set(key, {
          path: having[0]!,
          certainty: 'ambiguous',
          why: `also in ${having.slice(1).join(', ')}`,
        });
      else if (files.length === 0)
        result.set(key, { path: best, certainty: 'guessed', why: 'no live file of this plugin was given' });
      else
        result.set(key, {
          path: best,
          certainty: 'guessed',
          why: 'no live file has this key; put where most keys of the document are',
        });
    }
    return result;
  }

  private paths(plugin: string): string[] {
    return [...new Set((this.byPlugin.get(plugin.toLowerCase()) ?? []).map((file) => file.path))].sort();
  }
}

const depth = (path: string): number => path.split('/').length;
const withoutEnding = (path: string): string => path.replace(/\.[^./]+$/, '');
