import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusFiles, hasCorpus } from './corpus-files.js';
import { disagreement } from './oracle/differing-leaves.js';
import { javaOracle } from './oracle/java-oracle.js';
import { RandomSource, runs } from './oracle/random-source.js';
import { randomYaml, YAML_TOKENS } from './oracle/random-yaml.js';

const snakeYaml = javaOracle('YamlOracle', '/usr/share/java/snakeyaml.jar', 'SNAKEYAML_JAR');

/** Readable here by choice: what stands under an unknown tag is read as text and reported. */
const isLenient = (refusal: string): boolean =>
  refusal.includes('could not determine a constructor for the tag');

describe.skipIf(snakeYaml.absent !== undefined)(
  snakeYaml.absent === undefined ? 'generated YAML' : `skipped: ${snakeYaml.absent}`,
  () => {
    it.each([
      ['written at random', (random: RandomSource) => randomYaml(random)],
      [
        'written at random and damaged',
        (random: RandomSource) => random.damaged(randomYaml(random), YAML_TOKENS, 4),
      ],
      [
        'pieces in a row',
        (random: RandomSource) => random.some([...YAML_TOKENS, 'a', 'b', 'k: v\n', '- a'], 14).join(''),
      ],
      ['real files, damaged', (random: RandomSource) => random.damaged(pieceOf(random), YAML_TOKENS, 4)],
    ])('%s reads as SnakeYAML reads it', (_name, make) => {
      const random = new RandomSource();
      const texts = Array.from({ length: runs(3_000) }, () => make(random)).filter(isComparable);
      const answers = snakeYaml.ask(texts);
      const wrong = texts.flatMap((text, index) => {
        const how = disagreement(text, 'yaml', answers[index]!, isLenient);
        return how === undefined ? [] : [`${JSON.stringify(text)} ${how}`];
      });
      const read = answers.filter((answer) => typeof answer !== 'string').length;
      console.log(`seed ${random.seed}: ${texts.length} texts, ${read} readable, ${wrong.length} differing`);
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(read).toBeGreaterThan(texts.length / 20);
    });
  },
);

/** A few lines of a real file, or of a random one where there are none. */
function pieceOf(random: RandomSource): string {
  if (!hasCorpus) return randomYaml(random);
  const lines = readFileSync(random.choose(FILES), 'utf8').split(/(?<=\n)/);
  const start = random.below(lines.length);
  return lines.slice(start, start + 1 + random.below(8)).join('');
}

const FILES = hasCorpus ? corpusFiles('yaml') : [];

/**
 * Not compared: two byte order marks (one goes with the bytes, the reader drops another), and as keys what Java names by its place
 * in memory (bytes) or spells otherwise before Java 19 (long floats).
 */
const isComparable = (text: string): boolean =>
  !text.startsWith('\ufeff\ufeff') &&
  !/!!binary/.test(text) &&
  !/\d{15,}\.|\d\.\d{14,}|\de\+?1[5-9]/i.test(text);
