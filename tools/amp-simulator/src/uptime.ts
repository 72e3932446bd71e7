/** `D:HH:MM:SS`. */
export function uptimeText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two);
  return `${Math.floor(seconds / 86_400)}:${clock.join(':')}`;
}
