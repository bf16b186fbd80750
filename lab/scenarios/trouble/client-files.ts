import { edit, patch } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import type { FilesWorld } from "../../world.ts";
import { ASKED_OF_THE_CLUSTER, REFUSED } from "../rows.ts";

const files =
  (change: (files: FilesWorld) => Partial<FilesWorld>): Fault =>
  (world) => ({ ...world, files: { ...world.files, ...change(world.files) } });

/** What an operator's machine holds, and which cluster it leads to. */
export const CLIENT_FILES: readonly Scenario[] = [
  {
    name: "client-certificate-expired",
    title: "The kubeconfig's client certificate expired yesterday",
    from: "a known failure of the API",
    faults: [
      files(({ kubeconfig }) => ({
        kubeconfig: {
          ...kubeconfig,
          clientCertificate: { notBefore: "2025-01-04T10:00:00Z", notAfter: "2026-01-04T10:00:00Z" },
        },
      })),
    ],
    expect: {
      first: ["prerequisites/kubeconfig-names-a-usable-context"],
      unseen: REFUSED,
    },
  },
  {
    name: "client-certificate-of-tomorrow",
    title: "The kubeconfig's client certificate is valid from tomorrow on: a clock was wrong when it was made",
    from: "the real talosctl",
    faults: [
      files(({ kubeconfig }) => ({
        kubeconfig: {
          ...kubeconfig,
          clientCertificate: { notBefore: "2096-01-06T10:00:00Z", notAfter: "2097-01-06T10:00:00Z" },
        },
      })),
    ],
    expect: {
      first: ["prerequisites/kubeconfig-names-a-usable-context"],
      unseen: REFUSED,
    },
  },
  {
    name: "another-cluster-answers",
    title: "Another cluster answers: its kube-system has another UID than the profile pins",
    from: "a comparison of bootstraps",
    profile: (lab) => ({
      ...lab,
      kubernetes: { ...lab.kubernetes, kubeSystemUid: "0f0e0d0c-0b0a-4908-8706-050403020100" },
    }),
    faults: [patch("Namespace", "kube-system", { metadata: { uid: "11111111-2222-4333-8444-555555555555" } })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_THE_CLUSTER,
    },
  },
  {
    name: "only-strangers",
    title: "All nodes that answer are another cluster's",
    from: "a comparison of bootstraps",
    faults: [
      edit("Node", undefined, (node) => {
        node.metadata.name = node.metadata.name.replace("lab-cp", "apps-cp");
      }),
    ],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_THE_CLUSTER,
    },
  },
  {
    name: "talosconfig-without-endpoint",
    title: "The talosconfig leads to another endpoint than the profile's",
    from: "story 1.3",
    faults: [files(({ talosconfig }) => ({ talosconfig: { ...talosconfig, endpoints: ["10.25.11.10"] } }))],
    expect: { first: ["prerequisites/talosconfig-is-valid"] },
  },
  {
    name: "talosconfig-of-a-reader",
    title: "The talosconfig has the role os:reader, with which `talosctl health` waits in vain",
    from: "a real cluster",
    faults: [files(({ talosconfig }) => ({ talosconfig: { ...talosconfig, roles: ["os:reader"] } }))],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      unseen: ["prerequisites/talos-api-is-reachable", "talos/health-command-passes"],
    },
  },
  {
    name: "age-key-of-somebody-else",
    title: "The age key is none of those that the repository encrypts for",
    from: "story 1.3",
    faults: [files(() => ({ sops: { ownKeyListed: false } }))],
    expect: { first: ["prerequisites/age-key-is-available"] },
  },
  {
    name: "age-key-empty",
    title: "The age key's file is empty",
    from: "story 1.3",
    faults: [files(() => ({ ageKey: false }))],
    expect: { first: ["prerequisites/age-key-is-available"] },
  },
  ...(
    [
      [
        "hangs",
        "A credential plugin of the kubeconfig hangs: its login page waits in a browser that nobody sees",
        "sleep 600",
      ],
      [
        "asks",
        "A credential plugin of the kubeconfig asks for a password, and nobody is there to type it",
        "printf 'Password: ' >&2; read answer || exit 1",
      ],
      ["babbles", "A credential plugin of the kubeconfig greets its user and prints no credential", "echo hello"],
    ] as const
  ).map(([how, title, script]): Scenario => ({
    name: `credential-plugin-${how}`,
    title,
    from: "a bug report: the run stood still for ever and said nothing",
    trouble: true,
    faults: [
      (world) => {
        const said = `the credential plugin sh of the kubeconfig ${how}`;
        const kubeconfig = { ...world.files.kubeconfig, plugin: { script, said } };
        return { ...world, files: { ...world.files, kubeconfig } };
      },
    ],
    expect: { first: ["prerequisites/cluster-is-the-one-named"], unseen: REFUSED },
  })),
];
