import type { Profile } from "../../clusters/profile.ts";

/** How the lab's repository bootstraps: the task, its runbook, a file that SOPS encrypted, and Cilium's address pools. */
export const bootstrapFiles = (profile: Profile): Record<string, string> => ({
  ...task(profile),
  ...runbook(profile),
  ...encrypted(profile),
  ...pools(profile),
  ...peers(profile),
  ...stores(profile),
});

/** Every node has all of its peers; what they are called does not matter. */
function peers({ cilium, flux }: Profile): Record<string, string> {
  if (!flux || !cilium?.bgp) return {};
  const named = Array.from({ length: cilium.bgp.peers }, (_, index) => ({ name: `router-${index}`, peerASN: 64501 }));
  const config = {
    apiVersion: "cilium.io/v2",
    kind: "CiliumBGPClusterConfig",
    metadata: { name: "lab" },
    spec: { bgpInstances: [{ name: "lab", localASN: 64512, peers: named }] },
  };
  return { "kubernetes/apps/bgp.yaml": `${JSON.stringify(config, null, 2)}\n` };
}

function stores({ flux, secrets }: Profile): Record<string, string> {
  if (!flux) return {};
  const written = (secrets?.stores ?? []).map(({ kind, name, namespace }): [string, string] => {
    const store = {
      apiVersion: "external-secrets.io/v1",
      kind,
      metadata: { name, ...(namespace !== undefined && { namespace }) },
      spec: { provider: { fake: { data: [] } } },
    };
    return [`kubernetes/apps/store-${name}.yaml`, `${JSON.stringify(store, null, 2)}\n`];
  });
  return Object.fromEntries(written);
}

/** Apart from all networks of the lab: https://www.rfc-editor.org/rfc/rfc5737 */
function pools({ cilium, flux }: Profile): Record<string, string> {
  if (!flux) return {};
  const written = (cilium?.loadBalancerPools ?? []).map((name, index): [string, string] => {
    const pool = {
      apiVersion: "cilium.io/v2",
      kind: "CiliumLoadBalancerIPPool",
      metadata: { name },
      spec: { blocks: [{ cidr: `198.51.100.${index * 16}/28` }] },
    };
    return [`kubernetes/apps/pool-${name}.yaml`, `${JSON.stringify(pool, null, 2)}\n`];
  });
  return Object.fromEntries(written);
}

function task({ bootstrap, flux, nodes, talos }: Profile): Record<string, string> {
  const first = nodes[0]?.address ?? "";
  const endpoints = talos?.endpoints ? `--endpoints ${talos.endpoints.join(",")} ` : "";
  const commands = [
    `talosctl ${endpoints}--nodes ${first} bootstrap`,
    `talosctl ${endpoints}--nodes ${first} kubeconfig`,
    "op inject -i bootstrap/secrets.yaml.tpl | kubectl apply --server-side -f -",
    "helmfile -f bootstrap/helmfile.d/00-crds.yaml template | yq ea 'select(.kind == \"CustomResourceDefinition\")' | kubectl apply --server-side -f -",
    "helmfile -f bootstrap/helmfile.d/01-apps.yaml sync",
  ];
  const tasks = { [bootstrap.task ?? "bootstrap"]: { cmds: [...commands, ...byFlux(flux)] } };
  return {
    "Taskfile.yaml": `${JSON.stringify({ version: "3", tasks }, null, 2)}\n`,
    "bootstrap/secrets.yaml.tpl": JSON.stringify({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "onepassword-connect", namespace: "external-secrets" },
      stringData: { token: "op://lab/connect/token" },
    }),
  };
}

/** Where no release installs Flux, its own command does. */
const byFlux = (flux: Profile["flux"]): string[] =>
  flux && flux.instance === undefined
    ? [`flux bootstrap git --url=${flux.source.url} --branch=${flux.source.ref} --path=${flux.kustomization.path}`]
    : [];

/** The timings of the lab's own timeline do not matter here: that somebody measured does. */
function runbook({ bootstrap, name }: Profile): Record<string, string> {
  if (bootstrap.runbook === undefined) return {};
  const rows = ["| CRDs | 28 s |", "| core | 4m 10s |", "| total | 11m 30s |"].join("\n");
  return {
    [bootstrap.runbook]: `# Bootstrap\n\n## Timings of ${name}\n\n| phase | measured |\n|---|---|\n${rows}\n`,
  };
}

/** One file that the lab's .sops.yaml (lab/files.ts) names. */
function encrypted({ sops }: Profile): Record<string, string> {
  if (!sops) return {};
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "github-deploy-key", namespace: "flux-system" },
    stringData: { identity: "ENC[AES256_GCM,data:bGFi]" },
    sops: { mac: "ENC[AES256_GCM,data:bGFi]", encrypted_regex: "^(data|stringData)$", version: "3.10.2" },
  };
  return { "bootstrap/deploy-key.sops.yaml": `${JSON.stringify(secret, null, 2)}\n` };
}
