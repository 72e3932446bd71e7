/** So many mistakes of one document are listed one by one: a longer list is not read, and a hostile sender could make it endless. */
export const MOST_MISTAKES = 100;

/** What is wrong with a document from outside. Beyond `MOST_MISTAKES` mistakes are counted, and their text is not even made. */
export class Mistakes<Mistake> {
  readonly named: Mistake[] = [];
  /** All of them. */
  count = 0;

  addMistake(make: () => Mistake): void {
    this.count += 1;
    if (this.named.length < MOST_MISTAKES) this.named.push(make());
  }
}

/** What stands behind the mistakes that are told, where there are more; otherwise nothing. */
export const moreMistakes = (count: number, named: number): string | undefined =>
  count > named ? `and ${count - named} more` : undefined;
