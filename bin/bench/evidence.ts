import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunEvent } from "../../evidence/event.ts";
import { openJournal, redacted } from "../../evidence/journal.ts";
import { json } from "../../evidence/text.ts";
import { readObservations } from "../../helpers/kept/observations.ts";
import { replay } from "../../helpers/kept/replay.ts";
import { looks } from "../../helpers/observe/looks.ts";
import { saveObservations } from "../../helpers/observe/saved.ts";
import { SO_FAR, soFar } from "../../helpers/observe/so-far.ts";
import { redact } from "../../helpers/redact/redact.ts";
import type { SourceResults } from "../../observations/observations.ts";
import type { Looked } from "../prove/stage.ts";
import { suites } from "../project.ts";

const LINES = 2_000;
const READS = 20;

/** What evidence costs beside judging: seconds, bytes, and the share of a run that takes `runs` seconds. */
export async function evidence(name: string, looked: Looked, runs?: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-bench-evidence-"));
  const line = (what: string, said: string): void =>
    void process.stdout.write(`${`${what}, ${name}`.padEnd(44)} ${said}\n`);
  const took = (seconds: number): string =>
    `${seconds.toFixed(3)} s${runs === undefined ? "" : ` (${((100 * seconds) / runs).toFixed(1)} % of a run on the lab)`}`;
  try {
    const chained = await seconds(() => written(path.join(folder, "journal.ndjson"), looked.events));
    const plain = await seconds(() => {
      for (const event of repeated(looked.events)) json(redacted(event, redact));
    });
    const each = Math.max(0, chained - plain) / LINES;
    line("journal, chained and written", `${took(each * looked.events.length)}, ${(each * 1e6).toFixed(0)} µs a line`);
    const reads = readAgain(looked);
    line(`pods read ${READS} times, remembered`, took(await seconds(() => remember(reads))));
    const observations = path.join(folder, "observations");
    const { profile, options } = looked;
    const saving = await seconds(() => saveObservations(observations, looked.looks, { profile, options }));
    line("observations saved", `${took(saving)}, ${megabytes(observations)} MB`);
    const going = path.join(folder, "going");
    const keeping = await seconds(() => soFar(going, { kept: () => looked.looks }, { profile, options }).keep());
    line("observations kept while it goes on", `${took(keeping)} whole, ${megabytes(path.join(going, SO_FAR))} MB`);
    const again = await seconds(() => {
      const kept = readObservations(observations);
      replay({ events: looked.events, kept, suites, version: "0", of: "" });
    });
    line("judged again", `${again.toFixed(3)} s`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same run, had it seen so many pods: each once more in what shows every object, and with its endpoint. */
export function crowded(looked: Looked, pods: number): Looked {
  const { results } = looked;
  const grown = { ...results };
  for (const key of ["pods", "ciliumEndpoints"] as const) {
    const look = results[key];
    if (look?.ok) Object.assign(grown, { [key]: { ...look, value: copied(look.value, pods) } });
  }
  const { everything } = results;
  if (everything?.ok) {
    const { objects } = everything.value;
    const others = objects.filter(({ kind }) => !CROWD.includes(kind));
    const crowd = CROWD.flatMap((kind) =>
      copied(
        objects.filter((one) => one.kind === kind),
        pods,
      ),
    );
    grown.everything = { ...everything, value: { ...everything.value, objects: [...others, ...crowd] } };
  }
  const taken = looks();
  for (const id of Object.keys(looked.looks.checks)) taken.judged(id, grown);
  return { ...looked, results: grown, looks: taken.kept(grown) };
}

const CROWD = ["Pod", "CiliumEndpoint"];

/** Names, UIDs and addresses of their own: what is alike is easily compressed. */
function copied<Item>(items: readonly Item[], most: number): Item[] {
  const texts = items.map((item) => JSON.stringify(item));
  return Array.from({ length: texts.length === 0 ? 0 : most }, (_, n) => {
    const own = createHash("sha256").update(String(n)).digest("hex");
    const text = (texts[n % texts.length] ?? "")
      .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, (uid) => `${own.slice(0, 8)}${uid.slice(8)}`)
      .replace(/"name":"([^"]+)"/, (_whole, name: string) => `"name":"${name}-${own.slice(8, 13)}"`)
      .replace(/10\.244\.\d+\.\d+/g, `10.${200 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`);
    return JSON.parse(text) as Item;
  });
}

async function seconds(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const repeated = (events: readonly RunEvent[]): RunEvent[] =>
  Array.from({ length: LINES }, (_, n) => events[n % events.length]).flatMap((event) => event ?? []);

function written(file: string, events: readonly RunEvent[]): void {
  const journal = openJournal(file, redact);
  for (const event of repeated(events)) journal.write(event);
  journal.close();
}

/** As a run that takes its time does: every list is read anew, and nothing of it has changed. */
function readAgain({ results }: Looked): SourceResults[] {
  const text = JSON.stringify(results.pods);
  return Array.from({ length: READS }, () => ({ pods: JSON.parse(text) as NonNullable<SourceResults["pods"]> }));
}

function remember(reads: readonly SourceResults[]): void {
  const taken = looks();
  for (const [read, results] of reads.entries()) taken.judged(`check-${read}`, results);
}

function megabytes(folder: string): string {
  const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
  return (sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1);
}
