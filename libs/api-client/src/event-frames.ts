/** One event as it came over the line. */
export interface EventFrame {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

/**
 * Splits what arrives of a stream of server-sent events into frames; text may be cut anywhere. Comments (the beat of the hub)
 * and frames without data give nothing.
 */
export class EventFrames {
  private rest = '';

  /** The frames that are complete with this piece. */
  push(piece: string): EventFrame[] {
    const parts = `${this.rest}${piece}`.replaceAll('\r\n', '\n').split('\n\n');
    this.rest = parts.pop() ?? '';
    return parts.map(frameIn).filter((frame) => frame.data !== '');
  }
}

function frameIn(text: string): EventFrame {
  const fields = { id: '', event: 'message', data: [] as string[] };
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(\w+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') fields.data.push(value);
    else if (name === 'id' || name === 'event') fields[name] = value;
  }
  return { id: fields.id, name: fields.event, data: fields.data.join('\n') };
}
