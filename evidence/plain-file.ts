import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** No file that people write by hand, and no key, has a tenth of this, in bytes. */
const MOST = 8 * 1024 * 1024;

/**
 * The bytes of a plain file. Of a pipe nobody may ever write into, and devices and files of /proc have no end: opening
 * or reading those would hold a run up for ever. Throws, with words for people where it is none or larger than `most`.
 */
export function readPlain(file: string, most = MOST): Buffer {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(handle);
    if (found.isDirectory()) throw new Error("a folder stands where a file should be");
    if (!found.isFile())
      throw new Error("it is no plain file but a pipe, a device or a socket: write what it gives to a file");
    if (found.size > most) throw new Error(`it has more than ${Math.floor(most / 1024)} KB`);
    // no further than it says it goes
    const bytes = Buffer.alloc(found.size);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

export const readPlainText = (file: string, most?: number): string => readPlain(file, most).toString("utf8");
