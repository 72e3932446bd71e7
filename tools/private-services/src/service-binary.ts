import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Which Debian package provides each program we start. */
export const PACKAGES = {
  'redis-server': 'redis-server',
  mariadbd: 'mariadb-server',
  'mariadb-install-db': 'mariadb-server',
  chromium: 'chromium',
  strace: 'strace',
  faketime: 'faketime',
  openssl: 'openssl',
  promtool: 'prometheus',
  monmaptool: 'ceph-base',
  ceph: 'ceph-common',
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  radosgw: 'radosgw',
  'radosgw-admin': 'radosgw',
  setfacl: 'acl',
  setfattr: 'attr',
} as const;
export type ServiceProgram = keyof typeof PACKAGES;

/** A program that is not installed, and the apt package that has it. */
export class MissingBinary extends Error {
  readonly aptPackage: string;

  constructor(readonly program: ServiceProgram) {
    super(`${program} is not installed. Remedy: apt-get install ${PACKAGES[program]}`);
    this.name = 'MissingBinary';
    this.aptPackage = PACKAGES[program];
  }
}

/** Debian keeps servers in sbin, which an ordinary user does not have in PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/bin'];

/** Absolute path of an installed program, or undefined. */
export function locateBinary(
  program: ServiceProgram,
  searchPath = process.env.PATH ?? '',
): string | undefined {
  const folders = [...searchPath.split(path.delimiter).filter(Boolean), ...SYSTEM_FOLDERS];
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

/** Absolute path of an installed program. Throws MissingBinary. */
export function requireBinary(program: ServiceProgram): string {
  const found = locateBinary(program);
  if (found === undefined) throw new MissingBinary(program);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
