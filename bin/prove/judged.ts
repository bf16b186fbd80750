import type { Profile } from "../../clusters/profile.ts";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { monotonicMs, now } from "../../helpers/wait/clock.ts";
import { followBootstrap } from "../../helpers/follow/bootstrap.ts";
import type { RunOptions } from "../../helpers/call/options.ts";
import { declared, wantedBy, type Suite } from "../../helpers/session/plan.ts";
import type { KeptLooks } from "../../helpers/observe/looks.ts";
import { ending } from "../../helpers/session/ending.ts";
import { openSession, type SessionDependencies } from "../../helpers/session/session.ts";
import { verifyCheck, verifyIdentityAgain } from "../../helpers/session/verify.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { followedOf } from "../../evidence/followed.ts";
import { fold } from "../../evidence/fold.ts";
import type { Run } from "../../evidence/run.ts";

export interface Judged {
  run: Run;
  /** Everything that was seen. */
  results: SourceResults;
  events: RunEvent[];
  /** What it was judged by, with what the cluster said of it. */
  profile: Profile;
  looks: KeptLooks;
}

/** Judges every check of these suites through one session, as a worker would, and folds what happened. */
export async function judged(input: {
  profile: Profile;
  options: RunOptions;
  suites: readonly Suite[];
  dependencies: Partial<SessionDependencies>;
  /** For transcripts. */
  folder?: string;
}): Promise<Judged> {
  const { profile, options, suites, dependencies, folder = "" } = input;
  const events: RunEvent[] = [];
  const record = (event: RunEvent): void => void events.push(event);
  // a start mark that the cluster holds is entered in the profile
  const own = { ...structuredClone(profile), ...(options.repo !== undefined && { repository: options.repo }) };
  record({
    ...{ event: "run-started", at: now().toISOString(), schema: "assay/run/v1", backend: "lab" },
    tool: { name: "assay", version: "0" },
    cluster: { name: profile.name, server: profile.kubernetes.endpoint, profile: "", profileDigest: "" },
    ...{ argv: [], rows: declared(suites, own), stories: own.stories, filtered: false },
    ...(options.scenario !== undefined && { scenario: options.scenario }),
  });
  if (options.follow)
    await followBootstrap({ profile: own, options, record, dependencies, signal: new AbortController().signal });
  const followed = options.follow ? followedOf(events) : undefined;
  const wanted = wantedBy(suites, own);
  const session = openSession({ profile: own, options, folder, wanted, record, followed, dependencies });
  for (const { name, title, rows } of suites) {
    const startMs = monotonicMs();
    record({ event: "suite-started", at: now().toISOString(), suite: name, title, rows: rows.length });
    for (const row of rows) await verifyCheck(session, name, row, startMs);
    record({ event: "suite-finished", at: now().toISOString(), suite: name });
  }
  await verifyIdentityAgain(session);
  const { ledger, looks, gather } = session;
  const results = gather.seen();
  const at = now().toISOString();
  for (const event of ending({ ledger, results, profile: own, plan: suites.map(({ name }) => name), at }))
    record(event);
  record({ event: "requests", at: now().toISOString(), ...session.api.traffic });
  session.interrupt();
  await session.close();
  record({ event: "run-finished", at: now().toISOString(), interrupted: false });
  return { run: fold(events, { diagnose }), results, events, profile: own, looks: looks.kept(results) };
}
