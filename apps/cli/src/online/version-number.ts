/** The number of a version. @throws Error when it is none */
export function typedVersion(typed: string): number {
  const version = Number(typed);
  if (!Number.isSafeInteger(version) || version < 1)
    throw new Error(`${typed}: a version is a number such as 17; asmp baseline log tells them`);
  return version;
}
