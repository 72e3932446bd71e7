import { setTimeout as wait } from 'node:timers/promises';
import type { InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import type { InspectionReport } from '@archivesmp/contracts/order';
import type { History, InspectionSubject } from '@archivesmp/history';
import { cutOffHosts } from './cut-off.js';

/** A question to the agent of an instance's host. */
export type AgentQuestion = Omit<InspectInstanceData, 'inspectionId'>;

/** How long the caller waits. */
export interface AnswerTimeout {
  readonly withinMs: number;
  /** Fires when the caller stops waiting. */
  readonly signal: AbortSignal;
}

const ASK_EVERY_MS = 100;

/** Asks the agent of a host to look at an instance now, and waits for the answer. The one place where hub services do so. */
export class AskAgent {
  constructor(
    private readonly history: Pick<History, 'inspections' | 'hostAccess' | 'heartbeats'>,
    /** Something was committed that asks for a job. */
    private readonly wake: () => void = () => undefined,
  ) {}

  /** Why the agent of a host would not answer, known without asking; undefined: it may. @throws Problem of MariaDB */
  async whyNot(host: string): Promise<string | undefined> {
    return (await cutOffHosts(this.history, new Date())).get(host);
  }

  /**
   * @returns undefined when the agent did not answer in time: nothing is known then, and the question is withdrawn
   * @throws Problem of MariaDB; AbortError
   */
  async askAgent(
    question: AgentQuestion,
    { withinMs, signal }: AnswerTimeout,
    subject?: InspectionSubject,
  ): Promise<InspectionReport | undefined> {
    const { inspections } = this.history;
    const inspectionId = await inspections.requestInspection(question, subject, new Date());
    this.wake();
    const until = performance.now() + withinMs;
    while (performance.now() < until && !signal.aborted) {
      await wait(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      const report = (await inspections.findInspection(inspectionId))?.report;
      if (report !== undefined) return report;
    }
    await inspections.withdrawInspection(inspectionId, new Date());
    signal.throwIfAborted();
    return undefined;
  }
}
