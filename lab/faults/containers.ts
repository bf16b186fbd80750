import type { Fault } from "../scenario.ts";
import { ago, all, edit, statusOf, type Json } from "./objects.ts";
import { podsOf, podWaits, unready } from "./workloads.ts";

/** Its containers run, and none of its pods is ready. */
export function runsUnready(deployment: string): Fault {
  return (world) => {
    const pods = podsOf(world, "Deployment", deployment);
    const named = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const running = named.map((name) =>
      edit("Pod", name, (pod, { now }) => {
        const status = statusOf(pod);
        status["phase"] = "Running";
        for (const container of status["containerStatuses"] as Json[]) {
          container["started"] = true;
          container["state"] = { running: { startedAt: ago({ now }, 900) } };
        }
      }),
    );
    const waiting = pods.map((pod) => podWaits(pod, { reason: "", message: "" }));
    return all(...waiting, ...running, unready("Deployment", deployment, pods.length))(world);
  };
}

/** Its first container ended out of memory so often, the last time so many seconds ago. */
export function killed(deployment: string, memory: string, restarts: number, agoSeconds = 90): Fault {
  return (world) =>
    all(
      ...podsOf(world, "Deployment", deployment).map(({ metadata }) =>
        edit("Pod", `${metadata.namespace}/${metadata.name}`, (pod) => {
          const [container] = statusOf(pod)["containerStatuses"] as Json[];
          const [spec] = (pod["spec"] as { containers: Json[] }).containers;
          if (!container || !spec) throw new Error(`${metadata.name} has no container`);
          spec["resources"] = { limits: { memory } };
          container["restartCount"] = restarts;
          const times = { startedAt: ago(world, agoSeconds + 60), finishedAt: ago(world, agoSeconds) };
          container["lastState"] = { terminated: { exitCode: 137, reason: "OOMKilled", ...times } };
        }),
      ),
    )(world);
}
