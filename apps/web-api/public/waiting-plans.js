import { call } from './api.js';

/** Says beside the word Plans how many wait for somebody: to be approved, or to be started. */
export async function showWaiting(link) {
  const { plans, next } = await call('/api/v1/plans?state=open,approved&limit=50');
  const number = next === undefined ? String(plans.length) : `${plans.length}+`;
  link.textContent = plans.length === 0 ? 'Plans' : `Plans (${number} waiting)`;
}
