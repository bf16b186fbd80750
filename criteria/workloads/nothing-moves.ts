import { criterion } from "../criterion.ts";
import { inWords } from "../../clusters/notation/duration.ts";

/** What passed once while it was flapping has not passed: everything is looked at again when the window is over. */
export default criterion({
  id: "workloads/nothing-moves",
  title: "During the steady window nothing that passed stopped passing",
  fails: "Something passed and then stopped passing",
  why: "A cluster that is healthy at the moment of looking may be falling over, or coming up for a moment only.",
  serves: ["reliability"],
  needs: ["steadiness"],
  restsOn: ["workloads/every-pod-runs", "kubernetes/every-expected-node-is-ready"],
  advice: "kubectl get events -A --sort-by=.lastTimestamp",

  examine({ steadiness: { windowMs, rows, silences = [] } }) {
    const moved = rows.filter(({ verdict }) => verdict !== "pass");
    return {
      examined: rows.length,
      findings: [
        ...silences.map(({ from, to, ms, why }) => ({
          subject: "cluster/api",
          expected: `an API server that answers during all of the ${inWords(windowMs)}`,
          actual: `away for ${inWords(ms)}${to === undefined ? ", and still is" : ""}: ${why}`,
          since: from,
          // another window may be quiet; this one was not
          hopeless: true,
        })),
        ...moved.flatMap(({ id, verdict, findings }) =>
          verdict === "inconclusive"
            ? []
            : [
                {
                  subject: `check/${id}`,
                  expected: `still a pass after ${inWords(windowMs)}`,
                  actual: `${verdict}: ${findings.slice(0, 2).join("; ")}`,
                },
              ],
        ),
      ],
      unseen: moved.flatMap(({ id, verdict, findings }) =>
        verdict === "inconclusive"
          ? [{ subject: `check/${id}`, reason: findings[0] ?? "could not be judged again" }]
          : [],
      ),
    };
  },
});
