import { describe, expect, it } from 'vitest';
import { disagreement } from './oracle/differing-leaves.js';
import { javaOracle } from './oracle/java-oracle.js';
import { RandomSource, runs } from './oracle/random-source.js';

const java = javaOracle('PropertiesOracle');

const PIECES = [
  ...[
    'a',
    'b',
    'key',
    '=',
    ':',
    ' ',
    '\t',
    '\f',
    '\\',
    '\\\\',
    '\n',
    '\r',
    '\r\n',
    '#',
    '!',
    'x',
    'é',
    '€',
    '😀',
    '\u00a7',
  ],
  ...[
    '\\n',
    '\\t',
    '\\f',
    '\\r',
    '\\:',
    '\\=',
    '\\#',
    '\\ ',
    '\\d',
    '\\u00A7',
    '\\u00e',
    '\\uD83D\\uDE00',
    '\\u',
    '\\\n',
    '\\\r\n  ',
  ],
  ...[
    'k=v\n',
    'motd=\\u00A7aHi\n',
    'level-type=minecraft\\:normal\n',
    '#Sat Nov 21\n',
    ' lead = x \n',
    'a.b: c\n',
    '=no key\n',
    '\n\n',
  ],
];

describe.skipIf(java.absent !== undefined)(
  java.absent === undefined ? 'generated properties' : `skipped: ${java.absent}`,
  () => {
    it('read as java.util.Properties reads them', () => {
      const random = new RandomSource();
      const texts = Array.from({ length: runs(20_000) }, () => random.some(PIECES, 16).join(''));
      const answers = java.ask(texts);
      const wrong = texts.flatMap((text, index) => {
        const how = disagreement(text, 'properties', answers[index]!, () => false);
        return how === undefined ? [] : [`${JSON.stringify(text)} ${how}`];
      });
      console.log(`seed ${random.seed}: ${texts.length} texts, ${wrong.length} differing`);
      expect(wrong.slice(0, 5)).toEqual([]);
    });
  },
);
