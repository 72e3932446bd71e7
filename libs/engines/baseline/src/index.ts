export { nodeAt, plainOf, withNodeAt } from './config-tree.js';
export {
  compileDesiredState,
  DesiredStateCompiler,
  isExpectedOn,
  platformOf,
  type BaselineFile,
  type DesiredState,
  type DesiredStateInput,
} from './desired-state.js';
export * from './deviations-document.js';
export { DEFAULT_LISTS, DEFAULT_READERS } from './default-rules.js';
export { locateDotted, splitDotted } from './dotted-key.js';
export { ExpectedFile, type BaselineFacts, type Expectation } from './expected-file.js';
export { explain, type ExplainedKey, type ExplainedSource, type Explanation } from './explain.js';
export {
  checkFleetRules,
  FleetRules,
  votesOfContent,
  type FleetFile,
  type RuleBreach,
  type RuleVote,
} from './fleet-rules.js';
export {
  isExpired,
  isRelated,
  samePath,
  startsWith,
  type Override,
  type ScopeConflict,
  type ValueSource,
} from './override.js';
export { LineStarts } from './field.js';
export { compileLeftOpen, type LeftOpen } from './left-open.js';
export { literal, withEntry, withoutEntry, type ListSection } from './section-entries.js';
export { parseDeviations, type ParsedDeviations } from './parse-deviations.js';
export { parseScope, scopeCovers, showScope, type Scope, type ScopeKind } from './scope.js';
export { bukkitMistake, loadMistake, mistakeText, type LoadedAs, type LoadMistake } from './load-mistake.js';
export { platformsOfPlugin, seenPlatforms, type SeenPlatforms } from './plugin-platforms.js';
export { Readers, type FileReading, type KeyView } from './readers.js';
export { compileSelector, type CompiledSelector } from './selector.js';
export {
  referencedNames,
  fillVariables,
  type ExplainedVariable,
  type Substitution,
  type VariableConflict,
} from './variables.js';
export type { UndecidedCause, UndecidedKey } from './undecided.js';
export { viewOf } from './view-of.js';
export { templateMistake } from './template.js';
export { whoseIs, type SavedLast, type StoredThere, type Whose } from './whose-is.js';
