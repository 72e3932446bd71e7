/** One configuration file of a running instance, reduced to what inference needs. */
export interface LiveFile {
  readonly plugin: string;
  /** Relative to the plugin's folder: `config.yml`, `lang/lang_en.yml`. */
  readonly path: string;
  /** Dotted keys: of leaves, and of every section above them. */
  readonly keys: ReadonlySet<string>;
}
