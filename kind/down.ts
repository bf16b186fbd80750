import { rmSync } from "node:fs";
import type { Step } from "./bootstrap.ts";
import { run, say } from "./run.ts";
import { clusters, KUBECONFIG, needTools, settings } from "./tools.ts";

/** Deletes the cluster. One that is not there is no failure. */
export async function down(): Promise<void> {
  const { cluster } = settings();
  needTools(["kind"]);
  if (!(await clusters()).includes(cluster)) return say(`✓ there is no cluster ${cluster}`);
  await run(deletion(cluster));
  rmSync(KUBECONFIG, { force: true });
}

export const deletion = (cluster: string): Step => ({
  title: `delete cluster ${cluster}`,
  argv: ["kind", "delete", "cluster", "--name", cluster, "--kubeconfig", KUBECONFIG],
});
