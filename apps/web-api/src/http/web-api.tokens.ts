import type { KeyObject } from 'node:crypto';
import type { HostSettings, Token } from '@archivesmp/service-kit';

/** DI token: hours until a login has to be repeated. */
export const SESSION_HOURS: Token<number> = Symbol('session hours');
/** DI token: whether cookies are only for https. */
export const SECURE_COOKIES: Token<boolean> = Symbol('secure cookies');
/** DI token: the settings of this process. */
export const SETTINGS: Token<HostSettings> = Symbol('settings');
/** DI token: the keys that may have signed the anchor of the audit trail. */
export const AUDIT_KEYS: Token<readonly KeyObject[]> = Symbol('audit keys');
/** DI token: the keyed hash by which texts that may hold secrets are compared; who has not the key cannot try texts against it. */
export const KEYED_HASH: Token<(text: string) => string> = Symbol('keyed hash');
