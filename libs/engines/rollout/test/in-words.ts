import type { Effect, EffectKind } from '../src/decide/effect.js';

type Of<Kind extends EffectKind> = Extract<Effect, { readonly kind: Kind }>;

const PURPOSES = {
  forward: 'before the change',
  back: 'before it is taken back',
  'before-stop': 'before the stop',
  verdict: 'for the verdict',
} as const;
const BEGUN = {
  restart: 'it is to be restarted',
  stop: 'it is to be stopped',
  start: 'it is to be started',
  judge: 'it is to be judged',
} as const;

const reasonText = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

const WORDS: { readonly [Kind in EffectKind]: (effect: Of<Kind>) => string } = {
  'move-deployment': ({ to, reason }) => `the deployment is ${to}${reasonText(reason)}`,
  'move-instance': ({ instanceId, to, reason }) => `${instanceId} is ${to}${reasonText(reason)}`,
  'change-fence': ({ instanceId, fence }) => `${instanceId} goes on under fence ${fence}`,
  'acquire-lease': ({ instanceId, fence, instead }) =>
    `${instanceId} is claimed under fence ${fence}${instead === undefined ? '' : ` in place of ${instead}`}`,
  'renew-leases': ({ leases }) => `still held: ${leases.map(({ instanceId }) => instanceId).join(', ')}`,
  'release-lease': ({ instanceId }) => `${instanceId} is free`,
  'request-inspection': ({ instanceId, purpose }) =>
    `the agent looks at the files of ${instanceId} ${PURPOSES[purpose]}`,
  'withdraw-inspection': ({ instanceId }) => `the agent need not look at the files of ${instanceId} any more`,
  'give-order': ({ instanceId, direction, files }) =>
    `the agent writes ${files.length} ${files.length === 1 ? 'file' : 'files'} of ${instanceId}${direction === 'back' ? ' back' : ''}`,
  'flag-restart': ({ instanceId }) => `${instanceId} needs a restart`,
  'clear-restart-flags': ({ instanceId }) => `${instanceId} needs no restart any more`,
  'withdraw-restart-flag': ({ instanceId }) => `${instanceId} needs no restart for this deployment`,
  'place-hold': ({ instanceId, until, reason }) =>
    `${instanceId} is on hold${until === undefined ? '' : ' for a time'}: ${reason}`,
  'adopt-restart': ({ instanceId, restart }) => `${instanceId} shares the restart of ${restart.deploymentId}`,
  audit: ({ action, subject }) => `audit: ${action} ${subject}`,
};

/**
 * Effects in words, one line each; what a move begins follows it on a line of its own. Each move has its line in the audit, which is left
 * out here.
 */
export function inWords(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.kind === 'audit' && /^(instance|deployment)\.(?!files-)/.test(effect.action)) return [];
    const words = (WORDS[effect.kind] as (effect: Effect) => string)(effect);
    const begins = effect.kind === 'move-instance' ? effect.begins : undefined;
    return begins === undefined
      ? [words]
      : [words, `${(effect as Of<'move-instance'>).instanceId}: ${BEGUN[begins]}`];
  });
}
