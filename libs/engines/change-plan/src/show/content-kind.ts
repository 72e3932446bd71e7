/** What a content is, by its first bytes; `text` is everything without a NUL byte, `binary` everything else. */
export const CONTENT_KINDS = [
  'text',
  'zip or JAR',
  'gzip',
  'PNG image',
  'JPEG image',
  'Java class',
  'ELF program',
  'Windows program',
  'SQLite database',
  'binary',
] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

const MAGIC: readonly (readonly [ContentKind, readonly number[]])[] = [
  ['zip or JAR', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip', [0x1f, 0x8b]],
  ['PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG image', [0xff, 0xd8, 0xff]],
  ['Java class', [0xca, 0xfe, 0xba, 0xbe]],
  ['ELF program', [0x7f, 0x45, 0x4c, 0x46]],
  ['SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66, 0x6f, 0x72, 0x6d, 0x61, 0x74]],
];

/** Tells what a content is without its name. */
export function contentKind(bytes: Uint8Array): ContentKind {
  const named = MAGIC.find(([, magic]) => magic.every((byte, index) => bytes[index] === byte));
  if (named !== undefined) return named[0];
  if (!bytes.includes(0)) return 'text';
  return bytes[0] === 0x4d && bytes[1] === 0x5a ? 'Windows program' : 'binary';
}
