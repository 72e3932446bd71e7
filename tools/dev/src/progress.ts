import colors from 'picocolors';

/** Says what is being done, and how long it took. Lines go to stdout as they happen. */
export class DevProgress {
  constructor(private readonly write: (text: string) => void = (text) => process.stdout.write(text)) {}

  /** Runs one step: its name at once, its duration (and what it says about itself) when it is done. */
  async step<T>(name: string, work: () => Promise<T>, outcome?: (result: T) => string): Promise<T> {
    const began = performance.now();
    this.write(`  ${name} … `);
    try {
      const result = await work();
      const note = outcome?.(result) ?? '';
      this.write(`${note === '' ? '' : `${note}, `}${duration(performance.now() - began)}\n`);
      return result;
    } catch (error) {
      this.write(`${colors.red('failed')}\n`);
      throw error;
    }
  }

  heading(text: string): void {
    this.write(`${colors.bold(text)}\n`);
  }

  line(text = ''): void {
    this.write(`${text}\n`);
  }
}

/** `0.3 s`, `42 s`, `3 min 5 s` */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
