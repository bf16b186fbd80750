import { criterion } from "../criterion.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { TalosResource } from "../../observations/talos.ts";
import { answerOf, eachNode, hasId, subjectOf, withoutTalos } from "../derive/talos-nodes.ts";

/**
 * An empty list is the healthy answer, and what a mute node would give too: it counts only from a node that answers
 * another question.
 * https://github.com/siderolabs/talos/tree/v1.12.0/internal/app/machined/pkg/controllers/runtime/internal/diagnostics
 */
export default criterion({
  id: "talos/no-diagnostics",
  title: "No node reports a diagnostic",
  fails: "Talos reports a diagnostic",
  why: "Talos itself found something wrong, like pod networks that overlap the host's, and says so only there.",
  serves: ["reliability"],
  needs: ["talosDiagnostics", "talosMachineStatuses"],
  restsOn: [
    "prerequisites/talos-api-is-reachable",
    "talos/every-machine-is-running",
    "kubernetes/kubelet-certificates-are-approved",
  ],
  advice: "talosctl -n <address> get diagnostics -o yaml; kubectl get csr",
  irrelevant: withoutTalos,

  examine: ({ talosDiagnostics, talosMachineStatuses }, { profile }) =>
    eachNode(profile.nodes, talosDiagnostics, (diagnostics, node) => ({
      unseen: speaks(answerOf(node, talosMachineStatuses))
        ? []
        : [{ subject: subjectOf(node), reason: "lists no diagnostics, but no machine status either" }],
      findings: diagnostics.map(({ metadata, spec }) => {
        const details = (spec?.details ?? []).join("; ");
        // its own words: `pending CSRs: csr-swhzh`
        const request = /\bpending CSRs: (\S+?)(?:[,;]|$)/.exec(details)?.[1];
        const message = spec?.message ?? "without a message";
        return {
          subject: request === undefined ? subjectOf(node) : `certificatesigningrequest/${request}`,
          expected: request === undefined ? "no diagnostic" : `no diagnostic of node ${node.name}`,
          actual: cut(`${metadata.id}: ${message}${details ? ` (${details})` : ""}`),
          since: metadata.created,
        };
      }),
    })),
});

const speaks = (answer: { value: TalosResource<unknown>[] } | { reason: string }): boolean =>
  "value" in answer && answer.value.some((resource) => hasId(resource, "machine"));
