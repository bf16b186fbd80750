import { criterion, type Finding } from "../criterion.ts";
import { cut } from "../../observations/kubernetes.ts";
import { eachNode, hasId, subjectOf, withoutTalos } from "../derive/talos-nodes.ts";

/**
 * Stage and conditions as machined keeps them; `nodeReady` among them mirrors the Kubernetes node.
 * https://github.com/siderolabs/talos/blob/v1.12.0/internal/app/machined/pkg/controllers/runtime/machine_status.go
 */
export default criterion({
  id: "talos/every-machine-is-running",
  title: "Every node of the profile is at stage running, ready, with no unmet condition",
  fails: "A machine is not running",
  why: "A machine that is stuck in its boot sequence serves the Talos API all the same.",
  serves: ["AC1", "VC"],
  needs: ["talosMachineStatuses"],
  restsOn: ["prerequisites/talos-api-is-reachable", "talos/services-are-healthy", "talos/clocks-are-in-sync"],
  advice: "talosctl -n <address> get machinestatus -o yaml; talosctl -n <address> dmesg --tail",
  irrelevant: withoutTalos,

  examine: ({ talosMachineStatuses }, { profile }) =>
    eachNode(profile.nodes, talosMachineStatuses, (resources, node) => {
      const subject = subjectOf(node);
      const machine = resources.find((resource) => hasId(resource, "machine"));
      if (!machine) return { unseen: [{ subject, reason: "reports no MachineStatus" }] };
      const { stage, status } = machine.spec ?? {};
      const since = machine.metadata.updated;
      const findings: Finding[] = [];
      if (stage !== "running")
        findings.push({ subject, expected: "stage running", actual: stage ? `stage ${stage}` : "no stage", since });
      const unmet = (status?.unmetConditions ?? []).map(({ name, reason }) =>
        reason ? `${name}: ${cut(reason)}` : name,
      );
      if (status?.ready !== true || unmet.length > 0) {
        const ready = status?.ready === undefined ? "readiness not said" : status.ready ? "ready" : "not ready";
        const actual = unmet.length > 0 ? `${ready}, unmet: ${unmet.join("; ")}` : ready;
        findings.push({ subject, expected: "ready, with no unmet condition", actual, since });
      }
      return { findings };
    }),
});
