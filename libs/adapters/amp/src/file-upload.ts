import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '@archivesmp/contracts/problem';
import { resultOf } from './amp-answer.js';
import type { AmpProcess } from './amp-process.js';
import type { RemoteEntry } from './remote-files.js';
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
  async replace(path: string, content: Uint8Array): Promise<void> {
    const { folder, name } = splitPath(path);
    const mark = randomBytes(4).toString('hex');
    const fresh = joinPath(folder, `.upload-${mark}-${name}`);
    const aside = `.before-${mark}-${name}`;
    try {
      await this.#send(fresh, content);
      await this.#verify(fresh, path, content);
      const replaces = (await this.list(folder)).some((entry) => entry.name === name);
      if (replaces) await this.#rename(path, aside);
      try {
        await this.#rename(fresh, name);
      } catch (error) {
        if (replaces) await this.#rename(joinPath(folder, aside), name);
        throw error;
      }
      if (replaces) await this.#trash(joinPath(folder, aside));
    } catch (error) {
      await this.#attempt(() => this.#trash(fresh));
      throw error;
    }
  }

  async md5(path: string): Promise<string> {
    const sum = resultOf(
      await this.process.call('FileManagerPlugin', 'CalculateFileMD5Sum', { FilePath: path }, 'read'),
    );
    if (typeof sum !== 'string') throw new Problem('amp.bad-answer', `The panel gave no MD5 of ${path}.`);
    return sum.toLowerCase();
  }

  async #send(path: string, content: Uint8Array): Promise<void> {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    try {
      for (let offset = 0; offset === 0 || offset < bytes.length; offset += CHUNK) {
        const part = bytes.subarray(offset, offset + CHUNK);
        const params = {
          Filename: path,
          Data: part.toString('base64'),
          Offset: offset,
          FinalChunk: offset + CHUNK >= bytes.length,
        };
        await this.process.call('FileManagerPlugin', 'WriteFileChunk', params, 'write');
      }
    } catch (error) {
      // Without this the panel keeps the name locked against every later upload.
      await this.#attempt(() =>
        this.process.call('FileManagerPlugin', 'ReleaseFileUploadLock', { Filename: path }, 'write'),
      );
      throw error;
    }
  }

  async #verify(uploaded: string, path: string, content: Uint8Array): Promise<void> {
    const expected = createHash('md5').update(content).digest('hex');
    if ((await this.md5(uploaded)) !== expected)
      throw new Problem('amp.bad-answer', `The upload of ${path} arrived damaged; the old file was kept.`);
  }

  async #rename(path: string, name: string): Promise<void> {
    await this.process.call(
      'FileManagerPlugin',
      'RenameFile',
      { Filename: path, NewFilename: name },
      'write',
    );
  }

  async #trash(path: string): Promise<void> {
    await this.process.call('FileManagerPlugin', 'TrashFile', { Filename: path }, 'write');
  }

  /** Cleaning up after a failure: the failure itself is what the caller must hear of. */
  async #attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
}
