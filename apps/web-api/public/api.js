/** The value of a cookie that scripts may read; the session's own is not among them. */
export function cookie(name) {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : undefined;
}

/** Calls the API. Throws an Error with what happened and what to do. */
export async function call(path, { method = 'GET', body } = {}) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['x-csrf-token'] = cookie('archivesmp_csrf') ?? '';
  const answer = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const data = text === '' ? undefined : JSON.parse(text);
  if (answer.ok) return data;
  throw Object.assign(new Error(`${data?.detail ?? answer.statusText} ${data?.help ?? ''}`.trim()), {
    status: answer.status,
  });
}
