import type { KeyObject } from 'node:crypto';
import type { HostSettings, InjectionToken } from '@archivesmp/service-kit';

/** DI token: hours until a login has to be repeated. */
export const SESSION_HOURS: InjectionToken<number> = Symbol('session hours');
/** DI token: whether cookies are only for https. */
export const SECURE_COOKIES: InjectionToken<boolean> = Symbol('secure cookies');
/** DI token: the settings of this process. */
export const SETTINGS: InjectionToken<HostSettings> = Symbol('settings');
/** DI token: the keys that may have signed the anchor of the audit trail. */
export const AUDIT_KEYS: InjectionToken<readonly KeyObject[]> = Symbol('audit keys');
/** DI token: the keyed hash by which texts that may hold secrets are compared; who has not the key cannot try texts against it. */
export const KEYED_HASH: InjectionToken<(text: string) => string> = Symbol('keyed hash');
