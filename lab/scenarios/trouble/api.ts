import { forbidden, trouble } from "../../faults/api.ts";
import { add } from "../../faults/objects.ts";
import { waits } from "../../faults/workloads.ts";
import type { Fault, Scenario, Timed } from "../../scenario.ts";
import { ASKED_OF_THE_PODS, BUDGET, NOT_RECONCILED, OBJECTS, REFUSED, ROLLED_OUT, TOLD_BY_RELEASES } from "../rows.ts";

/** More pods than a page of a list holds; they ran to their end, and sort before those of any release. */
const manyPods: Fault = (world) =>
  add(
    ...Array.from({ length: 1100 }, (_, n) => ({
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: `backup-${29_000_000 + n}`, namespace: "default" } },
      spec: { containers: [{ name: "main", image: "ghcr.io/example/backup:1" }], nodeName: "lab-cp-01" },
      status: { phase: "Succeeded", conditions: [{ type: "Ready", status: "False", reason: "PodCompleted" }] },
    })),
  )(world);

/** The API: what it forbids, refuses, cuts off and never answers. */
export const API_TROUBLE: readonly Scenario[] = [
  {
    name: "certificates-forbidden",
    title: "The identity may not list certificates",
    from: "a known failure of the API",
    faults: [forbidden("certificates.cert-manager.io")],
    expect: {
      first: ["prerequisites/access-is-enough-and-read-only"],
      unseen: [
        "platform/certificates-are-valid",
        "references/applied-objects-exist",
        "references/made-secrets-exist",
        ...OBJECTS,
      ],
    },
  },
  {
    name: "pods-forbidden",
    title: "The identity may not list pods",
    from: "a known failure of the API",
    faults: [forbidden("pods")],
    expect: {
      first: ["prerequisites/access-is-enough-and-read-only"],
      unseen: [...ASKED_OF_THE_PODS, "components/coredns-answers", "components/spegel-mirrors"],
    },
  },
  {
    name: "secrets-forbidden",
    title: "The identity may read no Secret: Helm's releases cannot be seen",
    from: "a known failure of the API",
    faults: [forbidden("secrets")],
    expect: {
      first: ["prerequisites/access-is-enough-and-read-only"],
      unseen: [
        ...TOLD_BY_RELEASES,
        "components/releases-are-deployed",
        "flux/deploy-key-is-in-place",
        "secrets/external-secrets-are-synced",
        ...OBJECTS,
        "references/released-objects-exist",
        "references/made-secrets-exist",
        ...BUDGET,
      ],
    },
  },
  {
    name: "identity-may-write",
    title: "The identity may do anything, where the profile demands one that only reads",
    from: "the purpose of a check",
    profile: (lab) => ({ ...lab, kubernetes: { ...lab.kubernetes, readOnlyIdentity: true } }),
    faults: [
      (world) => ({
        ...world,
        kubernetes: { ...world.kubernetes, rules: [{ verbs: ["*"], groups: ["*"], resources: ["*"] }] },
      }),
    ],
    expect: { first: ["prerequisites/access-is-enough-and-read-only"] },
  },
  {
    name: "unauthorized",
    title: "The API answers 401 to everything: the certificate was revoked with its CA",
    from: "a known failure of the API",
    faults: [trouble({ match: ".", how: "status", status: 401 })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: REFUSED,
    },
  },
  {
    name: "pods-reset",
    title: "The connection is reset in the middle of the list of pods, every time",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /api/v1/pods\\?", how: "reset", afterBytes: 2000 })],
    expect: {
      first: ["kubernetes/control-plane-runs"],
      unseen: ASKED_OF_THE_PODS,
    },
  },
  {
    name: "continue-token-expires-always",
    title: "The list of pods is longer than a page, and its continue token expires each time: half a list is no list",
    from: "a known failure of the API",
    faults: [manyPods, trouble({ match: "GET /api/v1/pods\\?", how: "gone" })],
    expect: { first: ["kubernetes/control-plane-runs"], unseen: ASKED_OF_THE_PODS },
  },
  {
    name: "nodes-truncated",
    title: "The list of nodes ends in the middle, every time",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /api/v1/nodes\\?", how: "truncate" })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: REFUSED,
    },
  },
  {
    name: "deployments-silent",
    title: "The list of Deployments is never answered",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /apis/apps/v1/deployments\\?", how: "silence" })],
    expect: {
      first: ["components/were-installed-in-order"],
      unseen: [
        ...ROLLED_OUT,
        "components/were-installed-in-order",
        "components/have-one-owner",
        "cilium/api-host-is-set",
        "cilium/hubble-relay-answers",
        "platform/ceph-is-healthy",
        ...OBJECTS,
        "references/released-objects-exist",
      ],
    },
  },
  {
    name: "kustomizations-unavailable",
    title: "The list of Kustomizations answers 503 for ever",
    from: "a known failure of the API",
    faults: [
      trouble({ match: "GET /apis/kustomize.toolkit.fluxcd.io/[^ ]*kustomizations", how: "status", status: 503 }),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      unseen: [
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-suspended",
        ...NOT_RECONCILED,
        ...OBJECTS,
        "references/applied-objects-exist",
        ...BUDGET,
      ],
    },
  },
  {
    name: "events-throttled",
    title: "Every list of events is throttled for ever: the timeline does without",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /api/v1/events", how: "status", status: 429, retryAfterSeconds: 1 })],
    expect: { first: [] },
  },
];

const notYetPulled: Timed = {
  fault: waits("Deployment", "nessie/nessie", { reason: "ContainerCreating", message: "pulling image" }),
  untilMs: 8_000,
};

/** Trouble that passes: slower, and nothing else. */
export const PASSING_TROUBLE: readonly Scenario[] = [
  {
    name: "continue-token-expires",
    title: "The list of pods is longer than a page, and its continue token expires once: it is begun anew",
    from: "a known failure of the API",
    faults: [manyPods, trouble({ match: "GET /api/v1/pods\\?", how: "gone", times: 1 })],
  },
  {
    name: "watches-die",
    title: "Every watch dies after a moment, while a Deployment is still rolling out",
    from: "a known failure of the API",
    faults: [trouble({ match: ".", how: "watch-dies", delayMs: 50 }), notYetPulled],
  },
  {
    name: "watches-are-too-old",
    title: "Every watch is told at once that its resource version is too old, while a Deployment is still rolling out",
    from: "a known failure of the API",
    faults: [trouble({ match: "watch=", how: "gone" }), notYetPulled],
  },
  {
    name: "throttled-twice",
    title: "The API answers 429 with Retry-After to the first requests",
    from: "a known failure of the API",
    faults: [
      trouble({ match: "GET /api/v1/(pods|nodes)\\?", how: "status", status: 429, retryAfterSeconds: 1, times: 2 }),
    ],
  },
  {
    name: "unavailable-in-bursts",
    title: "The API answers 503 in bursts",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /apis/", how: "status", status: 503, times: 6 })],
  },
  {
    name: "reset-once",
    title: "One list is cut off by a reset, and is whole the second time",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /api/v1/pods\\?", how: "reset", afterBytes: 5000, times: 1 })],
  },
  {
    name: "truncated-once",
    title: "One list ends in the middle of its JSON, and is whole the second time",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /apis/apps/v1/deployments\\?", how: "truncate", times: 1 })],
  },
  {
    name: "silent-once",
    title: "One request is never answered, and the next is",
    from: "a known failure of the API",
    faults: [trouble({ match: "GET /apis/apps/v1/daemonsets\\?", how: "silence", times: 1 })],
  },
];
