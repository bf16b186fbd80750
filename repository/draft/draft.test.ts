import { expect, test } from "vitest";
import { flow, list, map, value } from "./draft.ts";

const said = (draft: ReturnType<typeof list>) => (draft.is === "list" ? draft.items.length : undefined);

test("a list names everything once, wherever it was found", () => {
  expect(said(list([value("a", "x:1"), value("b", "x:2"), value("a", "y:1")]))).toBe(2);
  const store = (name: string, from: string) => flow({ kind: "ClusterSecretStore", name }, from);
  expect(said(list([store("vault", "x:1"), store("vault", "y:1"), store("other", "y:2")]))).toBe(2);
  const release = (namespace: string) =>
    map([
      ["name", value("cilium", "x")],
      ["namespace", value(namespace, "x")],
    ]);
  expect(said(list([release("kube-system"), release("cilium"), release("cilium")]))).toBe(2);
});

test("what says no name is kept: nobody knows whether it is the same", () => {
  const port = map([["port", value(443, "x")]]);
  expect(said(list([port, port]))).toBe(2);
});
