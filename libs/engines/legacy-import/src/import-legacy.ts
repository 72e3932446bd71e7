import { baselineFiles, type OutputFile } from './baseline-files.js';
import { deviationFile } from './deviation-file.js';
import { readUniversalExpectations, readVariableExpectations } from './expectation-document.js';
import { FileInference } from './file-inference.js';
import { decodedText } from './decode-document.js';
import { kindOfDocument, type LegacyDocument } from './legacy-document.js';
import type { LiveFile } from './live-file.js';
import { readMarkdownBaseline } from './markdown-baseline.js';
import { readEach } from './read-each.js';
import { registryFile } from './registry-file.js';
import { RepairReport } from './repair-report.js';
import { reportFiles } from './report-files.js';
import { StatedSettings } from './stated-settings.js';
import { readDeviationDocument } from './deviation-document.js';
import { readVariableWorkbook } from './variable-workbook.js';
import type { VariableValue } from './variable-value.js';

export interface LegacyImport {
  /** Paths relative to the output folder: baselines, deviations.yml, plugin-registry.yml and the report. */
  readonly files: readonly OutputFile[];
  readonly report: RepairReport;
}

/**
 * Turns the operators' documents into baselines and deviations. `liveFiles` decide which file a key belongs to; without them
 * every such decision is a guess and listed as one. Nothing is dropped: what has no place in the output stands in the report.
 */
export async function importLegacy(
  documents: readonly LegacyDocument[],
  liveFiles: Iterable<LiveFile> = [],
): Promise<LegacyImport> {
  const report = new RepairReport();
  const inference = new FileInference(liveFiles);
  const settings = new StatedSettings(report);
  const sorted = [...documents].sort((a, b) => (a.path < b.path ? -1 : 1));
  const ofKind = (kind: ReturnType<typeof kindOfDocument>): LegacyDocument[] =>
    sorted.filter((document) => kindOfDocument(document.path) === kind);

  await readEach(ofKind('markdown-baseline'), report, (document) =>
    settings.addMarkdown(document.path, readMarkdownBaseline(document.path, decodedText(document), report)),
  );
  await readEach(ofKind('universal-expectations'), report, (document) => {
    for (const [plugin, keys] of readUniversalExpectations(document, report))
      settings.addExpectations(document.path, plugin, keys);
  });

  const variables: VariableValue[][] = [];
  await readEach(ofKind('variable-workbook'), report, async (document) => {
    variables.push(await readVariableWorkbook(document, report));
  });
  await readEach(ofKind('variable-expectations'), report, (document) => {
    variables.push(readVariableExpectations(document, report));
  });
  await readEach(ofKind('deviations'), report, (document) => {
    variables.push(readDeviationDocument(document, report));
  });

  const registry = await registryFile(
    {
      matrix: ofKind('matrix-csv'),
      workbooks: ofKind('matrix-workbook'),
      registries: ofKind('plugin-registry'),
      categories: ofKind('platform-categories'),
    },
    report,
  );
  for (const document of ofKind('unknown'))
    report.addRepair({
      kind: 'not_understood',
      source: document.path,
      message: 'No importer knows a document of this name; it was left out.',
    });

  const files = [
    ...baselineFiles(settings, inference, report),
    deviationFile(variables, settings, inference, report),
    registry,
  ];
  return { files: [...files, ...reportFiles(report)], report };
}
