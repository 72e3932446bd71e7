import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SERVER_MARKS = ['server.properties', 'velocity.toml', 'plugins'];

/**
 * Folder of the game server within an instance: `Minecraft/`, for other modules the one that GenericModule.kvp names
 * (`App.RootDir=./geyser/`), else the instance folder itself. A name that leads outside is not followed.
 */
export function appFolderOf(instanceDir: string): string {
  const minecraft = path.join(instanceDir, 'Minecraft');
  if (existsSync(minecraft)) return minecraft;
  const kvp = path.join(instanceDir, 'GenericModule.kvp');
  const named = existsSync(kvp) ? /^App\.RootDir=(.+)$/m.exec(readFileSync(kvp, 'utf8'))?.[1] : undefined;
  const folder = path.resolve(instanceDir, named?.trim() ?? '.');
  return folder.startsWith(instanceDir + path.sep) && existsSync(folder) ? folder : instanceDir;
}

/** The module that AMP would show for this folder. */
export function ampModuleOf(instanceDir: string): 'Minecraft' | 'GenericModule' {
  const folder = appFolderOf(instanceDir);
  const server = SERVER_MARKS.some((mark) => existsSync(path.join(folder, mark)));
  return server || path.basename(folder) === 'Minecraft' ? 'Minecraft' : 'GenericModule';
}
