import { applies, checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";
import { settings } from "./settings.ts";

const HELMFILE = "bootstrap/helmfile.d/01-apps.yaml";

const ENCRYPTED =
  'apiVersion: v1\nkind: Secret\nmetadata: { name: login, namespace: apps }\nstringData: { password: "ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]" }\nsops: { mac: "ENC[AES256_GCM,data:x]", version: 3.10.2, encrypted_regex: "^(data|stringData)$" }\n';

const MADE_LATER =
  "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: zone, namespace: flux-system }\nspec: { secretStoreRef: { kind: ClusterSecretStore, name: onepassword-connect }, dataFrom: [{ extract: { key: zone } }] }\n";

/** What the histories of public repositories mended, and no check had seen. */
export const REPOSITORY_MENDS: readonly Scenario[] = [
  {
    name: "encrypted-file-without-decryption",
    title: "A Kustomization holds a Secret that SOPS encrypted, and says no decryption: Flux stops at it",
    from: "the history of a public repository",
    faults: [applies("web", { "login.sops.yaml": ENCRYPTED })],
    expect: { first: ["repository/substitutions-resolve"], says: ["it has none, and Secret login is encrypted"] },
  },
  {
    name: "substitutes-from-what-it-makes",
    title: "A Kustomization substitutes from a Secret that only its own ExternalSecret makes: it never begins",
    from: "the history of a public repository",
    faults: [
      applies(
        "web",
        { "zone.yaml": MADE_LATER, "settings.yaml": settings('{ zone: "a" }') },
        "prune: true, postBuild: { substituteFrom: [{ kind: Secret, name: zone }] }",
      ),
    ],
    expect: { first: ["repository/substitutions-resolve"], says: ["which it applies itself"] },
  },
  {
    name: "name-that-no-object-may-have",
    title: "A ConfigMap's name has an underscore: the API server refuses it",
    from: "the history of a public repository",
    faults: [applies("web", { "settings.yaml": settings("{ a: b }").replace("name: settings", "name: web_settings") })],
    expect: { first: ["repository/custom-resources-follow-their-crds"], says: ["it is called web_settings"] },
  },
  {
    name: "manifest-with-an-expression",
    title: "A manifest that Flux builds has a template's expression without quotes: kustomize reads no such YAML",
    from: "the history of a public repository",
    faults: [applies("web", { "settings.yaml": settings("\n  prefix: {{ PREFIX }}:1042::/80") })],
    expect: { first: ["repository/dependencies-resolve"], says: ["Flux renders none"] },
  },
  {
    name: "post-renderer-of-an-older-helm",
    title: "The states hand what Helm renders to a shell, and the tools of the checkout pin Helm 4, which refuses that",
    from: "the history of a public repository",
    faults: [
      checkoutAdds({ ".mise.toml": '[tools]\n"aqua:helm/helm" = "4.0.4"\n' }),
      checkoutFile(HELMFILE, (text) =>
        text.replace("releases:\n", "helmDefaults: { postRenderer: bash }\nreleases:\n"),
      ),
    ],
    expect: { first: ["repository/core-releases-follow-the-chain"], says: ["the command bash, with Helm 4"] },
  },
  {
    name: "taskfile-includes-what-is-not-there",
    title: "A Taskfile includes another one by a path that leads nowhere: task runs nothing",
    from: "the history of a public repository",
    faults: [checkoutAdds({ "tools/Taskfile.yaml": "version: '3'\nincludes: { flux: ./gone }\ntasks: {}\n" })],
    expect: { first: ["repository/bootstrap-task-runs-every-step"], says: ["there is no such file"] },
  },
];
