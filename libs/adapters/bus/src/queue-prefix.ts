/** All keys of BullMQ start with it; tests use one of their own. */
export const QUEUE_PREFIX = 'archivesmp';
