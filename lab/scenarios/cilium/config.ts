import { agentSays, written } from "../../faults/cilium.ts";
import { part } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";

/** A ConfigMap that is newer than the agents, and says something else than they run. */
export const WRITTEN_UNDER_THE_AGENTS: readonly Scenario[] = [
  {
    name: "cluster-id-written-under-the-agents",
    title: "Somebody wrote another cluster-id into the ConfigMap, and the agents run the old one still",
    from: "a real cluster, changed by hand",
    faults: [written({ "cluster-id": "7" }, 300)],
    expect: { first: ["cilium/identity-matches"], falls: ["cilium/agents-run-the-current-config"] },
  },
  {
    name: "key-written-that-no-agent-tells",
    title: "Somebody wrote a key of the ConfigMap of which agents say nothing: what they run of it nobody knows",
    from: "a real cluster, changed by hand",
    faults: [written({ "cluster-id": "1", "bpf-map-dynamic-size-ratio": "0.0025" }, 300)],
    expect: { first: ["cilium/agents-run-the-current-config"] },
  },
  {
    name: "one-agent-runs-another-routing",
    title: "Routing was changed and changed back, and the one agent that was restarted meanwhile runs what it was then",
    from: "a real cluster, changed by hand",
    faults: [
      written({ "routing-mode": "native" }, 300),
      agentSays("lab-cp-02", (agent) => {
        part(agent, "routing")["inter-host-routing-mode"] = "Tunnel";
      }),
    ],
    expect: { first: ["cilium/agents-run-the-current-config"] },
  },
];

/** A ConfigMap that is newer than the agents, and says what they run. */
export const CHANGED_AND_BACK: readonly Scenario[] = [
  {
    name: "cluster-id-changed-and-back",
    title:
      "Somebody changed cluster-id and changed it back: the ConfigMap is newer than the agents, which run what it says",
    from: "a real cluster, changed by hand",
    faults: [written({ "cluster-id": "1" }, 300)],
  },
  {
    name: "cluster-name-changed-and-back",
    title: "Somebody changed cluster-id and cluster-name and changed both back",
    from: "a real cluster, changed by hand",
    faults: [written({ "cluster-id": "1", "cluster-name": "lab" }, 300)],
  },
  {
    name: "routing-changed-and-back",
    title: "Somebody changed the routing to a tunnel and back before any agent was restarted",
    from: "a real cluster, changed by hand",
    faults: [written({ "routing-mode": "native" }, 300)],
  },
  {
    name: "written-twice-to-the-same",
    title: "Two hands wrote different keys, and both what the agents run",
    from: "a real cluster, changed by hand",
    faults: [written({ "kube-proxy-replacement": "true" }, 600), written({ "cluster-name": "lab" }, 300)],
  },
];
