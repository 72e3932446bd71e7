/** One server-sent event as a client reads it. */
export interface ReadEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads a stream of server-sent events the way a browser does. */
export class EventReader {
  private readonly reader: ReadableStreamDefaultReader<string>;
  private text = '';

  constructor(answer: Response) {
    this.reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event; undefined when the server ended the stream. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        const fields = new Map(
          block.split('\n').map((line) => [line.split(':')[0]!, line.slice(line.indexOf(':') + 1).trim()]),
        );
        const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
        if (id !== undefined && event !== undefined)
          return { id, event, data: JSON.parse(data ?? '{}') as Record<string, unknown> };
        continue;
      }
      const { value, done } = await this.reader.read();
      if (done) return undefined;
      this.text += value;
    }
  }

  async leave(): Promise<void> {
    await this.reader.cancel();
  }
}
