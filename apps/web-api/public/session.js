import { call, cookie } from './api.js';
import { at } from './elements.js';

const RANKS = ['viewer', 'operator', 'admin'];

/** Whether somebody of this role may do what needs another one. */
export const may = (session, needed) => RANKS.indexOf(session.role) >= RANKS.indexOf(needed);

/** Says something to everybody, also to those who cannot see where it appears. */
export const say = (text) => (at('notice').textContent = text);

/**
 * Finds out who is there, with the form for the login where nobody is. `enter` is called with the session, `leave` when it is
 * over.
 */
export function openSession({ enter, leave }) {
  const come = async (session) => {
    at('login').hidden = true;
    at('logout').hidden = at('who').hidden = false;
    at('who').textContent = `${session.name} (${session.role})`;
    say('');
    await enter(session);
  };
  const go = (reason) => {
    at('logout').hidden = at('who').hidden = true;
    at('login').hidden = false;
    leave();
    say(reason);
  };
  const orSay = (work) => (event) => work(event).catch((error) => say(error.message));
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
