/**
 * One question to MariaDB for all who ask it before it is sent, so that many answers at a time cost few. Whoever asks while one is under
 * way waits for the next: what anybody is told was read after they asked, as if they had asked alone.
 * @param ask sends the question; what it throws is told to all who asked it together, and to nobody after them
 */
export function askedTogether<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let waiting: Promise<Answer> | undefined;
  let sent: Promise<unknown> = Promise.resolve();
  return () => {
    waiting ??= sent.then(() => {
      waiting = undefined;
      const answer = ask();
      sent = answer.catch(() => undefined);
      return answer;
    });
    return waiting;
  };
}
