import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { decodeBytes, type DecodedText } from './decode-bytes.js';
import { moduleOf } from './formats.js';
import { type ConfigReading, type Notice, READ_LIMITS, type ReadLimits } from './model.js';

export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** `false` for trees that are only compared: their spans may all be one empty span, which costs less. Default `true`. */
  readonly positions?: boolean;
}

/**
 * Reads a configuration file as the game's reader would. Never throws for bad content: what cannot be read comes
 * back as `unreadable` with line and column, and is then to be compared as text.
 */
export function readConfig(
  bytes: Uint8Array,
  format: ConfigFormat,
  options: ReadOptions = {},
): ConfigReading {
  const limits = { ...READ_LIMITS, ...options.limits };
  if (bytes.length > limits.maxBytes) {
    return unreadable(
      format,
      `the file has ${bytes.length} bytes, more than the limit of ${limits.maxBytes}`,
    );
  }
  const module = moduleOf(format);
  if (module === undefined) return unreadable(format, `no reader for the format "${format}"`);
  const decoded = decodeConfig(bytes, format);
  const read = options.positions === false ? (module.readTree ?? module.read) : module.read;
  const reading = read(decoded.text, limits);
  const notices = encodingNotices(decoded);
  if (reading.state !== 'ok' || notices.length === 0) return reading;
  return { ...reading, notices: [...notices, ...reading.notices] };
}

/** The text that positions of a reading count in. */
export function decodeConfig(bytes: Uint8Array, format: ConfigFormat): DecodedText {
  const module = moduleOf(format);
  return decodeBytes(bytes, module?.decoding, module?.bomIsText);
}

function unreadable(format: ConfigFormat, message: string): ConfigReading {
  return { state: 'unreadable', format, error: { message, line: 1, column: 1 } };
}

function encodingNotices(decoded: DecodedText): Notice[] {
  if (decoded.encoding === 'latin1') {
    return [{ code: 'latin1', message: 'the file is no UTF-8 and was read as ISO-8859-1', line: 1 }];
  }
  if (!decoded.lossy) return [];
  const message = 'bytes that are no UTF-8 were read as U+FFFD; the next save by the server writes U+FFFD';
  return [
    { code: 'replacement_character', message, line: lineOf(decoded.text, decoded.text.indexOf('\ufffd')) },
  ];
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (
    let lineBreak = text.indexOf('\n');
    lineBreak !== -1 && lineBreak < offset;
    lineBreak = text.indexOf('\n', lineBreak + 1)
  )
    line++;
  return line;
}
