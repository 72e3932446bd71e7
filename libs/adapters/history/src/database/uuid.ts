const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** MariaDB warns or refuses when a uuid column meets other text, so only real UUIDs may reach one. */
export const isUuid = (text: string): boolean => UUID.test(text);
