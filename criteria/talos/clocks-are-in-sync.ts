import { criterion } from "../criterion.ts";
import { eachNode, isInContainer, subjectOf, withoutTalos } from "../derive/talos-nodes.ts";

/** https://github.com/siderolabs/talos/blob/v1.12.0/pkg/machinery/resources/time/status.go */
export default criterion({
  id: "talos/clocks-are-in-sync",
  title: "Every node's time is synced",
  fails: "A node's clock is not in sync",
  why: "etcd and TLS break on clocks that differ, and a bootstrap cannot be timed by them.",
  serves: ["reliability"],
  needs: ["talosTimeStatuses"],
  wants: ["talosVersions"],
  restsOn: ["prerequisites/talos-api-is-reachable"],
  advice: "talosctl -n <address> time; talosctl -n <address> get timeservers",
  irrelevant: withoutTalos,

  examine({ talosTimeStatuses, talosVersions }, { profile }) {
    const hosted = profile.nodes.filter((node) => isInContainer(node, talosVersions));
    const own = profile.nodes.filter((node) => !hosted.includes(node));
    const examination = eachNode(own, talosTimeStatuses, ([time], node) => {
      const subject = subjectOf(node);
      if (!time) return { unseen: [{ subject, reason: "reports no TimeStatus" }] };
      const since = time.metadata.updated;
      const { synced, syncDisabled } = time.spec ?? {};
      // With the sync disabled Talos calls the time synced from the start: nobody looks at a time server.
      if (syncDisabled === true)
        return { findings: [{ subject, expected: "time synced", actual: "time sync is disabled", since }] };
      if (synced === true) return {};
      const actual = synced === false ? "not synced" : "not said";
      return { findings: [{ subject, expected: "time synced", actual, since }] };
    });
    return {
      ...examination,
      ...(hosted.length > 0 && { inapplicable: "the machines are containers: their clock is the host's" }),
    };
  },
});
