/** A file or folder cannot take more: nothing is wrong with its place. By the error's code, https://nodejs.org/api/errors.html */
export const NO_ROOM: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file may grow no further",
  EIO: "the disk gives an error",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open on this machine",
};

/** The place of a file or folder is wrong, or not ours. */
export const WRONG_PLACE: Record<string, string> = {
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOTDIR: "a file stands where a folder should be",
  EISDIR: "a folder stands where a file should be",
  EEXIST: "something else stands there",
  ENOENT: "no such file or folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  ENXIO: "it is a socket, a pipe that nobody reads, or a device that is not there",
};

/**
 * What was thrown, in its own words. Of a file they are ours, without the file's name, which whoever tells it has said:
 * `no such file or folder` for `ENOENT: no such file or directory, open '/k'`.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path, syscall } = error as { code?: string; path?: string; syscall?: string };
  const isOfFile = code !== undefined && !syscall?.startsWith("spawn") && (path !== undefined || syscall === "read");
  return (isOfFile ? (WRONG_PLACE[code] ?? NO_ROOM[code]) : undefined) ?? error.message;
}
