import type { Fault } from "../scenario.ts";
import type { KubernetesWorld } from "../world.ts";

type Answer = KubernetesWorld["proxies"][string];

/** What pods answer through the API server's proxy, by path. */
export const podAnswers =
  (path: RegExp, change: (answer: Answer) => Answer): Fault =>
  (world) => {
    const entries = Object.entries(world.kubernetes.proxies);
    if (!entries.some(([key]) => path.test(key))) throw new Error(`no pod of the lab answers at ${String(path)}`);
    const proxies = Object.fromEntries(
      entries.map(([key, answer]) => [key, path.test(key) ? change(answer) : answer] as const),
    );
    return { ...world, kubernetes: { ...world.kubernetes, proxies } };
  };

/** What a pod of ours resolves: these names, or not. */
export const resolves =
  (names: Record<string, string | undefined>): Fault =>
  (world) => ({
    ...world,
    kubernetes: {
      ...world.kubernetes,
      probed: Object.entries(names).map(([name, address]) => ({
        name,
        resolved: address !== undefined,
        detail: address ?? ";; connection timed out; no servers could be reached",
      })),
    },
  });
