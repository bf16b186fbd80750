import { inWords } from "../duration.ts";
import { IDLE } from "./critical-path.ts";
import { msOf } from "./points.ts";
import { busyMs, type Pull } from "./pulls.ts";
import type { Phase, Timeline } from "./timeline.ts";

/** A part of the whole is worth a sentence from a quarter of it on. */
const NOTABLE = 0.25;

/** What ate the time, in sentences: "9 of 22 minutes pulled images on one node (w1), …". */
export function whatAteIt(
  tookMs: number,
  { phases, pulls, path }: { phases: readonly Phase[]; pulls: readonly Pull[]; path: Timeline["criticalPath"] },
): string[] {
  return [...pullsIn(tookMs, pulls), ...phaseIn(tookMs, phases), ...idleIn(tookMs, path)];
}

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

/** `9 of 22 minutes`; of a whole below five minutes, seconds. */
function part(ms: number, whole: number): string {
  const [unit, name] = whole < 300_000 ? [1000, "seconds"] : [60_000, "minutes"];
  return `${Math.round(ms / unit)} of ${Math.round(whole / unit)} ${name}`;
}
