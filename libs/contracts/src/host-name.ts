/**
 * How a host may be called, as part of a pattern that ends with it. Neither `.` nor `..`: programs take those out of addresses, which
 * then lead to something else.
 */
export const HOST_NAME_PART = '(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}';
export const HOST_NAME = new RegExp(`^${HOST_NAME_PART}$`);
/** The same in words. */
export const HOST_NAME_WORDS = '1 to 64 letters, digits, dots, dashes and underscores, and neither . nor ..';
