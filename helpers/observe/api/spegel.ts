import { askPod, podsOf } from "./pod-proxy.ts";
import type { Source } from "../source.ts";

const REGISTRY_PORT = 5000;

/** Each Spegel pod's registry: /readyz says whether it has joined its peers and mirrors. */
export const spegel: Source<"spegel"> = async (context, seen) => {
  const namespace = context.profile.releases.find(({ name }) => name === "spegel")?.namespace ?? "kube-system";
  const pods = await podsOf(context, seen, { namespace, label: ["app.kubernetes.io/name", "spegel"] });
  return Promise.all(
    pods.map(async (pod) => {
      const { ok, reached, detail } = await askPod(context, pod, REGISTRY_PORT, "readyz");
      return { pod: pod.metadata?.name ?? "", node: pod.spec?.nodeName ?? "", ready: ok, reached, detail };
    }),
  );
};
