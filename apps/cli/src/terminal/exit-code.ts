/**
 * What the process says to scripts: 0 done and nothing differs, 2 drift was found, or what a hub was asked for did not succeed
 * (failed, paused, refused), 1 it could not be done.
 */
export const EXIT = { ok: 0, error: 1, drift: 2, notSucceeded: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
