import { all, edit, objectsOf, specOf, statusOf, type Json } from "./objects.ts";
import { podsOf, unready } from "./workloads.ts";
import type { Fault } from "../scenario.ts";

/** Pods of a node that was lost: not Ready, and their workloads and endpoints know it. */
export const podsOfNodeUnready =
  (node: string): Fault =>
  (world) => {
    const pods = objectsOf(world, "Pod").filter(
      (pod) => specOf(pod)["nodeName"] === node && (pod["status"] as Json)["phase"] === "Running",
    );
    const workloads = (["Deployment", "DaemonSet", "StatefulSet"] as const).flatMap((kind) =>
      objectsOf(world, kind).flatMap(({ metadata }) => {
        const name = `${metadata.namespace}/${metadata.name}`;
        const lost = podsOf(world, kind, name).filter((pod) => pods.includes(pod)).length;
        return lost > 0 ? [unready(kind, name, lost)] : [];
      }),
    );
    const lose = pods.map((pod) =>
      edit("Pod", `${pod.metadata.namespace}/${pod.metadata.name}`, (copy) => {
        for (const it of statusOf(copy)["conditions"] as Json[]) {
          if (it["type"] === "Ready")
            Object.assign(it, { status: "False", lastTransitionTime: "2026-01-05T09:50:00Z" });
        }
      }),
    );
    return all(...lose, ...workloads)(world);
  };
