import { literal, withEntry } from '@archivesmp/baseline';
import type { PlainValue } from '@archivesmp/config-text';
import type { IgnoreFinding, KeptFinding } from '@archivesmp/contracts/finding';
import { Problem } from '@archivesmp/contracts/problem';
import { findingKindsAbout } from '@archivesmp/contracts/vocabulary';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { EditDeviations } from '../baselines/edit-deviations.js';
import type { AskForScan } from '../scans/ask-for-scan.js';
import type { FindingOnInstance } from './finding-on-instance.js';

/** Whole files or plugins: what is ignored there is one thing and needs no pattern of keys. */
const IGNORABLE: ReadonlySet<string> = new Set([
  ...findingKindsAbout('file'),
  ...findingKindsAbout('plugin'),
]);

/** Has a difference about a whole file never be a finding again: a rule in the section `ignore` of deviations.yml. */
export class IgnoreWholeFile {
  constructor(
    private readonly subject: FindingOnInstance,
    private readonly edit: EditDeviations,
    private readonly ask: AskForScan,
  ) {}

  /** @throws Problem `resource.not-found`, `resource.conflict`, `request.invalid`, `baseline.invalid`, `baseline.revision-mismatch` */
  async run(id: string, body: IgnoreFinding, caller: Caller, request: FastifyRequest): Promise<KeptFinding> {
    const finding = await this.subject.finding(id);
    if (finding.state === 'resolved')
      throw new Problem('resource.conflict', 'The finding is resolved: nothing differs there any more.');
    const { plugin, file, kind, instance, instanceId } = finding;
    if (file === '' && kind === 'extra_file')
      throw new Problem(
        'request.invalid',
        'This is about a whole plugin; a rule that ignores it would hide each extra file of it, too. Keep it as intended.',
      );
    if (!IGNORABLE.has(kind))
      throw new Problem(
        'request.invalid',
        `This is about what is in a file (${kind}). Keep it as intended, or write a rule with a pattern of keys into the section "ignore" of deviations.yml.`,
      );
    const everywhere = body.everywhere === true;
    const rule = new Map<string, PlainValue>([
      ['plugin', plugin],
      ...(file === '' ? [] : ([['file', literal(file)]] as const)),
      ['kinds', [kind]],
      ...(everywhere ? [] : ([['instances', [instance]]] as const)),
      ['reason', body.reason],
    ]);
    const also = {
      action: 'finding.ignored',
      subject: id,
      detail: { instance, plugin, file, kind, ...body },
    };
    const about = { change: 'kept' as const, reason: body.reason, also };
    const revision = await this.edit.run((text) => withEntry(text, 'ignore', rule), about, caller, request);
    const scan = await this.ask.run(everywhere ? { plugin } : { instance: instanceId }, caller, request);
    return { for: everywhere ? 'everywhere' : `instance:${instance}`, revision, scanId: scan.id };
  }
}
