import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { strangeApiNamespaces } from "./api-namespaces.ts";

const profile = profileOf({ flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } } });

test("a namespace that Talos lets into its API and that is called otherwise (j0sh3rs fae7eb28a)", () => {
  const space = { "flux/n.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: actions-runner-system }\n" };
  const told = (name: string, texts: Record<string, string> = space) =>
    strangeApiNamespaces(
      repositoryOf(
        {
          ...texts,
          "talos/patches/machine.yaml": `machine:\n  features:\n    kubernetesTalosAPIAccess:\n      allowedKubernetesNamespaces:\n        - ${name}\n`,
        },
        profile,
      ),
    ).map(({ subject, actual, where }) => `${where.line} ${subject} | ${actual}`);
  expect(told("action-runner-system")).toEqual([
    "5 namespace/action-runner-system | nothing makes it; there is actions-runner-system",
  ]);
  expect(told("actions-runner-system")).toEqual([]);
  expect(told("system-upgrade")).toEqual([]);
  expect(told("action-runner-system", {})).toEqual([]);
});
