import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who listens on a port. Without pid: a process that we may not look into. */
export interface PortHolder {
  pid?: number;
  /** Its command line, shortened. */
  command?: string;
}

const LISTEN = '0A';
const MAX_COMMAND = 120;

/** Inodes of the sockets that listen on a port, from the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN && fields[1]?.endsWith(`:${wanted}`))
    .flatMap((fields) => fields[9] ?? []);
}

/** Who listens on a TCP port of this machine, or undefined when the port is free. */
export function portHolder(port: number): PortHolder | undefined {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(readText(file), port));
  if (inodes.length === 0) return undefined;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => openFiles(name).some((target) => sockets.has(target)));
  return pid === undefined ? {} : { pid: Number(pid), command: commandLine(pid) };
}

/** The holder in words, for a message. */
export function describeHolder({ pid, command }: PortHolder): string {
  return pid === undefined ? 'a process of another user' : `process ${pid} (${command || 'no command line'})`;
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return []; // ended meanwhile, or not ours to look at
  }
}

function commandLine(pid: string): string {
  const words = readText(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
  return words.length > MAX_COMMAND ? `${words.slice(0, MAX_COMMAND)}…` : words;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
