import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';
import { resultOf } from './amp-answer.js';
import type { AmpProcess } from './amp-process.js';
import type { RemoteEntry } from './remote-entry.js';
import { joinPath, splitPath } from './remote-path.js';

/** What AMP's own web pages send at a time; one after the other. */
const CHUNK = 512 * 1024;

/** Replaces one file through a panel that can neither patch a file nor rename over one. */
export class FileUpload {
  constructor(
    private readonly process: AmpProcess,
    private readonly list: (folder: string) => Promise<RemoteEntry[]>,
  ) {}

  /**
   * Uploads under a temporary name that keeps the extension (panels may restrict extensions), compares the MD5, moves
   * the old file aside, gives the new one its name and trashes the old one. When a step fails the old file is in place
   * again and the temporary one is gone, as far as the panel still answers. The path is checked and real already.
   */
  async replaceFile(path: string, content: Uint8Array): Promise<void> {
    const { folder, name } = splitPath(path);
    const mark = randomBytes(4).toString('hex');
    const fresh = joinPath(folder, `.upload-${mark}-${name}`);
    const aside = `.before-${mark}-${name}`;
    try {
      await this.createFile(fresh, [content], path);
      const replaces = (await this.list(folder)).some((entry) => entry.name === name);
      if (replaces) await this.renameFile(path, aside);
      try {
        await this.renameFile(fresh, name);
      } catch (error) {
        if (replaces) await this.renameFile(joinPath(folder, aside), name);
        throw error;
      }
      if (replaces) await this.trashFile(joinPath(folder, aside));
    } catch (error) {
      await this.attempt(() => this.trashFile(fresh));
      throw error;
    }
  }

  /**
   * Uploads a file under a name that is not in use yet and compares the MD5 that the panel computes. When it fails the
   * name is free again, as far as the panel still answers.
   * @param called how error texts call it
   */
  async createFile(
    path: string,
    content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    called = path,
  ): Promise<void> {
    const hash = createHash('md5');
    try {
      await this.sendChunks(
        path,
        observed(content, (piece) => hash.update(piece)),
      );
      if ((await this.md5OfFile(path)) !== hash.digest('hex'))
        throw new Problem('amp.bad-answer', `The upload of ${called} arrived damaged; it was not used.`);
    } catch (error) {
      await this.attempt(() => this.trashFile(path));
      throw error;
    }
  }

  /** Frees a name that is locked by an upload; never throws because of the panel. */
  async releaseUpload(path: string): Promise<void> {
    await this.attempt(() =>
      this.process.call('FileManagerPlugin', 'ReleaseFileUploadLock', { Filename: path }, 'write'),
    );
  }

  async md5OfFile(path: string): Promise<string> {
    const sum = resultOf(
      await this.process.call('FileManagerPlugin', 'CalculateFileMD5Sum', { FilePath: path }, 'read'),
    );
    if (typeof sum !== 'string') throw new Problem('amp.bad-answer', `The panel gave no MD5 of ${path}.`);
    return sum.toLowerCase();
  }

  private async sendChunks(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      let offset = 0;
      for await (const { bytes, last } of chunksOf(content)) {
        const params = { Filename: path, Data: bytes.toString('base64'), Offset: offset, FinalChunk: last };
        await this.process.call('FileManagerPlugin', 'WriteFileChunk', params, 'write');
        offset += bytes.length;
      }
    } catch (error) {
      // Without this the panel keeps the name locked against every later upload.
      await this.releaseUpload(path);
      throw error;
    }
  }

  private async renameFile(path: string, name: string): Promise<void> {
    await this.process.call(
      'FileManagerPlugin',
      'RenameFile',
      { Filename: path, NewFilename: name },
      'write',
    );
  }

  private async trashFile(path: string): Promise<void> {
    await this.process.call('FileManagerPlugin', 'TrashFile', { Filename: path }, 'write');
  }

  /** Cleaning up after a failure: the caller must get the failure itself. */
  private async attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
}

async function* observed(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  see: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    see(piece);
    yield piece;
  }
}

/** Pieces of any size as chunks of one size; the last one is told to be the last, and an empty file is one empty chunk. */
async function* chunksOf(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let buffered: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    // Copied, because its owner may fill it anew for the next piece.
    buffered.push(Buffer.from(piece));
    size += piece.length;
    while (size > CHUNK) {
      const all = Buffer.concat(buffered, size);
      yield { bytes: all.subarray(0, CHUNK), last: false };
      buffered = [all.subarray(CHUNK)];
      size -= CHUNK;
    }
  }
  yield { bytes: Buffer.concat(buffered, size), last: true };
}
