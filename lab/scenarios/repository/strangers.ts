import { applies, checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";
import { settings } from "./settings.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

/** The webhook that gives every Kustomization variables at admission: only the cluster knows them. */
const WEBHOOK =
  "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: { name: adds-variables }\nwebhooks: [{ name: a.b.c, rules: [{ apiGroups: [kustomize.toolkit.fluxcd.io], resources: [kustomizations] }] }]\n";

/** What repositories write that is right, and what nobody can know offline: never an error. */
export const REPOSITORY_STRANGERS: readonly Scenario[] = [
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
