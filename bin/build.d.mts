/** The sources' own digest, in eight hexadecimal characters: two machines with the same sources have the same. */
export function buildOf(root: string): string;

/** The names of the files below a folder of the project, without what runs leave. */
export function list(root: string, folder: string): string[];
