const SOON_MS = 400;
const AT_LATEST_MS = 30_000;
const RETRY_MS = 10_000;

/**
 * Reads again whenever one of these events hints that something changed, and every 30 seconds whatever happens: a hint may be
 * lost. Gives a function that ends it.
 */
export function follow(names, again) {
  let waiting, events, over;
  const soon = () => (waiting ??= setTimeout(() => ((waiting = undefined), over || again()), SOON_MS));
  const listen = () => {
    events = new EventSource('/api/v1/events');
    for (const name of new Set(names)) events.addEventListener(name, soon);
    // What happened between the first read and now was told to nobody here.
    events.addEventListener('open', soon);
    // A browser gives up after an answer that is no stream, such as 503 while Redis is unavailable.
    events.addEventListener('error', () => {
      if (events.readyState === EventSource.CLOSED && !over) setTimeout(() => over || listen(), RETRY_MS);
    });
  };
  listen();
  const beat = setInterval(() => document.hidden || again(), AT_LATEST_MS);
  document.addEventListener('visibilitychange', soon);
  return () => {
    over = true;
    clearInterval(beat);
    events.close();
    document.removeEventListener('visibilitychange', soon);
  };
}
