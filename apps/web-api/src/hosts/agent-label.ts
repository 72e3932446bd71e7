import { sha256Hex } from '@archivesmp/digests';

/** What a label has room for. */
const MOST_CHARACTERS = 64;
const LONG_NAME_START = 48;

/**
 * What the token of the agent of a host is called. A name that has no room is cut short, with a sign that labels may not contain and
 * a part of its hash: no two hosts have the same.
 */
export function agentLabel(host: string): string {
  const whole = `agent ${host}`;
  if (whole.length <= MOST_CHARACTERS) return whole;
  const hash = sha256Hex(host).slice(0, 9);
  return `agent ${host.slice(0, LONG_NAME_START)}~${hash}`;
}
