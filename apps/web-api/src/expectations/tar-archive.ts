const BLOCK = 512;
const LONGEST_NAME = 100;

/** One file of an archive. */
export interface ArchivedFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * Files as a tar archive (POSIX pax, for names of any length). The same files give the same bytes: times are those of 1970 and there
 * is no owner.
 */
export function tarArchive(files: readonly ArchivedFile[]): Buffer {
  const blocks = files.flatMap(({ path, content }) => [
    ...(Buffer.byteLength(path) > LONGEST_NAME ? entry('pax', paxRecord('path', path), 'x') : []),
    ...entry(path, content, '0'),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function entry(path: string, content: Uint8Array, type: 'x' | '0'): Buffer[] {
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return [header(path, content.length, type), Buffer.from(content), padding];
}

function header(path: string, size: number, type: 'x' | '0'): Buffer {
  const block = Buffer.alloc(BLOCK);
  Buffer.from(path).copy(block, 0, 0, LONGEST_NAME);
  const octal = (value: number, offset: number, length: number): void =>
    void block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** `<length> key=value\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  for (;;) {
    const whole = `${length}${rest}`;
    if (Buffer.byteLength(whole) === length) return Buffer.from(whole);
    length = Buffer.byteLength(whole);
  }
}
