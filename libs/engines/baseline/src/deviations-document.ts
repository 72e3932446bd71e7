import type { ConfigNode, ConfigView } from '@archivesmp/config-text';
import type {
  ConfigFormat,
  FindingKind,
  KeyPath,
  Platform,
  Severity,
} from '@archivesmp/contracts/vocabulary';
import type { Scope } from './scope.js';

/** How strictly an expectation is meant (capability A22); decides the severity of a finding. */
export const ENFORCEMENTS = ['required', 'recommended', 'optional'] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** A documented variance of one scope. */
export interface Deviation {
  readonly plugin: string;
  readonly file: string;
  /** As written in the document: dots between steps; where it lands is decided by the baseline's own tree. */
  readonly key: string;
  /** Set when the document gives the path as a list. */
  readonly path?: KeyPath;
  readonly scope: Scope;
  /** undefined: the key must not be there. */
  readonly value: ConfigNode | undefined;
  readonly reason?: string;
  readonly owner?: string;
  /** ISO date (`2027-01-31`) or instant; on that day and later it counts no more. */
  readonly expires?: string;
  readonly enforcement?: Enforcement;
  /** Line in the document, from 1. */
  readonly line: number;
}

/** How a whole file, or a whole plugin, is kept that is not as the baseline says. */
export const KEPT_AS = ['extra', 'missing', 'own'] as const;
/**
 * `extra`: it is there although the baseline does not have it, or the plugin should not be there; `missing`: it is not there although it
 * should be; `own`: it is there with content of its own.
 */
export type KeptAs = (typeof KEPT_AS)[number];

/** A whole file or plugin that is meant to be as it is on the instances of a scope. */
export interface KeptFile {
  readonly plugin: string;
  /** Glob; left out: the plugin as a whole. */
  readonly file?: string;
  readonly scope: Scope;
  readonly as: KeptAs;
  readonly reason: string;
  readonly owner?: string;
  /** As of a deviation. */
  readonly expires?: string;
  /** Line in the document, from 1. */
  readonly line: number;
}

/** What keys a rule is about. `*` within a step, `**` for any number of steps; all three default to everything. */
export interface KeySelector {
  readonly plugin: string;
  readonly file: string;
  readonly key: string;
}

/** A difference that is never a finding. The same rules hold for compare, plan and verify. */
export interface IgnoreRule extends KeySelector {
  readonly instances: readonly string[];
  readonly kinds: readonly FindingKind[];
  readonly reason: string;
}

/** Keys of a file that the baseline deliberately does not have: while no rule says what they should be, they are not judged. */
export interface LeftOpenRule extends KeySelector {
  readonly reason: string;
}

/** How the items of a list are told apart, where the position is not what counts. */
export interface ListRule extends KeySelector {
  /** Items are maps that carry their name under this key. */
  readonly keyedBy?: string;
  /** `ignore`: the order has no meaning. */
  readonly order: 'matters' | 'ignore';
}

export interface SeverityRule extends KeySelector {
  readonly kinds: readonly FindingKind[];
  readonly severity: Severity;
  readonly reason?: string;
}

/** What operators say about the values of keys: that they are secrets, or that they are none although they look so. */
export interface SecretRule extends KeySelector {
  readonly secret: boolean;
  readonly reason: string;
  /** Line in the document, from 1. */
  readonly line: number;
}

/** Values that must differ (`unique`) or be the same (`agree`) among the instances of a scope. */
export interface FleetRule extends KeySelector {
  readonly rule: 'unique' | 'agree';
  readonly among: Scope;
  /** `host`: a port may occur once per machine; `fleet`: once at all. */
  readonly within: 'fleet' | 'host';
  readonly reason: string;
}

/** A name that `{{NAME}}` stands for, with one value per scope. */
export interface Variable {
  readonly name: string;
  readonly values: readonly { readonly scope: Scope; readonly text: string; readonly line: number }[];
  /** Taken from the instance itself where no scope gives a value. */
  readonly from?: 'instance' | 'host' | 'platform';
}

/** How files are read. What a rule leaves open is decided by the next one that matches; see `Readers`. */
export interface ReaderRule {
  readonly plugin: string;
  readonly file: string;
  /** Empty: every platform; with `bukkit` every one that has Bukkit's reader. */
  readonly platforms: readonly Platform[];
  readonly format?: ConfigFormat;
  readonly view?: ConfigView;
  /** One character that separates the steps of a key in the Bukkit view. */
  readonly separator?: string;
}

/** Whether a file is data that a server or plugin writes for itself, or configuration after all. */
export interface DataFileRule {
  /** Glob over `<Plugin>/<path>`. */
  readonly file: string;
  readonly isData: boolean;
  readonly reason: string;
}

/** What is known about a plugin beside its files. */
export interface PluginFacts {
  /** Empty: every platform. A plugin is only expected where its platform runs (capability A25). */
  readonly platforms: readonly Platform[];
  /** The same as a reader rule about all its files. */
  readonly reader?: ConfigView;
  readonly separator?: string;
  /** File ending or file name to format, for files whose ending tells nothing. */
  readonly formats: ReadonlyMap<string, ConfigFormat>;
}

/** `deviations.yml`, checked. */
export interface DeviationsDocument {
  readonly deviations: readonly Deviation[];
  /** Instance -> plugins that are deliberately not installed there. */
  readonly absentPlugins: ReadonlyMap<string, ReadonlySet<string>>;
  /** Plugins of which the baseline holds some files: what it does not hold is not judged. */
  readonly partlyDescribed: ReadonlySet<string>;
  readonly keptFiles: readonly KeptFile[];
  readonly leftOpen: readonly LeftOpenRule[];
  /** Plugins without a desired state: only outliers are looked for. */
  readonly noDesiredState: ReadonlySet<string>;
  /** Globs over `<Plugin>/<path>`: never looked at. */
  readonly unmanaged: readonly string[];
  /** The first that matches decides; after them come the known ones, see DEFAULT_DATA_FILES. */
  readonly dataFiles: readonly DataFileRule[];
  readonly tags: ReadonlyMap<string, { readonly priority: number; readonly instances: readonly string[] }>;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly plugins: ReadonlyMap<string, PluginFacts>;
  readonly readers: readonly ReaderRule[];
  readonly variables: readonly Variable[];
  readonly ignore: readonly IgnoreRule[];
  readonly lists: readonly ListRule[];
  readonly severity: readonly SeverityRule[];
  /** The first that matches decides, before names, values and shapes. */
  readonly secrets: readonly SecretRule[];
  readonly fleetRules: readonly FleetRule[];
}

export const NO_DEVIATIONS: DeviationsDocument = {
  deviations: [],
  absentPlugins: new Map(),
  partlyDescribed: new Set(),
  keptFiles: [],
  leftOpen: [],
  noDesiredState: new Set(),
  unmanaged: [],
  dataFiles: [],
  tags: new Map(),
  platforms: new Map(),
  plugins: new Map(),
  readers: [],
  variables: [],
  ignore: [],
  lists: [],
  severity: [],
  secrets: [],
  fleetRules: [],
};

/** One mistake in the document, with the field it is in. Values are never repeated: they may be secrets. */
export interface DocumentMistake {
  readonly field: string;
  readonly line: number;
  readonly message: string;
}
