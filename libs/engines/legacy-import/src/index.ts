export { importLegacy, type LegacyImport } from './import-legacy.js';
export type { LegacyDocument } from './legacy-document.js';
export type { LiveFile } from './live-file.js';
export type { OutputFile } from './baseline-files.js';
export { REPAIR_KINDS, REPAIR_TITLES, type Repair, type RepairKind } from './repair-report.js';
