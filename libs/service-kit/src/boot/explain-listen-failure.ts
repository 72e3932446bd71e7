/** Makes the sentence an operator needs out of what the operating system says when a port cannot be opened. */
export function explainListenFailure(app: string, host: string, port: number, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const place = `${host}:${port}`;
  if (code === 'EADDRINUSE')
    return new Error(
      `${app} cannot listen on ${place}: another program holds this port. Stop it ("ss -ltnp sport = :${port}" names it) or set another port in the settings.`,
      { cause: error },
    );
  if (code === 'EADDRNOTAVAIL')
    return new Error(`${app} cannot listen on ${place}: this machine has no such address.`, { cause: error });
  if (code === 'EACCES')
    return new Error(`${app} cannot listen on ${place}: ports below 1024 need a right this account lacks.`, {
      cause: error,
    });
  return error instanceof Error ? error : new Error(`${app} cannot listen on ${place}`);
}
