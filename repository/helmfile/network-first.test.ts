import { expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { filesOf } from "../yaml/files.ts";
import { beforeNetwork } from "./network-first.ts";
import { helmfilesOf } from "./state.ts";

const told = (...releases: string[]): string[] =>
  beforeNetwork(
    helmfilesOf(
      filesOf(checkoutOf({ "h.yaml": `releases: [${releases.map((one) => `{ ${one} }`).join(", ")}]\n` })),
      {},
    ),
  ).map(({ release, with: more }) => [release.name, ...more.map(({ name }) => name)].join(" < "));

const cilium = "name: cilium, namespace: kube-system, chart: a/cilium";
const release = (name: string, needs = "", more = "") =>
  `name: ${name}, namespace: x, chart: a/${name}, needs: [${needs}]${more}`;

test("what is not after the network is told with what hangs on it alone", () => {
  expect(told(cilium, release("spegel"), release("cert-manager", "x/spegel"))).toEqual(["spegel < cert-manager"]);
  expect(told(cilium, release("spegel", "kube-system/cilium"), release("cert-manager", "x/spegel"))).toEqual([]);
  expect(told(cilium, release("b", "x/a, kube-system/cilium"), release("a"))).toEqual(["a"]);
});

test("CRDs, what the network needs, and what runs in the host's network may come first", () => {
  expect(told(`${cilium}, needs: [x/a]`, release("a"))).toEqual([]);
  expect(told(cilium, release("prometheus-operator-crds"), release("kube-vip"))).toEqual([]);
  expect(told(cilium, release("b", "", ", values: [{ hostNetwork: true }]"))).toEqual([]);
});

test("without a network of its own, or one that may not be installed, nothing is said", () => {
  expect(told(release("a"))).toEqual([]);
  expect(told(`${cilium}, installed: false`, release("a"))).toEqual([]);
});
