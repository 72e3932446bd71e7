import { call } from './api.js';
import { make, redraw } from './make.js';
import { shownText } from './shown-text.js';

/** Says in red what everybody should know of this installation. It lasts as long as the settings of the hub are as they are. */
export async function showWarnings(part) {
  const { warnings } = await call('/api/v1/warnings');
  part.hidden = warnings.length === 0;
  const said = JSON.stringify(warnings);
  if (part.dataset.said === said) return;
  part.dataset.said = said;
  redraw(
    part,
    warnings.map(({ detail }) =>
      make('p', { class: 'away' }, make('strong', {}, 'NOT ENCRYPTED: '), ...shownText(detail)),
    ),
  );
}
