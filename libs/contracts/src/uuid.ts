const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether a text is written like a UUID, of whatever version and in either case. AMP, MariaDB, people and this program write ids so: what
 * passes fits a `uuid` column and is a plain file name.
 */
export const isUuid = (text: string): boolean => UUID.test(text);
