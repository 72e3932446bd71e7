/** Why a character is shown by its number, or apart from its neighbours. */
export type EscapeReason = 'unseen' | 'direction' | 'look-alike' | 'right-to-left';

/** A piece of a text: as it is, or characters that would make a person read something else than there is. */
export interface TextPart {
  readonly text: string;
  readonly escapeReason?: EscapeReason;
  /** What stands for it where only plain text can be shown: `\u202e`. */
  readonly shown?: string;
}

/** Turns the direction of writing, so that a line reads otherwise than it is. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Invisible, or seen as a blank that it is not: controls, formats, fillers, private and unknown characters. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
/** Letters that are written from right to left and turn digits and signs between them around. */
const RIGHT_TO_LEFT =
  /[\u0590-\u05ff\u0608\u060b\u060d\u061b-\u064a\u066d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Looks like one of `; : . / \ - , | ! * ~ =` and is another. */
const SIGN =
  /[\u037e\u2236\ua789\u02d0\u0589\ufe55\u2024\u2044\u2215\u29f8\u2216\u29f5\u2010\u2011\u2212\u02d7\u201a\u01c0\u2223\u01c3\u2217\u204e\u223c\ua78a]/u;
/** Looks like a letter of A to Z: Cyrillic, Greek, Armenian, Cherokee, Lisu, Roman numerals, letters of mathematics. */
const LETTER =
  /[аеорсухіјѕһԁԛԝѵӏүкАВЕКМНОРСТУХІЈЅӀҮЗԚԜѴονιαρυκγχϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿօոսհցզՍՕԼᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏚᏙᏞᏟᏢᏦᏴꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓨꓪꓫꓬꓮꓰꓲꓳꓴɑɡⅰⅴⅹⅼⅽⅾⅿⅠⅤⅩⅬⅭⅮⅯ\u212a\u{1d400}-\u{1d7cb}]/u;
const WORD = /[\p{L}\p{Nl}\p{M}\p{N}]+/gu;
/** A picture with what shapes it: the joiners and selectors within it are no secret. */
const EMOJI =
  /\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*/uy;
/** Marks upon marks cover what stands beside them; a mark upon no letter changes a sign. */
const STACKED = /(?<=\p{L}\p{M}\p{M})\p{M}|(?<![\p{L}\p{M}])\p{M}/u;

/**
 * Takes a text apart for showing it to people. Everything that has a say in a decision goes through this, on pages and in terminals:
 * what cannot be seen, what turns the writing around, and what looks like another character never passes as plain text.
 * Letters that look alike are odd only among others: in a word with A to Z, or in one made of nothing else where no letter of the
 * text is clearly of that script.
 * @param preservesLines a text of several lines: line breaks and tabs are themselves
 */
export function visibleParts(text: string, preservesLines = false): TextPart[] {
  if (/^[\x20-\x7e]*$/.test(text)) return text === '' ? [] : [{ text }];
  const alike = alikeLetters(text);
  const parts: { text: string; escapeReason?: EscapeReason; shown?: string }[] = [];
  for (let offset = 0; offset < text.length;) {
    EMOJI.lastIndex = offset;
    const emoji = EMOJI.exec(text)?.[0];
    const character = emoji ?? String.fromCodePoint(text.codePointAt(offset)!);
    const isLine = preservesLines && (character === '\n' || character === '\t');
    const escapeReason =
      emoji !== undefined || isLine ? undefined : escapeReasonOf(character, offset, text, alike);
    const last = parts.at(-1);
    const shown = escapeReason === undefined ? {} : { escapeReason, shown: escaped(character) };
    if (
      last !== undefined &&
      last.escapeReason === escapeReason &&
      (escapeReason === undefined || escapeReason === 'right-to-left')
    ) {
      last.text += character;
      if (shown.shown !== undefined) last.shown += shown.shown;
    } else parts.push({ text: character, ...shown });
    offset += character.length;
  }
  return parts;
}

/** The same as one plain text, for terminals: odd characters are written as `\u202e`. */
export function visibleText(text: string, preservesLines = false): string {
  return visibleParts(text, preservesLines)
    .map((part) => part.shown ?? part.text)
    .join('');
}

const HIDDEN = new RegExp(`${DIRECTION.source}|${UNSEEN.source}`, 'gu');

/**
 * JSON as it may be shown: what cannot be seen or turns the writing around stands there as `\\u0085`. Equal JSON: only within texts can
 * such characters stand, besides the line breaks of an indented document, which stay.
 */
export function visibleJson(json: string): string {
  if (/^[\n\x20-\x7e]*$/.test(json)) return json;
  return json.replace(HIDDEN, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, offset) =>
          unitEscaped(character.charCodeAt(offset)),
        ).join(''),
  );
}

const unitEscaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

function escapeReasonOf(
  character: string,
  offset: number,
  text: string,
  alike: ReadonlySet<number>,
): EscapeReason | undefined {
  if (DIRECTION.test(character)) return 'direction';
  if (UNSEEN.test(character)) return 'unseen';
  if (RIGHT_TO_LEFT.test(character)) return 'right-to-left';
  if (alike.has(offset) || SIGN.test(character)) return 'look-alike';
  if (!/^\p{M}$/u.test(character)) return undefined;
  const before = [...text.slice(Math.max(0, offset - 12), offset)].slice(-3).join('');
  return STACKED.test(before + character) && STACKED.exec(before + character)!.index >= before.length
    ? 'unseen'
    : undefined;
}

/** Where letters stand that only look like those of their neighbours. */
function alikeLetters(text: string): Set<number> {
  const found = new Set<number>();
  const words = [...text.matchAll(WORD)];
  const isClear = (letter: string): boolean =>
    /\p{L}/u.test(letter) && !/\p{Script=Latin}/u.test(letter) && !LETTER.test(letter);
  const hasClear = words.some(([word]) => [...word].some(isClear));
  for (const { 0: word, index } of words) {
    const letters = [...word].filter((one) => /[\p{L}\p{Nl}]/u.test(one));
    const isMixed = /[a-z]/i.test(word);
    const isAllAlike = letters.length > 0 && !hasClear && letters.every((one) => LETTER.test(one));
    if (!isMixed && !isAllAlike) continue;
    let offset = index;
    for (const one of word) {
      if (LETTER.test(one)) found.add(offset);
      offset += one.length;
    }
  }
  return found;
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unitEscaped(code);
}
