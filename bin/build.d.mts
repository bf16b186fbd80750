/** The sources' own digest, in eight hexadecimal characters: two machines with the same sources have the same. */
export function buildOf(root: string): string;
