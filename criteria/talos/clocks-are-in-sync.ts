import { criterion } from "../criterion.ts";
import { eachNode, subjectOf, withoutTalos } from "../derive/talos-nodes.ts";

/** https://github.com/siderolabs/talos/blob/v1.12.0/pkg/machinery/resources/time/status.go */
export default criterion({
  id: "talos/clocks-are-in-sync",
  title: "Every node's time is synced",
  fails: "A node's clock is not in sync",
  why: "etcd and TLS break on clocks that differ, and a bootstrap cannot be timed by them.",
  serves: ["reliability"],
  needs: ["talosTimeStatuses"],
  restsOn: ["prerequisites/talos-api-is-reachable"],
  advice: "talosctl -n <address> time; talosctl -n <address> get timeservers",
  irrelevant: withoutTalos,

  examine: ({ talosTimeStatuses }, { profile }) =>
    eachNode(profile.nodes, talosTimeStatuses, (resources, node) => {
      const subject = subjectOf(node);
      const [time] = resources;
      if (!time) return { unseen: [{ subject, reason: "reports no TimeStatus" }] };
      const since = time.metadata.updated;
      const { synced, syncDisabled } = time.spec ?? {};
      // With the sync disabled Talos calls the time synced from the start: nobody looks at a time server.
      if (syncDisabled === true)
        return { findings: [{ subject, expected: "time synced", actual: "time sync is disabled", since }] };
      if (synced === true) return {};
      const actual = synced === false ? "not synced" : "not said";
      return { findings: [{ subject, expected: "time synced", actual, since }] };
    }),
});
