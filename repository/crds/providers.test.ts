import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { appliedUrls, filtersItself, isCrdState } from "./phase.ts";
import { minor, productOfGroup, productsOf, productsOfUrl } from "./products.ts";
import { crdProviders, isOn, isOnlyCrds, productsOfRelease } from "./providers.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra", flux }));
const hr = (name: string, spec: string, namespace = "n") =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }\n`;
const releases = (...items: string[]) =>
  `releases:\n${items.map((item) => `  - { namespace: n, ${item} }\n`).join("")}`;

describe("the CRD state", () => {
  const isOne = (file: string, text: string) => model({ [file]: text }).helmfiles.map(isCrdState);
  test("by its arguments or its name, if it has releases", () => {
    const one = releases("name: a, chart: c");
    expect(isOne("b/h.yaml", `helmDefaults: { args: [--include-crds] }\n${one}`)).toEqual([true]);
    for (const file of ["b/00-crds.yaml", "b/helmfile.crd.yaml", "b/CRDs.yaml", "b/my_crds.yaml"])
      expect(isOne(file, one)).toEqual([true]);
    for (const file of ["crds/apps.yaml", "b/apps.yaml", "b/xcrds.yaml", "b/crdsx.yaml"])
      expect(isOne(file, one)).toEqual([false]);
    expect(isOne("b/00-crds.yaml", "helmfiles: [x]\n")).toEqual([false]);
  });

  test("whether its own post-renderer keeps CRDs only, or its base's", () => {
    const of = (text: string, more: Record<string, string> = {}) => {
      const repository = model({ "b/h.yaml": `${text}${releases("name: a, chart: c")}`, ...more });
      return repository.helmfiles.map((state) => filtersItself(state, repository));
    };
    const args = "helmDefaults: { postRendererArgs: [-x, 'select(.kind == \"CustomResourceDefinition\")'] }\n";
    expect(of(args)).toEqual([true]);
    expect(of("bases: [d.yaml]\n", { "b/d.yaml": args })).toEqual([true]);
    expect(of("bases: [gone.yaml]\n", { "b/d.yaml": args })).toEqual([false]);
    expect(of("helmfiles: [d.yaml]\n", { "b/d.yaml": args })).toEqual([false]);
    expect(of("helmDefaults: { postRendererArgs: [-x] }\n")).toEqual([false]);
    const own = "name: a, chart: c, postRendererArgs: [CustomResourceDefinition]";
    const each = (...items: string[]) => {
      const repository = model({ "b/h.yaml": releases(...items) });
      return repository.helmfiles.map((state) => filtersItself(state, repository));
    };
    expect(each(own, own)).toEqual([true]);
    expect(each(own, "name: b, chart: c")).toEqual([false]);
  });

  test("URLs that tasks, scripts and hooks apply", () => {
    const of = (texts: Record<string, string>) =>
      appliedUrls(model(texts)).map(({ url, where }) => `${where.line} ${url}`);
    expect(
      of({
        "a.sh":
          "kubectl --x apply -f https://x/a.yaml\ncurl https://x/b.yml https://x/c.txt 'https://x/d?ref=1' https://x/e.git/f; x\n",
      }),
    ).toEqual([...["1 https://x/a.yaml", "2 https://x/b.yml", "2 https://x/d?ref=1", "2 https://x/e.git/f"]]);
    expect(of({ "a.sh": "kubectl get x | apply\ncurl https://x/a.yaml\n" })).toEqual([]);
    for (const verb of ["create", "replace", "apply"])
      expect(
        of({
          "h.yaml": releases(
            `name: a, chart: c, hooks: [{ command: kubectl, args: [${verb}, -f, 'https://x/a.yaml'] }]`,
          ),
        }),
      ).toEqual(["2 https://x/a.yaml"]);
    expect(
      of({ "h.yaml": releases("name: a, chart: c, hooks: [{ command: curl, args: ['https://x/a.yaml'] }]") }),
    ).toEqual([]);
  });
});

describe("what brings CRDs", () => {
  test("products by chart, group and URL", () => {
    const names = (found: readonly { name: string }[] | undefined) => found?.map(({ name }) => name);
    expect(names(productsOf("oci://q/jetstack/cert-manager@sha256:a"))).toEqual(["cert-manager"]);
    expect(names(productsOf("x/gateway-helm:v1"))).toEqual(["gateway-api", "envoy-gateway"]);
    expect(names(productsOf("prometheus-operator-crds"))).toEqual(["prometheus-operator"]);
    expect([productsOf("x/coredns"), productsOf("my-coredns"), productsOf("coredns-x"), productsOf("x/other")]).toEqual(
      [[], undefined, undefined, undefined],
    );
    expect([productOfGroup("acme.cert-manager.io")?.name, productOfGroup("x.y")]).toEqual(["cert-manager", undefined]);
    expect(names(productsOfUrl("https://github.com/kubernetes-sigs/gateway-api/x.yaml"))).toEqual(["gateway-api"]);
    expect(productsOfUrl("https://x/volsync/")).toEqual([]);
    expect([minor("v1.19.2"), minor("1.2"), minor("x"), minor("x1.2")]).toEqual(["1.19", "1.2", "x", "x1.2"]);
    expect(productsOf("external-dns")?.[0]?.app?.("1.19.0")).toBe("0.19");
    expect(productsOf("external-dns")?.[0]?.app?.("11.9.0")).toBe("11.9");
  });

  const [certManager] = productsOf("cert-manager") ?? [];
  const [dragonfly] = productsOf("dragonfly-operator") ?? [];
  test.each([
    [{ crds: { enabled: true } }, [], true],
    [{ crds: { enabled: false }, installCRDs: true }, [], false],
    [{ installCRDs: "true" }, [], true],
    [{ installCRDs: "false" }, [], false],
    [{ installCRDs: "${X}" }, [], undefined],
    [{ installCRDs: "yes" }, [], true],
    [{}, [], false],
    [{}, ["a file"], undefined],
    [{ installCRDs: true }, ["a file"], true],
  ])("with %j and %j unseen cert-manager's chart brings its own: %s", (known, unresolved, expected) =>
    expect(certManager && isOn(certManager, { known, unresolved })).toBe(expected),
  );
  test("without a switch it does, whatever is unseen", () =>
    expect(dragonfly && isOn(dragonfly, { known: {}, unresolved: ["x"] })).toBe(true));

  test("charts of CRDs alone", () => {
    const [product] = productsOf("prometheus-operator-crds") ?? [];
    expect(
      [
        "prometheus-operator-crds",
        "oci://x/prometheus-operator-crds",
        "kube-prometheus-stack",
        "xprometheus-operator-crds",
      ].map((chart) => product && isOnlyCrds(product, chart)),
    ).toEqual([true, true, false, false]);
    expect(dragonfly && isOnlyCrds(dragonfly, "dragonfly-operator")).toBe(false);
  });

  const providers = (texts: Record<string, string>) => {
    const { known, unknown } = crdProviders(model(texts));
    return {
      known: known.map(({ kind, by, groups, version, where, product, release }) => [
        kind,
        by,
        groups[0],
        version,
        `${where.file}:${where.line}`,
        product?.name,
        release?.name,
      ]),
      unknown: unknown.map(({ by, where }) => [by, `${where.file}:${where.line}`]),
    };
  };

  test("releases of the CRD state and of helmfile", () => {
    const items = [
      "name: cm, chart: x/cert-manager, version: 1.2.3, values: [{ crds: { enabled: true } }]",
      "name: off, chart: x/cert-manager",
      "name: what, chart: x/cert-manager, values: [gone.yaml]",
      "name: new, chart: x/unknown",
      "name: bare, version: '1'",
      "name: only, chart: x/prometheus-operator-crds, values: [gone.yaml]",
      "name: cilium, chart: x/cilium",
    ];
    const of = (file: string) => providers({ [file]: releases(...items) });
    const [state, phase] = [of("h.yaml"), of("crds.yaml")];
    expect(state.known).toEqual([
      ["release", "helmfile's release n/cm", "cert-manager.io", "1.2.3", "h.yaml:2", "cert-manager", "cm"],
      [
        "release",
        "helmfile's release n/only",
        "monitoring.coreos.com",
        undefined,
        "h.yaml:7",
        "prometheus-operator",
        "only",
      ],
      ["release", "helmfile's release n/cilium", "cilium.io", undefined, "h.yaml:8", "cilium", "cilium"],
    ]);
    expect(state.unknown).toEqual([
      ["helmfile's release n/what", "h.yaml:4"],
      ["helmfile's release n/new", "h.yaml:5"],
      ["helmfile's release n/bare", "h.yaml:6"],
    ]);
    expect(phase.known.map(([kind, by]) => [kind, by])).toEqual([
      ["phase", "the CRD state's release n/cm"],
      ["phase", "the CRD state's release n/only"],
    ]);
  });

  test("URLs, of tasks and of Talos; manifests of the bootstrap's folders", () => {
    const gateway = "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.3/standard-install.yaml";
    expect(
      providers({ "a.sh": `kubectl apply -f ${gateway} -f https://x/operator.yaml -f https://x/plain.yaml\n` }),
    ).toEqual({
      known: [["url", gateway, "gateway.networking.k8s.io", "v1.2.3", "a.sh:1", "gateway-api", undefined]],
      unknown: [["https://x/operator.yaml", "a.sh:1"]],
    });
    const version = (url: string) => providers({ "a.sh": `kubectl apply -f '${url}'\n` }).known[0]?.[3];
    expect(version("https://x/gateway-api/a?ref=v1.2.3")).toBe("v1.2.3");
    expect(version("https://x/gateway-api/a.git/b@1.2.3-rc.1/c.yaml")).toBe("1.2.3-rc.1");
    expect(version("https://x/gateway-api/main/a.yaml")).toBeUndefined();
    expect(version("https://x/gateway-api/x1.2.3y/a.yaml")).toBeUndefined();
    const talos = `cluster:\n  extraManifests: ['${gateway}', 'http://x/crds.yaml']\n  inlineManifests: [{ name: 'https://x/crds.yaml' }, {}]\n`;
    const found = providers({ "talos/a.yaml": talos });
    expect([found.known.map(([kind]) => kind), found.unknown]).toEqual([
      ["url"],
      [["https://x/crds.yaml", "talos/a.yaml:1"]],
    ]);
    const crd =
      "# c\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: a.b }\nspec: { group: b }\n";
    for (const folder of ["bootstrap", "x/talos", "crds", "crd/y"])
      expect(providers({ [`${folder}/a.yaml`]: crd }).known).toEqual([
        ["manifest", "a.b", "b", undefined, `${folder}/a.yaml:2`, undefined, undefined],
      ]);
    for (const [path, text] of [
      ["k/a.yaml", crd],
      ["crds.yaml", crd],
      ["crds/a.yaml", crd.replace("CustomResourceDefinition", "X")],
      ["mycrds/a.yaml", crd],
    ] as const)
      expect(providers({ [path]: text }).known).toEqual([]);
  });

  test("of a HelmRelease's chart", () => {
    const of = (chart: string) => {
      const [release] = model({ "flux/a.yaml": hr("a", `chart: { spec: { ${chart} } }`) }).releases;
      return release && productsOfRelease(release)?.map(({ name }) => name);
    };
    expect([of("chart: keda"), of("chart: coredns"), of("chart: other"), of("version: '1'")]).toEqual([
      ["keda"],
      [],
      undefined,
      undefined,
    ]);
  });
});

test("charts that a script pulls to apply their CRDs; not those that it only installs", () => {
  const script = (lines: string) => ({ "bootstrap/up.sh": `#!/bin/bash\n${lines}\n` });
  const of = (lines: string) =>
    crdProviders(repositoryOf(script(lines))).known.map(({ by, groups, version }) => [by, groups[0], version]);
  const pull = 'helm pull "${chart}" --version "${version}" --untar\nkubectl apply --server-side -f "${dir}/crds"';
  const gateway = ["oci://r.example/gateway-helm", "gateway.envoyproxy.io", "1.9.0"];
  expect(of(`charts=("oci://r.example/gateway-helm 1.9.0")\n${pull}`)).toContainEqual(gateway);
  expect(
    of("helm show crds oci://r.example/gateway-helm --version v1.9.0 | kubectl apply --server-side -f -"),
  ).toContainEqual(gateway);
  // the versions of this chart are not those of what it brings
  expect(of("helm template oci://r.example/kube-prometheus-stack:70.1.0 --include-crds | kubectl apply -f -")).toEqual([
    ["oci://r.example/kube-prometheus-stack", "monitoring.coreos.com", undefined],
  ]);
  expect(of("helm install x oci://r.example/gateway-helm --version 1.9.0\nkubectl apply -f y.yaml")).toEqual([]);
});
