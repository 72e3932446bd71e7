/** The value of a cookie that scripts may read; the session's own is not among them. */
export function cookie(name) {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : undefined;
}

/** A key under which the same request may be sent twice and has one effect. */
export const onceKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Calls the API. `once`: an Idempotency-Key. Throws an Error with what happened and what to do, and with `status`, `code` and
 * `errors` as the API named them.
 */
export async function call(path, { method = 'GET', body, once } = {}) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['x-csrf-token'] = cookie('archivesmp_csrf') ?? '';
  if (once !== undefined) headers['idempotency-key'] = once;
  const request = { method, headers, credentials: 'same-origin' };
  const answer = await fetch(path, {
    ...request,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error('The hub does not answer. Check your connection, and whether the hub runs.');
  });
  const data = read(await answer.text());
  if (answer.ok) return data;
  const said = [data?.detail ?? `The hub answered ${answer.status} ${answer.statusText}.`, data?.help ?? ''];
  throw Object.assign(new Error(said.join(' ').trim()), {
    status: answer.status,
    code: data?.code,
    errors: data?.errors ?? [],
  });
}

/** A proxy in front of the hub may answer with something that is no JSON. */
function read(text) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
