/** DI token: hours until a login has to be repeated. */
export const SESSION_HOURS = Symbol('session hours');
/** DI token: whether cookies are only for https. */
export const SECURE_COOKIES = Symbol('secure cookies');
/** DI token: the settings of this process. */
export const SETTINGS = Symbol('settings');
/** DI token: the keys that may have signed the anchor of the audit trail. */
export const AUDIT_KEYS = Symbol('audit keys');
/** DI token: how large a pack of an agent may be. */
export const PACK_LIMITS = Symbol('pack limits');
/** DI token: the keyed hash by which texts that may hold secrets are compared; who has not the key cannot try texts against it. */
export const KEYED_HASH = Symbol('keyed hash');
