import { isList, isMap, sameLegacyValue, SpelledNumber, type LegacyValue } from './legacy-value.js';
import { splitStem, type MarkdownBaseline } from './markdown-baseline.js';
import type { RepairReport } from './repair-report.js';

/** One setting as the documents together state it. */
export interface StatedSetting {
  readonly stem?: string;
  readonly key: string;
  readonly value: LegacyValue;
  readonly source: string;
}

/** All settings by plugin, joined from markdown baselines and expectations. Where both speak, the expectations win. */
export class StatedSettings {
  private readonly plugins = new Map<string, Map<string, StatedSetting>>();

  constructor(private readonly report: RepairReport) {}

  addMarkdown(name: string, baseline: MarkdownBaseline): void {
    const settings = this.settingsOfPlugin(baseline.plugin);
    for (const stated of baseline.keys) {
      const source = `${name}:${stated.line}`;
      const id = settingId(stated.stem, stated.key);
      const before = settings.get(id);
      if (before && !sameLegacyValue(before.value, stated.value))
        this.report.addRepair({
          kind: 'value_conflict',
          source,
          plugin: baseline.plugin,
          key: stated.key,
          message: `Stated differently at ${before.source}; the later one was taken.`,
        });
      settings.set(id, {
        key: stated.key,
        value: stated.value,
        source,
        ...(stated.stem !== undefined && { stem: stated.stem }),
      });
    }
  }

  /** Adds what one expectations file says. Call it after all markdown documents, so that owners and stems are known. */
  addExpectations(source: string, plugin: string, keys: ReadonlyMap<string, LegacyValue>): void {
    for (const [key, value] of keys) {
      const owner = this.ownerOf(plugin, key);
      if (owner !== plugin) {
        this.report.addRepair({
          kind: 'key_conflict',
          source,
          plugin,
          key,
          message: `The key starts with the name of the plugin ${owner} and was put there.`,
        });
        this.addOne(source, owner, key.slice(owner.length + 1), value);
      } else {
        this.addOne(source, plugin, key, value);
      }
    }
  }

  pluginNames(): string[] {
    return [...this.plugins.keys()].sort();
  }

  settingsOf(plugin: string): readonly StatedSetting[] {
    return [...(this.plugins.get(plugin)?.values() ?? [])];
  }

  /** Splits a key of this plugin into file stem and key, when its documents name file stems. */
  locate(plugin: string, key: string): { stem?: string; key: string } {
    const stems = new Set(this.settingsOf(plugin).map((setting) => setting.stem));
    const split = splitStem(key);
    const names = [...stems].some((stem) => stem !== undefined);
    return split.stem !== undefined && (stems.has(split.stem) || (names && split.stem.includes('/')))
      ? split
      : { key };
  }

  private addOne(source: string, plugin: string, key: string, value: LegacyValue): void {
    if (isMap(value)) {
      for (const [inner, item] of value) this.join(source, plugin, { stem: key, key: inner }, item);
      if (value.size === 0) this.join(source, plugin, { stem: key, key: '' }, value);
      return;
    }
    const hasStems = this.settingsOf(plugin).some((setting) => setting.stem !== undefined);
    this.join(source, plugin, hasStems ? splitStem(key) : { key }, value);
  }

  private join(
    source: string,
    plugin: string,
    target: { stem?: string; key: string },
    value: LegacyValue,
  ): void {
    const settings = this.settingsOfPlugin(plugin);
    const id = settingId(target.stem, target.key);
    const before = settings.get(id);
    if (before && !sameLegacyValue(before.value, value)) {
      const sameText = spelling(before.value) === spelling(value);
      this.report.addRepair({
        kind: sameText ? 'value_guessed' : 'value_conflict',
        source: before.source,
        plugin,
        key: target.key,
        message: sameText
          ? `The text allows more than one type; the type was taken from ${source}.`
          : `${source} has another value; it was taken.`,
      });
    }
    settings.set(id, { ...target, value, source: before?.source ?? source });
  }

  /** A key under one plugin that starts with the name of another known plugin belongs to that one. */
  private ownerOf(plugin: string, key: string): string {
    const first = key.split('.')[0]!;
    if (first === plugin || first === key || !this.plugins.has(first)) return plugin;
    const named = this.settingsOf(plugin).some(
      (setting) => setting.stem === first || setting.key.startsWith(`${first}.`),
    );
    return named ? plugin : first;
  }

  private settingsOfPlugin(plugin: string): Map<string, StatedSetting> {
    const settings = this.plugins.get(plugin) ?? new Map<string, StatedSetting>();
    this.plugins.set(plugin, settings);
    return settings;
  }
}

const settingId = (stem: string | undefined, key: string): string => `${stem ?? ''}\0${key}`;

/** How Python prints the value: what a fenced block shows of it. */
function spelling(value: LegacyValue): string {
  if (value instanceof SpelledNumber) return value.source;
  if (value === true) return 'true';
  if (value === false) return 'false';
  if (value === null) return 'None';
  if (isList(value)) return `[${value.map(spelling).join(', ')}]`;
  return typeof value === 'string' ? value : '';
}
