import { call } from './api.js';
import { make, redraw } from './make.js';
import { shownText } from './shown-text.js';

/** Says in red who says that an instance is on another host than it is on, and what ends that. Says nothing when nobody does. */
export async function showClaims(part) {
  const { claims } = await call('/api/v1/claims');
  part.hidden = claims.length === 0;
  // An alert is read out whenever it is written, so it is written only when it says something else.
  const said = JSON.stringify(claims);
  if (part.dataset.said === said) return;
  part.dataset.said = said;
  redraw(part, claims.map(bannerOf));
}

const bannerOf = ({ instance, instanceId, by, claimedBy, says, meanwhile, remedies }) =>
  make(
    'div',
    { class: 'away' },
    make('strong', {}, `CLAIMED: ${instance}. `),
    `${says} ${meanwhile}`,
    make(
      'details',
      { id: `claim-${by}-${claimedBy}-${instanceId}` },
      make('summary', {}, 'What it may be, and who ends it how'),
      make(
        'ul',
        {},
        remedies.map((one) => make('li', {}, one)),
      ),
    ),
  );

/** On which host an instance is, and who says otherwise. */
export const hostWords = ({ host, claimedBy = [] }) => [
  ...shownText(host),
  ...claimedBy.flatMap((other) => [
    make('br'),
    make(
      'span',
      { class: 'badge hue-orange', title: 'Nothing moved by it; the red words above say more.' },
      `! claimed by ${other}`,
    ),
  ]),
];
