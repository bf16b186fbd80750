import { inWords } from "../clusters/notation/duration.ts";
import { IDLE } from "./critical-path.ts";
import type { Followed } from "../observations/followed.ts";
import { msOf } from "./points.ts";
import { busyMs, type Pull } from "./members/pulls.ts";
import type { Phase, Timeline } from "./timeline.ts";

/** A part of the whole is named if it is at least a quarter. */
const NOTABLE = 0.25;

/** What took the time, in sentences: "9 of 22 minutes pulled images on one node (w1), …". */
export function whatAteIt(
  tookMs: number,
  { phases, pulls, path }: { phases: readonly Phase[]; pulls: readonly Pull[]; path: Timeline["criticalPath"] },
): string[] {
  return [...pullsIn(tookMs, pulls), ...phaseIn(tookMs, phases), ...idleIn(tookMs, path)];
}

/** What a reader should know of --follow: when it watched, how it ended, and when it could not see. */
export function followedInWords({ since, until, ended, upSince, gaps }: Followed, aheadMs: number): string[] {
  const ends = {
    milestone: `until everything was up${upSince === undefined ? "" : ` and had stayed so since ${upSince}`}`,
    deadline: "until its deadline: not everything was up by then",
    interrupted: "until it was interrupted",
    none: "until it was cut off",
  };
  const clock =
    aheadMs === 0
      ? []
      : [
          `the clock of the machine that followed is ${inWords(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead of" : "behind"} the API server's: what it saw is set right by that`,
        ];
  return [`followed from ${since} to ${until}, ${ends[ended ?? "none"]}`, ...clock, ...unwatchedIn(gaps)];
}

/** Gaps of several kinds at the same time are reported as one outage. */
function unwatchedIn(gaps: Followed["gaps"]): string[] {
  const outages: { from: number; until: number; sources: Set<string>; why: string }[] = [];
  for (const gap of gaps.toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))) {
    const [from, until] = [Date.parse(gap.from), Date.parse(gap.until)];
    const last = outages.at(-1);
    if (last && from <= last.until && until > from) {
      last.until = Math.max(last.until, until);
      last.sources.add(gap.source);
    } else outages.push({ from, until, sources: new Set([gap.source]), why: gap.why });
  }
  const shown = outages.slice(0, MOST_OUTAGES).map(({ from, until, sources, why }) => {
    const at = new Date(from).toISOString();
    if (from === until) return `${at}: ${why}`;
    return `not watched for ${inWords(until - from)} from ${at} (${[...sources].join(", ")}: ${why}): what came about then is that uncertain`;
  });
  const rest = outages.length - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more times in which nobody watched`] : shown;
}

const MOST_OUTAGES = 10;

function pullsIn(tookMs: number, pulls: readonly Pull[]): string[] {
  const byNode = [...new Set(pulls.map(({ node }) => node))]
    .map((node) => {
      const own = pulls.filter((pull) => pull.node === node);
      return { node, own, ms: busyMs(own.map(({ interval }) => interval)) };
    })
    .toSorted((a, b) => b.ms - a.ms);
  const slow = byNode.filter(({ ms }) => ms >= tookMs * NOTABLE);
  const [worst] = slow;
  if (!worst) return [];
  const largest = worst.own.toSorted((a, b) => lengthOf(b) - lengthOf(a)).at(0);
  const most = largest ? `, ${inWords(lengthOf(largest))} of it ${largest.image}` : "";
  const where =
    slow.length === 1 ? `on one node (${worst.node}${most})` : `on ${slow.length} nodes, most on ${worst.node}${most}`;
  return [`${part(worst.ms, tookMs)} pulled images ${where}`];
}

function phaseIn(tookMs: number, phases: readonly Phase[]): string[] {
  const longest = phases.toSorted((a, b) => (b.tookMs ?? 0) - (a.tookMs ?? 0)).at(0);
  if (longest?.tookMs === undefined || longest.tookMs < tookMs * NOTABLE) return [];
  return [`${part(longest.tookMs, tookMs)} went by in phase ${longest.name}, the longest`];
}

function idleIn(tookMs: number, path: Timeline["criticalPath"]): string[] {
  const idle = path.filter(({ name }) => name === IDLE).reduce((sum, step) => sum + step.tookMs, 0);
  return idle >= tookMs * NOTABLE ? [`in ${part(idle, tookMs)} nothing happened that the cluster remembers`] : [];
}

const lengthOf = ({ interval: { start, end } }: Pull): number => msOf(end) - msOf(start);

/** `9 of 22 minutes`, or in seconds where the whole is shorter than five minutes. */
function part(ms: number, whole: number): string {
  const [unit, name] = whole < 300_000 ? [1000, "seconds"] : [60_000, "minutes"];
  return `${Math.round(ms / unit)} of ${Math.round(whole / unit)} ${name}`;
}
