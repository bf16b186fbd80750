import { trouble } from "../../faults/api.ts";
import { all } from "../../faults/objects.ts";
import { machine, resource, serviceStops } from "../../faults/talos.ts";
import type { Scenario } from "../../scenario.ts";
import { without, ASKED_OF_NOBODY } from "../rows.ts";

/** What is left of etcd elects nobody: whoever needs it is told so (apiserver/pkg/storage/etcd3/errors.go). */
const quorumLost = all(
  machine("lab-cp-01", ({ etcd }) => {
    if (etcd) Object.assign(etcd.status, { leader: "0000000000000000", errors: "etcdserver: no leader" });
  }),
  trouble({ match: " /apis?/", how: "status", status: 500 }),
  (world) => {
    const failing = ["etcd", "etcd-readiness"];
    const readyz = world.kubernetes.readyz.map((it) => (failing.includes(it.name) ? { ...it, ok: false } : it));
    return { ...world, kubernetes: { ...world.kubernetes, readyz } };
  },
);

/** The cause lies in what etcd and the machines' services stand on: links, clocks, etcd itself. */
export const FROM_ETCD: readonly Scenario[] = [
  {
    name: "etcd-unavailable",
    title: "etcd lost its quorum behind a wrong MTU: two of three members are down, and the API serves no request",
    from: "story 1.3",
    faults: [
      ...["lab-cp-02", "lab-cp-03"].map((name) =>
        all(
          resource(name, "links", "bond0", (spec) => {
            spec["mtu"] = 1500;
          }),
          serviceStops(name, "etcd"),
          resource(name, "machinestatus", "machine", (spec) => {
            spec["status"] = { ready: false, unmetConditions: [{ name: "services", reason: "etcd is not healthy" }] };
          }),
        ),
      ),
      quorumLost,
    ],
    expect: {
      first: ["talos/links-carry-the-mtu"],
      falls: [
        "talos/every-machine-is-running",
        "talos/services-are-healthy",
        "talos/etcd-raises-no-alarm",
        "talos/health-command-passes",
        "kubernetes/api-is-ready",
      ],
      unseen: without(ASKED_OF_NOBODY, "kubernetes/api-is-ready"),
    },
  },
  {
    name: "clock-drifts-away",
    title: "A machine's clock is wrong: trustd refuses, its services are not healthy, it never gets ready",
    from: "a known failure of machines",
    faults: [
      resource("lab-cp-03", "timestatuses", "node", (spec) => {
        spec["synced"] = false;
      }),
      resource("lab-cp-03", "services", "trustd", (spec) => {
        spec["healthy"] = false;
      }),
      resource("lab-cp-03", "machinestatus", "machine", (spec) => {
        spec["stage"] = "booting";
        spec["status"] = { ready: false, unmetConditions: [{ name: "time", reason: "time is not synced" }] };
      }),
    ],
    expect: {
      first: ["talos/clocks-are-in-sync"],
      falls: ["talos/every-machine-is-running", "talos/services-are-healthy", "talos/health-command-passes"],
    },
  },
  {
    name: "etcd-gone-from-one",
    title: "etcd stopped on one machine: a member still, and health waits for it",
    from: "a known failure of machines",
    faults: [
      serviceStops("lab-cp-02", "etcd"),
      resource("lab-cp-02", "machinestatus", "machine", (spec) => {
        spec["status"] = { ready: false, unmetConditions: [{ name: "services", reason: "etcd is down" }] };
      }),
    ],
    expect: {
      first: ["talos/services-are-healthy"],
      falls: ["talos/every-machine-is-running", "talos/health-command-passes"],
    },
  },
];
