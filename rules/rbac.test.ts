import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { LISTS } from "../helpers/observe/api/lists.ts";

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
  roleRef?: { kind: string; name: string };
}

const manifests = parseAllDocuments(readFileSync("docs/rbac.yaml", "utf8")).map((it): Manifest => it.toJS());
const clusterWide = manifests.filter(({ kind }) => kind === "ClusterRole").flatMap(({ rules }) => rules ?? []);
const grants = (verb: string, group: string, resource: string): boolean =>
  clusterWide.some(
    ({ apiGroups, resources, verbs }) =>
      verbs.includes(verb) && apiGroups?.includes(group) && resources?.includes(resource),
  );

describe("docs/rbac.yaml", () => {
  test.each(Object.entries(LISTS))("%s can be got, listed and watched", (_, { group, resource }) => {
    const missing = ["get", "list", "watch"].filter((verb) => !grants(verb, group, resource));
    expect(missing).toEqual([]);
  });

  test("what is no list: Helm's Secrets, the ConfigMap, the proxies, metrics, health", () => {
    expect(grants("list", "", "secrets")).toBe(true);
    expect(grants("get", "", "configmaps")).toBe(true);
    expect(grants("get", "", "pods/proxy")).toBe(true);
    expect(grants("list", "metrics.k8s.io", "nodes")).toBe(true);
    expect(clusterWide.flatMap(({ nonResourceURLs }) => nonResourceURLs ?? [])).toContain("/readyz");
  });

  test("nothing writes, but exec in Cilium's own namespace and the report, each in a role of its own", () => {
    const writing = manifests.flatMap(({ kind, metadata, rules = [] }) =>
      rules
        .filter(({ verbs }) => verbs.some((verb) => !["get", "list", "watch"].includes(verb)))
        .map(
          (rule) =>
            `${kind}/${metadata.namespace}/${metadata.name}: ${[...rule.verbs, ...(rule.resources ?? [])].join(" ")}`,
        ),
    );
    expect(writing).toEqual([
      "Role/kube-system/assay-cilium-cli: create pods/exec",
      "ClusterRole/undefined/assay-report: create patch clusterreports",
    ]);
  });

  test("one wildcard, to list; and no logs", () => {
    const wide = manifests.filter(({ rules = [] }) =>
      rules.some(({ apiGroups = [], resources = [] }) => [...apiGroups, ...resources].includes("*")),
    );
    expect(wide.map(({ kind, metadata, rules }) => [kind, metadata.name, rules])).toEqual([
      ["ClusterRole", "assay-everything", [{ apiGroups: ["*"], resources: ["*"], verbs: ["list"] }]],
    ]);
    const named = manifests.flatMap(({ rules = [] }) => rules.flatMap(({ resources }) => resources ?? []));
    expect(named).not.toContain("pods/log");
  });

  test("every role is bound, but the one that is opt-in", () => {
    const roles = manifests.filter(({ rules }) => rules).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    const bound = manifests.flatMap(({ roleRef }) => (roleRef ? [`${roleRef.kind}/${roleRef.name}`] : []));
    expect([...bound, "ClusterRole/assay-report"].sort()).toEqual(roles.sort());
  });
});
