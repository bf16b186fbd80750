import type { Held, Observed } from "../../evidence/observed.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { html, htmlBlock } from "../../evidence/text.ts";
import { fileLink, linked } from "./table.ts";

/** What a check was judged by, for its row: the files, and the texts of those that are small, folded away. */
export type Observations = (check: RunCheck) => string;

/** At most this many files of evidence of a check are named. */
const FILES = 25;

/**
 * The texts take at most `room` bytes. What does not hold has all of its own first; of the others the first one has a
 * text, and the next that were judged by the same lead there.
 */
export function observations(run: Run, observed: Observed | undefined, room: number): Observations {
  const texts = observed ? placed(run, observed, room) : new Map<string, Text[]>();
  return (check) => {
    const files = filesOf(check);
    if (files.length === 0) return "";
    const own = texts.get(check.id) ?? [];
    const named = files.map((file) =>
      nameOf(file, check.id, { run, observed, text: own.find((text) => text.file === file) }),
    );
    const folds = own.flatMap(({ file, shown }) => (shown === undefined ? [] : [fold(file, shown)]));
    return [`<p class="soft">Judged by ${named.join(", ")}</p>`, ...folds].join("\n");
  };
}

interface Text {
  file: string;
  /** Ready for the page. */
  shown?: string;
  /** The check that has it. */
  at?: string;
}

function filesOf({ evidence, troubles = [], verdict }: RunCheck): string[] {
  if (verdict === "not-applicable") return [];
  return [...new Set([...evidence, ...troubles.flatMap(({ trouble }) => trouble.transcript ?? [])])].slice(0, FILES);
}

const isWrong = ({ verdict }: RunCheck): boolean => verdict === "fail" || verdict === "inconclusive";

function placed({ criteria }: Run, observed: Observed, room: number): Map<string, Text[]> {
  const places = new Map<string, string>();
  let left = room;
  const lead = (file: string, at: string): Text[] => {
    left -= 2 * at.length + TAGS;
    return left < 0 ? [] : [{ file, at }];
  };
  const ordered = [...criteria.filter(isWrong), ...criteria.filter((check) => !isWrong(check))];
  return new Map(
    ordered.map((check) => {
      const texts = filesOf(check).flatMap((file): Text[] => {
        const text = textOf(file, check.id, observed);
        if (text === undefined) return [];
        const name = `${file}\n${text}`;
        const at = places.get(name);
        if (at !== undefined && !isWrong(check)) return lead(file, at);
        const shown = htmlBlock(text);
        const cost = Buffer.byteLength(shown) + 2 * file.length + TAGS;
        if (cost > left) return at === undefined ? [] : lead(file, at);
        left -= cost;
        places.set(name, at ?? check.id);
        return [{ file, shown }];
      });
      return [check.id, texts] as const;
    }),
  );
}

/** Bytes around a text, at most. */
const TAGS = 200;

function textOf(file: string, id: string, { files, earlier }: Observed): string | undefined {
  const look = earlier.get(id)?.get(file);
  return look ? look.text : files.get(file)?.text;
}

interface Around {
  run: Run;
  observed: Observed | undefined;
  text: Text | undefined;
}

function nameOf(file: string, id: string, { run, observed, text }: Around): string {
  if (!observed || !file.startsWith("observations/")) return fileLink(file);
  const held = observed.files.get(file);
  if (!held) return `<code>${html(file)}</code> (not in this folder)`;
  const isEarlier = observed.earlier.get(id)?.get(file)?.differs === true;
  const told = [
    inBytes(held),
    ...(isEarlier ? [`judged by an earlier look, which ${fileLink("observations/earlier.ndjson.gz")} holds`] : []),
    ...(text?.at === undefined ? [] : [`shown at ${linked(run, text.at)}`]),
  ];
  return `${fileLink(file)} (${told.join("; ")})`;
}

/** 1 KB is 1000 bytes. */
const inBytes = ({ bytes }: Held): string =>
  bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

const fold = (file: string, shown: string): string =>
  `<details class="observed"><summary>What was seen: <code>${html(file.replace(/^observations\//, ""))}</code></summary><pre>${shown}</pre></details>`;
