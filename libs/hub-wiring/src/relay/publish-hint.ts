import type { FleetEventStream } from '@archivesmp/bus';
import type { FleetEventName, FleetEvents } from '@archivesmp/contracts/events';
import type { Log } from '@archivesmp/service-kit';

/** Publishes after commit. A hint that Redis does not take is lost, and that is all: the history is the truth. */
export async function publishHint<Name extends FleetEventName>(
  events: FleetEventStream,
  log: Log,
  name: Name,
  data: FleetEvents[Name],
): Promise<void> {
  try {
    await events.publishFleetEvent(name, data, new Date());
  } catch (error) {
    log.warn({ event: name, err: error }, 'hint lost');
  }
}
