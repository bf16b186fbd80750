import { criterion, type Finding } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { mendOf } from "../derive/mends.ts";
import { endInWords, fits, memoryLimitOf } from "../../observations/pods.ts";
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

  examine({ pods }, { profile, now }) {
    const { restartBudget, steadyFor, mayFail } = profile.workloads;
    const windowStart = now.getTime() - steadyFor;
    const containers = pods
      .filter(
        ({ metadata }) =>
          !mayFail.some((it) => it.namespace === metadata?.namespace && fits(metadata.name ?? "", it.name)),
      )
      .flatMap((pod) => containersOf(pod));
    const remarks: string[] = [];
    const findings = containers.flatMap(({ subject, restarts, ended, how }): Finding[] => {
      const why = how === undefined ? "" : `: ${how}`;
      const mend = mendOf(why);
      const more = { since: ended, ...(mend !== undefined && { mend }) };
      if (ended !== undefined && Date.parse(ended) > windowStart && restarts > 0) {
        return [{ subject, expected: `no restart within ${inWords(steadyFor)}`, actual: `restarted${why}`, ...more }];
      }
      if (restarts > restartBudget)
        return [
          { subject, expected: `at most ${restartBudget} restarts`, actual: `${restarts} restarts${why}`, ...more },
        ];
      if (restarts > 0 && how?.startsWith("OOMKilled")) {
        const last = ended === undefined ? "" : `, the last ${inWords(now.getTime() - Date.parse(ended))} ago`;
        remarks.push(`${subject} was ${how}: ${restarts} ${restarts === 1 ? "restart" : "restarts"}${last}`);
      }
      return [];
    });
    return { examined: containers.length, findings, remarks };
  },
});

interface Container {
  subject: string;
  restarts: number;
  ended: string | undefined;
  /** How it ended the last time. */
  how: string | undefined;
}

function containersOf(pod: Pod): Container[] {
  const { metadata, status } = pod;
  return (status?.containerStatuses ?? []).map(({ name, restartCount = 0, lastState }) => {
    const ended = lastState?.terminated;
    return {
      subject: `container/${metadata?.namespace}/${metadata?.name}/${name}`,
      restarts: restartCount,
      ended: ended?.finishedAt,
      how: ended && endInWords(ended, memoryLimitOf(pod, name)),
    };
  });
}
