type WithIsoTimes<Of, Name extends keyof Of> = { [Key in keyof Of]: Key extends Name ? string : Of[Key] };

/**
 * A record with these times as ISO text in UTC, as answers of the API show times. The order of its fields stays, and what is left out
 * stays left out.
 */
export function isoTimes<Of extends object, Name extends keyof Of>(
  record: Of,
  ...names: readonly Name[]
): WithIsoTimes<Of, Name> {
  const shown = { ...record } as Record<keyof Of, unknown>;
  for (const name of names) {
    const time = shown[name];
    if (time instanceof Date) shown[name] = time.toISOString();
  }
  return shown as WithIsoTimes<Of, Name>;
}
