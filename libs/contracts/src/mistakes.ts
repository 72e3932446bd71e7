/** So many mistakes of one document are told one by one: nobody reads on, and each costs whoever made it nothing. */
export const MOST_MISTAKES = 100;

/** What is wrong with a document that somebody gives us. Beyond `MOST_MISTAKES` mistakes are counted, and their text is not even made. */
export class Mistakes<Mistake> {
  readonly told: Mistake[] = [];
  /** All of them. */
  count = 0;

  add(make: () => Mistake): void {
    this.count += 1;
    if (this.told.length < MOST_MISTAKES) this.told.push(make());
  }
}

/** What stands behind the mistakes that are told, where there are more; otherwise nothing. */
export const moreMistakes = (count: number, told: number): string | undefined =>
  count > told ? `and ${count - told} more` : undefined;
