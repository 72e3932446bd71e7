import { Problem } from '@archivesmp/contracts/problem';

export interface PostAnswer {
  status: number;
  body: string;
  /** Session id that the panel gives in its `Authorization` header, when it does. */
  session: string | undefined;
}

/**
 * One POST of JSON to a panel, without following redirects (they could carry the password elsewhere).
 * Throws `amp.unreachable` when there is no answer in time; the detail names the reason, never the body.
 */
export async function postJson(
  url: string,
  body: Record<string, unknown>,
  bearer: string | undefined,
  timeoutMs: number,
): Promise<PostAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'ArchiveSMP-Config-Manager',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const session = /^Bearer\s+(\S+)$/.exec(response.headers.get('authorization') ?? '')?.[1];
    return { status: response.status, body: await response.text(), session };
  } catch (cause) {
    throw new Problem('amp.unreachable', `${new URL(url).origin} ${reasonOf(cause, timeoutMs)}.`, { cause });
  }
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  if (cause instanceof Error && cause.name === 'TimeoutError')
    return `did not answer within ${timeoutMs / 1000} s`;
  const inner = cause instanceof Error ? cause.cause : undefined;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : undefined;
  if (code === 'ECONNREFUSED') return 'refuses the connection (nothing listens there)';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be found (name not resolved)';
  return `cannot be reached (${code ?? 'connection lost'})`;
}
