import { mkdtempSync, rmSync, writeFileSync, mkdirSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findHub, type HubFlags } from './find-hub.js';

const SECRET = 'asmp_very-secret';
let root: string;
let tokenFile: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'asmp-hub-'));
  tokenFile = path.join(root, 'token');
  writeFileSync(tokenFile, `${SECRET}\n`, { mode: 0o600 });
  const state = path.join(root, 'checkout/.archivesmp');
  mkdirSync(state, { recursive: true });
  writeFileSync(
    path.join(state, 'dev.json'),
    JSON.stringify({ url: 'http://127.0.0.1:8000', token: 'asmp_dev' }),
  );
});
afterAll(() => rmSync(root, { recursive: true }));

const found = (flags: HubFlags, env: Record<string, string> = {}, checkout = 'nowhere') =>
  findHub(flags, { env, checkout: path.join(root, checkout) });

describe('the hub that is meant', () => {
  it('is the one of the options', () => {
    expect(found({ hub: 'https://hub.example.org/asmp/', tokenFile }, { ARCHIVESMP_TOKEN: 'other' })).toEqual(
      {
        url: 'https://hub.example.org/asmp',
        token: SECRET,
        warnings: [],
      },
    );
  });

  it('is the one of the environment', () => {
    const env = { ARCHIVESMP_HUB: 'http://localhost:8000', ARCHIVESMP_TOKEN: SECRET };
    expect(found({}, env)).toEqual({ url: 'http://localhost:8000', token: SECRET, warnings: [] });
  });

  it('is the one of ./dev when nothing at all is said', () => {
    expect(found({}, { ARCHIVESMP_HUB: '' }, 'checkout')).toMatchObject({
      url: 'http://127.0.0.1:8000',
      token: 'asmp_dev',
    });
  });

  it('never gets the token of ./dev when its address came from elsewhere', () => {
    expect(() => found({ hub: 'https://other.example.org' }, {}, 'checkout')).toThrow(
      /no token for https:\/\/other/,
    );
    expect(() => found({}, { ARCHIVESMP_TOKEN: SECRET }, 'checkout')).toThrow(
      /ARCHIVESMP_TOKEN without an address of a hub/,
    );
  });

  it('is the one of ./dev for a token file alone, and missing where none runs', () => {
    expect(found({ tokenFile }, {}, 'checkout')).toEqual({
      url: 'http://127.0.0.1:8000',
      token: SECRET,
      warnings: [],
    });
    expect(() => found({ tokenFile })).toThrow(
      /none runs in this checkout: .*--hub URL and --token-file FILE/,
    );
  });

  it('is missing, and the message says how to name one', () => {
    expect(() => found({})).toThrow(/--hub URL and --token-file FILE, or in ARCHIVESMP_HUB .* \.\/dev up/);
  });

  it.each([
    ['no address', { hub: 'hub.example.org' }],
    ['another protocol', { hub: 'file:///etc' }],
    ['a password in the address', { hub: 'https://me:word@hub.example.org' }],
  ])('is refused with %s', (_, flags) => {
    const message = messageOf(() => found({ ...flags, tokenFile }));
    expect(message).toMatch(/^--hub: /);
    expect(message).not.toContain('word');
  });

  it('takes no token that others may read, like a key file', () => {
    const open = path.join(root, 'open');
    writeFileSync(open, SECRET);
    chmodSync(open, 0o644);
    const message = messageOf(() => found({ hub: 'https://hub.example.org', tokenFile: open }));
    expect(message).toBe(
      `this token file is open to every account of this machine (mode 0644); type: chmod 600 ${open}`,
    );
  });

  it('warns of a line that others may read', () => {
    const { warnings } = found({ hub: 'http://hub.example.org', tokenFile });
    expect(warnings).toEqual([expect.stringContaining('not encrypted')]);
    expect(found({ hub: 'http://[::1]:8000', tokenFile }).warnings).toEqual([]);
  });

  it.each([
    ['of a file that holds something else', 'two words', {}],
    ['of an empty file', '', {}],
  ])('never shows what stands in the place of a token: %s', (_, content) => {
    const file = path.join(root, 'odd');
    writeFileSync(file, content, { mode: 0o600 });
    const message = messageOf(() => found({ hub: 'http://localhost', tokenFile: file }));
    expect(message).toContain(`${file}: this is no API token`);
    expect(message).not.toContain('two words');
    expect(
      messageOf(() => found({}, { ARCHIVESMP_HUB: 'http://localhost', ARCHIVESMP_TOKEN: 'two words' })),
    ).not.toContain('two words');
  });

  it('does not quote a broken dev.json', () => {
    const state = path.join(root, 'broken/.archivesmp');
    mkdirSync(state, { recursive: true });
    writeFileSync(path.join(state, 'dev.json'), '{"token": "asmp_half');
    expect(messageOf(() => found({}, {}, 'broken'))).not.toContain('asmp_half');
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
