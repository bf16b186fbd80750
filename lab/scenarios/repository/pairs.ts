import { addressed, configMap, kustomization, manifest } from "../../faults/manifests.ts";
import { checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { adoptingCilium } from "./releases.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

const leadsNowhere: Fault = checkoutFile("clusters/lab/flux/apps.yaml", (text) =>
  text.replace("./kubernetes/apps", "./kubernetes/appss"),
);

/** Several faults of one checkout: what has nothing to do with each other is told apart, a real consequence is folded. */
export const REPOSITORY_PAIRS: readonly Scenario[] = [
  {
    name: "key-twice-and-a-missing-port",
    title: "A key twice in one ConfigMap, Cilium without the API's port, no version of Spegel: three faults",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/settings.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: apps }\ndata: { a: b, a: c }\n",
      }),
      checkoutFile(HELMFILE, (text) => text.replace(/ *k8sServicePort: \d+\n/, "").replace("    version: 0.4.0\n", "")),
    ],
    expect: {
      first: ["repository/yaml-is-sound", "repository/kubernetes-endpoint-agrees", "repository/charts-are-pinned"],
    },
  },
  {
    name: "policy-folder-gone-and-cilium-drifts",
    title: "A folder of NetworkPolicies is gone, and Cilium has other values in helmfile: the second is the graver one",
    from: "a public repository",
    profile: adoptingCilium,
    faults: [
      checkoutAdds({
        "clusters/lab/flux/policies.yaml": manifest(kustomization("policies", "policies")),
        "policies/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [settings.yaml, ../components/allow-1password]\n",
        "policies/settings.yaml": manifest(configMap("policies", { a: "b" })),
        "kubernetes/apps/issuers.yaml": manifest(
          kustomization("issuers", "issuers", {
            healthChecks: [
              { apiVersion: "apps/v1", kind: "Deployment", name: "cert-manager", namespace: "cert-manager" },
            ],
          }),
        ),
        "issuers/settings.yaml": manifest(configMap("issuers", { a: "b" })),
      }),
      checkoutFile("kubernetes/apps/cilium.yaml", (text) => text.replace("mode: kubernetes", "mode: cluster-pool")),
    ],
    expect: {
      first: [
        "repository/dependencies-resolve",
        "repository/releases-have-one-definition",
        "repository/health-checks-name-what-flux-manages",
      ],
    },
  },
  {
    name: "path-leads-nowhere",
    title: "A letter too many in the path of the Kustomization that brings the address pool",
    from: "a public repository",
    faults: [
      leadsNowhere,
      checkoutAdds({
        "kubernetes/more/ingress.yaml": manifest(addressed("ingress", "198.51.100.4")),
        "clusters/lab/flux/more.yaml": manifest(kustomization("more", "kubernetes/more")),
      }),
    ],
    expect: {
      first: ["repository/dependencies-resolve"],
      falls: ["repository/load-balancer-addresses-come-from-the-pool"],
    },
  },
  {
    name: "path-leads-nowhere-and-an-address-of-a-node",
    title: "The same, and a Service asks for the address of a node: mending the path leaves that",
    from: "a public repository",
    faults: [
      leadsNowhere,
      checkoutAdds({
        "kubernetes/more/ingress.yaml": manifest(
          addressed("ingress", "198.51.100.4"),
          addressed("stray", "10.25.21.11"),
        ),
        "clusters/lab/flux/more.yaml": manifest(kustomization("more", "kubernetes/more")),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve", "repository/load-balancer-addresses-come-from-the-pool"] },
  },
  {
    name: "state-does-not-parse",
    title: "A bracket is left open in the state of the core releases: nothing of it can be read",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("needs: []", "needs: ["))],
    expect: {
      first: ["repository/yaml-is-sound"],
      falls: ["repository/needed-crds-come-first", "repository/bootstrap-task-runs-every-step"],
      unseen: [
        "repository/kubernetes-endpoint-agrees",
        "repository/core-charts-leave-crds-to-their-phase",
        "repository/core-releases-follow-the-chain",
        "repository/handover-to-flux-is-declared",
        "repository/git-source-tracks-the-branch",
        "repository/releases-have-one-definition",
        "repository/cluster-mesh-is-declared-whole",
      ],
    },
  },
  {
    name: "values-file-is-gone",
    title: "The values file of Cilium was moved, and its values cannot be compared any more",
    from: "a public repository",
    profile: adoptingCilium,
    faults: [
      checkoutFile(HELMFILE, (text) =>
        text.replace(
          /values:\n {6}- cluster:[\s\S]*?(?= {2}- name: coredns)/,
          "values:\n      - ../values/cilium.yaml\n",
        ),
      ),
    ],
    expect: {
      first: ["repository/core-releases-follow-the-chain"],
      unseen: [
        "repository/pod-and-service-cidrs-agree",
        "repository/kubernetes-endpoint-agrees",
        "repository/releases-have-one-definition",
        "repository/cluster-mesh-is-declared-whole",
      ],
    },
  },
  {
    name: "sync-ref-is-a-branch-and-a-path-leads-nowhere",
    title: "The hand-over names a branch without refs/, and a Kustomization below it a path that is not there",
    from: "a public repository",
    faults: [
      checkoutFile(HELMFILE, (text) => text.replace("refs/heads/main", "main")),
      checkoutAdds({ "clusters/lab/flux/more.yaml": manifest(kustomization("more", "kubernetes/more")) }),
    ],
    expect: { first: ["repository/handover-to-flux-is-declared", "repository/dependencies-resolve"] },
  },
];
