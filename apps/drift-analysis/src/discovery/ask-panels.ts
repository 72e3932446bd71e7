import { AmpPanel, type AmpCallReport, type ListedInstance } from '@archivesmp/amp';
import { Problem } from '@archivesmp/contracts/problem';
import type { AmpServerSettings, Log } from '@archivesmp/service-kit';
import type { PanelAnswer, PanelInstance } from '@archivesmp/fleet';

/** A panel is asked no longer than this; a slow one must not hold up the others. */
const ANSWER_WITHIN_MS = 20_000;

/** Told about every call and every answer. */
export interface PanelFacts {
  panelCalled(host: string, call: AmpCallReport): void;
  panelAnswered(host: string, whole: boolean): void;
}

interface Panel {
  readonly name: string;
  readonly client: AmpPanel;
  failure?: string;
}

/** All AMP panels of the settings. One that is down is part of the answer, never an exception. */
export class DiscoveryPanels {
  private readonly panels: readonly Panel[];

  constructor(
    settings: readonly AmpServerSettings[],
    private readonly log: Log,
    private readonly facts: PanelFacts,
  ) {
    this.panels = settings.map((panel) => ({
      name: panel.name,
      client: new AmpPanel({
        ...panel.connection(),
        readTimeoutMs: ANSWER_WITHIN_MS,
        onCall: (call) => facts.panelCalled(panel.name, call),
      }),
    }));
  }

  askPanels(): Promise<PanelAnswer[]> {
    return Promise.all(this.panels.map((panel) => this.askPanel(panel)));
  }

  private async askPanel(panel: Panel): Promise<PanelAnswer> {
    const answer = await listed(panel);
    this.facts.panelAnswered(panel.name, answer.failure === undefined);
    if (answer.failure !== panel.failure) {
      if (answer.failure === undefined) this.log.info({ host: panel.name }, 'panel answers again');
      else this.log.warn({ host: panel.name, reason: answer.failure }, 'panel failed');
    }
    panel.failure = answer.failure;
    return answer;
  }
}

async function listed({ name, client }: Panel): Promise<PanelAnswer> {
  try {
    const targets = await client.listTargets();
    const offline = targets.filter((target) => !target.online).map((target) => target.name);
    const instances = targets.flatMap((target) =>
      target.instances.map((one) => ({ ...panelInstance(one), machine: target.name })),
    );
    const failure = offline.length > 0 ? `its targets ${offline.join(', ')} are offline` : undefined;
    return { panel: name, instances, ...(failure !== undefined && { failure }) };
  } catch (error) {
    return {
      panel: name,
      instances: [],
      failure: error instanceof Problem ? error.detail : 'it failed unexpectedly',
    };
  }
}

function panelInstance({ id, name, friendlyName, health, state, metrics }: ListedInstance): PanelInstance {
  const reason = health === 'healthy' ? undefined : `AMP says: ${state}`;
  return {
    id,
    name,
    friendlyName: friendlyName === '' ? name : friendlyName,
    // AMP's module "Minecraft" runs servers and proxies alike; the disk tells which
    platform: 'unknown',
    health,
    ...(reason !== undefined && { healthReason: reason }),
    metrics,
  };
}
