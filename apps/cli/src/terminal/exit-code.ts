/** What the process says to scripts: 0 done and nothing differs, 2 drift was found, 1 it could not be done. */
export const EXIT = { ok: 0, error: 1, drift: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
