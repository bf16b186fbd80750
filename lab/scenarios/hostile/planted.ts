import { gzipSync } from "node:zlib";
import { talosctlAnswers } from "../../commands/talosctl.ts";
import { everyCall, prints } from "../../faults/commands.ts";
import { notReady, SOURCE, sourceFails } from "../../faults/flux.ts";
import { revised } from "../../faults/helm.ts";
import { edit, part, specOf, statusOf, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import type { CommandAnswer } from "../../world.ts";
import { base64, canary } from "../../worlds/builder.ts";

const CANARY = canary("planted");
const NAMED = `password=${CANARY}`;
const zipped = gzipSync(NAMED).toString("base64");

/** How people and programs write a secret down. */
const FORMS = [
  NAMED,
  `"client_secret": "${CANARY}"`,
  `clientSecret: ${CANARY}`,
  `OIDC_CLIENT_SECRET=${CANARY}`,
  `pwd=${CANARY}`,
  `--token ${CANARY}`,
  `--password=${CANARY}`,
  `Authorization: Bearer ${CANARY}`,
  `https://ops:${CANARY}@git.example.org/k8s-ops.git`,
  `https://${CANARY}@git.example.org/k8s-ops.git`,
  JSON.stringify({ auths: { "registry.example.org": { auth: base64(`ops:${CANARY}`) } } }),
  JSON.stringify(JSON.stringify({ stringData: { password: CANARY } })),
  base64(NAMED),
  base64(base64(NAMED)),
  zipped,
  base64(zipped),
];
const SAID = FORMS.join(" ");

const inEnvironment = (container: Json): void => {
  const env = (container["env"] ?? []) as Json[];
  container["env"] = [
    ...env,
    { name: "PASSWORD", value: CANARY },
    ...FORMS.map((value, n) => ({ name: `N${n}`, value })),
  ];
  container["args"] = [`--token=${CANARY}`, SAID];
  container["command"] = ["sh", "-c", `export PASSWORD=${CANARY}; ${SAID}`];
  container["livenessProbe"] = { httpGet: { httpHeaders: [{ name: "Authorization", value: CANARY }] } };
};

const inAnnotations = (object: Json): void => {
  Object.assign(part(object, "metadata", "annotations"), {
    "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ stringData: { password: CANARY } }),
    "example.org/kubeconfig": SAID,
    "vault.example.org/token": CANARY,
  });
};

/** Objects: where a controller or a person could have put what does not belong there. */
const inObjects: readonly Fault[] = [
  edit("Deployment", undefined, (object) => {
    inAnnotations(object);
    (part(specOf(object), "template", "spec")["containers"] as Json[]).forEach(inEnvironment);
  }),
  edit("Pod", undefined, (object) => {
    inAnnotations(object);
    (specOf(object)["containers"] as Json[]).forEach(inEnvironment);
    specOf(object)["ephemeralContainers"] = [{ name: "debugger", env: [{ name: "PASSWORD", value: CANARY }] }];
  }),
  edit("Event", undefined, (object) => {
    object["message"] = `${String(object["message"])} with ${SAID}`;
  }),
  edit("HelmRelease", undefined, (object) => {
    specOf(object)["values"] = {
      plain: CANARY,
      auth: { clientSecret: CANARY },
      env: FORMS.map((value) => ({ value })),
    };
  }),
  edit("Kustomization", undefined, (object) => {
    specOf(object)["postBuild"] = { substitute: { SECRET: CANARY } };
    specOf(object)["patches"] = [{ patch: `data:\n  key: ${CANARY}` }];
  }),
  edit("ExternalSecret", undefined, (object) => {
    part(specOf(object), "target")["template"] = { data: { config: CANARY } };
  }),
  edit("Secret", /\/cluster-secrets$/, (object) => {
    object["data"] = { config: Buffer.from(CANARY).toString("base64") };
  }),
  edit("ClusterSecretStore", undefined, (object) => {
    part(specOf(object), "provider")["fake"] = { data: [{ key: "k", value: CANARY }] };
  }),
  edit("ConfigMap", "kube-system/cilium-config", (object) => {
    Object.assign(part(object, "data"), {
      "auth-token": CANARY,
      "kvstore-opt": `{"password":"${CANARY}"}`,
      more: SAID,
    });
  }),
  edit("GitRepository", SOURCE, (object) => {
    for (const it of statusOf(object)["conditions"] as Json[]) it["message"] = `stored artifact of ${SAID}`;
  }),
  ...["kube-system/cilium", "cert-manager/cert-manager"].map((name) =>
    revised(name, 1, (release) => {
      release["config"] = { plain: CANARY, said: SAID };
      release.info["notes"] = `log in with ${CANARY}`;
      release.info["description"] = `Install complete with ${SAID}`;
    }),
  ),
];

const onStderr = (answer: CommandAnswer): CommandAnswer => ({
  ...answer,
  stderr: `${answer.stderr ?? ""}debug: ${SAID}\n`,
});

/** What commands print beside their answers, and what pods log. */
const inOutputs: readonly Fault[] = [
  ...(["flux", "cilium", "op", "kubectl", "helm"] as const).map((program) => everyCall(program, onStderr)),
  (world) => {
    const logs = Object.fromEntries(Object.keys(world.kubernetes.logs).map((key) => [key, `${SAID}\n`]));
    return { ...world, kubernetes: { ...world.kubernetes, logs } };
  },
];

/** On stderr talosctl warns of nodes that it leaves out: whatever stands there, its answer proves nothing. */
const talosctlWarns: Fault = (world) => {
  const { talosctl } = world.commands;
  const answers = { ...talosctlAnswers(world), ...talosctl.overrides };
  const links = Object.entries(answers).filter(([key]) => key.includes("get links"));
  const overrides = Object.fromEntries(links.map(([key, answer]) => [key, onStderr(answer)]));
  return {
    ...world,
    commands: { ...world.commands, talosctl: { ...talosctl, overrides: { ...talosctl.overrides, ...overrides } } },
  };
};

/**
 * Secrets where nobody should have put them: none of them may be in what a run leaves. The kubeconfig has one always.
 */
export const PLANTED: readonly Scenario[] = [
  {
    name: "secrets-in-every-channel",
    title: "Passwords stand in annotations, environments, arguments, Helm values, events, logs, URLs and on stderr",
    from: "planted secrets",
    faults: [...inObjects, ...inOutputs],
  },
];

/** The same where it is read most: in what fails. */
export const QUOTED: readonly Scenario[] = [
  {
    name: "secrets-in-what-fails",
    title: "The controllers' messages, by which checks fail, quote the passwords that were refused",
    from: "planted secrets",
    faults: [
      ...inOutputs,
      talosctlWarns,
      sourceFails("GitOperationFailed", `failed to checkout: authentication required: ${SAID}`),
      notReady("HelmRelease", "nessie/nessie", "UpgradeFailed", `Helm upgrade failed: ${SAID}`),
      edit("Pod", /^kubeai\/kubeai-/, (pod) => {
        for (const container of statusOf(pod)["containerStatuses"] as Json[]) {
          const state = { waiting: { reason: "ImagePullBackOff", message: `pull access denied: ${SAID}` } };
          Object.assign(container, { ready: false, state });
        }
        for (const it of statusOf(pod)["conditions"] as Json[]) {
          if (it["type"] === "Ready") Object.assign(it, { status: "False", message: SAID });
        }
      }),
      prints("flux", "check", { exit: 1, stderr: `✗ authentication failed: ${SAID}\n` }),
    ],
    expect: {
      first: [
        "flux/git-source-is-ready",
        "flux/nothing-is-stuck",
        "flux/check-passes",
        "workloads/every-pod-runs",
        "talos/links-carry-the-mtu",
      ],
      falls: ["flux/cluster-kustomization-is-applied", "flux/everything-is-reconciled"],
      unseen: ["talos/links-carry-the-mtu", "talos/bonds-run-lacp"],
    },
  },
];
