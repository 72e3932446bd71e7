import { type AgentHeartbeat, FoundInstance, type HeartbeatReceipt } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { Heartbeats } from '@archivesmp/history';
import { validateDto, type Log } from '@archivesmp/service-kit';
import { assertReportsFor, type Caller } from '../http/caller.js';

/** What the agent of a host says of itself and its instances. What it says of other hosts is ignored. */
export class ReceiveHeartbeat {
  constructor(
    private readonly heartbeats: Heartbeats,
    private readonly log: Log,
  ) {}

  /** @throws Problem `auth.forbidden` for another host than those of the token */
  async receiveHeartbeat(heartbeat: AgentHeartbeat, caller: Caller): Promise<HeartbeatReceipt> {
    const { host } = heartbeat;
    assertReportsFor(caller, host);
    const instances: FoundInstance[] = [];
    for (const one of heartbeat.instances) {
      const sound = await soundInstance(one);
      if (sound !== undefined) instances.push(sound);
    }
    const refused = heartbeat.instances.length - instances.length;
    await this.heartbeats.recordHeartbeat(
      host,
      { ...heartbeat, instances, ...discoveryErrorOf(heartbeat, refused) },
      new Date(),
    );
    if (refused > 0) this.log.warn({ host, refused }, 'instances of a heartbeat refused');
    return { refused };
  }
}

/** An instance that cannot be one is left out, so that it keeps no other from being known. */
async function soundInstance(one: unknown): Promise<FoundInstance | undefined> {
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return undefined;
  try {
    return await validateDto(FoundInstance, one, 'body');
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** A host of which something was left out has not told all: nothing of it counts as gone. */
function discoveryErrorOf({ discoveryError }: AgentHeartbeat, refused: number): { discoveryError?: string } {
  if (refused === 0) return discoveryError === undefined ? {} : { discoveryError };
  const reason = `${refused} of its instances were refused: a name too long, an id that is none`;
  return { discoveryError: discoveryError === undefined ? reason : `${discoveryError}; ${reason}` };
}
