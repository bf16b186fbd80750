import fs from "node:fs";
import { chainOf, hashOf, ORIGIN, type Chain } from "./chain.ts";
import type { RunEvent } from "./event.ts";
import { isEvent } from "./shape.ts";
import { json } from "./text.ts";

export interface Journal {
  /** The event is on disk when this returns, even if the run is killed next. Returns it as written: without secrets. */
  write(event: RunEvent): RunEvent;
  close(): void;
}

/** Takes secrets out of one text. */
export type Redact = (text: string) => string;

/**
 * Appends to `journal.ndjson`, one event a line. Every string in an event passes `redact` first. Each line carries the
 * hash of the line before as `chain`, also where another writer wrote that one: they write in turn.
 */
export function openJournal(file: string, redact: Redact = (text) => text): Journal {
  let descriptor: number | undefined = fs.openSync(file, "a+", 0o600);
  let known = { size: 0, last: ORIGIN };
  return {
    write(event) {
      if (descriptor === undefined)
        throw new Error(`${file} is closed: "${event.event}" came after the end of the run`);
      const written = redacted(event, redact);
      const { size } = fs.fstatSync(descriptor);
      if (size !== known.size) known = { size, last: lastHash(file) };
      const line = json({ ...written, chain: known.last });
      const bytes = Buffer.from(`${line}\n`);
      try {
        writeWhole(descriptor, bytes);
      } catch (error) {
        throw Object.assign(error as Error, { path: file });
      }
      known = { size: size + bytes.length, last: hashOf(line) };
      return written;
    },
    close() {
      if (descriptor !== undefined) fs.closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** A journal as it stands on disk. */
export interface ReadJournal {
  events: RunEvent[];
  /** How many of its lines could not be read. Where the run was killed the last line may be cut off. */
  damaged: number;
  chain: Chain;
}

export function readJournal(file: string): ReadJournal {
  const text = fs.readFileSync(file, "utf8");
  const lines = text.split("\n").filter(Boolean);
  const carried = new Map<string, string>();
  const events = lines.flatMap((line) => {
    const { chain, ...event } = parse(line) ?? {};
    if (typeof chain === "string") carried.set(line, chain);
    return "event" in event ? [event] : [];
  });
  const last = lines.at(-1);
  // of a line that was cut off nobody knows what it carried
  const isCutOff = last !== undefined && !text.endsWith("\n") && parse(last) === undefined;
  const whole = isCutOff ? lines.slice(0, -1) : lines;
  return { events, damaged: lines.length - events.length, chain: chainOf(whole, (line) => carried.get(line)) };
}

/** A copy in which every string has passed `redact`. */
export function redacted<Value>(value: Value, redact: Redact): Value {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === "string" ? redact(inner) : inner)));
}

function lastHash(file: string): string {
  const last = fs.readFileSync(file, "utf8").split("\n").filter(Boolean).at(-1);
  return last === undefined ? ORIGIN : hashOf(last);
}

function parse(line: string): (RunEvent & { chain?: unknown }) | undefined {
  try {
    const event: unknown = JSON.parse(line);
    // of a key that stands twice one reader takes the first, another one the last
    const isAsWritten = JSON.stringify(event) === line || json(event) === line;
    return isAsWritten && isEvent(event) ? event : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes all bytes: `writeSync` may take fewer than it is given. */
function writeWhole(descriptor: number, bytes: Buffer): void {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(fs.writeSync(descriptor, rest));
}
