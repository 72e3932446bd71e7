const reference = (name: string) => ({ [name]: { $ref: `#/components/headers/${name}` } });

/** Of answers that carry the revision of what they hold. */
export const ETAG = reference('ETag');
/** Of answers beside 201 and 202 (which always do) that say where something is. */
export const LOCATION = reference('Location');
