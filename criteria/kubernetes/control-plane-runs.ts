import { criterion, each } from "../criterion.ts";
import { reasonOf } from "../derive/pod-reasons.ts";
import { podState } from "../../observations/pods.ts";
import type { Pod } from "../../observations/objects.ts";

const COMPONENTS = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** Static pods carry their node in their name; their mirror in the API is the kubelet's word on them. */
export default criterion({
  id: "kubernetes/control-plane-runs",
  title: "API server, scheduler and controller-manager run on every control-plane node",
  fails: "The control plane does not run everywhere",
  why: "With one of three API servers the cluster answers, until that one restarts.",
  serves: ["AC1"],
  needs: ["pods"],
  wants: ["warnings"],
  restsOn: ["talos/services-are-healthy", "kubernetes/every-expected-node-is-ready"],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n kube-system get pods -l tier=control-plane -o wide; talosctl -n <control-plane> get staticpodstatus",

  irrelevant: ({ kubernetes }) =>
    kubernetes.staticControlPlane ? undefined : "the profile says that the control plane does not run as pods",

  examine({ pods, warnings }, { profile, now }) {
    const controlPlane = profile.nodes.filter(({ role }) => role === "control-plane");
    const expected = controlPlane.flatMap(({ name }) => COMPONENTS.map((component) => ({ component, node: name })));
    return each(expected, ({ component, node }) => {
      const subject = `pod/kube-system/${component}-${node}`;
      const pod = pods.find((it) => isComponent(it, component, node));
      if (!pod) return { subject, expected: "a pod that runs and is ready", actual: "none" };
      const state = podState(pod);
      if (state.cause === "runs") return undefined;
      const { said, ...more } = reasonOf(pod, state, { warnings, now });
      const finding = { subject, expected: "a pod that runs and is ready", actual: said, since: state.since };
      return { ...finding, ...more };
    });
  },
});

const isComponent = ({ metadata, spec }: Pod, component: string, node: string): boolean =>
  metadata?.namespace === "kube-system" &&
  (metadata.name === `${component}-${node}` ||
    (spec?.nodeName === node && [metadata.labels?.["component"], metadata.labels?.["k8s-app"]].includes(component)));
