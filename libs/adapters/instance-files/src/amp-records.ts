import { isUuid } from '@archivesmp/contracts/uuid';

/** A folder name we are willing to join to the root: one part, no leading dot. */
export const FOLDER_NAME = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,127}$/;

/** The few fields of AMP's own record of an instance that we need (instances.json, facts/amp.md section 9). */
export interface AmpRecord {
  readonly instanceId: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly module: string;
}

/**
 * Reads instances.json permissively: records without a usable id and name are skipped.
 * @throws {SyntaxError} when it is not JSON at all
 */
export function parseInstancesJson(text: string): AmpRecord[] {
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (!Array.isArray(parsed)) throw new SyntaxError('instances.json is not a list');
  return parsed.flatMap((item: unknown) => {
    const record = (item ?? {}) as Record<string, unknown>;
    const id = record['InstanceID'];
    const name = record['InstanceName'];
    if (typeof id !== 'string' || !isUuid(id) || typeof name !== 'string' || !FOLDER_NAME.test(name))
      return [];
    const friendly = record['FriendlyName'];
    const module = record['Module'];
    return [
      {
        instanceId: id.toLowerCase(),
        name,
        friendlyName: typeof friendly === 'string' && friendly !== '' ? friendly.slice(0, 255) : name,
        module: typeof module === 'string' ? module : '',
      },
    ];
  });
}

/** Reads AMPConfig.conf or a .kvp file: `Area.Key=Value` lines, `#` comments. */
export function parseKvp(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const offset = line.indexOf('=');
    if (offset > 0 && !line.trimStart().startsWith('#'))
      values.set(line.slice(0, offset).trim(), line.slice(offset + 1).trim());
  }
  return values;
}
