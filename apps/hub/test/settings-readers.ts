import path from 'node:path';
import { settingSpecs, type SettingsClass } from '@archivesmp/service-kit';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Methods that judge settings before the start; being judged is no use of a setting. */
const JUDGES = new Set(['line', 'lines']);

/** Every setting of a class by the class that declares it, `MariadbSettings.ssl`, with the path that documents show. */
function documented(type: SettingsClass, group = ''): Map<string, string> {
  return new Map(
    settingSpecs(type).flatMap((spec): [string, string][] => {
      const where = group === '' ? spec.key : `${group}.${spec.key}`;
      if (spec.type !== undefined)
        return [...documented(spec.type(), spec.kind === 'list' ? `${where}[]` : where)];
      return [[`${declaringClass(type, spec.key)}.${spec.key}`, where]];
    }),
  );
}

/** The class in whose body a property stands: a group may inherit it. */
function declaringClass(type: SettingsClass, key: string): string {
  const parent = Object.getPrototypeOf(type) as SettingsClass;
  const inherits = parent.prototype !== undefined && settingSpecs(parent).some((spec) => spec.key === key);
  const ownSpecs = inherits ? settingSpecs(type).filter((spec) => spec.key === key).length : 0;
  return inherits && ownSpecs < 2 ? declaringClass(parent, key) : type.name;
}

/**
 * Settings that no program reads, by their path. Read is what the type checker resolves to the setting's own declaration, in a file that
 * the program imports: a property of the same name elsewhere, a comment or a test does not count.
 * @param programs source files that the programs begin with
 */
export function settingsWithoutReader(type: SettingsClass, programs: readonly string[]): string[] {
  const all = documented(type);
  const keys = new Set([...all.keys()].map((name) => name.slice(name.indexOf('.') + 1)));
  const read = readProperties(
    programs.map((file) => path.join(ROOT, file)),
    keys,
  );
  return [...all].filter(([name]) => !read.has(name)).map(([, where]) => where);
}

/** `Class.property` of the properties of classes that the program reads; only those of these names are looked at. */
function readProperties(roots: string[], keys: ReadonlySet<string>): Set<string> {
  const base = ts.readConfigFile(path.join(ROOT, 'tsconfig.base.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...base.config, files: [] }, ts.sys, ROOT);
  const program = ts.createProgram(roots, { ...options, composite: false, noEmit: true });
  const checker = program.getTypeChecker();
  const read = new Set<string>();
  const note = (symbol: ts.Symbol | undefined): void => {
    for (const declaration of symbol?.declarations ?? [])
      if (ts.isPropertyDeclaration(declaration) && ts.isClassDeclaration(declaration.parent))
        read.add(`${declaration.parent.name?.text}.${declaration.name.getText()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node) && JUDGES.has(node.name.getText())) return;
    if (ts.isPropertyAccessExpression(node) && keys.has(node.name.text))
      note(checker.getSymbolAtLocation(node.name));
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name) && keys.has(name.text))
        note(checker.getTypeAtLocation(node.parent).getProperty(name.text));
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles())
    if (!file.isDeclarationFile && !file.fileName.includes('/node_modules/')) visit(file);
  return read;
}
