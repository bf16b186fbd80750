import { describe, expect, test } from "vitest";
import type { Finding } from "../../criteria/criterion.ts";
import { DEPENDENCIES, YAML, causes, file, found, place, row, syntax, twice } from "../../criteria/testing/links.ts";

describe("a file that is not sound", () => {
  const unsound = row(YAML, [found("file/a.yaml", place("a.yaml", 3))]);
  const own = (...findings: Finding[]) => row("repository/b", findings, [YAML]);

  test("explains what stands in it, and nothing that stands in another file", () => {
    const files = [file("a.yaml", {}, [twice])];
    expect(causes([unsound, own(found("file/a.yaml", place("a.yaml", 9)))], files)).toEqual({
      [YAML]: ["repository/b"],
    });
    expect(causes([unsound, own(found("file/b.yaml", place("b.yaml")))], files)).toEqual({
      [YAML]: [],
      "repository/b": [],
    });
  });

  test("explains that something is nowhere only where it hides it", () => {
    const gone = own(found("release/kube-system/spegel", { actual: "no state file defines it" }));
    const text = "releases:\n  - name: spegel\n   - x";
    expect(causes([unsound, gone], [file("a.yaml", undefined, [syntax], text)])).toEqual({ [YAML]: ["repository/b"] });
    expect(causes([unsound, gone], [file("a.yaml", undefined, [syntax], "name: spegel-2")])).toHaveProperty(
      "repository/b",
    );
    // with a key twice everything can be read nevertheless
    expect(causes([unsound, gone], [file("a.yaml", {}, [twice], text)])).toHaveProperty("repository/b");
  });

  test("a missing CRD is sought by what brings it", () => {
    const gone = own(found("crd/certificates.cert-manager.io", { actual: "nothing of this checkout brings it" }));
    const crds = file("a.yaml", undefined, [syntax], "releases: [{ name: cert-manager, x: }");
    expect(causes([unsound, gone], [crds])).toEqual({ [YAML]: ["repository/b"] });
    const unknown = own(found("crd/things.example.org"));
    expect(causes([unsound, unknown], [crds])).toHaveProperty("repository/b");
  });

  test("explains the task that runs it", () => {
    const gone = found("task/bootstrap", { actual: "nothing that it runs does it", ...place("Taskfile.yaml", 2) });
    const task = (text: string) => file("Taskfile.yaml", {}, [], text);
    const broken = file("a.yaml", undefined, [syntax]);
    expect(causes([unsound, own(gone)], [broken, task("helmfile -f a.yaml sync")])).toEqual({
      [YAML]: ["repository/b"],
    });
    expect(causes([unsound, own(gone)], [broken, task("helmfile -f b.yaml sync")])).toHaveProperty("repository/b");
  });

  test("of two findings about one subject both must be explained", () => {
    const [inside, outside] = [found("file/a.yaml", place("a.yaml", 9)), found("file/a.yaml", place("b.yaml"))];
    const both = own(inside, { ...outside, subject: "x/y" });
    expect(causes([unsound, both])).toHaveProperty("repository/b");
    expect(causes([unsound, own({ ...inside, subject: "x/y" }, { ...outside, subject: "x/y" })])).toHaveProperty(
      "repository/b",
    );
  });
});

describe("a path that leads nowhere", () => {
  const nowhere = row(DEPENDENCIES, [
    found("kustomization/flux-system/apps", {
      expected: "a folder kubernetes/appz with manifests",
      actual: "no such folder",
      ...place("flux/apps.yaml", 8),
    }),
  ]);
  const pool = file("kubernetes/apps/pool.yaml", { kind: "CiliumLoadBalancerIPPool", metadata: { name: "main" } });
  const settings = file("kubernetes/apps/settings.yaml", { metadata: { name: "settings" }, data: { NETWORK: "x" } });
  const own = (finding: Finding) => row("repository/b", [finding], [DEPENDENCIES]);

  test("explains what is missed, where it stands beside it", () => {
    for (const missed of [
      found("release/kube-system/main", { actual: "nothing that Flux applies defines one", ...place("helmfile.yaml") }),
      found("kustomization/a/b", {
        expected: "Pool kube-system/main, for its health check",
        actual: "nothing",
        ...place("b"),
      }),
      found("service/a/b", { expected: "an address of a pool of this cluster: there is none", ...place("b") }),
      found("configmap/a/b", { expected: "a value for ${NETWORK} in the postBuild of b", ...place("b") }),
    ])
      expect(causes([nowhere, own(missed)], [pool, settings])).toEqual({ [DEPENDENCIES]: ["repository/b"] });
  });

  test("does not explain what stands elsewhere, nowhere, or is there", () => {
    for (const missed of [
      found("release/kube-system/other", { actual: "nothing defines one" }),
      found("release/kube-system/main", { actual: "helmfile's values: 1", ...place("helmfile.yaml") }),
      found("configmap/a/b", { expected: "a value for ${OTHER} in the postBuild of b", ...place("b") }),
    ])
      expect(causes([nowhere, own(missed)], [pool, settings])).toHaveProperty("repository/b");
    const away = file("clusters/pool.yaml", { kind: "CiliumLoadBalancerIPPool", metadata: { name: "main" } });
    expect(causes([nowhere, own(found("release/kube-system/main", { actual: "nothing" }))], [away])).toHaveProperty(
      "repository/b",
    );
  });
});

describe("one place, one fault", () => {
  test("the check that rests on the other is the consequence; without that the later one", () => {
    const files = [file("a.yaml", {})];
    const [first, second] = [found("file/a", place("a.yaml", 5, 3)), found("kustomization/x/y", place("a.yaml", 5, 3))];
    expect(causes([row("repository/a", [first]), row("repository/b", [second])], files)).toEqual({
      "repository/a": ["repository/b"],
    });
    expect(causes([row("repository/a", [first], ["repository/b"]), row("repository/b", [second])], files)).toEqual({
      "repository/b": ["repository/a"],
    });
    // a check that found more besides would be told with other evidence than this
    const more = row("repository/a", [first, found("file/c", place("c.yaml"))]);
    expect(causes([more, row("repository/b", [second])], files)).toEqual({ "repository/a": [], "repository/b": [] });
    const beside = { ...second, ...place("a.yaml", 5, 4) };
    expect(causes([row("repository/a", [first]), row("repository/b", [beside])], files)).toHaveProperty("repository/b");
  });

  test("the beginning of a document says only which object is meant", () => {
    const files = [file("a.yaml", {})];
    const pair = (subject: string) => [
      row("repository/a", [found("kustomization/x/y", place("a.yaml"))]),
      row("repository/b", [found(subject, place("a.yaml"))]),
    ];
    expect(causes(pair("release/x/y"), files)).toHaveProperty("repository/b");
    expect(causes(pair("kustomization/x/y"), files)).not.toHaveProperty("repository/b");
  });
});

test("what a finding is held against may be what is wrong", () => {
  const pool = row("repository/a", [found("file/pool.yaml", place("pool.yaml", 5))]);
  const service = (expected: string, at = "gateway.yaml") =>
    row("repository/b", [found("service/x/y", { expected, ...place(at) })]);
  expect(causes([pool, service("an address of main (pool.yaml:5)")])).toEqual({ "repository/a": ["repository/b"] });
  expect(causes([pool, service("an address of main (pool.yaml:55)")])).toHaveProperty("repository/b");
  expect(causes([pool, service("the pool's (pool.yaml:5)", "pool.yaml")])).toHaveProperty("repository/b");
});

describe("CRDs that nothing brings", () => {
  const [needed, charts] = ["repository/needed-crds-come-first", "repository/core-charts-leave-crds-to-their-phase"];
  const missing = row(needed, [found("crd/certificates.cert-manager.io")]);
  const told = (expected: string) => row(charts, [found("release/a/b", { expected, ...place("helmfile.yaml", 7) })]);

  test("explain the chart that leaves them out, no other chart, and no chart that brings them twice", () => {
    expect(causes([missing, told("an installer of acme.x.io, cert-manager.io before it")])).toEqual({
      [needed]: [charts],
    });
    expect(causes([missing, told("an installer of external-secrets.io before it")])).toHaveProperty([charts]);
    expect(causes([missing, told("one installer of cert-manager.io")])).toHaveProperty([charts]);
  });
});

test("what stands in a checkout is never explained by what a cluster does", () => {
  const live = row("flux/everything-is-ready", [found("kustomization/flux-system/apps")]);
  const written = row(
    "repository/a",
    [found("kustomization/flux-system/apps", place("a.yaml"))],
    ["flux/everything-is-ready"],
  );
  expect(causes([live, written])).toHaveProperty("repository/a");
});
