import { checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Fault, Scenario } from "../../scenario.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

/** A Kustomization of Flux that builds a folder of these manifests, beside those of the lab. */
const applies = (name: string, manifests: Record<string, string>, spec = "prune: true"): Fault =>
  checkoutAdds({
    [`kubernetes/apps/${name}.yaml`]: `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { interval: 1h, path: ./kubernetes/more/${name}, ${spec}, sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } }\n`,
    ...Object.fromEntries(
      Object.entries(manifests).map(([file, text]) => [`kubernetes/more/${name}/${file}`, text] as const),
    ),
  });

/** The webhook that gives every Kustomization variables at admission: only the cluster knows them. */
const WEBHOOK =
  "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: { name: adds-variables }\nwebhooks: [{ name: a.b.c, rules: [{ apiGroups: [kustomize.toolkit.fluxcd.io], resources: [kustomizations] }] }]\n";

const settings = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: apps }\ndata: ${data}\n`;

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

/** What was wrong in repositories until their authors mended it, and nothing said it. */
const BLIND_SPOTS: readonly Scenario[] = [
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
];

/** What repositories write that is right, and what nobody can know offline: never an error. */
export const REPOSITORY_STRANGERS: readonly Scenario[] = [
  ...BLIND_SPOTS,
  {
    name: "data-files-are-nobodys-yaml",
    title: "A generator packs a file with tags that only its own program reads: Flux never parses it",
    from: "a public repository",
    faults: [
      applies("sso", {
        "kustomization.yaml": "configMapGenerator: [{ name: flows, namespace: apps, files: [files/flow.yaml] }]\n",
        "files/flow.yaml": "a: &one 1\nb: !KeyOf *one\nc: !KeyOf *one\n",
      }),
    ],
  },
  {
    name: "data-of-tests-configures-nothing",
    title: "A machine configuration with secrets is data of a program's tests",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "cmd/tool/testdata/fixtures/talos.yaml":
          "version: v1alpha1\nmachine: { type: controlplane, token: abcdef.0123456789abcdef, network: { hostname: none } }\ncluster: { network: { podSubnets: [10.99.0.0/16] } }\n",
      }),
    ],
  },
  {
    name: "talos-secrets-by-reference",
    title: "Talos' secrets are references of a store that a script resolves",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "talos/patches/secrets.yaml":
          "machine: { token: azkv://vault/token, ca: { key: awssm://talos/ca } }\ncluster: { secret: azkv://vault/secret }\n",
      }),
    ],
  },
  {
    name: "templates-beside-what-they-render",
    title: "A Secret's template gives placeholders only, in blocks that are no YAML",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "templates/config/login.sops.yaml.j2":
          "#% if private %#\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  identity: |\n    #{ key() }#\n  #% if extra %#\n  more: #{ extra }#\n  #% endif %#\n#% endif %#\n",
      }),
    ],
  },
  {
    name: "variables-by-a-webhook",
    title: "A webhook adds variables to every Kustomization as it is admitted: their values are not known offline",
    from: "a public repository",
    faults: [
      applies("hook", { "webhook.yaml": WEBHOOK }),
      applies("web", { "settings.yaml": settings('{ a: "${DOMAIN}" }') }, "postBuild: { substitute: { APP: web } }"),
    ],
    expect: {
      first: ["repository/substitutions-resolve"],
      unseen: ["repository/substitutions-resolve"],
    },
  },
  {
    name: "variables-of-a-made-secret",
    title: "An operator writes more keys into the Secret that Flux substitutes from than the repository shows",
    from: "a public repository",
    faults: [
      applies(
        "web",
        {
          "secret.yaml":
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: login, namespace: flux-system }\nspec: { secretStoreRef: { kind: ClusterSecretStore, name: onepassword-connect }, target: { name: web-settings }, dataFrom: [{ extract: { key: web } }] }\n",
          "settings.yaml": settings('{ a: "${DOMAIN}" }'),
        },
        "postBuild: { substituteFrom: [{ kind: Secret, name: web-settings }] }",
      ),
      checkoutAdds({
        "bootstrap/web-settings.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: { name: web-settings, namespace: flux-system }\nstringData: { TOKEN: op://lab/web/token }\n",
      }),
    ],
  },
  {
    name: "sync-path-is-a-placeholder",
    title: "The path that Flux takes is a placeholder of what renders it: it may well exist",
    from: "a public repository",
    faults: [checkoutFile(HELMFILE, (text) => text.replace(/path: \S+\/flux\S*/, "path: clusters/@site@/flux"))],
    expect: {
      first: ["repository/handover-to-flux-is-declared"],
      unseen: ["repository/handover-to-flux-is-declared", "repository/git-source-tracks-the-branch"],
    },
  },
  {
    name: "checkout-of-another-repository",
    title: "Flux follows another repository than this checkout's",
    from: "a public repository",
    faults: [
      checkoutAdds({
        ".git/HEAD": "ref: refs/heads/main\n",
        ".git/config": '[remote "origin"]\n\turl = ssh://git@github.com/lab/somewhere-else.git\n',
      }),
    ],
    expect: {
      first: [
        "repository/git-source-tracks-the-branch",
        "repository/dependencies-resolve",
        "repository/handover-to-flux-is-declared",
      ],
      unseen: [
        "repository/load-balancer-addresses-come-from-the-pool",
        "repository/storage-runs-where-it-belongs",
        "repository/custom-resources-follow-their-crds",
        "repository/dependencies-resolve",
        "repository/handover-to-flux-is-declared",
        "repository/health-checks-name-what-flux-manages",
        "repository/objects-have-one-owner",
        "repository/substitutions-resolve",
      ],
    },
  },
];
