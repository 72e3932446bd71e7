import { field } from './confirm-dialog.js';
import { make } from './make.js';

/** Asks whether files that no server could load are brought back, too: without it a plan leaves them out, and says so. */
export const asIsField = () =>
  field(
    'Bring back files that no server could load, too',
    make('input', { type: 'checkbox', name: 'asIs' }),
    'As they were then; each is named as a risk of the plan.',
  );

/** The answer, as a restore asks for it. */
export const asIsOf = ({ asIs }) => (asIs === undefined ? {} : { asIs: true });
