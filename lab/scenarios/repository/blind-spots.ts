import { applies, checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { settings } from "./settings.ts";

const SCRIPT = `apiVersion: v1
kind: ConfigMap
metadata: { name: upgrade, namespace: apps }
data:
  run.sh: |
    TARGET="$(cat /run/target)"
    echo "\${TARGET}"
`;

const helmRelease = (spec: string): string =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: web, namespace: apps }\nspec: { interval: 1h, url: oci://registry.lab/charts/web, ref: { tag: 1.0.0 } }\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web, namespace: apps }\nspec: { interval: 1h, chartRef: { kind: OCIRepository, name: web }, ${spec} }\n`;

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

const SCALED =
  "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: web, namespace: apps }\nspec: { scaleTargetRef: { name: web }, triggers: [] }\n";

const externalSecret = (name: string, store: string): string =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: apps }\nspec: { secretStoreRef: { kind: ClusterSecretStore, name: ${store} }, dataFrom: [{ extract: { key: web } }] }\n`;

/** One more release of the lab's helmfile, before all others. */
const alsoInstalls = (release: object): Fault =>
  checkoutFile(HELMFILE, (text) => text.replace("releases:\n", `releases:\n  - ${JSON.stringify(release)}\n`));

const RELOADER = {
  name: "reloader",
  namespace: "kube-system",
  chart: "oci://registry.lab/charts/reloader",
  version: "1.0.0",
};

/** What was wrong in repositories until their authors mended it, and nothing said it. */
export const REPOSITORY_BLIND_SPOTS: readonly Scenario[] = [
  {
    name: "field-below-install-of-a-release",
    title: "A HelmRelease has cleanupOnFail below install, where its CRD has no such field",
    from: "a public repository",
    faults: [applies("web", { "release.yaml": helmRelease("install: { cleanupOnFail: true }") })],
    expect: { first: ["repository/custom-resources-follow-their-crds"], says: ["spec.install.cleanupOnFail"] },
  },
  {
    name: "policy-without-a-namespace",
    title: "A Role has no namespace, and nothing gives it one: Flux applies nothing of its Kustomization",
    from: "a public repository",
    faults: [
      applies("web", {
        "role.yaml": "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: web }\nrules: []\n",
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"], says: ["neither its file nor a transformer"] },
  },
  {
    name: "script-under-substitution",
    title: "A script assigns a variable that Flux substitutes before any shell sees it: a warning",
    from: "a public repository",
    faults: [
      applies("web", { "script.yaml": SCRIPT }, "postBuild: { substituteFrom: [{ kind: Secret, name: somewhere }] }"),
    ],
  },
  {
    name: "health-expressions-alone",
    title: "A Kustomization has health expressions and waits for nothing: they are never evaluated, a warning",
    from: "a public repository",
    faults: [
      applies(
        "web",
        { "settings.yaml": settings("{}") },
        "healthCheckExprs: [{ apiVersion: postgresql.cnpg.io/v1, kind: Cluster, current: 'true' }]",
      ),
    ],
  },
  {
    name: "crds-by-an-unrelated-url",
    title: "A custom resource stands beside its operator; a URL of the bootstrap brings CRDs of another project",
    from: "a public repository",
    faults: [
      applies("edge", {
        "release.yaml": helmRelease("values: {}").replaceAll("charts/web", "charts/keda"),
        "scaled.yaml": SCALED,
      }),
      checkoutAdds({
        "bootstrap/before.sh":
          "#!/bin/sh\nkubectl apply -f https://raw.githubusercontent.com/k8snetworkplumbingwg/network-attachment-definition-client/v1.7.7/artifacts/networks-crd.yaml\n",
      }),
    ],
    expect: {
      first: ["repository/custom-resources-follow-their-crds", "repository/remote-manifests-exist"],
      unseen: ["repository/remote-manifests-exist"],
      says: ["the CRDs come with HelmRelease apps/web"],
    },
  },
  {
    name: "recipe-runs-a-file-that-is-not-there",
    title: "The bootstrap's step gives helmfile a state file that the checkout does not have",
    from: "a public repository",
    faults: [checkoutFile("Taskfile.yaml", (text) => text.replace("helmfile.d/01-apps.yaml", "apps/helmfile.yaml"))],
    expect: { first: ["repository/bootstrap-task-runs-every-step"], says: ["there is no such file"] },
  },
  {
    name: "helmfile-gets-a-folder-without-states",
    title: "The bootstrap's step gives helmfile a folder whose states lie one folder below",
    from: "a public repository",
    faults: [checkoutFile("Taskfile.yaml", (text) => text.replace("bootstrap/helmfile.d/01-apps.yaml", "bootstrap"))],
    expect: {
      first: ["repository/bootstrap-task-runs-every-step"],
      says: ["helmfile reads the *.yaml directly in that folder"],
    },
  },
  {
    name: "values-below-a-root-from-the-environment",
    title: "A release's values lie below a root from the environment, which a script sets: the file is not there",
    from: "a public repository",
    faults: [
      checkoutAdds({ "scripts/environment.sh": 'export ROOT_DIR="$(git rev-parse --show-toplevel)"\n' }),
      alsoInstalls({
        ...RELOADER,
        needs: ["kube-system/cilium"],
        values: ['{{ requiredEnv "ROOT_DIR" }}/gone/reloader.yaml'],
      }),
    ],
    expect: { first: ["repository/core-releases-follow-the-chain"], says: ["there is no such file"] },
  },
  {
    name: "release-beside-the-network",
    title: "A release that the profile does not name needs nothing: it starts beside the network, a warning",
    from: "a public repository",
    faults: [alsoInstalls(RELOADER)],
  },
  {
    name: "manifest-that-nothing-lists",
    title:
      "The ExternalSecret that a release's Secret comes from lies beside a kustomization.yaml that does not list it",
    from: "a public repository",
    faults: [
      applies("web", {
        "kustomization.yaml": "resources: [./release.yaml]\n",
        "release.yaml": helmRelease(
          "values: { envFrom: [{ secretRef: { name: web-login } }], persistence: { config: { existingClaim: web } } }",
        ),
        "login.yaml": externalSecret("web-login", "onepassword-connect"),
      }),
    ],
  },
  {
    name: "values-file-that-git-ignores",
    title: "A values file is there on its author's disk, and .gitignore keeps it out of every clone: a warning",
    from: "a public repository",
    faults: [
      checkoutAdds({
        ".git/HEAD": "ref: refs/heads/main\n",
        ".gitignore": "local/\n",
        "bootstrap/local/reloader.yaml": "replicas: 1\n",
      }),
      alsoInstalls({ ...RELOADER, needs: ["kube-system/cilium"], values: ["../local/reloader.yaml"] }),
    ],
  },
  {
    name: "taskfile-includes-a-file-that-is-gone",
    title: "The Taskfile of the bootstrap includes a file that the checkout does not have: task runs nothing at all",
    from: "a public repository",
    faults: [
      checkoutFile("Taskfile.yaml", (text) => text.replace("{", `{ "includes": { "gone": ".taskfiles/gone.yaml" },`)),
    ],
    expect: { first: ["repository/bootstrap-task-runs-every-step"], says: ["there is no such file"] },
  },
  {
    name: "hook-applies-a-file-that-is-not-there",
    title: "A hook of a release applies a manifest that was moved away",
    from: "a public repository",
    faults: [
      alsoInstalls({
        ...RELOADER,
        needs: ["kube-system/cilium"],
        hooks: [{ events: ["postsync"], command: "kubectl", args: ["apply", "-f", "../gone/issuers.yaml"] }],
      }),
    ],
    expect: { first: ["repository/core-releases-follow-the-chain"], says: ["there is no such file"] },
  },
  {
    name: "manifest-that-git-ignores",
    title: "A kustomization.yaml lists a manifest that .gitignore keeps out of every clone, and so from Flux",
    from: "a public repository",
    faults: [
      checkoutAdds({ ".git/HEAD": "ref: refs/heads/main\n", ".gitignore": "local.yaml\n" }),
      applies("web", { "kustomization.yaml": "resources: [./local.yaml]\n", "local.yaml": settings("{}") }),
    ],
    expect: { first: ["repository/dependencies-resolve"], says: [".gitignore:1 ignores it: Flux does not have it"] },
  },
  {
    name: "dashboard-under-substitution",
    title: "A generator packs a dashboard whose variables Flux cannot parse into a ConfigMap that it substitutes",
    from: "a public repository",
    faults: [
      applies(
        "web",
        {
          "kustomization.yaml": "configMapGenerator: [{ name: dashboard, namespace: apps, files: [d.json] }]\n",
          "d.json": '{ "title": "${__field.labels.job}" }\n',
        },
        "postBuild: { substitute: { APP: web } }",
      ),
    ],
    expect: { first: ["repository/substitutions-resolve"], says: ["${__field.labels.job}"] },
  },
];
