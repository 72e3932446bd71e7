import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleJson, visibleParts, visibleText } from './visible-text.js';

describe('a text for people', () => {
  it.each([
    ['ReSpawn.Enabled', 'plain letters'],
    ['Ärger mit Größe, niño, ça, œuvre, Łódź, kapı', 'Latin letters of any language'],
    ['§aWillkommen » “Hub” – viel Spaß…', 'signs that look like no other'],
    [
      'Добро пожаловать на сервер, о друг',
      'a text that is clearly Cyrillic, with words of letters that look alike',
    ],
    ['Καλώς ήρθατε', 'a text that is clearly Greek'],
    ['ようこそ 你好 안녕', 'other scripts'],
    ['ᴀʙᴄ ꜱᴇʀᴠᴇʀ', 'small capitals, which look like themselves'],
    ['❤️ 👨‍👩‍👧 👍🏽', 'pictures, with the joiners within them'],
    ['नमस्ते กำลัง e\u0301', 'letters with their marks'],
    ['', 'nothing'],
  ])('stays as it is: %s (%s)', (text) => {
    expect(visibleText(text)).toBe(text);
    expect(visibleParts(text).every(({ escapeReason }) => escapeReason === undefined)).toBe(true);
  });

  it.each([
    ['a\u202eb', 'a\\u202eb', 'direction'],
    ['a\u2066b\u2069', 'a\\u2066b\\u2069', 'direction'],
    ['a\u200fb', 'a\\u200fb', 'direction'],
    ['admin\u200b', 'admin\\u200b', 'unseen'],
    ['\ufeffkey', '\\ufeffkey', 'unseen'],
    ['a\u00adb', 'a\\u00adb', 'unseen'],
    ['a\u00a0b', 'a\\u00a0b', 'unseen'],
    ['a\u3000b', 'a\\u3000b', 'unseen'],
    ['\u3164', '\\u3164', 'unseen'],
    ['a\u2028b', 'a\\u2028b', 'unseen'],
    ['a\u001b[31mb', 'a\\u001b[31mb', 'unseen'],
    ['a\nb', 'a\\u000ab', 'unseen'],
    ['\ue000', '\\ue000', 'unseen'],
    ['a\ud800b', 'a\\ud800b', 'unseen'],
    ['x\u{e0041}', 'x\\u{e0041}', 'unseen'],
    ['1\ufe0f', '1\\ufe0f', 'unseen'],
    ['a\u200db', 'a\\u200db', 'unseen'],
    ['true\u0338', 'true\u0338', undefined],
    ['10\u0338', '10\\u0338', 'unseen'],
    ['a\u0300\u0301\u0302', 'a\u0300\u0301\\u0302', 'unseen'],
    ['p\u0430ypal', 'p\\u0430ypal', 'look-alike'],
    ['\u0441\u043e\u0440', '\\u0441\\u043e\\u0440', 'look-alike'],
    ['gr\u03bfup', 'gr\\u03bfup', 'look-alike'],
    ['\u{1d68a}dmin', '\\u{1d68a}dmin', 'look-alike'],
    ['example\u2024com', 'example\\u2024com', 'look-alike'],
    ['a\u2215b', 'a\\u2215b', 'look-alike'],
    ['\u221210', '\\u221210', 'look-alike'],
    ['\u05d0\u05d1', '\\u05d0\\u05d1', 'right-to-left'],
  ])('shows %j as %s', (text, shown, escapeReason) => {
    expect(visibleText(text)).toBe(shown);
    expect(visibleParts(text).find((part) => part.escapeReason !== undefined)?.escapeReason).toBe(
      escapeReason,
    );
  });

  it('keeps line breaks and tabs of a text of several lines, and nothing else', () => {
    expect(visibleText('a\n\tb\r\u202e', true)).toBe('a\n\tb\\u000d\\u202e');
  });

  it('tells a word of letters that look alike from one of a language by the rest of the text', () => {
    expect(visibleText('\u0441\u043e\u0440')).toContain('\\u0441');
    expect(visibleText('\u0441\u043e\u0440 \u0436')).not.toContain('\\u');
    expect(visibleText('\u0436 p\u0430ypal')).toContain('\\u0430');
  });

  it('takes letters written from right to left together, so that they can be set apart', () => {
    expect(visibleParts('a \u05d0\u05d1 1')).toEqual([
      { text: 'a ' },
      { text: '\u05d0\u05d1', escapeReason: 'right-to-left', shown: '\\u05d0\\u05d1' },
      { text: ' 1' },
    ]);
  });

  it('loses nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.boolean(), (text, preservesLines) => {
        expect(
          visibleParts(text, preservesLines)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('in plain form holds nothing that turns or hides, whatever the text', () => {
    const nasty = fc.constantFrom(
      'a',
      '1',
      ' ',
      '\u202e',
      '\u200b',
      '\u05d0',
      '\u200d',
      '❤',
      '\ufe0f',
      '\ud83d',
      '\u0338',
    );
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 12 }), (characters) => {
        const shown = visibleText(characters.join(''));
        expect(shown).not.toMatch(/[\u202e\u200b\u05d0]|[^❤]\ufe0f|\p{Cs}/u);
      }),
    );
  });
});

describe('JSON for people and programs', () => {
  it.each([
    ['\u0085', '"\\u0085"'],
    ['\u009b31m', '"\\u009b31m"'],
    ['a\u202eb', '"a\\u202eb"'],
    ['\ufeff\u00ad\u2028', '"\\ufeff\\u00ad\\u2028"'],
    ['\u{e0041}', '"\\udb40\\udc41"'],
    ['Größe ы 你好', '"Größe ы 你好"'],
  ])('%j stands there as %s', (text, json) => expect(visibleJson(JSON.stringify(text))).toBe(json));

  it('keeps the line breaks of a document', () =>
    expect(visibleJson(JSON.stringify({ a: 'x\u0085\ny' }, null, 2))).toBe('{\n  "a": "x\\u0085\\ny"\n}'));

  it('is equal JSON, with nothing in it that a terminal obeys or that is invisible', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(undefined, 2), (value, indent) => {
        const json = visibleJson(JSON.stringify(value, null, indent));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u202a-\u202e]/u);
      }),
    );
  });
});
