import { describe, expect, test } from "vitest";
import { objectsIn } from "./manifest.ts";

describe("the objects of a manifest", () => {
  test("by lines, as templates are written", () => {
    const manifest = [
      "---\n# Source: x/templates/a.yaml\napiVersion: apps/v1\nkind: Deployment # the server",
      'metadata:\n  labels:\n    name: other\n  name: "web"\n  namespace: apps\nspec:\n  template:\n    metadata:\n      name: inner\n',
      "---\n# Source: x/templates/b.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n    # four of them\n    name: settings",
      "data:\n  text: |\n    kind: Secret\n    metadata:\n      name: no\n",
    ].join("\n");
    expect(objectsIn(manifest)).toEqual([
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "apps", name: "web" },
      { apiVersion: "v1", kind: "ConfigMap", name: "settings" },
    ]);
  });

  test("parsed, where it is written otherwise", () => {
    expect(
      objectsIn('{"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"b"}}\n---\n# nothing\n---\n'),
    ).toEqual([{ apiVersion: "v1", kind: "Service", namespace: "b", name: "a" }]);
    expect(objectsIn("kind: Role\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: { name: r }\n")).toEqual([
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", name: "r" },
    ]);
  });

  test("what has no name is nobody's to look for; what is no YAML holds nothing", () => {
    expect(objectsIn("kind: Job\nmetadata:\n  generateName: migrate-\n")).toEqual([]);
    expect(objectsIn("kind: List\nitems: []\n")).toEqual([]);
    expect(objectsIn("just words\n---\n\n")).toEqual([]);
    expect(objectsIn("")).toEqual([]);
  });
});
