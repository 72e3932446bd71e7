import type { RandomSource } from './random-source.js';

const PLAIN =
  'a,b c,x:y,1,-7,010,08,0x1F,1_000,1:30,1.5,1.10,1e5,.5,.inf,yes,No,on,y,n,~,null,2024-02-29,2001-12-14 21:59:43,-,=,<<,50%,§c,é,😀,#,a#b,a: b';
const WORDS = [
  ...PLAIN.split(','),
  'a, b',
  '[x]',
  '&7x',
  '*x',
  '%p%',
  '@',
  '`',
  '!',
  '|',
  '>',
  '',
  ' ',
  "it's",
  '"q"',
  '\\',
];
const KEYS = [
  'a',
  'b',
  'c',
  'key',
  'on',
  '010',
  '1.10',
  '~',
  'x y',
  'a.b',
  'é',
  "'q'",
  '"d"',
  '? long',
  '=',
  'y',
  '-1',
  '<<',
];

/** Pieces that matter to a YAML scanner; put into real-looking files at random places. */
export const YAML_TOKENS = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n  ',
    '\n- ',
    '- ',
    '? ',
    ': ',
    ':',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    ', ',
    '#',
    ' # c',
  ],
  ...[
    '|',
    '>',
    '|-',
    '>+',
    '|2\n',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '! ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\t',
    '\\',
    '\\n',
  ],
  ...[
    '\r\n',
    '\r',
    '\u0085',
    '\u2028',
    '\ufeff',
    '@',
    '`',
    '%',
    '!',
    '=',
    '<<: ',
    '\\x41',
    '\\u00e9',
    '\n\n',
    '\n \n',
    '=\n',
  ],
];

/** A file as people and plugins write them: blocks, flows, every style of scalar, comments, anchors. */
export function randomYaml(random: RandomSource): string {
  const writer = new YamlWriter(random);
  return random.choose(['', '', '', '# head\n\n', '---\n', '\ufeff']) + writer.block(0, 0);
}

class YamlWriter {
  private readonly anchors: string[] = [];

  constructor(private readonly random: RandomSource) {}

  block(indent: number, depth: number): string {
    const { random } = this;
    const pad = ' '.repeat(indent);
    const entries = 1 + random.below(4);
    let text = '';
    for (let count = 0; count < entries; count++) {
      text += random.choose(['', '', '', `${pad}# note\n`, '\n', '#x\n']);
      text += `${pad}${this.key()}:${this.value(indent, depth)}`;
    }
    return text;
  }

  private key(): string {
    const { random } = this;
    const key = random.choose(KEYS) + (random.below(3) === 0 ? String(random.below(20)) : '');
    return key.startsWith('?') ? `${key}\n${' '.repeat(0)}` : key;
  }

  private value(indent: number, depth: number): string {
    const { random } = this;
    const end = random.choose(['\n', '\n', '\n', ' # c\n', '  \n', '\r\n', '\n\n']);
    switch (random.below(depth > 3 ? 6 : 9)) {
      case 0:
        return end;
      case 1:
        return ` ${this.flow(0)}${end}`;
      case 2:
        return this.blockScalar(indent);
      case 3:
        return this.alias() + end;
      case 4:
      case 5:
        return ` ${this.scalar()}${end}`;
      case 6:
        return this.list(indent, depth);
      default: {
        const name = `n${this.anchors.length}`;
        const isAnchored = random.below(6) === 0;
        const below = this.block(indent + 1 + random.below(4), depth + 1);
        if (isAnchored) this.anchors.push(name);
        return `${isAnchored ? ` &${name}` : ''}${random.choose(['', '', ' # section'])}\n${below}`;
      }
    }
  }

  private alias(): string {
    const { random, anchors } = this;
    return anchors.length === 0 ? ` ${this.scalar()}` : ` *${random.choose(anchors)}`;
  }

  private list(indent: number, depth: number): string {
    const { random } = this;
    const pad = ' '.repeat(indent + (random.below(2) === 0 ? 0 : 2));
    let text = '\n';
    for (let count = 1 + random.below(3); count > 0; count--) {
      const isMap = random.below(3) === 0;
      text += isMap
        ? `${pad}- ${this.block(pad.length + 2, depth + 1).replace(/^[\s#]*(?:#[^\n]*\n\s*)*/, '')}`
        : `${pad}-${this.value(pad.length, 9)}`;
    }
    return text;
  }

  private blockScalar(indent: number): string {
    const { random } = this;
    const pad = ' '.repeat(indent + 1 + random.below(3));
    const lines = random.some([...WORDS, '', '  deeper', '# no comment', '- x', 'k: v'], 4);
    return ` ${random.choose(['|', '>'])}${random.choose(['', '-', '+'])}\n${lines.map((line) => `${line === '' ? '' : pad}${line}\n`).join('')}`;
  }

  private scalar(): string {
    const { random } = this;
    const word = random.choose(WORDS);
    switch (random.below(4)) {
      case 0:
        return `'${word.replaceAll("'", "''")}${random.choose(['', '', '\n  more', '\n\n x', '\nleft'])}'`;
      case 1:
        return (
          JSON.stringify(word).slice(0, -1) + random.choose(['', '', '\\\n  ', '\n  more', '\\u00a7']) + '"'
        );
      default:
        return word + random.choose(['', '', '', ' more words', '\n      folded']);
    }
  }

  private flow(depth: number): string {
    const { random } = this;
    const inner = (): string => (depth > 2 || random.below(3) > 0 ? this.scalar() : this.flow(depth + 1));
    const gap = random.choose([', ', ',', ' , ', ',\n   ']);
    const parts = Array.from({ length: random.below(4) }, inner);
    if (random.below(2) === 0) return `[${parts.join(gap)}${random.choose(['', '', ','])}]`;
    return `{${parts.map((part) => `${random.choose(KEYS)}: ${part}`).join(gap)}}`;
  }
}
