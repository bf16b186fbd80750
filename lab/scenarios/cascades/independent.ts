import { kustomizationFails } from "../../faults/flux.ts";
import { revised, secretName } from "../../faults/helm.ts";
import { edit, remove, statusOf } from "../../faults/objects.ts";
import { machine, resource, serviceStops } from "../../faults/talos.ts";
import { scaledToZero, waits, CRASH_LOOP } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { NOT_RECONCILED, OVERDUE, POD_CRASHES } from "../rows.ts";

/** One trouble is one cause, however many checks speak of it; two are two, however much their checks rest on each other. */
export const INDEPENDENT: readonly Scenario[] = [
  {
    name: "release-gone-beside-others",
    title:
      "CoreDNS' release is gone, its pods crash; besides, Flux runs another version and an agent of Cilium is not rolled out",
    from: "a real cluster",
    faults: [
      remove("Secret", secretName("kube-system/coredns", 1)),
      waits("Deployment", "kube-system/coredns", CRASH_LOOP),
      waits("DaemonSet", "kube-system/cilium", CRASH_LOOP, "lab-cp-02"),
      edit("FluxInstance", "flux-system/flux", (object) => {
        const revision = "v2.6.4@sha256:e7cfcbf45cffa8869c318ef8af2b2499fb3c33e35aa01f47fb5a0abea69c3f30";
        Object.assign(statusOf(object), { lastAppliedRevision: revision, lastAttemptedRevision: revision });
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed", "components/workloads-are-rolled-out", "flux/instance-is-ready"],
      falls: ["talos/health-command-passes", ...POD_CRASHES],
      unseen: [
        "components/versions-match",
        "components/were-installed-in-order",
        "components/coredns-answers",
        "components/have-one-owner",
        "cilium/agents-run-the-current-config",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "learner-with-unhealthy-etcd",
    title: "A replaced control plane is a learner still, so that its etcd is not healthy and the machine not ready",
    from: "a bug report of Talos",
    faults: [
      machine(undefined, ({ etcd }) => {
        for (const member of etcd?.members ?? []) if (member.hostname === "lab-cp-03") member.learner = true;
      }),
      resource("lab-cp-03", "services", "etcd", (spec) => {
        spec["healthy"] = false;
      }),
      resource("lab-cp-03", "machinestatus", "machine", (spec) => {
        spec["stage"] = "booting";
        spec["status"] = { ready: false, unmetConditions: [{ name: "services", reason: "etcd is not healthy" }] };
      }),
    ],
    expect: {
      first: ["talos/control-plane-is-bootstrapped"],
      falls: ["talos/every-machine-is-running", "talos/services-are-healthy", "talos/health-command-passes"],
    },
  },
  {
    name: "kustomization-never-applied",
    title: "A Kustomization was refused from its first day, and nothing that it brings is there",
    from: "a bug report of cert-manager",
    faults: [
      kustomizationFails(
        "flux-system/cluster-networking",
        "ReconciliationFailed",
        "Certificate/network/wildcard dry-run failed (InternalError): admission denied the request",
      ),
      edit("Kustomization", "flux-system/cluster-networking", (object) => {
        const status = statusOf(object);
        Object.assign(status, { inventory: { entries: [] }, history: [] });
        delete status["lastAppliedRevision"];
      }),
      remove("Certificate", "network/wildcard"),
      remove("ClusterIssuer", "letsencrypt-production"),
      remove("Gateway", "network/internal"),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: [...NOT_RECONCILED, "platform/certificates-are-valid", "platform/gateways-are-programmed", ...OVERDUE],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "mtu-here-kubelet-there",
    title: "One machine has a wrong MTU, and the kubelet of another one does not run",
    from: "real machines",
    faults: [
      resource("lab-cp-02", "links", "bond0", (spec) => {
        spec["mtu"] = 1500;
      }),
      serviceStops("lab-cp-03", "kubelet"),
    ],
    expect: {
      first: ["talos/services-are-healthy", "talos/links-carry-the-mtu"],
      falls: ["talos/health-command-passes"],
    },
  },
  {
    name: "order-broken-and-coredns-gone",
    title: "CoreDNS was installed before Cilium, long ago; today it is scaled to 0",
    from: "real machines",
    faults: [
      revised("kube-system/coredns", 1, ({ info }) => {
        info.first_deployed = "2026-01-05T09:24:40.000000001Z";
        info.last_deployed = "2026-01-05T09:24:40.000000001Z";
      }),
      scaledToZero("Deployment", "kube-system/coredns"),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out", "components/were-installed-in-order"],
      falls: ["talos/health-command-passes"],
      unseen: ["components/versions-match", "components/coredns-answers", "cilium/policies-let-dns-through"],
    },
  },
  {
    name: "waived-beside-its-neighbour",
    title: "A member of etcd is a learner, which a waiver excuses; that its etcd is not healthy it does not excuse",
    from: "real machines",
    profile: (profile) => ({
      ...profile,
      waivers: [
        {
          row: "talos/control-plane-is-bootstrapped",
          subject: "node/lab-cp-02",
          owner: "platform",
          reason: "it is being replaced",
          until: "2026-12-31",
        },
      ],
    }),
    faults: [
      machine(undefined, ({ etcd }) => {
        for (const member of etcd?.members ?? []) if (member.hostname === "lab-cp-02") member.learner = true;
      }),
      resource("lab-cp-02", "services", "etcd", (spec) => {
        spec["healthy"] = false;
      }),
    ],
    expect: {
      first: ["talos/services-are-healthy"],
      falls: ["talos/health-command-passes"],
      waived: ["talos/control-plane-is-bootstrapped"],
    },
  },
];
