import { monotonicMs } from "../wait/clock.ts";
import { SourceError } from "../trouble.ts";

/** The longest answer that is read: a page of a thousand objects has some ten million bytes. */
export const MOST_BYTES = 128 * 1024 * 1024;

/** The longest page of a list, where it has more than one object: what is longer is asked for in shorter pages. */
export const MOST_BYTES_OF_A_PAGE = 8 * 1024 * 1024;

/** An answer has more bytes than are read of one. */
export class TooLong extends SourceError {}

/** The longest line of a watch: etcd takes no object above 1.5 MiB. https://etcd.io/docs/v3.5/dev-guide/limit/ */
export const MOST_BYTES_OF_A_LINE = 16 * 1024 * 1024;

const MOST_PAGES = 1_000;
const MOST_OBJECTS = 500_000;
/** For all pages of a list together, in milliseconds. */
const LIST_MS = 120_000;

/** The whole text of an answer. Throws TooLong where it has more than `most` bytes; its time is the request's. */
export async function boundedText(body: AsyncIterable<Buffer>, request: string, most = MOST_BYTES): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > most) throw new TooLong("malformed", `${request} was not at its end after ${inMegabytes(most)}`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** Throws SourceError where a list has no end: its token comes again, or it has more pages than any cluster's. */
export function listBounds(request: string): (page: { token: string; objects: number }) => void {
  const tokens = new Set<string>();
  const startedMs = monotonicMs();
  return ({ token, objects }) => {
    if (token !== "" && tokens.has(token))
      throw endless(`${request}: the continue token of page ${tokens.size + 1} is that of a page before it`);
    tokens.add(token);
    if (token === "") return;
    const so = `${tokens.size} pages with ${objects} objects`;
    if (tokens.size >= MOST_PAGES || objects > MOST_OBJECTS) throw endless(`${request} goes on after ${so}`);
    if (monotonicMs() - startedMs > LIST_MS) throw endless(`${request} goes on after ${so} and ${LIST_MS / 1000} s`);
  };
}

const endless = (message: string): SourceError => new SourceError("malformed", message);

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
