import { criterion, momentOf, type Finding } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { fits, workloadsOf } from "../../observations/pods.ts";
import type { Pod } from "../../observations/objects.ts";

export default criterion({
  id: "workloads/restarts-are-rare",
  title: "No container restarted in the steady window, and none more often than the budget",
  why: "A pod that is ready now and was restarted forty times will be down when somebody looks next.",
  serves: ["NFR18"],
  needs: ["pods"],
  restsOn: ["workloads/every-pod-runs", "kubernetes/every-expected-node-is-ready"],
  advice: "kubectl -n <namespace> logs <pod> -c <container> --previous",

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
    const findings = containers.flatMap((it): Finding[] => {
      const { subject, restarts, ended } = it;
      const expected =
        endedWithin(it, now, steadyFor) && restarts > 0
          ? `no restart within ${inWords(steadyFor)}`
          : againAndAgain(it, now)
            ? "a container that stays up"
            : restarts > restartBudget
              ? `at most ${restartBudget} restarts`
              : undefined;
      return expected === undefined ? [] : [{ subject, expected, actual: toldOf(it), since: ended?.finishedAt }];
    });
    return { examined: containers.length, findings };
  },
});

interface Lived {
  subject: string;
  restarts: number;
  /** Its last life. */
  ended: Terminated | undefined;
  /** When its present life began; `undefined` where it does not run. */
  startedAt: string | undefined;
}

type Terminated = NonNullable<NonNullable<ContainerStatus["lastState"]>["terminated"]>;
type ContainerStatus = NonNullable<NonNullable<Pod["status"]>["containerStatuses"]>[number];

function containersOf({ metadata, status }: Pod): Lived[] {
  // of init containers only sidecars run on
  const sidecars = (status?.initContainerStatuses ?? []).filter(({ state }) => state?.running);
  return [...sidecars, ...(status?.containerStatuses ?? [])].map(({ name, restartCount = 0, state, lastState }) => ({
    subject: `container/${metadata?.namespace}/${metadata?.name}/${name}`,
    restarts: restartCount,
    ended: lastState?.terminated,
    startedAt: state?.running?.startedAt,
  }));
}

const endedWithin = ({ ended }: Lived, now: number, ms: number): boolean =>
  now - Date.parse(ended?.finishedAt ?? "") < ms;

/** The kubelet forgets its back-off when a container has run for so long. */
const FORGOTTEN_MS = 10 * 60_000;
/** What was killed for its memory will be again: its limit does not grow. */
const OUT_OF_MEMORY_MS = 60 * 60_000;

/**
 * Between two crashes a container runs and may even be ready: one that failed more than once, the last time lately, and
 * has not outlived its last life by far is in a loop, whatever is seen of it now.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
function againAndAgain(it: Lived, now: number): boolean {
  const { ended, restarts, startedAt } = it;
  if (!ended || restarts < 2) return false;
  if (ended.reason === "OOMKilled") return endedWithin(it, now, OUT_OF_MEMORY_MS);
  if (ended.exitCode === 0 || !endedWithin(it, now, FORGOTTEN_MS)) return false;
  const lastedMs = Date.parse(ended.finishedAt ?? "") - Date.parse(ended.startedAt ?? "");
  const lastsMs = now - Date.parse(startedAt ?? "");
  return lastsMs < 2 * lastedMs;
}

function toldOf({ restarts, ended }: Lived): string {
  const why = ended ? `: ${ended.reason ?? "ended"} with exit ${ended.exitCode ?? "unknown"}` : "";
  return `${restarts === 1 ? "restarted" : `${restarts} restarts`}${why}`;
}
