import { readConfig, type ConfigNode } from '@archivesmp/config-text';

/** As Minecraft writes `server.properties` at every start: a new date, the lines in an order of its own, no other comment. */
export function datedProperties(text: string, now: Date): string {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !/^\s*[#!]/.test(line));
  // Continuation lines belong to the line before them, and no server writes any
  if (lines.some((line) => line.endsWith('\\'))) return text;
  return ['#Minecraft server properties', `#${now.toUTCString()}`, ...turned(lines, now), ''].join('\n');
}

/** As a plugin saves its YAML: the same values, another header, the top-level keys in another order. */
export function savedYaml(text: string, now: Date): string {
  const { header, blocks } = topLevelBlocks(text);
  const comments = header.filter((line) => !line.startsWith(SAVED));
  const saved = [`${SAVED}${now.toUTCString()}`, ...comments, ...turned(blocks, now).flat()].join('\n');
  return meaning(saved) === meaning(text) ? saved : `${SAVED}${now.toUTCString()}\n${text}`;
}

const SAVED = '# saved by its plugin, ';
const MIGRATION = 'simulated-config-version';

/** As an updated plugin migrates its YAML at a start: a key that was not there; a file that has it already stays as it is. */
export function migratedYaml(text: string): string {
  const migrated = `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${MIGRATION}: 2\n`;
  const before = readConfig(Buffer.from(text), 'yaml');
  if (before.state !== 'ok' || before.root.kind !== 'map' || text.includes(MIGRATION)) return text;
  return readConfig(Buffer.from(migrated), 'yaml').state === 'ok' ? migrated : text;
}

/** Every time another order, and with two items always another one than before. */
function turned<Item>(items: readonly Item[], now: Date): Item[] {
  if (items.length < 2) return [...items];
  const index = 1 + (now.getTime() % (items.length - 1));
  return [...items.slice(index), ...items.slice(0, index)];
}

/** The lines before the first key, and each top-level key with what belongs to it. */
function topLevelBlocks(text: string): { header: string[]; blocks: string[][] } {
  const header: string[] = [];
  const blocks: string[][] = [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    if (/^[A-Za-z0-9_'"-][^#]*:(\s|$)/.test(line)) blocks.push([line]);
    else (blocks.at(-1) ?? header).push(line);
  }
  blocks.at(-1)?.push('');
  return { header, blocks };
}

/** What a YAML text says, whatever its order; undefined when it says nothing. */
function meaning(text: string): string | undefined {
  const reading = readConfig(Buffer.from(text), 'yaml');
  return reading.state === 'ok' ? canonical(reading.root) : undefined;
}

function canonical(node: ConfigNode): string {
  if (node.kind === 'scalar') return `${node.type}:${String(node.value)}`;
  if (node.kind === 'list') return `[${node.items.map(canonical).join(',')}]`;
  return `{${node.entries
    .map(({ key, value }) => `${JSON.stringify(key)}:${canonical(value)}`)
    .sort()
    .join(',')}}`;
}
