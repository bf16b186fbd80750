import { afterAll, beforeAll, describe, inject, test } from "vitest";
import type { Judgement } from "../../criteria/judge.ts";
import { followedOf } from "../../evidence/followed.ts";
import { openJournal, readJournal } from "../../evidence/journal.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { monotonicMs, now } from "../wait/clock.ts";
import { holdUrls } from "../notify/notify.ts";
import { saveObservations } from "../observe/saved.ts";
import { soFar, type SoFar } from "../observe/so-far.ts";
import { ending } from "./ending.ts";
import { select, type Suite } from "./plan.ts";
import { CHANNEL, type WorkerInput } from "./worker-input.ts";
import { redact } from "../redact/redact.ts";
import { openSession, type Session } from "./session.ts";
import { verifyCheck, verifyIdentityAgain } from "./verify.ts";

/** Registers a vitest test for each check. The first suite opens the session, the last one closes it. */
export function register(whole: Suite): void {
  // outside of a run a suite is only data
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
    let judging: Promise<unknown> = Promise.resolve();
    beforeAll(() => {
      startMs = monotonicMs();
      session(run).record({ event: "suite-started", at: now().toISOString(), suite: name, title, rows: rows.length });
    });
    for (const row of rows) {
      test(row.criterion.title, { timeout: 0, meta: { criterion: row.criterion.id } }, async ({ signal, skip }) => {
        const current = session(run);
        signal.addEventListener("abort", () => current.interrupt(), { once: true });
        const verified = verifyCheck(current, name, row, startMs);
        judging = verified;
        const judgement = await verified;
        await keepSoFar(current);
        if (judgement.verdict === "not-applicable") skip(judgement.reason);
        if (judgement.verdict === "fail") throw new AssertionFailed(judgement);
        if (judgement.verdict === "inconclusive") throw new Inconclusive(judgement);
      });
    }
    afterAll(async () => {
      // an interrupt ends vitest's test before its check has ended, which then would stand outside of its suite
      await judging.catch(() => undefined);
      session(run).record({ event: "suite-finished", at: now().toISOString(), suite: name });
      // after an interrupt no later suite would close the session
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
/** `undefined` where it cannot be written; that is told once. */
let kept: SoFar | undefined;

/** The session of all suites: they share a worker, its connections and its observations. */
function session(run: WorkerInput): Session {
  if (current) return current;
  // what this thread writes is redacted by what it knows itself
  holdUrls(run.profile.notify, run.options.ping);
  const journal = openJournal(`${run.folder}/journal.ndjson`, redact);
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  const { follow } = run.options;
  current = openSession({
    profile: run.profile,
    options: run.options,
    folder: run.folder,
    wanted: run.wanted,
    // from the journal, so that the same is judged now and when the run is reported again
    followed: follow ? followedOf(readJournal(`${run.folder}/journal.ndjson`).events) : undefined,
    record: (event: RunEvent) => {
      try {
        channel.postMessage(journal.write(event));
      } catch (error) {
        const { code, path, name } = error as NodeJS.ErrnoException;
        channel.postMessage({ lost: { code, path, name } });
        throw error;
      }
    },
  });
  kept = soFar(`${run.folder}/observations`, current.looks, run);
  return current;
}

/** What was observed is whole at the run's end; until then nothing of the verdict hangs on it. */
async function keepSoFar({ record }: Session): Promise<void> {
  try {
    await kept?.keep();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    kept = undefined;
    const message = `what is observed is kept at the end of the run alone: it cannot be written while it goes on (${code})`;
    record({ event: "warning", at: now().toISOString(), message });
  }
}

/** Saves the observations, records the number of requests, and closes the session. */
async function finish(run: WorkerInput): Promise<void> {
  if (!current) return;
  const { gather, record, api, profile, ledger, looks } = current;
  await verifyIdentityAgain(current);
  const results = gather.seen();
  const at = now().toISOString();
  for (const event of ending({ ledger, results, profile, plan: run.plan, at })) record(event);
  const { options } = run;
  for (const saved of await saveObservations(`${run.folder}/observations`, looks.kept(results), { profile, options }))
    record({ at, ...saved });
  kept?.remove();
  record({ event: "requests", at, ...api.traffic });
  await current.close();
}

/** A check failed. An assertion error, so that every reporter calls it failed. */
class AssertionFailed extends Error {
  override readonly name = "AssertionError";
  constructor(judgement: Judgement) {
    const lines = judgement.findings.map(
      ({ subject, expected, actual }) => `${subject}: expected ${expected}, actual ${actual}`,
    );
    super(redact(lines.join("\n")));
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** A check could not be judged. No assertion error, so that Allure calls it broken; it never counts as passed. */
class Inconclusive extends Error {
  override readonly name = "Inconclusive";
  constructor({ reason, blockedBy }: Judgement) {
    super(redact(`${reason ?? "could not be judged"}${blockedBy ? ` (blocked by ${blockedBy})` : ""}`));
    this.stack = `${this.name}: ${this.message}`;
  }
}
