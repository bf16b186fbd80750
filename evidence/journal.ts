import fs from "node:fs";
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

/** Appends to `journal.ndjson`, one event a line. Every string in an event passes `redact` first. */
export function openJournal(file: string, redact: Redact = (text) => text): Journal {
  let descriptor: number | undefined = fs.openSync(file, "a", 0o600);
  return {
    write(event) {
      if (descriptor === undefined)
        throw new Error(`${file} is closed: "${event.event}" came after the end of the run`);
      const written = redacted(event, redact);
      try {
        writeWhole(descriptor, `${json(written)}\n`);
      } catch (error) {
        throw Object.assign(error as Error, { path: file });
      }
      return written;
    },
    close() {
      if (descriptor !== undefined) fs.closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/**
 * The events of a journal, and how many of its lines could not be read. Where the run was killed the last line may be
 * cut off.
 */
export function readJournal(file: string): { events: RunEvent[]; damaged: number } {
  const lines = fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
  const events = lines.flatMap((line) => parse(line) ?? []);
  return { events, damaged: lines.length - events.length };
}

/** A copy in which every string has passed `redact`. */
export function redacted<Value>(value: Value, redact: Redact): Value {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === "string" ? redact(inner) : inner)));
}

function parse(line: string): RunEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return isEvent(event) ? event : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes all bytes: `writeSync` may take fewer than it is given. */
function writeWhole(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(fs.writeSync(descriptor, rest));
}
