import { flag, methodsOf, sessionOf, text, VOID, whole, type ApiMethod } from './api-method.js';
import type { FileManager } from './file-manager.js';
import { failed, succeeded } from './refusals.js';

const plugin = methodsOf('FileManagerPlugin');
const needs = (action: string): { permission: string } => ({
  permission: `FileManager.FileManager.${action}`,
});

/** FileManagerPlugin of one instance. */
export function fileMethods(files: FileManager): ApiMethod[] {
  return [
    plugin(
      'GetDirectoryListing',
      { Dir: 'String' },
      'List<DirectoryListing>',
      (call) => files.listDirectory(text(call, 'Dir')),
      needs('BrowseFiles'),
    ),
    ...contentMethods(files),
    ...treeMethods(files),
  ];
}

function contentMethods(files: FileManager): ApiMethod[] {
  return [
    plugin(
      'ReadFileChunk',
      { Filename: 'String', Offset: 'Int64', 'ChunkSize?': 'Int64' },
      'ActionResult<String>',
      async (call) => {
        const size = whole(call, 'ChunkSize', 1024 * 1024);
        const bytes = await files.readChunk(text(call, 'Filename'), whole(call, 'Offset'), size);
        return succeeded(bytes.toString('base64'));
      },
      needs('DownloadFiles'),
    ),
    plugin(
      'GetFileChunk',
      { Filename: 'String', Position: 'Int64', Length: 'Int32' },
      'FileChunkData',
      async (call) => {
        const length = whole(call, 'Length');
        const bytes = await files.readChunk(text(call, 'Filename'), whole(call, 'Position'), length);
        return { Base64Data: bytes.toString('base64'), BytesLength: bytes.length };
      },
      needs('DownloadFiles'),
    ),
    plugin(
      'WriteFileChunk',
      { Filename: 'String', Data: 'String', Offset: 'Int64', FinalChunk: 'Boolean' },
      'ActionResult',
      (call) => {
        const data = text(call, 'Data');
        if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data)) return failed('The data are not base64.');
        const bytes = Buffer.from(data, 'base64');
        const final = flag(call, 'FinalChunk');
        return files.writeChunk(sessionOf(call), text(call, 'Filename'), bytes, whole(call, 'Offset'), final);
      },
      needs('UploadFiles'),
    ),
    plugin(
      'ReleaseFileUploadLock',
      { Filename: 'String' },
      'ActionResult',
      (call) => files.releaseLock(text(call, 'Filename')),
      needs('UploadFiles'),
    ),
    plugin(
      'AppendFileChunk',
      { Filename: 'String', Data: 'String', Delete: 'Boolean' },
      'Void',
      // A real 2.7.2 panel says yes and writes nothing.
      () => VOID,
      needs('UploadFiles'),
    ),
    plugin(
      'CalculateFileMD5Sum',
      { FilePath: 'String' },
      'ActionResult<String>',
      (call) => files.md5(text(call, 'FilePath')),
      needs('DownloadFiles'),
    ),
  ];
}

function treeMethods(files: FileManager): ApiMethod[] {
  return [
    plugin(
      'CreateDirectory',
      { NewPath: 'String' },
      'ActionResult',
      (call) => files.createDirectory(text(call, 'NewPath')),
      needs('CreateDirectory'),
    ),
    plugin(
      'RenameFile',
      { Filename: 'String', NewFilename: 'String' },
      'ActionResult',
      (call) => files.rename(text(call, 'Filename'), text(call, 'NewFilename'), 'file'),
      needs('RenameFiles'),
    ),
    plugin(
      'RenameDirectory',
      { oldDirectory: 'String', NewDirectoryName: 'String' },
      'ActionResult',
      (call) => files.rename(text(call, 'oldDirectory'), text(call, 'NewDirectoryName'), 'directory'),
      needs('RenameDirectories'),
    ),
    plugin(
      'CopyFile',
      { Origin: 'String', TargetDirectory: 'String' },
      'ActionResult',
      (call) => files.copy(text(call, 'Origin'), text(call, 'TargetDirectory')),
      needs('CopyFiles'),
    ),
    plugin(
      'TrashFile',
      { Filename: 'String' },
      'ActionResult',
      (call) => files.trash(text(call, 'Filename'), 'file'),
      needs('TrashFiles'),
    ),
    plugin(
      'TrashDirectory',
      { DirectoryName: 'String' },
      'ActionResult',
      (call) => files.trash(text(call, 'DirectoryName'), 'directory'),
      needs('TrashDirectories'),
    ),
    plugin(
      'EmptyTrash',
      { TrashDirectoryName: 'String' },
      'ActionResult',
      () => files.emptyTrash(),
      needs('TrashDirectories'),
    ),
  ];
}
