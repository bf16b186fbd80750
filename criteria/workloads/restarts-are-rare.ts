import { criterion, momentOf, type Finding } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import { fits } from "../../observations/pods.ts";
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
    const windowStart = momentOf(context, "pods").getTime() - steadyFor;
    const containers = pods
      .filter(
        ({ metadata }) =>
          !mayFail.some((it) => it.namespace === metadata?.namespace && fits(metadata.name ?? "", it.name)),
      )
      .flatMap((pod) => containersOf(pod));
    const findings = containers.flatMap(({ subject, restarts, ended, why }): Finding[] => {
      if (ended !== undefined && Date.parse(ended) > windowStart && restarts > 0) {
        return [
          { subject, expected: `no restart within ${inWords(steadyFor)}`, actual: `restarted${why}`, since: ended },
        ];
      }
      if (restarts <= restartBudget) return [];
      return [
        { subject, expected: `at most ${restartBudget} restarts`, actual: `${restarts} restarts${why}`, since: ended },
      ];
    });
    return { examined: containers.length, findings };
  },
});

function containersOf({
  metadata,
  status,
}: Pod): { subject: string; restarts: number; ended: string | undefined; why: string }[] {
  return (status?.containerStatuses ?? []).map(({ name, restartCount = 0, lastState }) => {
    const ended = lastState?.terminated;
    const why = ended ? `: ${ended.reason ?? "ended"} with exit ${ended.exitCode ?? "unknown"}` : "";
    return {
      subject: `container/${metadata?.namespace}/${metadata?.name}/${name}`,
      restarts: restartCount,
      ended: ended?.finishedAt,
      why,
    };
  });
}
