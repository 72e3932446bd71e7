import { settingSpecs, type SettingsClass } from '@archivesmp/service-kit';

export interface EffectiveSetting {
  /** `mariadb.port` */
  path: string;
  /** The value in force; of a secret only whether one is set. */
  value: unknown;
  default?: string;
  allowed: string;
  describe: string;
}

/** Lists the settings in force, one row per leaf. A secret shows as `set` or `not set`, whatever it is. */
export function effectiveSettings(type: SettingsClass, settings: object, group = ''): EffectiveSetting[] {
  const values = settings as Readonly<Record<string, unknown>>;
  return settingSpecs(type).flatMap((spec): EffectiveSetting[] => {
    const path = `${group}${spec.key}`;
    const value = values[spec.key];
    if (spec.kind === 'topic') return [];
    if (spec.kind === 'group')
      return value ? effectiveSettings(spec.type!(), value as object, `${path}.`) : [];
    if (spec.kind === 'list')
      return ((value as object[] | undefined) ?? []).flatMap((entry, index) =>
        effectiveSettings(spec.type!(), entry, `${path}[${index}].`),
      );
    const shown = spec.kind === 'secret' ? (value === undefined ? 'not set' : 'set') : (value ?? null);
    return [
      {
        path,
        value: shown,
        ...(spec.default !== undefined && { default: spec.default }),
        allowed: spec.allowed,
        describe: spec.describe,
      },
    ];
  });
}
