import { inWords } from "../clusters/notation/duration.ts";
import type { Member } from "./members/member.ts";
import { msOf } from "./points.ts";
import { busyMs, type Pull } from "./members/pulls.ts";
import type { Point, Timeline } from "./timeline.ts";

type Step = Timeline["criticalPath"][number];
type Known = Member & { start: Point; end: Point };

/** Because the API truncates times to seconds, steps that touch may look a second apart. */
const TOLERANCE_MS = 1_500;
const SMALL = 0.02;
const lengthOf = ({ interval: { start, end } }: Pull): number => msOf(end) - msOf(start);
/** The name of a step in which nothing happened. */
export const IDLE = "idle";

/**
 * The chain of steps that decided the end, from first to last. It is found backwards: the last thing to end, the last
 * thing to end before that began, and so on. Releases, nodes and Kustomizations only wait for other things; they
 * account for a stretch only where nothing else (a boot, a CRD, a pod) was in progress. The steps add up to the whole.
 */
export function criticalPath(members: readonly Member[], pulls: readonly Pull[], start: number, end: number): Step[] {
  const known = crdsAsOne(
    members.filter((member): member is Known => member.start !== undefined && member.end !== undefined),
  );
  const working = known.filter(({ kind }) => kind === "machine" || kind === "crd" || kind === "pod");
  const waiting = known.filter((member) => !working.includes(member));
  const steps: Step[] = [];
  let at = end;
  while (at > start) {
    const before = lastToEnd(working, at);
    const reached = Math.max(start, before ? Math.min(msOf(before.end), at) : start);
    if (!before || at - reached > TOLERANCE_MS) steps.push(...gaps(waiting, reached, at));
    if (!before || reached === start) break;
    const from = Math.max(start, Math.min(msOf(before.start), reached));
    // a step within the tolerance of its successor also takes up the second between them
    const to = at - reached > TOLERANCE_MS ? reached : at;
    steps.push({ name: before.name, tookMs: to - from, what: whatOf(before, pulls) });
    at = from;
  }
  return condensed(steps.toReversed(), end - start);
}

function lastToEnd(members: readonly Known[], at: number): Known | undefined {
  let last: Known | undefined;
  for (const member of members) {
    if (msOf(member.end) > at + TOLERANCE_MS || msOf(member.start) >= at) continue;
    const later = last ? msOf(member.end) - msOf(last.end) || msOf(last.start) - msOf(member.start) : 1;
    if (later > 0) last = member;
  }
  return last;
}

/** CRDs are applied together: all of them are one step. */
function crdsAsOne(known: readonly Known[]): Known[] {
  const crds = known.filter(({ kind, phase }) => kind === "crd" && phase === "crds");
  const [first] = crds.toSorted((a, b) => msOf(a.start) - msOf(b.start));
  const last = crds.toSorted((a, b) => msOf(a.end) - msOf(b.end)).at(-1);
  const others = known.filter((member) => !crds.includes(member));
  return first && last
    ? [...others, { ...first, name: crds.length === 1 ? first.name : `${crds.length} CRDs`, end: last.end }]
    : others;
}

/** Merges a step shorter than 2 % of the whole with the one that it delayed. */
function condensed(steps: readonly Step[], wholeMs: number): Step[] {
  const kept: Step[] = [];
  let held = 0;
  for (const step of steps) {
    if (step.tookMs < wholeMs * SMALL) {
      held += step.tookMs;
      continue;
    }
    kept.push({ ...step, tookMs: step.tookMs + held });
    held = 0;
  }
  const last = kept.pop();
  return last ? [...kept, { ...last, tookMs: last.tookMs + held }] : [...steps];
}

/**
 * The stretches in which only waiting things were in progress, the last first; of several the one that began last
 * counts.
 */
function gaps(waiting: readonly Known[], from: number, to: number): Step[] {
  const steps: Step[] = [];
  let at = to;
  while (at > from) {
    const begun = waiting.filter((member) => msOf(member.start) < at);
    const over = begun
      .filter((member) => msOf(member.end) >= at - TOLERANCE_MS)
      .toSorted((a, b) => msOf(b.start) - msOf(a.start))
      .at(0);
    const until = Math.max(from, over ? msOf(over.start) : Math.max(from, ...begun.map(({ end }) => msOf(end))));
    const what = over ? (WAITS[over.kind] ?? "was under way") : "nothing happened that the cluster remembers";
    steps.push({ name: over?.name ?? IDLE, tookMs: at - until, what });
    at = until;
  }
  return steps;
}

const WAITS: Partial<Record<Member["kind"], string>> = {
  release: "was being installed",
  node: "was registered, and not Ready",
  kustomization: "was being reconciled",
};

function whatOf(member: Known, pulls: readonly Pull[]): string {
  if (member.kind === "machine") return "booted and joined";
  if (member.kind === "crd") return "became established";
  const own = pulls.filter(({ pod }) => pod === member.name);
  const pulling = busyMs(own.map(({ interval }) => interval));
  const where = member.node === undefined ? "" : ` on ${member.node}`;
  const largest = own.toSorted((a, b) => lengthOf(b) - lengthOf(a)).at(0)?.image;
  const what = own.length === 1 ? largest : `images, ${largest} the longest,`;
  return pulling > 0 ? `became ready${where}; pulled ${what} for ${inWords(pulling)}` : `became ready${where}`;
}
