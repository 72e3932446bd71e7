import { failureText } from '../file/failure-text.js';
import type { FoundWay } from '../online/hub-address.js';

/** A repair asks the hub once for each damaged fence. */
const ANSWER_WITHIN_MS = 120_000;

/** Asks the agent of a host over its own address. */
export class AgentCaller {
  constructor(private readonly way: FoundWay) {}

  /** @throws Error with the agent's own words, or that none answers, with the remedy */
  async callAgent<Answer>(method: 'GET' | 'POST', route: string, body?: object): Promise<Answer> {
    const { url, token } = this.way;
    let answer: Response;
    try {
      answer = await fetch(`${url}${route}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        redirect: 'error',
      });
    } catch (error) {
      const why = failureText((error as Error).cause ?? error);
      throw new Error(
        `no agent answers at ${url} (${why}): run this on the host, and look whether the agent is up ` +
          '(systemctl status archivesmp-agent); --agent URL names another address',
        { cause: error },
      );
    }
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as Answer;
    throw new Error(`the agent at ${url} refused: ${detailOf(text) ?? `status ${answer.status}`}`);
  }
}

/** What a refusal says, where it is one of ours. */
function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
}
