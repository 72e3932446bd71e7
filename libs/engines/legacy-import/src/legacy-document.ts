/** One file of the operators' folder. `path` is relative to it, with forward slashes. */
export interface LegacyDocument {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a document is, told from its place and name alone. */
export type LegacyDocumentKind =
  | 'markdown-baseline'
  | 'universal-expectations'
  | 'variable-expectations'
  | 'variable-workbook'
  | 'matrix-csv'
  | 'matrix-workbook'
  | 'deviations'
  | 'plugin-registry'
  | 'platform-categories'
  | 'unknown';

const KINDS: readonly [RegExp, LegacyDocumentKind][] = [
  [/_universal_config\.md$/, 'markdown-baseline'],
  [/(^|\/)universal_configs\/[^/]+\.md$/, 'markdown-baseline'],
  [/(^|\/)universal_configs[^/]*\.json$/, 'universal-expectations'],
  [/(^|\/)variable_configs[^/]*\.json$/, 'variable-expectations'],
  [/(^|[/_-])deployment_matrix\.csv$/, 'matrix-csv'],
  [/(^|[/_-])deployment_matrix\.xlsx$/, 'matrix-workbook'],
  [/Variable_Configurations\.xlsx$/i, 'variable-workbook'],
  [/(^|\/)deviations\.ya?ml$/, 'deviations'],
  [/(^|\/)plugin_registry\.ya?ml$/, 'plugin-registry'],
  [/(^|\/)plugin_platform_categorization\.json$/, 'platform-categories'],
];

export function kindOfDocument(path: string): LegacyDocumentKind {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'unknown';
}
