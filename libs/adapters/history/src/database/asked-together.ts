/**
 * One question to MariaDB for all who ask it before it is sent, so that many answers at a time cost few. A caller that asks while one is under
 * way waits for the next: every answer was read after its caller asked, as if they had asked alone.
 * @param ask sends the question; what it throws goes to all who asked it together, and to no later caller
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

/**
 * The same of questions that differ: who asks for the same at the same time shares one.
 * @param keyOf two questions of one key have the same answer
 */
export function sameAskedTogether<Question, Answer>(
  keyOf: (question: Question) => string,
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const asked = new Map<string, { readonly ask: () => Promise<Answer>; open: number }>();
  return async (question) => {
    const key = keyOf(question);
    const same = asked.get(key) ?? { ask: askedTogether(() => ask(question)), open: 0 };
    asked.set(key, same);
    same.open += 1;
    try {
      return await same.ask();
    } finally {
      same.open -= 1;
      if (same.open === 0) asked.delete(key);
    }
  };
}
