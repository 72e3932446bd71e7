import type { DeploymentView } from '@archivesmp/contracts/deployment';
import {
  LOCAL_ROUTES,
  type HostFenceRequest,
  type HostRestartMarks,
  type HostRestartRequest,
  type LocalActionReport,
  type NewestFence,
} from '@archivesmp/contracts/local-action';
import { Problem } from '@archivesmp/contracts/problem';
import { sendableJson } from '@archivesmp/contracts/whole-text';
import { notOurs, NotWanted, type HubConnection } from '../hub/hub-connection.js';

/** An operator on the host waits for the answer. */
const ANSWER_WITHIN_MS = 15_000;

/** What an agent asks of the hub for an operator on its host. */
export class HubActionsClient {
  constructor(private readonly hub: HubConnection) {}

  /** @throws {HubUnavailable}; Problem with the hub's own words when it refuses */
  async requestRestart(
    request: HostRestartRequest,
    signal: AbortSignal,
  ): Promise<Pick<DeploymentView, 'id' | 'state'>> {
    const answer = (await this.postToHub(
      LOCAL_ROUTES.restarts,
      request,
      signal,
    )) as Partial<DeploymentView> | null;
    if (typeof answer?.id !== 'string' || answer.state === undefined) throw notOurs();
    return { id: answer.id, state: answer.state };
  }

  /** @throws {HubUnavailable}; Problem with the hub's own words when it refuses */
  async requestRestartMarks(marks: HostRestartMarks, signal: AbortSignal): Promise<void> {
    await this.postToHub(LOCAL_ROUTES.marks, marks, signal);
  }

  /** The highest fence that the hub has given out. @throws {HubUnavailable}; Problem with the hub's own words when it refuses */
  async newestFence(wanted: HostFenceRequest, signal: AbortSignal): Promise<number> {
    const answer = (await this.postToHub(LOCAL_ROUTES.fences, wanted, signal)) as Partial<NewestFence> | null;
    if (!Number.isSafeInteger(answer?.fence) || answer!.fence! < 1) throw notOurs();
    return answer!.fence!;
  }

  /** @throws {HubUnavailable} {NotWanted} {Problem} */
  async reportLocalAction(report: LocalActionReport, signal: AbortSignal): Promise<void> {
    await this.post(LOCAL_ROUTES.actions, report, signal);
  }

  private async postToHub(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.post(path, body, signal);
    } catch (error) {
      if (error instanceof NotWanted && error.refusal !== undefined)
        throw new Problem(error.refusal.code, error.refusal.detail);
      throw error;
    }
  }

  private post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    const text = sendableJson(body);
    return this.hub.callJson({
      method: 'POST',
      path,
      type: 'application/json',
      body: text,
      signal,
      withinMs: ANSWER_WITHIN_MS,
    });
  }
}
