import { criterion, each, type Finding } from "../criterion.ts";
import { named } from "../../observations/kubernetes.ts";
import { between } from "../../clusters/notation/cidr.ts";

/** https://kubernetes.io/docs/reference/node/node-status/#addresses */
export default criterion({
  id: "kubernetes/node-addresses-are-the-profiles",
  title: "Every node has the internal address that the profile gives its machine",
  fails: "A node has another address",
  why: "A node that took another address is routed to, and asked, on a network that was not meant for it.",
  serves: ["VC"],
  needs: ["nodes"],
  restsOn: ["kubernetes/api-is-ready", "kubernetes/every-expected-node-is-ready"],
  advice: "kubectl get nodes -o wide; talosctl -n <address> get addresses; talosctl -n <address> get nodeips",

  irrelevant: ({ talos }) =>
    talos ? undefined : "the profile has no Talos: nobody is asked by the addresses of its nodes",

  examine: ({ nodes }, { profile }) =>
    each(
      // one that is not registered is told by kubernetes/every-expected-node-is-ready
      profile.nodes.filter(({ name }) => nodes.some(named(name))),
      ({ name, address }): Finding | undefined => {
        const addresses = nodes.find(named(name))?.status?.addresses ?? [];
        const internal = addresses.flatMap(({ type, address: its }) => (type === "InternalIP" && its ? [its] : []));
        if (internal.some((its) => between(its, address, address))) return undefined;
        return {
          subject: `node/${name}`,
          expected: `InternalIP ${address}`,
          actual: internal.length > 0 ? `InternalIP ${internal.join(", ")}` : "no InternalIP",
        };
      },
    ),
});
