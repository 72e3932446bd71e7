import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { mutated, type Mutant } from './mutant.js';

/**
 * Whether the compiler takes a mutant of one folder: its file, and the files that import it. What it refuses never comes as
 * far as a test, so it says nothing about the tests.
 */
export class FolderCompiler {
  private readonly service: ts.LanguageService;
  private readonly files: readonly string[];
  private mutant: { readonly path: string; readonly text: string; readonly version: number } | undefined;
  private versions = 0;

  /** @param folder relative to `root`, with a `tsconfig.json` */
  constructor(
    private readonly root: string,
    folder: string,
  ) {
    const absolute = join(root, folder);
    const { config } = ts.readConfigFile(join(absolute, 'tsconfig.json'), (path) => ts.sys.readFile(path));
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, absolute);
    this.files = fileNames;
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (path) => (path === this.mutant?.path ? String(this.mutant.version) : '0'),
      getScriptSnapshot: (path) => {
        const text = path === this.mutant?.path ? this.mutant.text : ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => absolute,
      getDefaultLibFileName: (wanted) => ts.getDefaultLibFilePath(wanted),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      readDirectory: (path, ...rest) => ts.sys.readDirectory(path, ...rest),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      realpath: (path) => ts.sys.realpath!(path),
    });
  }

  /** The first complaint of the compiler; undefined when it has none. */
  complaint(mutant: Mutant): string | undefined {
    const path = join(this.root, mutant.file);
    const text = mutated(readFileSync(path, 'utf8'), mutant);
    this.mutant = { path, text, version: (this.versions += 1) };
    for (const file of [path, ...this.importersOf(path)])
      for (const { messageText } of [
        ...this.service.getSyntacticDiagnostics(file),
        ...this.service.getSemanticDiagnostics(file),
      ])
        return ts.flattenDiagnosticMessageText(messageText, ' ');
    return undefined;
  }

  private importersOf(path: string): string[] {
    const program = this.service.getProgram()!;
    return this.files.filter((file) => {
      const source = program.getSourceFile(file);
      return ts
        .preProcessFile(source?.text ?? '')
        .importedFiles.some(
          ({ fileName }) => join(file, '..', fileName.replace(/\.js$/, '.ts')) === path && file !== path,
        );
    });
  }
}
