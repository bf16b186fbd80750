import type { Profile } from "../../clusters/profile.ts";
import { seenIn } from "../../criteria/judge.ts";
import { linksBetween } from "../../diagnosis/links/links.ts";
import type { RunEvent } from "../../evidence/event.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { timelineOf } from "../../timeline/rebuild.ts";
import { TIMELINE_SOURCES } from "../../timeline/sources.ts";
import { momentOf } from "../observe/freshness.ts";
import type { LedgerEntry } from "./ledger.ts";

/** The suite that judges when things happened. */
const BUDGET = "90-budget";

interface Ending {
  ledger: ReadonlyMap<string, LedgerEntry>;
  /** Everything that was seen. */
  results: SourceResults;
  profile: Profile;
  /** Names of the suites of this run. */
  plan: readonly string[];
  at: string;
}

/** What is told when all is judged: what explains what, and when the bootstrap happened. */
export function ending({ ledger, results, profile, plan, at }: Ending): RunEvent[] {
  const kubernetesVersion = results.serverVersion?.ok ? results.serverVersion.value.gitVersion : undefined;
  const own = Object.fromEntries(TIMELINE_SOURCES.flatMap((key) => (results[key] ? [[key, results[key]]] : [])));
  return [
    ...(kubernetesVersion === undefined ? [] : [{ event: "identified" as const, at, kubernetesVersion }]),
    { event: "links", at, links: linksBetween([...ledger.values()], results, profile) },
    ...(profile.budget && plan.includes(BUDGET)
      ? [
          {
            event: "timeline" as const,
            at,
            timeline: timelineOf(seenIn(results), { profile, now: momentOf(own) }),
          },
        ]
      : []),
  ];
}
