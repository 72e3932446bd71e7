import { AmpPanel, type AmpCallReport, type AmpInstance } from '@archivesmp/amp';
import { Problem } from '@archivesmp/contracts/problem';
import type { StoredInstance } from '@archivesmp/history';
import type { AmpServerSettings } from '@archivesmp/service-kit';

/** The AMP panels of the settings, by the name that instances remember. */
export class Panels {
  private readonly panels: ReadonlyMap<string, AmpPanel>;

  constructor(
    settings: readonly AmpServerSettings[],
    onCall: (panel: string, call: AmpCallReport) => void = () => undefined,
  ) {
    this.panels = new Map(
      settings.map((panel) => [
        panel.name,
        new AmpPanel({ ...panel.connection(), onCall: (call) => onCall(panel.name, call) }),
      ]),
    );
  }

  /** @throws Problem `amp.unreachable` when no panel of the settings knows the instance */
  instanceOf({ id, name, panel }: StoredInstance): AmpInstance {
    const known = panel === undefined ? undefined : this.panels.get(panel);
    if (known === undefined)
      throw new Problem(
        'amp.unreachable',
        `No panel of amp_servers knows ${name}, so it cannot be restarted from here.`,
      );
    return known.instance(id);
  }
}
