import { chart, configMap, kustomization, manifest } from "../../faults/manifests.ts";
import { applies, checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";
const APPS = "clusters/lab/flux/apps.yaml";

/** What Flux would stumble over: the hand-over, references, builds, substitutions, health checks. */
export const REPOSITORY_KUSTOMIZATIONS: readonly Scenario[] = [
  {
    name: "field-that-flux-does-not-have",
    title: "A Kustomization switches validation off by a field that its CRD does not have",
    from: "a public repository",
    faults: [checkoutFile(APPS, (text) => text.replace(/^spec:$/m, "spec:\n  validate: none"))],
    expect: { first: ["repository/custom-resources-follow-their-crds"] },
  },
  {
    name: "sync-names-a-path-that-is-not-there",
    title: "Flux is handed over to a path that the repository does not have",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("clusters/lab/flux", "clusters/lab/fluxx"))],
    expect: { first: ["repository/handover-to-flux-is-declared"], falls: ["repository/git-source-tracks-the-branch"] },
  },
  {
    name: "kustomization-depends-on-nobody",
    title: "A Kustomization depends on one that nothing declares",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(/^spec:$/m, "spec:\n  dependsOn:\n    - name: cluster-monitoring-crds"),
      ),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "kustomizations-in-a-circle",
    title: "Two Kustomizations depend on each other: neither is ever applied",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/circle.yaml": manifest(
          kustomization("one", "circle/one", { dependsOn: [{ name: "two" }] }),
          kustomization("two", "circle/two", { dependsOn: [{ name: "one" }] }),
        ),
        "circle/one/settings.yaml": manifest(configMap("one", { a: "b" })),
        "circle/two/settings.yaml": manifest(configMap("two", { a: "b" })),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "kustomization-depends-on-its-descendant",
    title: "A Kustomization waits for one that only it creates",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) => text.replace(/^spec:$/m, "spec:\n  dependsOn:\n    - name: cilium-core")),
      checkoutAdds({
        "kubernetes/apps/cilium-core.yaml": manifest(kustomization("cilium-core", "core")),
        "core/settings.yaml": manifest(configMap("core", { a: "b" })),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "source-in-another-namespace",
    title: "A Kustomization of another namespace names its source without one",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/team.yaml": manifest(
          kustomization(
            "team",
            "team",
            { sourceRef: { kind: "GitRepository", name: "flux-system" } },
            { namespace: "apps" },
          ),
        ),
        "team/settings.yaml": manifest(configMap("team", { a: "b" })),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "kustomization-without-resources",
    title: "A kustomization.yaml below another names nothing at all: the build fails",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/empty.yaml": manifest(kustomization("empty", "empty")),
        "empty/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [below]\n",
        "empty/below/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "kustomization-of-flux-without-resources",
    title: "The kustomization.yaml that Flux builds names nothing: Flux takes it, nothing is applied",
    from: "the real flux beside the model",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/empty.yaml": manifest(kustomization("empty", "empty")),
        "empty/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
      }),
    ],
  },
  {
    name: "resource-is-not-there",
    title: "A kustomization.yaml names a component that was moved",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/policies.yaml": manifest(kustomization("policies", "policies")),
        "policies/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [settings.yaml]\ncomponents: [../components/allow-dns]\n",
        "policies/settings.yaml": manifest(configMap("policies", { a: "b" })),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "object-twice-in-one-build",
    title: "One build holds the same object twice: kustomize refuses all of it",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/settings.yaml": manifest(configMap("settings", { a: "b" })),
        "kubernetes/apps/settings-again.yaml": manifest(configMap("settings", { a: "c" })),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"] },
  },
  {
    name: "object-applied-twice",
    title: "Two Kustomizations apply one folder",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/apps-again.yaml": [
          "apiVersion: kustomize.toolkit.fluxcd.io/v1",
          "kind: Kustomization",
          "metadata: { name: cluster-apps-again, namespace: flux-system }",
          "spec:",
          "  interval: 1h",
          "  path: ./kubernetes/apps",
          "  prune: true",
          "  sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system }",
          "",
        ].join("\n"),
      }),
    ],
    expect: { first: ["repository/objects-have-one-owner"] },
  },
  {
    name: "objects-of-one-name-in-two-owners",
    title: "A habit puts a ConfigMap of one name into three namespaces twice: one error, with the other two counted",
    from: "a public repository",
    faults: ["red", "green", "blue"].flatMap((namespace) =>
      ["one", "two"].map((name) =>
        applies(`${namespace}-${name}`, { "labels.yaml": manifest(configMap("labels", { namespace }, namespace)) }),
      ),
    ),
    expect: { first: ["repository/objects-have-one-owner"], says: ["2 more like it"] },
  },
  {
    name: "substitution-of-nothing",
    title: "A variable is substituted that nothing declares",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(/^spec:$/m, "spec:\n  postBuild:\n    substitute:\n      CLUSTER: lab"),
      ),
      checkoutAdds({
        "kubernetes/apps/config.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config, namespace: apps }\ndata:\n  cluster: ${CLUSTER}\n  network: ${NETWORK}\n",
      }),
    ],
    expect: { first: ["repository/substitutions-resolve"] },
  },
  {
    name: "substitution-never-closed",
    title: "A variable lost its closing brace",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(/^spec:$/m, "spec:\n  postBuild:\n    substitute:\n      STORE: onepassword"),
      ),
      checkoutAdds({ "kubernetes/apps/settings.yaml": manifest(configMap("settings", { store: "${STOREe" })) }),
    ],
    expect: { first: ["repository/substitutions-resolve"] },
  },
  {
    name: "substitution-from-nothing",
    title: "What a Kustomization substitutes from is declared nowhere",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(
          /^spec:$/m,
          "spec:\n  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: cluster-settings",
        ),
      ),
    ],
    expect: { first: ["repository/substitutions-resolve"] },
  },
  {
    name: "source-of-another-branch",
    title: "Flux is told to follow another branch than the profile's",
    from: "story 1.3",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("refs/heads/main", "refs/heads/renovate"))],
    expect: { first: ["repository/git-source-tracks-the-branch"] },
  },
  {
    name: "sync-ref-is-a-branch",
    title: "The hand-over names main, not refs/heads/main: the ref never resolves",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace("refs/heads/main", "main"))],
    expect: { first: ["repository/handover-to-flux-is-declared"] },
  },
  {
    name: "health-check-of-what-helmfile-installs",
    title: "A Kustomization waits for a Deployment that only the bootstrap manages",
    from: "a public repository",
    faults: [
      checkoutFile(APPS, (text) =>
        text.replace(
          /^spec:$/m,
          "spec:\n  healthChecks:\n    - apiVersion: apps/v1\n      kind: Deployment\n      name: coredns\n      namespace: kube-system",
        ),
      ),
    ],
    expect: { first: ["repository/health-checks-name-what-flux-manages"] },
  },
  {
    name: "health-check-in-another-namespace",
    title: "A health check waits for a HelmRelease in a namespace where it never is",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "clusters/lab/flux/web.yaml": manifest(
          kustomization("web", "web", {
            healthChecks: [
              { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", name: "web", namespace: "default" },
            ],
          }),
        ),
        "web/release.yaml": manifest(...chart("web", "1.0.0")),
      }),
    ],
    expect: { first: ["repository/health-checks-name-what-flux-manages"] },
  },
];
