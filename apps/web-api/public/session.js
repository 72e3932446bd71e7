import { shownText } from './shown-text.js';
import { call, cookie } from './api.js';
import { at } from './elements.js';

const RANKS = ['viewer', 'operator', 'admin'];

/** Whether somebody of this role may do what needs another one. */
export const may = (session, needed) => RANKS.indexOf(session.role) >= RANKS.indexOf(needed);

const READ_MS = 20_000;
let fading;

/** Says what was done, also to those who cannot see where it appears. It goes after a while. */
export function say(text) {
  clearTimeout(fading);
  at('notice').replaceChildren(...shownText(text));
  at('notice').dataset.failure = '';
  if (text !== '') fading = setTimeout(() => say(''), READ_MS);
}

/** Says what is wrong, until it is called with nothing: what was done stays readable meanwhile. */
export function sayFailure(text) {
  const wasFailure = at('notice').dataset.failure === 'yes';
  if (text === '' && !wasFailure) return;
  say(text);
  clearTimeout(fading);
  at('notice').dataset.failure = text === '' ? '' : 'yes';
}

/**
 * Finds out who is there, with the form for the login where nobody is. `enter` is called with the session, `leave` when it is
 * over.
 */
export function openSession({ enter, leave }) {
  const come = async (session) => {
    at('login').hidden = true;
    at('logout').hidden = at('who').hidden = false;
    at('who').replaceChildren(...shownText(`${session.name} (${session.role})`));
    sayFailure('');
    await enter(session);
  };
  const go = (reason) => {
    at('logout').hidden = at('who').hidden = true;
    at('login').hidden = false;
    leave();
    sayFailure(reason);
  };
  const orSay = (work) => (event) => work(event).catch((error) => sayFailure(error.message));
  at('login').addEventListener(
    'submit',
    orSay(async (event) => {
      event.preventDefault();
      const body = { name: at('name').value, password: at('password').value };
      const session = await call('/api/v1/login', { method: 'POST', body });
      at('password').value = '';
      await come(session);
    }),
  );
  at('logout').addEventListener(
    'click',
    orSay(async () => {
      await call('/api/v1/logout', { method: 'POST' });
      go('You are logged out.');
    }),
  );
  // Without the cookie that scripts may read there is no session to ask for.
  if (cookie('archivesmp_csrf') === undefined) go('');
  else
    call('/api/v1/session').then(come, (error) =>
      go(error.status === 401 ? 'Your session is over. Log in again.' : error.message),
    );
  return { go };
}
