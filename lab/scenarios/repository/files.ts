import { checkoutAdds, checkoutFile } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";

/** What is wrong with a file, whatever it is for. */
export const REPOSITORY_FILES: readonly Scenario[] = [
  {
    name: "yaml-with-a-key-twice",
    title: "A file has the same key twice: the later one wins, silently",
    from: "a public repository",
    faults: [checkoutFile("talos/talconfig.yaml", (text) => `${text}clusterName: lab\n`)],
    expect: { first: ["repository/yaml-is-sound"] },
  },
  {
    name: "yaml-alias-of-nothing",
    title: "An alias names an anchor that its document does not have",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/claim.yaml":
          "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: claim, namespace: apps }\ndata: *pvc\n",
      }),
    ],
    expect: {
      first: ["repository/yaml-is-sound"],
      unseen: [
        "repository/dependencies-resolve",
        "repository/objects-have-one-owner",
        "repository/storage-runs-where-it-belongs",
      ],
    },
  },
  {
    name: "yaml-that-does-not-parse",
    title: "A file ends in the middle of a list",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "kubernetes/apps/broken.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: broken, namespace: [apps\n",
      }),
    ],
    expect: {
      first: ["repository/yaml-is-sound"],
      unseen: [
        "repository/dependencies-resolve",
        "repository/objects-have-one-owner",
        "repository/storage-runs-where-it-belongs",
      ],
    },
  },
  {
    name: "secret-in-plain",
    title: "A file that .sops.yaml names stands in plain",
    from: "story 1.3",
    faults: [
      checkoutAdds({
        "kubernetes/apps/login.sops.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: { name: login, namespace: apps }\nstringData: { user: somebody-real }\n",
      }),
    ],
    expect: { first: ["repository/secrets-are-encrypted"] },
  },
  {
    name: "age-key-committed",
    title: "The age key that decrypts everything stands in the repository",
    from: "a public repository",
    faults: [
      checkoutAdds({
        "bootstrap/age.agekey": `AGE-SECRET-KEY-1${"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2).slice(0, 58)}\n`,
      }),
    ],
    expect: { first: ["repository/secrets-are-encrypted"] },
  },
  {
    name: "runbook-without-timings",
    title: "The runbook holds no measured timing of this cluster",
    from: "story 1.3",
    faults: [checkoutFile("docs/runbooks/bootstrap.md", () => "# Bootstrap\n\nRun the task and wait.\n")],
    expect: { first: ["repository/runbook-records-the-timings"] },
  },
];
