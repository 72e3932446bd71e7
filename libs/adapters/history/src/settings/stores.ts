import type { Database } from '../database/database.js';
import { ChangeableSettings } from './changeable-settings.js';

/** Settings that people change in the running product. */
export interface SettingsStores {
  readonly settings: ChangeableSettings;
}

export const settingsStores = (database: Database): SettingsStores => ({
  settings: new ChangeableSettings(database),
});
