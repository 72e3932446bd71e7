import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { beginningSo, findId, refuseTwoReadings } from '../find-id.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeOption } from '../time-option.js';
import { timeText } from '../time-text.js';
import type { HoldFlags } from './hold-flags.js';

/** Every hold there is. */
export function listHolds(flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const list = await hub.call('GET /api/v1/holds');
    if (flags.json) printDocument(list, terminal);
    else if (list.count === 0) terminal.message('Nothing is held.');
    else {
      const rows = list.holds.map(({ id, instance, by, since, until, reason }) => [
        id.slice(0, 8),
        instance,
        until === undefined ? 'until it is lifted' : `until ${timeText(until)}`,
        `by ${by}, ${timeText(since)}`,
        reason,
      ]);
      for (const line of tableLines(rows)) terminal.print(printable(line));
    }
    return EXIT.ok;
  });
}

/** Keeps changes away from an instance. */
export function placeHold(instance: string, flags: HoldFlags, terminal: Terminal): Promise<ExitCode> {
  const until = flags.until === undefined ? undefined : timeOption('--until', flags.until);
  return onHub(flags, terminal, async (hub) => {
    const body = { instance, reason: flags.reason, ...(until !== undefined && { until }) };
    const hold = await hub.call('POST /api/v1/holds', { body });
    if (flags.json) printDocument(hold, terminal);
    else {
      const end = hold.until === undefined ? 'until it is lifted' : `until ${timeText(hold.until)}`;
      terminal.print(printable(`${hold.instance} is held ${end}; asmp lift ${hold.id.slice(0, 8)} ends it`));
    }
    return EXIT.ok;
  });
}

/** Ends one hold by its id, or all of an instance. */
export function liftHold(named: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const { holds } = await hub.call('GET /api/v1/holds');
    const ofId = holds.filter(({ instanceId }) => instanceId === named);
    const ofName = holds.filter(({ instance }) => instance === named);
    const readingOf = ({ instance, instanceId }: (typeof holds)[number]) => ({
      id: instanceId,
      words: `${instance} (${instanceId})`,
    });
    const asHold = beginningSo(named, holds).map((hold) => ({
      id: hold.id,
      words: `the hold ${hold.id} of ${hold.instance}`,
    }));
    refuseTwoReadings(named, [...asHold, ...ofId.map(readingOf)], ofName.map(readingOf));
    const ofInstance = ofId.length > 0 ? ofId : ofName;
    if (ofInstance.length === 0 && !/^[0-9a-f]{4}[0-9a-f-]*$/i.test(named))
      throw new Error(`${named}: this instance is not held; asmp holds lists those that are`);
    const ids = ofInstance.length > 0 ? ofInstance.map(({ id }) => id) : [await findId(hub, 'hold', named)];
    for (const id of ids) await hub.call('DELETE /api/v1/holds/{id}', { path: { id } });
    if (flags.json) printDocument({ lifted: ids }, terminal);
    else for (const id of ids) terminal.print(`lifted ${id}`);
    return EXIT.ok;
  });
}
