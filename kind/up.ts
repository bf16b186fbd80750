import { bootstrap } from "./bootstrap.ts";
import { clusters, CONFIG, KUBECONFIG, needTools, run, settings } from "./tools.ts";

/** Makes the cluster, unless it is there, and bootstraps it. A call that failed half-way can be made again. */
export async function up(): Promise<void> {
  const { profile, cluster } = settings();
  await needTools(["kind", "helm", "kubectl"]);
  const there = (await clusters()).includes(cluster);
  await run(
    there
      ? {
          title: `cluster ${cluster} is there: its kubeconfig`,
          argv: ["kind", "export", "kubeconfig", "--name", cluster, "--kubeconfig", KUBECONFIG],
        }
      : {
          title: `cluster ${cluster}`,
          argv: ["kind", "create", "cluster", "--config", CONFIG, "--kubeconfig", KUBECONFIG],
        },
  );
  for (const step of bootstrap(profile, { kubeconfig: KUBECONFIG, context: `kind-${cluster}` })) await run(step);
  console.error(`✓ cluster ${cluster} is up. Judge it with\n  npm test -- --cluster kind --kubeconfig ${KUBECONFIG}`);
}
