import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { deletion } from "./down.ts";
import { guard, type Guard } from "./guard.ts";
import { interruptAssay, judge, refuseWrongFlags } from "./judge.ts";
import { run, say, type Running } from "./run.ts";
import { KUBECONFIG, Refusal, StepFailed, Stopped, type Settings } from "./tools.ts";
import { adoption, bootstrapOf, creation, judgement, ready } from "./up.ts";

export interface Whole {
  /** The cluster stays, once it is made. */
  keep: boolean;
  anyway: boolean;
  /** Further flags of assay. */
  flags: readonly string[];
}

/** How far this call is. */
interface Course {
  its: Settings;
  watch: Guard;
  stop: AbortSignal;
  steps: number;
  /** Whether `kind create` came to its end. */
  isMade: boolean;
  /** Whether the cluster is to be deleted at the end. */
  isOurs: boolean;
}

/**
 * Makes, bootstraps, judges and deletes the cluster. The exit code is the run's; 1 where the run passed and a step beside
 * it failed; 3 where nothing was judged. Throws Refusal before anything is made.
 */
export async function whole({ keep, anyway, flags }: Whole): Promise<number> {
  const { isThere, ...its } = await ready(["kind", "helm", "kubectl", "cilium", "flux"], anyway);
  if (isThere && !keep) throw new Refusal(isThereWords(its.cluster));
  await refuseWrongFlags(flags);
  const watch = guard(deletion(its.cluster).argv);
  const steps = bootstrapOf(its).length + (keep ? 2 : 3);
  const course: Course = { its, watch, stop: interrupted(keep), steps, isMade: isThere, isOurs: false };
  let exit = 3;
  try {
    if (isThere) await run(adoption(its), at(course, 1));
    else await make(course, keep);
    exit = await bootstrapAndJudge(course, flags);
  } catch (error) {
    told(error);
  }
  const isLeft = course.isOurs ? await remove(course) : keptWords(course);
  return isLeft || exit !== 0 ? exit : 1;
}

const isThereWords = (cluster: string): string =>
  `cluster ${cluster} is there already and would be deleted in the end. npm run kind:down deletes it; --keep takes it as it is; this judges it:\n  ${judgement}`;

/** From here on the cluster is deleted whatever happens; with `keep` until it is made. */
async function make(course: Course, keep: boolean): Promise<void> {
  const own = (isOurs: boolean): void => {
    course.isOurs = isOurs;
    if (isOurs) course.watch.arm();
    else course.watch.disarm();
  };
  own(true);
  try {
    await run(creation(course.its), at(course, 1));
  } catch (error) {
    // somebody else made it a moment before: https://github.com/kubernetes-sigs/kind/blob/v0.33.0/pkg/cluster/internal/create/create.go
    if (error instanceof StepFailed && error.said.some((text) => text.includes("already exist for a cluster")))
      own(false);
    throw error;
  }
  course.isMade = true;
  if (keep) own(false);
}

/** A bootstrap that failed is judged all the same, without patience: the run names the cause. */
async function bootstrapAndJudge(course: Course, flags: readonly string[]): Promise<number> {
  let isWhole = true;
  try {
    for (const [index, step] of bootstrapOf(course.its).entries()) await run(step, at(course, index + 2));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    told(error);
    isWhole = false;
  }
  const { place } = at(course, bootstrapOf(course.its).length + 2);
  say(`▸ ${place} assay judges ${isWhole ? "it" : "what there is"}`);
  const exit = await judge([...(isWhole ? [] : ["--patience", "0"]), ...flags], course.watch);
  return isWhole || exit !== 0 ? exit : 1;
}

const DELETED_MS = 180_000;

/** Whether it was deleted. No signal ends this. */
async function remove({ its, watch, steps, isMade }: Course): Promise<boolean> {
  const step = deletion(its.cluster);
  try {
    await run(step, { place: `${steps}/${steps}`, stop: AbortSignal.timeout(DELETED_MS) });
    if (!isMade) {
      // the runtime may still have been making a node
      await setTimeout(2_000);
      await run(step, { stop: AbortSignal.timeout(DELETED_MS) });
    }
  } catch (error) {
    told(error);
    say(`✗ cluster ${its.cluster} was not deleted; npm run kind:down tries it again`);
    return false;
  } finally {
    watch.disarm();
  }
  rmSync(KUBECONFIG, { force: true });
  return true;
}

function keptWords({ its, isMade }: Course): true {
  if (isMade) say(`cluster ${its.cluster} is kept: KUBECONFIG=${KUBECONFIG}; npm run kind:down deletes it`);
  return true;
}

const at = ({ watch, stop, steps }: Course, number: number): Running => ({
  guard: watch,
  stop,
  place: `${number}/${steps}`,
});

function told(error: unknown): void {
  if (error instanceof StepFailed) return say(`✗ ${error.message}`);
  if (error instanceof Stopped) return say(`✗ ${error.message}: ended, as it was asked to`);
  throw error;
}

/** `npm` and a terminal pass a signal on to a process that had it already. */
const ECHO_MS = 1_000;

/** From now on a signal ends what runs, and the cluster is deleted all the same; a further one changes nothing. */
function interrupted(keep: boolean): AbortSignal {
  const stop = new AbortController();
  let firstMs: number | undefined;
  const heard = (signal: string): void => {
    interruptAssay();
    if (firstMs === undefined)
      say(`\n${signal}: what runs is ended${keep ? "" : ", then the cluster is deleted"}; this takes a moment`);
    else if (performance.now() - firstMs > ECHO_MS)
      say(`\n${signal}: it ends already${keep ? "" : ", and the deletion goes on"}`);
    firstMs ??= performance.now();
    stop.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, heard);
  return stop.signal;
}
