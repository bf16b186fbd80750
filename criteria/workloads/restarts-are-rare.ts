import { criterion, momentOf, type Finding } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { mendOf } from "../derive/mends.ts";
import { endInWords, fits, memoryLimitOf, workloadsOf } from "../../observations/pods.ts";
import type { Pod } from "../../observations/objects.ts";

export default criterion({
  id: "workloads/restarts-are-rare",
  title: "No container restarted in the steady window, and none more often than the budget",
  fails: "Containers restart",
  why: "A pod that is ready now and was restarted forty times will be down when somebody looks next.",
  serves: ["NFR18"],
  needs: ["pods"],
  restsOn: ["workloads/every-pod-runs", "kubernetes/every-expected-node-is-ready"],
  advice: "kubectl -n <namespace> logs <name> -c <container> --previous; kubectl -n <namespace> describe pod <name>",

  examine({ pods }, context) {
    const { restartBudget, steadyFor, mayFail } = context.profile.workloads;
    const now = momentOf(context, "pods").getTime();
    const containers = workloadsOf(pods)
      .filter(
        ({ metadata, status }) =>
          // what ran to its end is started no more
          status?.phase !== "Succeeded" &&
          !mayFail.some((it) => it.namespace === metadata?.namespace && fits(metadata.name ?? "", it.name)),
      )
      .flatMap((pod) => containersOf(pod));
    const remarks: string[] = [];
    const findings = containers.flatMap((it): Finding[] => {
      const { subject, restarts, ended, how } = it;
      const expected =
        endedWithin(it, now, steadyFor) && restarts > 0
          ? `no restart within ${inWords(steadyFor)}`
          : againAndAgain(it, now)
            ? "a container that stays up"
            : restarts > restartBudget
              ? `at most ${restartBudget} restarts`
              : undefined;
      if (expected !== undefined) {
        const mend = mendOf(how ?? "");
        const actual = `${restarts === 1 ? "restarted" : `${restarts} restarts`}${how === undefined ? "" : `: ${how}`}`;
        return [{ subject, expected, actual, since: ended?.finishedAt, ...(mend !== undefined && { mend }) }];
      }
      if (restarts > 0 && how?.startsWith("OOMKilled")) {
        const last =
          ended?.finishedAt === undefined ? "" : `, the last ${inWords(now - Date.parse(ended.finishedAt))} ago`;
        remarks.push(`${subject} was ${how}: ${restarts} ${restarts === 1 ? "restart" : "restarts"}${last}`);
      }
      return [];
    });
    return { examined: containers.length, findings, remarks };
  },
});

interface Lived {
  subject: string;
  restarts: number;
  /** Its last life, and how that ended in words. */
  ended: Terminated | undefined;
  how: string | undefined;
  /** When its present life began; `undefined` where it does not run. */
  startedAt: string | undefined;
}

type Terminated = NonNullable<NonNullable<ContainerStatus["lastState"]>["terminated"]>;
type ContainerStatus = NonNullable<NonNullable<Pod["status"]>["containerStatuses"]>[number];

function containersOf(pod: Pod): Lived[] {
  const { metadata, status } = pod;
  // of init containers only sidecars run on
  const sidecars = (status?.initContainerStatuses ?? []).filter(({ state }) => state?.running);
  return [...sidecars, ...(status?.containerStatuses ?? [])].map(({ name, restartCount = 0, state, lastState }) => ({
    subject: `container/${metadata?.namespace}/${metadata?.name}/${name}`,
    restarts: restartCount,
    ended: lastState?.terminated,
    how: lastState?.terminated && endInWords(lastState.terminated, memoryLimitOf(pod, name)),
    startedAt: state?.running?.startedAt,
  }));
}

const endedWithin = ({ ended }: Lived, now: number, ms: number): boolean =>
  now - Date.parse(ended?.finishedAt ?? "") < ms;

/** The kubelet forgets its back-off when a container has run for so long. */
const FORGOTTEN_MS = 10 * 60_000;

/**
 * Between two crashes a container runs and may even be ready: one that failed more than once, the last time lately, and
 * has not outlived its last life by far is in a loop, whatever is seen of it now.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
function againAndAgain(it: Lived, now: number): boolean {
  const { ended, restarts, startedAt } = it;
  if (!ended || restarts < 2 || ended.exitCode === 0 || !endedWithin(it, now, FORGOTTEN_MS)) return false;
  // its limit does not grow: what was killed for its memory will be again
  if (ended.reason === "OOMKilled") return true;
  const lastedMs = Date.parse(ended.finishedAt ?? "") - Date.parse(ended.startedAt ?? "");
  const lastsMs = now - Date.parse(startedAt ?? "");
  return lastsMs < 2 * lastedMs;
}
