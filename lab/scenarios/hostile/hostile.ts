import { notReady } from "../../faults/flux.ts";
import { edit, statusOf, type Json } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";

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
    from: "hostile text",
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
      first: ["flux/nothing-is-stuck", "workloads/every-pod-runs"],
      falls: ["flux/everything-is-reconciled", "workloads/every-pod-runs"],
    },
  },
];
