import type { Profile } from "../../../clusters/profile.ts";
import { forbidden, trouble } from "../../faults/api.ts";
import { patch, remove } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { LAB_CHAIN } from "../../world.ts";
import { ASKED_OF_THE_CLUSTER, OBJECTS, OVERDUE, REFUSED } from "../rows.ts";

const IDENTITY = "prerequisites/cluster-is-the-one-named";
const OTHER_UID = "11111111-2222-4333-8444-555555555555";

const pins =
  (more: Partial<Profile["kubernetes"]>) =>
  (lab: Profile): Profile => ({ ...lab, kubernetes: { ...lab.kubernetes, ...more } });

const takesAnyCertificate: Fault = (world) => ({
  ...world,
  files: { ...world.files, kubeconfig: { ...world.files.kubeconfig, insecure: true } },
});

const asked = (path: string, status: number): Fault => trouble({ match: `GET ${path}`, how: "status", status });

/** Which cluster answers: it is another one, or it does not say. */
export const WHO_ANSWERS: readonly Scenario[] = [
  {
    name: "kube-system-forbidden",
    title: "The identity may list everything, but not read the namespace kube-system: which cluster it is stays unsaid",
    from: "a bug report: a run passed on a cluster whose UID was never read",
    profile: pins({ kubeSystemUid: OTHER_UID }),
    faults: [asked("/api/v1/namespaces/kube-system$", 403)],
    expect: { first: [IDENTITY], unseen: REFUSED },
  },
  {
    name: "nodes-forbidden",
    title: "The identity may not list nodes, and the profile pins nothing else",
    from: "a bug report: a run of single checks passed on a cluster whose nodes were never seen",
    faults: [forbidden("nodes")],
    expect: { first: [IDENTITY], unseen: REFUSED },
  },
  {
    name: "kube-system-unavailable",
    title: "The namespace kube-system answers 503 for ever, while everything else is served",
    from: "a bug report: an identity that cannot be read is no identity",
    faults: [asked("/api/v1/namespaces/kube-system$", 503)],
    expect: { first: [IDENTITY], unseen: REFUSED },
  },
  {
    name: "ca-is-anothers",
    title: "The server shows a certificate of another CA than the profile pins",
    from: "a bug report: the pin was compared with the kubeconfig's own copy",
    profile: pins({ caFingerprint: "0b".repeat(32) }),
    faults: [(world) => ({ ...world, kubernetes: { ...world.kubernetes, chain: ["5f".repeat(32), "cb".repeat(32)] } })],
    expect: { first: [IDENTITY], unseen: ASKED_OF_THE_CLUSTER },
  },
  {
    name: "verification-switched-off",
    title: "The kubeconfig takes any certificate of any server",
    from: "a bug report: a server of another CA passed under insecure-skip-tls-verify",
    faults: [takesAnyCertificate],
    expect: { first: [IDENTITY], unseen: ASKED_OF_THE_CLUSTER },
  },
  {
    name: "no-node-is-shown",
    title:
      "The list of nodes is empty, as a proxy that filters by tenant gives it: nothing tells which cluster this is",
    from: "an attack on the identity that rests on the names of nodes",
    faults: [remove("Node")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready", IDENTITY, "kubernetes/kubelet-certificates-are-approved"],
      falls: ["talos/versions-match", "talos/health-command-passes", ...OVERDUE],
      unseen: [
        "kubernetes/nodes-are-sound",
        "kubernetes/node-addresses-are-the-profiles",
        "kubernetes/kubelet-certificates-are-approved",
        IDENTITY,
        "kubernetes/kubelet-certificates-are-approved",
        "kubernetes/nodes-are-sound",
        "kubernetes/node-addresses-are-the-profiles",
        "prerequisites/profile-covers-the-cluster",
        "kubernetes/version-is-the-profiles",
        ...OBJECTS,
        "budget/timeline-is-whole",
      ],
    },
  },
];

/** Which cluster answers changes while it is judged. */
export const WHO_ANSWERS_CHANGES: readonly Scenario[] = [
  {
    name: "another-cluster-at-the-end",
    title: "While the cluster is judged, another one takes its address: it has another kube-system",
    from: "an attack on an identity that is asked once",
    faults: [{ fault: patch("Namespace", "kube-system", { metadata: { uid: OTHER_UID } }), fromMs: 50 }],
    expect: { first: [IDENTITY] },
  },
];

/** The profile's cluster, told by what it pins or allows. */
export const WHO_ANSWERS_WELL: readonly Scenario[] = [
  {
    name: "ca-is-the-pinned-one",
    title: "The server's certificate is of the CA that the profile pins",
    from: "the other side of ca-is-anothers",
    profile: pins({ caFingerprint: LAB_CHAIN[1].toUpperCase() }),
    faults: [],
  },
  {
    name: "verification-off-and-allowed",
    title: "The kubeconfig takes any certificate, and the profile says why: the run is partial, and holds",
    from: "the other side of verification-switched-off",
    profile: pins({ allowInsecure: "the tunnel ends TLS" }),
    faults: [takesAnyCertificate],
  },
];
