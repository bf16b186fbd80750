import { clusters, KUBECONFIG, needTools, run, settings } from "./tools.ts";

/** Deletes the cluster. One that is not there is no failure. */
export async function down(): Promise<void> {
  const { cluster } = settings();
  await needTools(["kind"]);
  if (!(await clusters()).includes(cluster)) {
    console.error(`✓ there is no cluster ${cluster}`);
    return;
  }
  await run({
    title: `delete cluster ${cluster}`,
    argv: ["kind", "delete", "cluster", "--name", cluster, "--kubeconfig", KUBECONFIG],
  });
}
