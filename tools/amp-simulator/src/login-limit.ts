/** Counts failed logins per address within a sliding window: AMP then ignores that address (result 30). */
export class LoginLimit {
  private readonly failures = new Map<string, number[]>();

  constructor(private readonly now: () => number = Date.now) {}

  isLocked(address: string, allowed: number, windowMs: number): boolean {
    const recent = (this.failures.get(address) ?? []).filter((at) => this.now() - at < windowMs);
    this.failures.set(address, recent);
    return recent.length >= allowed;
  }

  failed(address: string): void {
    this.failures.set(address, [...(this.failures.get(address) ?? []), this.now()]);
  }

  reset(): void {
    this.failures.clear();
  }
}
