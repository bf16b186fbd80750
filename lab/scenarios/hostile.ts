import { gzipSync } from "node:zlib";
import { everyCall } from "../faults/commands.ts";
import { notReady, SOURCE } from "../faults/flux.ts";
import { revised } from "../faults/helm.ts";
import { edit, part, specOf, statusOf, type Json } from "../faults/objects.ts";
import type { Fault, Scenario } from "../scenario.ts";
import { canary } from "../worlds/builder.ts";

const CANARY = canary("planted");
const forms = [
  CANARY,
  Buffer.from(`password=${CANARY}`).toString("base64"),
  gzipSync(`password: ${CANARY}`).toString("base64"),
  Buffer.from(gzipSync(`password: ${CANARY}`).toString("base64")).toString("base64"),
];
const URL_WITH_PASSWORD = `https://ops:${CANARY}@git.example.org/k8s-ops.git`;

/** What a person could have put where it does not belong, in every form. */
const planted: readonly Fault[] = [
  edit("Deployment", undefined, (object) => {
    Object.assign(part(object, "metadata", "annotations"), {
      "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ stringData: { password: CANARY } }),
      "example.org/kubeconfig": forms.join(" "),
    });
    for (const container of part(specOf(object), "template", "spec")["containers"] as Json[]) {
      const env = (container["env"] ?? []) as Json[];
      container["env"] = [...env, ...forms.map((value, n) => ({ name: `SECRET_${n}`, value }))];
      container["args"] = [`--token=${CANARY}`, `--url=${URL_WITH_PASSWORD}`];
    }
  }),
  edit("Pod", undefined, (object) => {
    part(object, "metadata")["annotations"] = { "vault.example.org/token": CANARY };
    for (const container of specOf(object)["containers"] as Json[]) {
      container["command"] = ["sh", "-c", `export PASSWORD=${CANARY}`];
      const env = (container["env"] ?? []) as Json[];
      container["env"] = [...env, { name: "PASSWORD", value: CANARY }];
    }
  }),
  edit("Event", undefined, (object) => {
    object["message"] = `${String(object["message"])} with ${URL_WITH_PASSWORD}`;
  }),
  edit("HelmRelease", undefined, (object) => {
    specOf(object)["values"] = { password: CANARY, url: URL_WITH_PASSWORD, packed: forms[2] };
  }),
  edit("ConfigMap", "kube-system/cilium-config", (object) => {
    Object.assign(part(object, "data"), { "auth-token": CANARY, "kvstore-opt": `{"password":"${CANARY}"}` });
  }),
  edit("GitRepository", SOURCE, (object) => {
    for (const it of statusOf(object)["conditions"] as Json[]) {
      it["message"] = `stored artifact of ${URL_WITH_PASSWORD}`;
    }
  }),
  ...["kube-system/cilium", "cert-manager/cert-manager"].map((name) =>
    revised(name, 1, (release) => {
      release["config"] = { password: CANARY, forms };
      release.info["notes"] = `log in with ${CANARY}`;
    }),
  ),
  ...(["flux", "cilium", "op"] as const).map((program) =>
    everyCall(program, (answer) => ({
      ...answer,
      stderr: `${answer.stderr ?? ""}${program === "flux" ? "" : `debug: Authorization: Bearer ${CANARY} for ${URL_WITH_PASSWORD}\n`}`,
    })),
  ),
  (world) => ({
    ...world,
    kubernetes: {
      ...world.kubernetes,
      logs: Object.fromEntries(Object.keys(world.kubernetes.logs).map((key) => [key, `password=${CANARY}\n`])),
    },
  }),
];

/** Secrets where nobody should have put them: all is well, and none of them may be in what a run leaves. */
export const PLANTED: readonly Scenario[] = [
  {
    name: "secrets-in-every-channel",
    title: "Passwords stand in annotations, environments, arguments, Helm values, events, logs, URLs and on stderr",
    from: "issue: canary secrets in every channel that can carry one",
    faults: planted,
  },
];

const ESCAPE = "\u001b";
const HOSTILE = [
  "<script>alert(1)</script><img src=x onerror=alert(2)>",
  "\n::error file=x,line=1::owned\n::set-output name=x::y\n",
  `${ESCAPE}[31mred${ESCAPE}[0m ${ESCAPE}]0;title\u0007 ${ESCAPE}[2J\u009b31m`,
  "\u202egnp.exe\u202c \u2066isolated\u2069",
  "| table | ](javascript:alert(3)) `code` *bold*",
  ']]></system-out><testcase name="forged"/>',
  "A".repeat(1_000_000),
].join(" ");

/** Text that would do something where it is shown, if it were let. */
export const HOSTILE_TEXT: readonly Scenario[] = [
  {
    name: "hostile-text",
    title: "A controller's message holds markup, workflow commands, terminal codes and a megabyte of letters",
    from: "issue: hostile text is inert in every format",
    faults: [
      notReady("HelmRelease", "nessie/nessie", "UpgradeFailed", HOSTILE),
      edit("Pod", /^kubeai\/kubeai-/, (pod) => {
        for (const container of statusOf(pod)["containerStatuses"] as Json[]) {
          Object.assign(container, {
            ready: false,
            state: { waiting: { reason: "ImagePullBackOff", message: HOSTILE } },
          });
        }
        for (const it of statusOf(pod)["conditions"] as Json[]) {
          if (it["type"] === "Ready") Object.assign(it, { status: "False", message: HOSTILE });
        }
      }),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: [
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
];
