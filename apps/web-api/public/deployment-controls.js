import { call, onceKey } from './api.js';
import { askFirst } from './confirm-dialog.js';
import { HOLDS_CHANGE } from './deployment-words.js';
import { button, count, make, redraw } from './make.js';
import { may } from './session.js';

/** What a person may do about a deployment now. Nothing is offered that would be refused. */
export function controlsOf(controls, session, reread) {
  return {
    refresh(deployment, state) {
      const actions = may(session, 'operator') ? actionsFor(deployment, state) : [];
      redraw(
        controls,
        actions.length > 0 &&
          make(
            'div',
            { class: 'buttons card controls', role: 'group', 'aria-label': 'What you can do now' },
            actions.map(({ id, words, kind, hint, ask }) => [
              button(words, () => ask().then(reread), { id, kind }),
              hint !== undefined && make('small', {}, hint),
            ]),
          ),
      );
    },
  };
}

/** `now`: how the instances stand, `plan`: what is changed. */
function actionsFor(deployment, { now, plan }) {
  const { id, state, instances, kind, canBeTakenBack } = deployment;
  const control = (action) => () =>
    call(`/api/v1/deployments/${id}/steer`, { method: 'POST', body: { action } });
  const changed = instances.filter((one) => HOLDS_CHANGE.includes(one.state));
  const unclear = instances.filter((one) => one.state === 'inconclusive');
  const names = (those) => those.map(({ instance }) => instance).join(', ');
  const players = playersOn(changed, now, plan);
  const stop = kind === 'apply' ? stopAndUndo(changed, names, players, control) : stopOnly(control);
  if (state === 'running')
    return instances.some((one) => one.state === 'queued') ? [pause(instances, control), stop] : [stop];
  if (state === 'paused')
    return [unclear.length > 0 ? accept(unclear, names, control) : resume(instances, control), stop];
  if (state === 'flagged') return [restartNow(instances, names, now), stop];
  if (!canBeTakenBack) return [];
  // A server that is not well after a roll back has its files all the same.
  const held = instances.filter(
    (one) => one.state === 'passed' || (kind === 'rollback' && one.state === 'unwell'),
  );
  if (kind === 'stop') return [startAgain(id, held, names)];
  return [rollBack(deployment, held, names, playersOn(held, now, plan))];
}

const stopAndUndo = (changed, names, players, control) => ({
  id: 'stop',
  words: `Stop and undo ${count(changed.length, 'server')} …`,
  kind: 'danger',
  ask: () =>
    askFirst({
      title: 'Stop, and undo what was changed?',
      text: [
        changed.length > 0
          ? `${names(changed)} get back what they had, and are restarted where that is needed.`
          : 'Nothing was changed yet.',
        'What is being done to a server at this moment comes to its end first. Servers that wait are left out.',
      ],
      action: changed.length > 0 ? `Stop and undo ${count(changed.length, 'server')}, ${players}` : 'Stop',
      danger: true,
      run: control('stop-and-undo'),
    }),
});

/** A restart, a stop, a start or a roll back has nothing to undo. */
const stopOnly = (control) => ({
  id: 'stop',
  words: 'Stop …',
  kind: 'danger',
  ask: () =>
    askFirst({
      title: 'Stop?',
      text: ['What was begun comes to its end; servers that wait are left out.'],
      action: 'Stop after what was begun',
      danger: true,
      run: control('stop-and-undo'),
    }),
});

const waiting = (instances) => count(instances.filter(({ state }) => state === 'queued').length, 'server');

const pause = (instances, control) => ({
  id: 'pause',
  words: 'Pause after this one …',
  ask: () =>
    askFirst({
      title: 'Pause?',
      text: [`What was begun comes to its end; ${waiting(instances)} wait until somebody resumes.`],
      action: `Pause before ${waiting(instances)}`,
      run: control('pause'),
    }),
});

const resume = (instances, control) => ({
  id: 'resume',
  words: 'Resume …',
  kind: 'main',
  ask: () =>
    askFirst({
      title: 'Go on?',
      text: [`${waiting(instances)} are still to come.`],
      action: `Go on with ${waiting(instances)}`,
      run: control('resume'),
    }),
});

const accept = (unclear, names, control) => ({
  id: 'accept',
  words: `Accept ${count(unclear.length, 'unclear result')} …`,
  kind: 'main',
  hint: 'Look at the server first; its reason is below.',
  ask: () =>
    askFirst({
      title: `Accept ${names(unclear)} as well?`,
      text: [
        'The program could not tell whether these servers are well. If you looked and they are, it goes on, in your name.',
        ...unclear.map(({ instance, reason }) => `${instance}: ${reason ?? 'no reason is known'}`),
      ],
      action: `Accept ${names(unclear)} and go on`,
      run: control('accept'),
    }),
});

const rollBack = ({ id, kind }, passed, names, players) => ({
  id: 'roll-back',
  words:
    kind === 'rollback'
      ? `Undo this roll back on ${count(passed.length, 'server')} …`
      : `Roll back ${count(passed.length, 'server')} …`,
  hint:
    kind === 'rollback'
      ? 'Gives the servers what they had before this roll back.'
      : 'Puts back what was there before, also later.',
  ask: async () => {
    const once = onceKey();
    const made = await askFirst({
      title:
        kind === 'rollback'
          ? `Undo this roll back on ${count(passed.length, 'server')}?`
          : `Roll back ${count(passed.length, 'server')}?`,
      text: [
        `${names(passed)} get back what they had before this ${kind === 'rollback' ? 'roll back' : 'change'}. This follows from the plan that was approved and needs no approval of its own.`,
        'Where somebody gave one of its keys another value since, that server is refused, with the key named, before it is stopped. What else changed in the same files stays as it is.',
      ],
      action: `${kind === 'rollback' ? 'Undo the roll back on' : 'Roll back'} ${count(passed.length, 'server')}, ${players}`,
      danger: true,
      run: () => call(`/api/v1/deployments/${id}/rollback`, { method: 'POST', once }),
    });
    if (made !== undefined) location.assign(`/deployments/${made.id}`);
  },
});

const restartNow = (instances, names, now) => {
  const those = instances.filter(({ state }) => state === 'flagged');
  return {
    id: 'restart-flagged',
    words: `Restart ${count(those.length, 'server')} …`,
    kind: 'main',
    hint: 'What was written is judged after it. So it is after any other restart of these servers.',
    ask: async () => {
      const once = onceKey();
      const made = await askFirst({
        title: `Restart ${count(those.length, 'server')}?`,
        text: [
          names(those),
          'Players are told on the console. A server that is not well after it is rolled back by itself.',
        ],
        action: `Restart ${count(those.length, 'server')}, ${playersOn(those, now)}`,
        danger: true,
        run: () =>
          call('/api/v1/restart', {
            method: 'POST',
            body: { instances: those.map(({ instanceId }) => instanceId), expect: those.length },
            once,
          }),
      });
      if (made !== undefined) location.assign(`/deployments/${made.id}`);
    },
  };
};

const startAgain = (id, stopped, names) => ({
  id: 'start-again',
  words: `Start ${count(stopped.length, 'server')} again …`,
  hint: 'What this stop stopped; it waits for no change window.',
  ask: async () => {
    const once = onceKey();
    const made = await askFirst({
      title: `Start ${count(stopped.length, 'server')} again?`,
      text: [`${names(stopped)}. One that runs already stays as it is.`],
      action: `Start ${names(stopped)}`,
      run: () => call(`/api/v1/deployments/${id}/rollback`, { method: 'POST', once }),
    });
    if (made !== undefined) location.assign(`/deployments/${made.id}`);
  },
});

/** How many players would notice: those on the instances that are restarted. */
function playersOn(those, now, plan) {
  const restarts = new Map(
    (plan?.waves ?? []).flatMap((wave) => wave.instances).map((one) => [one.instanceId, one.restart]),
  );
  const disturbed = those
    .filter(({ instanceId }) => restarts.get(instanceId) ?? true)
    .map(({ instanceId }) => now.get(instanceId));
  const players = disturbed.reduce((sum, one) => sum + (one?.players ?? 0), 0);
  const unknown = disturbed.filter((one) => one?.players === undefined).length;
  return `${count(players, 'player')} online${unknown > 0 ? `, ${unknown} unknown` : ''}`;
}
