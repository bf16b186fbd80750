import {
  chmodSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { wordsOf } from "../../observations/words.ts";

/** A text that people wrote, as it stands in its file. */
export interface TextFile {
  /** As it was named. */
  shown: string;
  /** Where it really lies. */
  file: string;
  text: string;
}

/** Longer than any story. */
const MOST = 2_000_000;

/** Reads a text of which every byte must stay. Throws UsageError. */
export function textFile(named: string, what: string): TextFile {
  if (!existsSync(named)) throw new UsageError(`${named}: no such file; give ${what}`);
  const file = realpathSync(path.resolve(named));
  const { size, isFile } = { size: statSync(file).size, isFile: statSync(file).isFile() };
  if (!isFile) throw new UsageError(`${named}: not a file; give ${what}`);
  if (size > MOST) throw new UsageError(`${named}: larger than 2 MB; give ${what}`);
  const bytes = readable(file, named);
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes))
    throw new UsageError(`${named}: not UTF-8, so that its other text could not be kept; convert it first`);
  return { shown: named, file, text };
}

/** Writes all texts or none: each beside its file first, then renamed. Throws what the file system says. */
export function writeTexts(written: readonly { file: string; text: string }[]): void {
  const beside = written.map(({ file }) => path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`));
  try {
    for (const [index, { file, text }] of written.entries()) {
      writeFileSync(beside[index] ?? "", text, { flag: "wx" });
      chmodSync(beside[index] ?? "", statSync(file).mode);
    }
    for (const [index, { file }] of written.entries()) renameSync(beside[index] ?? "", file);
  } finally {
    for (const left of beside) rmSync(left, { force: true });
  }
}

function readable(file: string, named: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${named} cannot be read: ${wordsOf(error)}`);
  }
}
