import { allForbidden } from "../../faults/api.ts";
import { notInstalled } from "../../faults/commands.ts";
import type { Json } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";
import {
  without,
  ASKED_OF_TALOS,
  ASKED_OF_THE_API,
  ASKED_OF_THE_CILIUM_CLI,
  FLUX,
  OVERDUE,
  POD_WAITS,
  REFUSED,
  ROLLED_OUT,
  SECRETS,
} from "../rows.ts";
import { NOBODY_ANSWERS } from "./nobody-answers.ts";

/** What looks for workloads, releases and machines that the profile names: none is there. */
const NAMED: readonly string[] = [
  "talos/versions-match",
  "kubernetes/control-plane-runs",
  "components/releases-are-deployed",
  "components/spegel-mirrors",
  "components/webhooks-are-wired",
  "cilium/hubble-relay-answers",
  ...ROLLED_OUT,
  "references/named-services-answer",
  "workloads/resource-metrics-answer",
  ...OVERDUE,
];

/** What looks for custom resources that the profile names: they cannot be asked for while their kinds are not served. */
const CUSTOM_RESOURCES: readonly string[] = [
  "crds/dependent-resources-were-accepted",
  "cilium/load-balancer-pools-serve",
  "flux/instance-is-ready",
  "flux/git-source-is-ready",
  "flux/cluster-kustomization-is-applied",
  "flux/everything-is-reconciled",
  "secrets/stores-are-valid",
  "secrets/external-secrets-are-synced",
  "platform/ceph-is-healthy",
  "platform/databases-are-healthy",
  "platform/certificates-are-valid",
  "platform/gateways-are-programmed",
];

/** What nothing can be said of while nothing is there. */
const NOT_TO_BE_JUDGED: readonly string[] = without(
  ASKED_OF_THE_API,
  ...NAMED,
  "prerequisites/access-is-enough-and-read-only",
  "kubernetes/api-is-ready",
  "kubernetes/every-expected-node-is-ready",
  "crds/required-are-established",
  "cilium/hubble-relay-answers",
);

/** Standing: whatever is asked, nobody may pass who has seen nothing. */
export const STANDING: readonly Scenario[] = [
  {
    name: "everything-forbidden",
    title: "The identity may read nothing at all",
    from: "a known failure of the API",
    faults: [allForbidden],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: REFUSED,
    },
  },
  {
    name: "everything-empty",
    title: "The cluster holds no object but its kube-system namespace",
    from: "a known failure of the API",
    faults: [
      (world) => ({
        ...world,
        kubernetes: {
          ...world.kubernetes,
          objects: world.kubernetes.objects.filter(
            ({ kind, metadata }) => kind === "Namespace" && metadata.name === "kube-system",
          ),
          proxies: {},
        },
      }),
    ],
    expect: {
      first: [
        "crds/required-are-established",
        "kubernetes/every-expected-node-is-ready",
        // nobody has joined, and the profile pins nothing: which cluster this is cannot be told
        "prerequisites/cluster-is-the-one-named",
        "kubernetes/kubelet-certificates-are-approved",
        "kubernetes/aggregated-apis-are-available",
      ],
      falls: [...NAMED, "talos/health-command-passes"],
      unseen: NOT_TO_BE_JUDGED,
    },
  },
  {
    name: "lists-empty",
    title: "Every list is empty, and every kind is served",
    from: "the API at its worst",
    faults: [
      (world) => ({
        ...world,
        kubernetes: {
          ...world.kubernetes,
          objects: world.kubernetes.objects.filter(
            ({ kind, metadata }) =>
              kind === "CustomResourceDefinition" || (kind === "Namespace" && metadata.name === "kube-system"),
          ),
          proxies: {},
        },
      }),
    ],
    expect: {
      first: [
        "kubernetes/every-expected-node-is-ready",
        "flux/deploy-key-is-in-place",
        "prerequisites/cluster-is-the-one-named",
        "kubernetes/kubelet-certificates-are-approved",
        "kubernetes/aggregated-apis-are-available",
        "cilium/endpoints-are-ready",
        "flux/nothing-is-suspended",
      ],
      falls: ["talos/health-command-passes", ...NAMED, ...CUSTOM_RESOURCES],
      unseen: without(NOT_TO_BE_JUDGED, "flux/deploy-key-is-in-place", ...CUSTOM_RESOURCES),
    },
  },
  ...NOBODY_ANSWERS,
  {
    name: "no-tools",
    title: "None of the command-line tools is installed",
    from: "a known failure of commands",
    faults: [
      notInstalled("flux"),
      notInstalled("cilium"),
      notInstalled("talosctl"),
      notInstalled("op"),
      notInstalled("helm"),
      notInstalled("kubectl"),
    ],
    expect: {
      first: ["prerequisites/tools-are-installed"],
      unseen: [
        "prerequisites/talos-api-is-reachable",
        "prerequisites/one-password-is-signed-in",
        ...ASKED_OF_TALOS,
        "talos/health-command-passes",
        ...ASKED_OF_THE_CILIUM_CLI,
        "flux/check-passes",
        "budget/phases-took-under-theirs",
      ],
    },
  },
  {
    name: "objects-without-status",
    title: "No object has a status: nothing was ever reconciled",
    from: "raw JSON may lack anything",
    faults: [
      (world) => ({
        ...world,
        kubernetes: {
          ...world.kubernetes,
          objects: world.kubernetes.objects.map((object) => {
            const { status: _, ...rest } = object as typeof object & { status?: Json };
            return rest;
          }),
        },
      }),
    ],
    expect: {
      first: [
        "kubernetes/every-expected-node-is-ready",
        "crds/required-are-established",
        "references/released-objects-exist",
        "kubernetes/kubelet-certificates-are-approved",
        "kubernetes/aggregated-apis-are-available",
        "objects/statuses-are-current",
        "components/have-one-owner",
        "cilium/endpoints-are-ready",
        "cilium/bgp-control-plane-is-enabled",
        "objects/nothing-is-unwell",
      ],
      falls: [
        "talos/health-command-passes",
        "talos/versions-match",
        "kubernetes/node-addresses-are-the-profiles",
        "kubernetes/control-plane-runs",
        ...ROLLED_OUT,
        "cilium/hubble-relay-answers",
        "references/released-objects-exist",
        "workloads/claims-are-bound",
        ...POD_WAITS,
      ],
      unseen: [
        "cilium/policies-let-dns-through",
        "kubernetes/nodes-are-sound",
        "references/applied-objects-exist",
        "references/made-secrets-exist",
        "kubernetes/version-is-the-profiles",
        "cilium/pod-ranges-have-room",
        "cilium/policies-are-accepted",
        "cilium/policies-let-dns-through",
        "crds/came-before-their-users",
        "crds/dependent-resources-were-accepted",
        "components/were-installed-in-order",
        "components/have-one-owner",
        "cilium/agents-run-the-current-config",
        "cilium/endpoints-are-ready",
        "cilium/bgp-control-plane-is-enabled",
        "cilium/load-balancer-pools-serve",
        ...without(FLUX, "flux/controllers-are-ready", "flux/check-passes"),
        ...without(SECRETS, "secrets/connect-is-running"),
        "platform/ceph-is-healthy",
        "platform/databases-are-healthy",
        "platform/certificates-are-valid",
        "platform/gateways-are-programmed",
        "workloads/restarts-are-rare",
        "objects/nothing-is-unwell",

        "budget/timeline-is-whole",
      ],
    },
  },
];
