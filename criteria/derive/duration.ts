/** Milliseconds as people and Go write them: `45s`, `5m0s`, `1h2m3s`; below a second `0.3s`. */
export function inWords(ms: number): string {
  if (ms < 0) return `-${inWords(-ms)}`;
  if (ms < 10_000) return `${Math.round(ms / 100) / 10}s`;
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
