import type { LegacyDocument } from './legacy-document.js';
import type { RepairReport } from './repair-report.js';

/**
 * Reads documents one after the other. One that cannot be read is named in the report, with the reason, and never takes another
 * one with it; what it gave before that stays.
 */
export async function readEach(
  documents: readonly LegacyDocument[],
  report: RepairReport,
  read: (document: LegacyDocument) => void | Promise<void>,
): Promise<void> {
  for (const document of documents) {
    try {
      await read(document);
    } catch (error) {
      // Readers and the libraries behind them throw for whatever they did not expect in an old document
      const reason = error instanceof Error ? error.message : String(error);
      report.addRepair({
        kind: 'not_understood',
        source: document.path,
        message: `It cannot be read: ${reason}`,
      });
    }
  }
}
