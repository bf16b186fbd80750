import { criterion, type Finding } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { notRolledOut, ROLLOUT_REASONS } from "../derive/rollout.ts";
import { isServing } from "../../observations/endpoints.ts";

export default criterion({
  id: "cilium/hubble-relay-answers",
  title: "Hubble relay is rolled out, and its Service has a ready endpoint",
  fails: "Hubble relay is not ready",
  why: "Without it nobody sees why a packet was dropped, the connectivity test among others.",
  serves: ["T7"],
  needs: ["deployments", "endpointSlices"],
  wants: ROLLOUT_REASONS,
  restsOn: ["cilium/status-is-ok", "components/workloads-are-rolled-out"],
  advice:
    "kubectl -n <cilium-namespace> logs deploy/hubble-relay; kubectl -n <cilium-namespace> describe <kind> <name>",

  irrelevant: (profile) =>
    withoutCilium(profile) ?? (profile.cilium?.hubbleRelay ? undefined : "the profile leaves Hubble relay off"),

  examine({ deployments, endpointSlices, pods, warnings }, { profile, now }) {
    const namespace = profile.cilium?.namespace ?? "kube-system";
    const findings: Finding[] = [];
    const lacking = notRolledOut(
      { kind: "Deployment", namespace, name: "hubble-relay" },
      { deployments, daemonSets: [], statefulSets: [] },
      { pods, warnings, now },
    );
    if (lacking) findings.push(lacking);
    const endpoints = endpointSlices
      .filter(
        ({ metadata }) =>
          metadata?.namespace === namespace && metadata?.labels?.["kubernetes.io/service-name"] === "hubble-relay",
      )
      .flatMap((slice) => slice.endpoints ?? []);
    const ready = endpoints.filter(isServing);
    if (ready.length === 0) {
      const actual = endpoints.length === 0 ? "none" : `0 of ${endpoints.length} ready`;
      findings.push({ subject: `service/${namespace}/hubble-relay`, expected: "a ready endpoint", actual });
    }
    return { examined: 2, findings };
  },
});
