/** Freezes settings with everything in them: read once, never changed while the program runs. */
export function freezeSettings<T extends object>(settings: T): T {
  for (const value of Object.values(settings))
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
      freezeSettings(value as object);
  return Object.freeze(settings);
}
