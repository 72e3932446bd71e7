import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { locateBinary, MissingBinary } from './service-binary.js';
import { socketFolder } from './socket-folder.js';

describe('a missing program', () => {
  it('is named with the package that has it', () => {
    const error = new MissingBinary('mariadbd');
    expect(error.aptPackage).toBe('mariadb-server');
    expect(error.message).toBe('mariadbd is not installed. Remedy: apt-get install mariadb-server');
  });

  it('is not found in empty or odd search paths', () => {
    expect(locateBinary('no-such-program' as 'mariadbd', '')).toBeUndefined();
    expect(locateBinary('no-such-program' as 'mariadbd', '::/nowhere')).toBeUndefined();
  });
});

describe('the folder of a socket', () => {
  it('is the state folder while the path is short enough', () => {
    expect(socketFolder('/short', 'mariadb.sock')).toBe('/short');
  });

  it('moves when the kernel would refuse the path, and is the same every time', () => {
    const long = `/${'deep/'.repeat(30)}`;
    const folder = socketFolder(long, 'mariadb.sock');
    expect(folder.length).toBeLessThan(80);
    expect(socketFolder(long, 'mariadb.sock')).toBe(folder);
    rmSync(folder, { recursive: true });
  });
});
