import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { seenIn, type Judgement } from "../../criteria/judge.ts";
import { linksBetween } from "../../diagnosis/links/links.ts";
import { timelineOf } from "../../timeline/rebuild.ts";
import { TIMELINE_SOURCES } from "../../timeline/sources.ts";
import { followedOf } from "../../evidence/followed.ts";
import { openJournal, readJournal } from "../../evidence/journal.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { monotonicMs, now } from "../wait/clock.ts";
import { saveObservations } from "../observe/saved.ts";
import { select, type Suite } from "./plan.ts";
import { CHANNEL, type WorkerInput } from "./worker-input.ts";
import { redact } from "../redact.ts";
import { momentOf } from "../observe/freshness.ts";
import { openSession, type Session } from "./session.ts";
import { verifyCheck } from "./verify.ts";

/** One vitest test a row; the session is opened by the first and closed after the last. */
export function register(whole: Suite): void {
  // other tests may read a suite, as data
  const run = inject("run") as WorkerInput | undefined;
  if (!run) return;
  const [selected] = select([whole], {
    suites: run.options.suites,
    only: run.options.only,
    patience: run.options.patience,
  });
  if (!selected) {
    describe.skip(whole.title, () => test("is not selected", () => undefined));
    return;
  }
  const { name, title, rows } = selected;
  describe(title, () => {
    let startMs = 0;
    beforeAll(() => {
      startMs = monotonicMs();
      session(run).record({ event: "suite-started", at: now().toISOString(), suite: name, title, rows: rows.length });
    });
    for (const row of rows) {
      test(row.criterion.title, { timeout: 0, meta: { criterion: row.criterion.id } }, async ({ signal, skip }) => {
        const current = session(run);
        signal.addEventListener("abort", () => current.interrupt(), { once: true });
        const judgement = await verifyCheck(current, name, row, startMs);
        if (judgement.verdict === "not-applicable") skip(judgement.reason);
        if (judgement.verdict === "fail") throw new AssertionFailed(judgement);
        if (judgement.verdict === "inconclusive") throw new Inconclusive(judgement);
      });
    }
    afterAll(async () => {
      session(run).record({ event: "suite-finished", at: now().toISOString(), suite: name });
      // an interrupted run ends here: no later suite will close it
      if (run.plan.at(-1) === name || current?.signal.aborted) await finish(run);
    });
  });
}

declare module "@vitest/runner" {
  interface TaskMeta {
    criterion?: string;
  }
}

let current: Session | undefined;

/** One session for all suites: they share a worker, its connections and what was seen. */
function session(run: WorkerInput): Session {
  if (current) return current;
  const journal = openJournal(`${run.folder}/journal.ndjson`, redact);
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  const { follow } = run.options;
  current = openSession({
    profile: run.profile,
    options: run.options,
    folder: run.folder,
    wanted: run.wanted,
    // what is judged is what the journal keeps
    followed: follow ? followedOf(readJournal(`${run.folder}/journal.ndjson`).events) : undefined,
    record: (event: RunEvent) => channel.postMessage(journal.write(event)),
  });
  return current;
}

/** Saves what was seen, says what it cost, and lets the cluster go. */
async function finish(run: WorkerInput): Promise<void> {
  if (!current) return;
  const { gather, record, api, profile, ledger } = current;
  const results = gather.seen();
  const at = now().toISOString();
  if (results.identity?.ok) {
    const { kubeSystemUid, simulated } = results.identity.value;
    const kubernetesVersion = results.serverVersion?.ok ? results.serverVersion.value.gitVersion : undefined;
    record({
      event: "identified",
      at,
      kubeSystemUid,
      ...(kubernetesVersion !== undefined && { kubernetesVersion }),
      ...(simulated && { simulated }),
    });
  }
  record({ event: "links", at, links: linksBetween([...ledger.values()], results) });
  if (profile.budget && run.plan.includes("90-budget")) {
    const own = Object.fromEntries(TIMELINE_SOURCES.flatMap((key) => (results[key] ? [[key, results[key]]] : [])));
    record({ event: "timeline", at, timeline: timelineOf(seenIn(results), { profile, now: momentOf(own) }) });
  }
  for (const saved of await saveObservations(`${run.folder}/observations`, results)) record({ at, ...saved });
  record({ event: "requests", at, ...api.traffic });
  await current.close();
}

/** The row does not hold: an assertion, so that every reporter calls it failed. */
class AssertionFailed extends Error {
  override readonly name = "AssertionError";
  constructor(judgement: Judgement) {
    const told = judgement.findings.map(
      ({ subject, expected, actual }) => `${subject}: expected ${expected}, actual ${actual}`,
    );
    super(redact(told.join("\n")));
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** The row could not be judged: no assertion, so that Allure calls it broken; never a pass. */
class Inconclusive extends Error {
  override readonly name = "Inconclusive";
  constructor({ reason, blockedBy }: Judgement) {
    super(redact(`${reason ?? "could not be judged"}${blockedBy ? ` (blocked by ${blockedBy})` : ""}`));
    this.stack = `${this.name}: ${this.message}`;
  }
}
