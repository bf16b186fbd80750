import { inWords } from "../clusters/notation/duration.ts";
import type { Verdict } from "../criteria/judge.ts";
import type { Since, Turned } from "../evidence/since.ts";
import { line } from "../evidence/text.ts";
import { counted } from "./headlines.ts";
import { MARKS, moment } from "./wording.ts";

/** `Since the last run (2026-11-20 04:10:22 UTC, PASS): 1 check fails now: flux/check-passes`. */
export function sinceInWords(since: Since): string {
  const { startedAt, verdict, anew } = since;
  const of = [moment(startedAt), MARKS[verdict].word.toUpperCase(), ...(anew ? ["the cluster was made anew"] : [])];
  return `Since the last run (${of.join(", ")}): ${changes(since).join("; ")}`;
}

function changes({ turned, stillFailing, came, went, bootstrap, flapping = [] }: Since): string[] {
  const to = (verdict: Verdict, from: readonly Verdict[]): Turned[] =>
    turned.filter((turn) => turn.to === verdict && from.includes(turn.from));
  const holds: Verdict[] = ["pass", "waived", "not-applicable", "inconclusive"];
  const told = [
    named(to("fail", holds), "fails now", "fail now"),
    stillFailing > 0 ? `${counted(stillFailing, "check")} still ${stillFailing === 1 ? "fails" : "fail"}` : "",
    named(to("inconclusive", ["pass", "fail", "waived"]), "can no longer be judged", "can no longer be judged"),
    named(to("pass", ["fail", "waived"]), "holds again", "hold again"),
    named(to("pass", ["inconclusive"]), "could be judged and holds", "could be judged and hold"),
    named(to("waived", holds.concat("fail")), "is waived now", "are waived now"),
    named(to("not-applicable", ["pass", "fail", "waived"]), "does not apply any more", "do not apply any more"),
    came.length > 0 ? `${counted(came.length, "check")} came` : "",
    went.length > 0 ? `${counted(went.length, "check")} went` : "",
    bootstrap ? `bootstrap ${inWords(bootstrap.fromMs)} → ${inWords(bootstrap.toMs)}` : "",
    flapping.length > 0 ? `flapping: ${names(flapping)}` : "",
  ].filter((part) => part !== "");
  return told.length > 0 ? told : ["no verdict turned"];
}

function named(turned: readonly Turned[], one: string, many: string): string {
  if (turned.length === 0) return "";
  return `${counted(turned.length, "check")} ${turned.length === 1 ? one : many} (${names(turned)})`;
}

function names(checks: readonly { id: string }[]): string {
  const shown = checks.slice(0, SHOWN).map(({ id }) => line(id, 120));
  return [...shown, ...(checks.length > SHOWN ? [`${checks.length - SHOWN} more`] : [])].join(", ");
}

/** All of them are in `run.json`, and `assay diff` tells them. */
const SHOWN = 3;
