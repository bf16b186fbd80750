const DAY_MS = 86_400_000;

/** Whole days from `now` to a time; negative when it is past. */
export const daysUntil = (time: string, now: Date): number => Math.floor((Date.parse(time) - now.getTime()) / DAY_MS);

/** Whether two URLs name the same API server: scheme, host and port, whatever slash ends them. */
export function sameServer(one: string, other: string): boolean {
  const origin = (text: string): string | undefined => {
    try {
      const { protocol, hostname, port } = new URL(text);
      return `${protocol}//${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
    } catch {
      return undefined;
    }
  };
  const origins = [origin(one), origin(other)];
  return origins[0] !== undefined && origins[0] === origins[1];
}
