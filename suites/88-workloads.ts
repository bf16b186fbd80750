import claimsAreBound from "../criteria/workloads/claims-are-bound.ts";
import everyPodRuns from "../criteria/workloads/every-pod-runs.ts";
import nothingMoves from "../criteria/workloads/nothing-moves.ts";
import resourceMetricsAnswer from "../criteria/workloads/resource-metrics-answer.ts";
import restartsAreRare from "../criteria/workloads/restarts-are-rare.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("88-workloads", "Workloads", [
  verify(everyPodRuns, { within: "10m" }),
  verify(claimsAreBound, { within: "5m" }),
  verify(resourceMetricsAnswer, { within: "5m" }),
  verify(restartsAreRare),
  verify(nothingMoves, { within: "5m" }),
]);
