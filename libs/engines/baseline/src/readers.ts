import { type ConfigView, formatOf } from '@archivesmp/config-text';
import type { ConfigFormat, Platform } from '@archivesmp/contracts/vocabulary';
import { DEFAULT_READERS } from './default-rules.js';
import type { DeviationsDocument, PluginFacts, ReaderRule } from './deviations-document.js';
import { compileName, compilePathGlob, type TextMatcher } from '@archivesmp/fleet';

/** In whose eyes a file's keys are meant, and what separates their steps there. */
export interface KeyView {
  readonly view: ConfigView;
  /** Counts in the Bukkit view only: a plugin may set its own `pathSeparator`. */
  readonly separator: string;
}

/** How one file is read. */
export interface FileReading extends KeyView {
  readonly format: ConfigFormat;
}

/** Where Bukkit's reader can be at work. A folder without a known platform may be a Bukkit server. */
const BUKKIT_PLATFORMS: readonly Platform[] = ['paper', 'unknown'];

const PLAIN: KeyView = { view: 'plain', separator: '.' };

interface CompiledReader {
  readonly rule: ReaderRule;
  readonly matchesPlugin: TextMatcher;
  readonly matchesFile: TextMatcher;
}

/**
 * Chooses how every file is read: by the section `readers` of the document, then by `plugins`, then by `DEFAULT_READERS`.
 * Each question (format, view, separator) is answered by the first rule that matches and says something about it.
 */
export class Readers {
  private readonly rules: readonly CompiledReader[];
  private readonly plugins: ReadonlyMap<string, PluginFacts>;
  private readonly byPlugin = new Map<string, readonly CompiledReader[]>();

  constructor({ readers, plugins }: Pick<DeviationsDocument, 'readers' | 'plugins'>) {
    this.plugins = plugins;
    this.rules = [...readers, ...rulesOf(plugins), ...DEFAULT_READERS].map((rule) => ({
      rule,
      matchesPlugin: compileName(rule.plugin),
      matchesFile: compilePathGlob(rule.file),
    }));
  }

  /** The format is the same on every platform. */
  formatOf(plugin: string, file: string): ConfigFormat {
    const rule = this.rulesFor(plugin).find(
      ({ rule, matchesFile }) => rule.format !== undefined && matchesFile(file),
    );
    return rule?.rule.format ?? formatOf(file, this.plugins.get(plugin)?.formats);
  }

  /** `plain` for everything that is no YAML: no other format has Bukkit's reader. */
  readingOn(plugin: string, file: string, platform: Platform): FileReading {
    const format = this.formatOf(plugin, file);
    if (format !== 'yaml') return { format, ...PLAIN };
    const rules = this.rulesFor(plugin).filter(
      ({ rule, matchesFile }) => isOn(rule, platform) && matchesFile(file),
    );
    const view = rules.find(({ rule }) => rule.view !== undefined)?.rule.view ?? PLAIN.view;
    if (view === 'plain') return { format, ...PLAIN };
    const rule = rules.find(({ rule }) => rule.separator !== undefined)?.rule.separator;
    return { format, view, separator: rule ?? PLAIN.separator };
  }

  private rulesFor(plugin: string): readonly CompiledReader[] {
    let rules = this.byPlugin.get(plugin);
    if (rules === undefined)
      this.byPlugin.set(plugin, (rules = this.rules.filter(({ matchesPlugin }) => matchesPlugin(plugin))));
    return rules;
  }
}

/** `bukkit` without a platform means where that reader can be; with platforms a rule is taken at its word. */
function isOn({ platforms, view }: ReaderRule, platform: Platform): boolean {
  if (platforms.length > 0) return platforms.includes(platform);
  return view !== 'bukkit' || BUKKIT_PLATFORMS.includes(platform);
}

function rulesOf(plugins: ReadonlyMap<string, PluginFacts>): ReaderRule[] {
  return [...plugins].flatMap(([plugin, { reader, separator }]) =>
    reader === undefined && separator === undefined
      ? []
      : [
          {
            plugin,
            file: '**',
            platforms: [],
            ...(reader !== undefined && { view: reader }),
            ...(separator !== undefined && { separator }),
          },
        ],
  );
}
