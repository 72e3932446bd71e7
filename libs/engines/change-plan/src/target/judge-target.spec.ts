import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJar, whyForeign, whyNotInside, whyNotTarget } from './judge-target.js';

const anew = (path: string) => whyNotTarget({ path, kind: 'config', isNew: true });
const there = (path: string) => whyNotTarget({ path, isNew: false });

describe('a path', () => {
  it.each([
    ['', 'empty'],
    ['../../evil.yml', 'leads out'],
    ['plugins/../../evil.yml', 'leads out'],
    ['plugins/..', 'leads out'],
    ['/etc/passwd', 'absolute'],
    ['plugins/CMI//etc/passwd', 'empty part'],
    ['plugins/', 'empty part'],
    ['./server.properties', 'single dot'],
    ['plugins/./a.yml', 'single dot'],
    ['plugins/CMI/a\0.yml', 'NUL'],
    [`plugins/${'a/'.repeat(600)}x.yml`, 'longer than 1024'],
  ])('that names nothing inside is always refused: %j', (path, why) => {
    expect(whyNotInside(path)).toContain(why);
    expect(anew(path)).toContain(why);
    expect(there(path)).toContain(why);
  });

  it.each([
    ['C:/Windows/x.yml', 'drive letter'],
    ['c:evil.yml', 'drive letter'],
    ['..\\..\\evil.yml', 'backslash'],
    ['plugins\\CMI\\config.yml', 'backslash'],
    ['plugins/CMI/a\nb.yml', 'control'],
    ['plugins/CMI/a\u0085b.yml', 'control'],
    [`${'a/'.repeat(64)}x.yml`, '64 folders'],
    [`plugins/CMI/${'ä'.repeat(127)}.yml`, '255 bytes'],
    ['plugins/CMI/.config.yml.archivesmp-00000000-new', 'agents use'],
    ['plugins/CMI/.archivesmp-00000000-old-config.yml', 'agents use'],
  ])('that is never written is refused, whether or not the file is there: %j', (path, why) => {
    expect(whyNotInside(path)).toBeUndefined();
    expect(anew(path)).toContain(why);
    expect(there(path)).toContain(why);
  });

  it('has one byte for each that is no text', () => {
    const long = (length: number): string => `plugins/CMI/%xE9${'a'.repeat(length - 5)}.yml`;
    expect(there(long(255))).toBeUndefined();
    expect(there(long(256))).toContain('255 bytes');
  });

  it('is as long as it may be, and not longer', () => {
    const long = (length: number): string =>
      `plugins/${'a'.repeat(200)}/`.repeat(10).slice(0, length - 5) + 'x.yml';
    expect(whyNotInside(long(1_024))).toBeUndefined();
    expect(whyNotInside(long(1_025))).toContain('longer than 1024');
    expect(there(`${'a/'.repeat(63)}x.yml`)).toBeUndefined();
    expect(there(`plugins/CMI/${'ä'.repeat(125)}a.yml`)).toBeUndefined();
    expect(there(`plugins/CMI/${'ä'.repeat(126)}.yml`)).toContain('255 bytes');
  });

  it.each([
    ['.a.yml.archivesmp-0a1b2c3d-new', true],
    ['archivesmp-0a1b2c3d-old', true],
    ['.archivesmp-0a1b2c3d-new-a.yml', true],
    ['archivesmp-0a1b2c3d-newer.yml', false],
    ['archivesmp-0a1b2c3-new.yml', false],
    ['xarchivesmp-0a1b2c3d-new-a.yml', false],
  ])('%s is one that agents use: %s', (name, isTheirs) => {
    expect(there(`plugins/P/${name}`) === 'its name is one that agents use while they change files').toBe(
      isTheirs,
    );
  });

  it('is no device of Windows, whatever its ending', () => {
    for (const device of ['con', 'PRN', 'aux', 'nul', 'com1', 'COM9', 'lpt1', 'lpt9', 'com²'])
      for (const path of [`plugins/P/${device}.yml`, `plugins/${device}/a.yml`])
        expect(anew(path), path).toContain('device');
    for (const name of ['xcon', 'con1', 'com0', 'com', 'lpt', 'nulls'])
      expect(anew(`plugins/P/${name}.yml`), name).toBeUndefined();
  });

  it('may hold a colon where it is no drive letter', () => {
    expect(there('plugins/c:x/a.yml')).toBeUndefined();
    expect(there('plugins/CMI/x:y.yml')).toBeUndefined();
  });

  it.each([
    ['plugins/CMI/config.yml ', 'blank'],
    ['plugins/CMI /config.yml', 'blank'],
    ['plugins/ CMI/config.yml', 'blank'],
    ['plugins/CMI./config.yml', 'dot'],
    ['plugins/CMI/con.yml', 'Windows'],
    ['plugins/CMI/Aux/x.yml', 'Windows'],
    ['plugins/CMI/lpt1.txt', 'Windows'],
    ['plugins/CMI/config\u200b.yml', 'invisible'],
    ['plugins/CMI/\u202egpj.yml', 'invisible'],
    ['plugins/CMI/\u3164.yml', 'invisible'],
  ])('is given to no new file, but a file that has it may be put right: %j', (path, why) => {
    expect(anew(path)).toContain(why);
    if (!path.endsWith(' ')) expect(there(path)).toBeUndefined();
  });

  it.each([
    'server.properties',
    'config/paper-global.yml',
    'plugins/CMI/config.yml',
    'plugins/CMI/Saves/kit (1).yml',
    'plugins/Ärger/konfig-ü.yml',
    'plugins/CMI/console.yml',
    'plugins/CMI/com10.yml',
    'plugins/.hidden/x.yml',
    `plugins/CMI/${'a'.repeat(251)}.yml`,
    `${'a/'.repeat(63)}x.yml`,
    `plugins/CMI/${'%xE9'.repeat(100)}.yml`,
  ])('%s is a good one', (path) => {
    expect(anew(path)).toBeUndefined();
  });

  it('of any text never leads out of the folder once it is allowed', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b.yml', 'plugins', '\\', 'C:', '\0', ' ', 'x.yml');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const path = parts.join('/');
        if (whyNotInside(path) !== undefined) return;
        expect(posix.resolve('/jail/server', path)).toMatch(/^\/jail\/server\/[^]/);
      }),
    );
  });
});

describe('a kind of file', () => {
  it.each([
    ['plugins/Evil.jar', 'loaded as code'],
    ['plugins/CMI/lib.JAR', 'loaded as code'],
    ['start.sh', 'not one of a configuration'],
    ['plugins/CMI/native.so', 'not one of a configuration'],
    ['plugins/CMI/run', 'not one of a configuration'],
    ['world/level.dat', 'not one of a configuration'],
    ['libraries/net/x.txt', 'not one of a configuration'],
    ['logs/latest.txt', 'not one of a configuration'],
    ['user_jvm_args.txt', 'arguments'],
    ['jvm_args.txt', 'arguments'],
    ['forge/unix_args.txt', 'arguments'],
  ])('that is run or loaded takes no text: %s', (path, why) => {
    expect(anew(path)).toContain(why);
  });

  it('that is a JAR lies where servers load JARs from', () => {
    for (const path of ['plugins/X.jar', 'plugins/update/X.jar'])
      expect(whyNotTarget({ path, kind: 'jar', isNew: true })).toBeUndefined();
    for (const path of ['X.jar', 'plugins/CMI/X.jar', 'plugins/X.yml'])
      expect(whyNotTarget({ path, kind: 'jar', isNew: true })).toContain('plugins/update/');
  });

  it('that looks like one of those is none', () => {
    for (const path of [
      'plugins/my_unix_args.txt',
      'win_args.txt.yml',
      'plugins/jvm_args.txt.yml',
      'args.txt',
      'plugins/CMI/old.jar.yml',
    ])
      expect(anew(path), path).toBeUndefined();
    for (const path of ['win_args.txt', 'libs/WIN_ARGS.TXT', 'libs/my_jvm_args.txt'])
      expect(anew(path), path).toContain('arguments');
    for (const path of [
      'x/plugins/X.jar',
      'plugins/update/sub/X.jar',
      'plugins/X.jar/y',
      'plugins/.jar/X.jar',
    ])
      expect(whyNotTarget({ path, kind: 'jar', isNew: true }), path).toContain('plugins/update/');
  });

  it('that is a JAR begins as one', () => {
    const first = [0x50, 0x4b, 0x03, 0x04];
    expect(isJar(Uint8Array.from([...first, 1, 2]))).toBe(true);
    for (let offset = 0; offset < first.length; offset++) {
      expect(isJar(Uint8Array.from(first.with(offset, 0x7f))), String(offset)).toBe(false);
      expect(isJar(Uint8Array.from(first.slice(0, offset)))).toBe(false);
    }
  });

  it('is derived from the name where it is not given', () => {
    expect(there('plugins/X.jar')).toBeUndefined();
    expect(there('plugins/CMI/X.jar')).toContain('plugins/update/');
    expect(there('plugins/CMI/config.yml')).toBeUndefined();
    expect(there('start.sh')).toContain('not one of a configuration');
  });
});

describe('a plugin', () => {
  const of = (plugin: string, path: string) => whyNotTarget({ plugin, path, kind: 'config', isNew: false });

  it('has its own folder and no other', () => {
    expect(of('CMI', 'plugins/CMI/config.yml')).toBeUndefined();
    expect(of('_server', 'server.properties')).toBeUndefined();
    expect(of('_server', 'plugins/CMI/config.yml')).toContain('a file of CMI, not of _server');
    expect(of('CMI/lang', 'plugins/CMI/lang/en.yml')).toContain('not of CMI/lang');
    expect(of('CMI', 'server.properties')).toContain('(_server)');
  });
});

describe('a platform', () => {
  const on = (platform: 'paper' | 'velocity' | 'unknown', path: string, isNew = true) =>
    whyNotTarget({ path, platform, isNew, kind: 'config', pluginPlatforms: ['paper'] });

  it('gets no new file that nothing on it reads', () => {
    expect(on('paper', 'velocity.toml')).toContain('no paper server reads');
    expect(on('velocity', 'server.properties')).toContain('no velocity server reads');
    expect(on('velocity', 'plugins/CMI/config.yml')).toContain('a plugin for paper, and this is velocity');
    expect(on('paper', 'plugins/CMI/config.yml')).toBeUndefined();
    expect(on('paper', 'server.properties')).toBeUndefined();
    const jar = { path: 'plugins/X.jar', kind: 'jar', isNew: true } as const;
    expect(whyNotTarget({ ...jar, platform: 'velocity', pluginPlatforms: ['paper', 'geyser'] })).toContain(
      'is a plugin for paper and geyser, and this is velocity',
    );
    expect(
      whyNotTarget({ ...jar, platform: 'geyser', pluginPlatforms: ['paper', 'geyser'] }),
    ).toBeUndefined();
  });

  it('that is unknown, or of a plugin without known platforms, is not judged', () => {
    expect(on('unknown', 'plugins/CMI/config.yml')).toBeUndefined();
    expect(
      whyNotTarget({ path: 'plugins/CMI/config.yml', platform: 'velocity', isNew: true }),
    ).toBeUndefined();
  });

  it('does not keep a stray file from being put right, but it is told', () => {
    expect(on('paper', 'velocity.toml', false)).toBeUndefined();
    expect(whyForeign({ path: 'velocity.toml', platform: 'paper', isNew: false })).toContain('no paper');
  });
});
