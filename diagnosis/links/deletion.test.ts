import { describe, expect, test } from "vitest";
import { heldInDeletion } from "./deletion.ts";

const namespace = (message: string, more: { status?: string; deletionTimestamp?: string } = {}) => ({
  ...{ apiVersion: "v1", kind: "Namespace" },
  metadata: { name: "keda", deletionTimestamp: "2026-01-05T09:40:00Z", ...more },
  status: { conditions: [{ type: "NamespaceDeletionDiscoveryFailure", status: "True", ...more, message }] },
});

describe("what holds a deletion", () => {
  test("a namespace, by the APIs that cannot be discovered", () => {
    expect(heldInDeletion([namespace("unable to retrieve: a.b.io/v1beta1: stale, c.d.io/v1: gone")])).toEqual([
      ["namespace/keda", "apiservice/v1beta1.a.b.io"],
      ["namespace/keda", "apiservice/v1.c.d.io"],
    ]);
  });

  test("none where discovery is whole, and nothing that is not in deletion", () => {
    expect(heldInDeletion([namespace("All resources discovered", { status: "False" })])).toEqual([]);
    expect(heldInDeletion([namespace("a.b.io/v1", { deletionTimestamp: "" })])).toEqual([]);
    expect(heldInDeletion()).toEqual([]);
  });
});
