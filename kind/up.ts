import { bootstrap, type Step } from "./bootstrap.ts";
import { deletion } from "./down.ts";
import { guard } from "./guard.ts";
import { roomHere, shortOf } from "./room.ts";
import { run, say } from "./run.ts";
import { runtimeHere } from "./runtime.ts";
import { clusters, CONFIG, KUBECONFIG, needTools, Refusal, settings, type Settings, type Tool } from "./tools.ts";

/** Makes the cluster, unless it is there, and bootstraps it. A call that failed half-way can be made again. */
export async function up({ anyway }: { anyway: boolean }): Promise<void> {
  const { isThere, ...its } = await ready(["kind", "helm", "kubectl"], anyway);
  const steps = [isThere ? adoption(its) : creation(its), ...bootstrapOf(its)];
  // what still runs ends with us; the cluster stays
  const watch = guard(deletion(its.cluster).argv);
  for (const [index, step] of steps.entries()) await run(step, { guard: watch, place: `${index + 1}/${steps.length}` });
  say(`✓ cluster ${its.cluster} is up. Judge it with\n  ${judgement}`);
}

export const judgement = `npm test -- --cluster kind --kubeconfig ${KUBECONFIG}`;

/**
 * The settings, where the machine has all that the cluster takes. Throws Refusal. `anyway`: what there is too little of is
 * told, and no more.
 */
export async function ready(tools: readonly Tool[], anyway: boolean): Promise<Settings & { isThere: boolean }> {
  const its = settings();
  needTools(tools);
  const runtime = await runtimeHere(process.env["KIND_EXPERIMENTAL_PROVIDER"]);
  // kind takes the same
  process.env["KIND_EXPERIMENTAL_PROVIDER"] = runtime.name;
  const isThere = (await clusters()).includes(its.cluster);
  const short = isThere ? [] : shortOf(await roomHere(runtime, its.address));
  if (short.length > 0 && !anyway) throw new Refusal(`${short.join("\n✗ ")}\n  --anyway tries it all the same`);
  for (const text of short) say(`! ${text}`);
  return { ...its, isThere };
}

export const creation = ({ cluster }: Settings): Step => ({
  title: `cluster ${cluster}`,
  argv: ["kind", "create", "cluster", "--config", CONFIG, "--kubeconfig", KUBECONFIG],
});

/** Of a cluster that is there. */
export const adoption = ({ cluster }: Settings): Step => ({
  title: `cluster ${cluster} is there: its kubeconfig`,
  argv: ["kind", "export", "kubeconfig", "--name", cluster, "--kubeconfig", KUBECONFIG],
});

export const bootstrapOf = ({ profile, cluster }: Settings): Step[] =>
  bootstrap(profile, { kubeconfig: KUBECONFIG, context: `kind-${cluster}` });
