import { Problem } from '@archivesmp/contracts/problem';
import { resultOf } from './amp-answer.js';
import type { AmpProcess } from './amp-process.js';
import { dateOf, listOf, numberOf, ampText } from './amp-value.js';
import type { RemoteEntry } from './remote-entry.js';
import { joinPath, remotePath, splitPath } from './remote-path.js';
import { FileUpload } from './file-upload.js';

const READ_CHUNK = 1024 * 1024;
const SERVER_FILES = ['server.properties', 'velocity.toml', 'plugins', 'bukkit.yml'];

/** The file manager of one instance. Paths are relative to the server folder: `plugins/LuckPerms/config.yml`. */
export class RemoteFiles {
  private prefix: Promise<string> | undefined;

  constructor(private readonly process: AmpProcess) {}

  /** What is in a folder; `''` is the server folder. */
  async listFolder(folder: string): Promise<RemoteEntry[]> {
    const path = folder === '' ? '' : remotePath(folder);
    return this.entriesOf(joinPathLoosely(await this.root(), path));
  }

  /**
   * The whole content of a file, read in chunks of 1 MiB.
   * @param maxBytes more than this is refused, so that a log does not fill the memory
   */
  async readFile(path: string, maxBytes = 64 * 1024 * 1024): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.streamFile(path)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) throw new Problem('amp.refused', `${path} is larger than ${maxBytes} bytes.`);
    }
    return Buffer.concat(chunks, size);
  }

  /** The content of a file from a byte on, in chunks of 1 MiB. */
  async *streamFile(path: string, offset = 0): AsyncGenerator<Buffer> {
    const file = await this.real(path);
    for (let position = offset; ;) {
      const params = { Filename: file, Offset: position, ChunkSize: READ_CHUNK };
      const data = resultOf(await this.process.call('FileManagerPlugin', 'ReadFileChunk', params, 'read'));
      if (typeof data !== 'string')
        throw new Problem('amp.bad-answer', `Reading ${path} gave something that is no chunk of a file.`);
      const chunk = Buffer.from(data, 'base64');
      if (chunk.length > 0) yield chunk;
      position += chunk.length;
      if (chunk.length < READ_CHUNK) return;
    }
  }

  /** MD5 of a file as the panel computes it, lower case hex. */
  async md5OfFile(path: string): Promise<string> {
    return this.upload().md5OfFile(await this.real(path));
  }

  /** Writes a whole file: under a temporary name first, checked by MD5, then put in place of the old one. */
  async overwriteFile(path: string, content: Uint8Array): Promise<void> {
    await this.upload().replaceFile(await this.real(path), content);
  }

  /** Uploads a file under a name that is not in use yet, checked by MD5. */
  async createFile(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    await this.upload().createFile(await this.real(path), content, path);
  }

  /** Frees a name that an upload of ours left locked when it broke off; it is no error when it is not locked. */
  async releaseUpload(path: string): Promise<void> {
    await this.upload().releaseUpload(await this.real(path));
  }

  /** Makes a folder and those above it that are missing. */
  async createFolder(folder: string): Promise<void> {
    const root = await this.root();
    let parent = '';
    for (const name of remotePath(folder).split('/')) {
      const there = (await this.entriesOf(joinPathLoosely(root, parent))).some(
        (entry) => entry.directory && entry.name === name,
      );
      parent = joinPath(parent, name);
      if (!there)
        await this.process.call(
          'FileManagerPlugin',
          'CreateDirectory',
          { NewPath: joinPathLoosely(root, parent) },
          'write',
        );
    }
  }

  /** Moves a file into the panel's trash. There is no method that deletes at once. */
  async trashFile(path: string): Promise<void> {
    await this.process.call('FileManagerPlugin', 'TrashFile', { Filename: await this.real(path) }, 'write');
  }

  /** Moves a folder with all it holds into the panel's trash. */
  async trashFolder(folder: string): Promise<void> {
    const params = { DirectoryName: await this.real(folder) };
    await this.process.call('FileManagerPlugin', 'TrashDirectory', params, 'write');
  }

  /** Gives a file another name in the same folder. */
  async renameFile(path: string, name: string): Promise<void> {
    if (splitPath(remotePath(name)).folder !== '')
      throw new Problem('amp.refused', 'A rename stays in its folder.');
    const params = { Filename: await this.real(path), NewFilename: name };
    await this.process.call('FileManagerPlugin', 'RenameFile', params, 'write');
  }

  private upload(): FileUpload {
    return new FileUpload(this.process, (folder) => this.entriesOf(folder));
  }

  private async real(path: string): Promise<string> {
    return joinPathLoosely(await this.root(), remotePath(path));
  }

  /**
   * Where the server folder lies within the file manager: its root, unless the base path of the panel is set one level
   * higher and the root shows a folder `Minecraft` instead of server files. Asked once.
   */
  private root(): Promise<string> {
    this.prefix ??= this.entriesOf('').then(
      (entries) => {
        const names = new Set(entries.map(({ name }) => name));
        return !SERVER_FILES.some((file) => names.has(file)) && names.has('Minecraft') ? 'Minecraft' : '';
      },
      (error: unknown) => {
        this.prefix = undefined;
        throw error;
      },
    );
    return this.prefix;
  }

  private async entriesOf(dir: string): Promise<RemoteEntry[]> {
    const value = await this.process.call('FileManagerPlugin', 'GetDirectoryListing', { Dir: dir }, 'read');
    return listOf(resultOf(value)).map((entry) => ({
      name: ampText(entry['Filename']),
      directory: entry['IsDirectory'] === true,
      size: numberOf(entry['SizeBytes']) ?? 0,
      modifiedAt: dateOf(entry['Modified']),
    }));
  }
}

const joinPathLoosely = (folder: string, name: string): string =>
  name === '' ? folder : joinPath(folder, name);
