import { describe, expect, test } from "vitest";
import { profileOf } from "../../testing/profile.ts";
import { repositoryOf } from "../../testing/repository.ts";
import { ciliumDefinitions, peersIn, peerSecrets, switchAt } from "./cluster-mesh.ts";
import { appliedUrls, filtersItself, isCrdState } from "./crd-phase.ts";
import { minor, productOfGroup, productsOf, productsOfUrl } from "./crd-products.ts";
import { crdProviders, isOn, isOnlyCrds, productsOfRelease } from "./crd-providers.ts";
import { coreUses, firstLayerUses, gathered } from "./crd-uses.ts";
import { endpointClaims, kubePrism } from "./endpoints.ts";

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

describe("what needs CRDs", () => {
  const uses = (texts: Record<string, string>) =>
    coreUses(model(texts)).map(({ group, kind, by, subject, where }) => [
      group.split(".")[0],
      kind,
      by,
      subject,
      `${where.file}:${where.line}:${where.column}`,
    ]);
  const on = "{ enabled: true }";

  test("values that switch custom resources on, however deep; where they stand", () => {
    expect(
      uses({
        "h.yaml": releases(
          `name: a, chart: c, values: [{ x: 1 }, { m: { serviceMonitor: ${on} }, podMonitors: { create: true }, prometheusRule: ${on}, httpRoute: ${on} }]`,
        ),
      }),
    ).toEqual([
      ["monitoring", "ServiceMonitor", "its values (m.serviceMonitor)", "release/n/a", "h.yaml:2:66"],
      ["monitoring", "PodMonitor", "its values (podMonitors)", "release/n/a", "h.yaml:2:103"],
      ["monitoring", "PrometheusRule", "its values (prometheusRule)", "release/n/a", "h.yaml:2:134"],
      ["gateway", "HTTPRoute", "its values (httpRoute)", "release/n/a", "h.yaml:2:169"],
    ]);
    for (const off of [
      "serviceMonitor: { enabled: false }",
      "serviceMonitor: true",
      "serviceMonitors2: { enabled: true }",
      "myServiceMonitor: { enabled: true }",
      "serviceMonitor: { enabled: 'true' }",
      "l: [{ serviceMonitor: { enabled: true } }]",
    ])
      expect(uses({ "h.yaml": releases(`name: a, chart: c, values: [{ ${off} }]`) })).toEqual([]);
    expect(uses({ "crds.yaml": releases(`name: a, chart: c, values: [{ serviceMonitor: ${on} }]`) })).toEqual([]);
    const nested = "{ podMonitor: { x: { serviceMonitor: { enabled: true } } } }";
    expect(uses({ "h.yaml": releases(`name: a, chart: c, values: [${nested}]`) })[0]?.[1]).toBe("ServiceMonitor");
  });

  test("external-secrets asks the cluster first, unless told how to render", () => {
    const of = (chart: string, more = "") =>
      uses({ "h.yaml": releases(`name: a, chart: ${chart}, values: [{ serviceMonitor: { enabled: true${more} } }]`) });
    expect([of("x/external-secrets"), of("external-secrets")]).toEqual([[], []]);
    expect(of("x/external-secrets", ", renderMode: alwaysRender")).toHaveLength(1);
    expect([of("my-external-secrets"), of("external-secrets-x")].map((one) => one.length)).toEqual([1, 1]);
    expect(
      uses({
        "h.yaml": releases("name: external-secrets, version: '1', values: [{ serviceMonitor: { enabled: true } }]"),
      }),
    ).toEqual([]);
  });

  test("where the values come from a HelmRelease, or from a file of their own", () => {
    const texts = {
      "b/h.yaml": releases("name: a, chart: c, values: [v.yaml.gotmpl]"),
      "b/v.yaml.gotmpl": '{{ readFile "../k/hr.yaml" }}',
      "k/hr.yaml": `a: 1\n---\n${hr("a", "values: { serviceMonitor: { enabled: true } }")}`,
    };
    expect(uses(texts)[0]?.[4]).toBe("k/hr.yaml:6:19");
    expect(
      uses({
        "h.yaml": releases("name: a, chart: c, values: [v.yaml]"),
        "v.yaml": "serviceMonitor: { enabled: true }\n",
      })[0]?.[4],
    ).toBe("h.yaml:2:21");
  });

  test("what its hooks apply before it, not after", () => {
    const hook = (parts: string) =>
      uses({
        "h.yaml": releases(`name: a, chart: c, hooks: [{ events: [presync], ${parts} }]`),
        "m.yaml":
          "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\n---\napiVersion: v1\nkind: Secret\n---\napiVersion: apps/v1\nkind: Deployment\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n---\na: 1\n",
      }).map(([, kind, by, , where]) => [kind, by, where]);
    const expected = [["ClusterSecretStore", "its hook at h.yaml:2", "m.yaml:1:1"]];
    expect(hook("command: kubectl, args: [apply, -f, m.yaml]")).toEqual(expected);
    expect(hook("command: kubectl, args: [create, '--filename=./m.yaml']")).toEqual(expected);
    expect(hook("command: sh, args: [-c, 'kubectl apply -f m.yaml; x']")).toEqual(expected);
    expect(hook("command: kubectl, args: [delete, -f, m.yaml]")).toEqual([]);
    expect(hook("command: kubectl, args: [apply, -f, gone.yaml]")).toEqual([]);
    expect(hook("command: kubectl, args: [apply, -f, ../../m.yaml]")).toEqual([]);
    const post = releases(
      "name: a, chart: c, hooks: [{ events: [postsync], command: kubectl, args: [apply, -f, m.yaml] }]",
    );
    expect(uses({ "h.yaml": post, "m.yaml": "apiVersion: x.y/v1\nkind: A\n" })).toEqual([]);
  });

  const ks = (name: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: n }\nspec: { path: ./${name} }\n`;
  const custom = (group: string, kind = "X") =>
    `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: x, namespace: m }\n`;
  test("of the Kustomizations that make others: the root and right below it", () => {
    const found = firstLayerUses(
      model({
        "flux/a.yaml": `${ks("a")}---\n${custom("x.y")}`,
        "a/b.yaml": `${ks("b")}---\n${custom("x.y")}`,
        "b/c.yaml": `${ks("c")}---\n${custom("deep.y")}`,
        "c/d.yaml": custom("deeper.y"),
        "flux/leaf.yaml": ks("leaf"),
        "leaf/x.yaml": custom("leaf.y"),
      }),
    );
    expect(
      found.map(({ group, kind, by, subject, where, owner }) => [
        group,
        kind,
        by,
        subject,
        `${where.file}:${where.line}`,
        owner?.name,
      ]),
    ).toEqual([
      [
        "x.y",
        "X",
        "X m/x in Kustomization flux-system",
        "kustomization/flux-system/flux-system",
        "flux/a.yaml:6",
        "flux-system",
      ],
      ["x.y", "X", "X m/x in Kustomization a", "kustomization/n/a", "a/b.yaml:6", "a"],
    ]);
    for (const group of [
      "apps",
      "batch",
      "networking.k8s.io",
      "flowcontrol.apiserver.k8s.io",
      "source.toolkit.fluxcd.io",
      "kustomize.config.k8s.io",
    ])
      expect(firstLayerUses(model({ "flux/a.yaml": `${ks("a")}---\n${custom(group)}`, "a/x.yaml": "a: 1" }))).toEqual(
        [],
      );
    for (const group of [
      "my.apps",
      "apps.x",
      "x.networking.k8s.io",
      "gateway.networking.k8s.io",
      "toolkit.fluxcd.io.x",
    ])
      expect(
        firstLayerUses(model({ "flux/a.yaml": `${ks("a")}---\n${custom(group)}`, "a/x.yaml": "a: 1" })),
      ).toHaveLength(1);
  });

  test("one of each kind by each subject", () => {
    const where = { file: "x", line: 1, column: 1 };
    const use = (subject: string, kind: string, by: string, group = "g.x", release?: object) =>
      ({ subject, kind, by, group, where, ...(release && { release }) }) as never;
    expect(
      gathered([
        use("a", "X", "1"),
        use("a", "X", "2"),
        use("a", "Y", "1"),
        use("b", "X", "1"),
        use("a", "X", "1", "h.x"),
      ]).map(({ more }) => more),
    ).toEqual([1, 0, 0, 0]);
    expect(
      gathered([use("a", "X", "1", "g.x", {}), use("a", "Y", "1", "g.x", {}), use("a", "X", "2", "g.x", {})]).map(
        ({ more }) => more,
      ),
    ).toEqual([1, 0]);
  });
});

describe("Cilium", () => {
  test("its definitions, but for what helmfile hands on or renders for CRDs", () => {
    const texts = {
      "flux/a.yaml": `${hr("cilium", "values: { a: 1 }", "kube-system")}---\n${hr("other", "releaseName: cilium, valuesFrom: [{ name: gone }]")}---\n${hr("web", "values: {}")}`,
      "h.yaml": releases("name: cilium, chart: c, values: [{ b: 1 }]", "name: web, chart: c"),
      "crds/h.yaml": `helmDefaults: { args: [--include-crds] }\n${releases("name: cilium, chart: c")}`,
      "d/h.yaml": releases("name: cilium, chart: c, values: [v.yaml.gotmpl]"),
      "d/v.yaml.gotmpl": '{{ readFile "../flux/a.yaml" }}',
    };
    expect(
      ciliumDefinitions(model(texts)).map(({ subject, values, unresolved, place }) => [
        subject,
        values,
        unresolved.length,
        place("a").file,
        place("a").line,
      ]),
    ).toEqual([
      ["helmrelease/kube-system/cilium", { a: 1 }, 0, "flux/a.yaml", 4],
      ["helmrelease/n/other", {}, 1, "flux/a.yaml", 9],
      ["release/n/cilium", { b: 1 }, 0, "h.yaml", 2],
    ]);
  });

  test("switches and peers", () => {
    const values = { a: { on: true, text: "true", off: false, no: "false", open: "${X}", one: 1 } };
    expect(["on", "text", "off", "no", "open", "one", "none"].map((key) => switchAt(values, "a", key))).toEqual([
      "on",
      "on",
      "off",
      "off",
      "unknown",
      "off",
      "off",
    ]);
    const peers = (clusters: unknown) => peersIn({ clustermesh: { config: { clusters } } });
    expect(peers([{ name: "apps" }, {}])).toEqual(["apps", ""]);
    expect(peers({ apps: {}, off: { enabled: false }, on: { enabled: true } })).toEqual(["apps", "on"]);
    expect([peers(undefined), peersIn({})]).toEqual([[], []]);
  });

  test("the Secret of the remote clusters, and what makes it", () => {
    const object = (kind: string, name: string, more = "", meta = "") =>
      `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}${meta} }\n${more}`;
    const of = (text: string, more: Record<string, string> = {}) =>
      peerSecrets(model({ "flux/a.yaml": text, ...more }));
    const where = { file: "flux/a.yaml", line: 1, column: 1 };
    expect(
      of(object("Secret", "cilium-clustermesh", "stringData: { apps: x, apps.key: y }\n", ", namespace: k")),
    ).toEqual([{ subject: "secret/k/cilium-clustermesh", where, names: ["apps"] }]);
    expect(of(object("Secret", "cilium-clustermesh", "data: { b: x }\n"))).toEqual([
      { subject: "secret/-/cilium-clustermesh", where, names: ["b"] },
    ]);
    expect(of(object("Secret", "cilium-clustermesh"))).toEqual([{ subject: "secret/-/cilium-clustermesh", where }]);
    expect(of(object("ExternalSecret", "cilium-clustermesh", "data: { a: x }\n"))).toEqual([
      { subject: "externalsecret/-/cilium-clustermesh", where },
    ]);
    expect(of(object("ExternalSecret", "x", "spec: { target: { name: cilium-clustermesh } }\n"))).toHaveLength(1);
    expect(of(object("ExternalSecret", "cilium-clustermesh", "spec: { target: { name: x } }\n"))).toEqual([]);
    expect(of(object("Secret", "x", "spec: { target: { name: cilium-clustermesh } }\n"))).toEqual([]);
    expect(of(object("ConfigMap", "cilium-clustermesh"))).toEqual([]);
    const vars = { "flux/kustomization.yaml": "resources: [a.yaml]\nvars: [{ name: x }]\n" };
    expect(of(object("Secret", "cilium-clustermesh"), vars)[0]?.uncertain).toBe(
      "flux/kustomization.yaml:2: its vars are not imitated",
    );
  });
});

describe("where Cilium finds the API server", () => {
  const claims = (texts: Record<string, string>) =>
    endpointClaims(model(texts)).map(({ where, ...rest }) => ({
      ...rest,
      at: `${where.file}:${where.line}:${where.column}`,
    }));
  const plain = { otherwise: false, replacesProxy: false };

  test("helmfile's values, inline, by set, or from a file that others may add to", () => {
    expect(
      claims({
        "h.yaml": releases(
          "name: cilium, chart: c, values: [{ a: 1 }, { k8sServiceHost: h, k8sServicePort: 6443, kubeProxyReplacement: true }]",
          "name: web, chart: c, values: [{ k8sServiceHost: x }]",
        ),
      }),
    ).toEqual([
      {
        by: "helmfile's values",
        bootstraps: true,
        ...plain,
        replacesProxy: true,
        host: "h",
        port: "6443",
        at: "h.yaml:2:66",
      },
    ]);
    expect(
      claims({
        "h.yaml": releases("name: cilium, chart: c, set: [{ name: a, value: b }, { name: k8sServiceHost, value: h }]"),
      }),
    ).toEqual([{ by: "helmfile's values", bootstraps: true, ...plain, host: "h", at: "h.yaml:2:74" }]);
    expect(
      claims({
        "h.yaml": releases("name: cilium, chart: c, values: [v.yaml, w.yaml, gone.yaml]"),
        "v.yaml": "k8sServiceHost: auto\nkubeProxyReplacement: strict\n",
        "w.yaml": "a: 1\n",
      }),
    ).toEqual([
      {
        by: "helmfile's values",
        bootstraps: true,
        otherwise: true,
        replacesProxy: true,
        host: "auto",
        unresolved: "the values file gone.yaml cannot be read",
        at: "h.yaml:2:21",
      },
      {
        by: "the values file",
        bootstraps: false,
        otherwise: true,
        replacesProxy: true,
        host: "auto",
        unresolved: "others may add to it",
        at: "v.yaml:1:1",
      },
    ]);
    expect(
      claims({ "h.yaml": `helmDefaults: { args: [--include-crds] }\n${releases("name: cilium, chart: c")}` }),
    ).toEqual([]);
  });

  test("the HelmRelease's values, and commands", () => {
    expect(
      claims({
        "flux/a.yaml": `${hr("cilium", "values: { k8s: { apiServerURLs: x }, k8sServiceHost: h, kubeProxyReplacement: 'false' }")}---\n${hr("web", "values: { k8sServiceHost: h }")}`,
      }),
    ).toEqual([
      {
        by: "the HelmRelease's values",
        bootstraps: false,
        otherwise: true,
        replacesProxy: false,
        host: "h",
        at: "flux/a.yaml:4:46",
      },
    ]);
    const told = { bootstraps: true, otherwise: false, replacesProxy: true, by: "script a.sh" };
    expect(
      claims({
        "a.sh":
          'helm install cilium x --set k8sServiceHost=h --set "k8sServicePort=1"\ncilium install --set=k8sServiceHost="localhost",x=1\necho k8sServiceHost=h\nhelm x --set k8sServicePort=1\n',
      }),
    ).toEqual([
      { ...told, host: "h", port: "1", at: "a.sh:1:1" },
      { ...told, host: "localhost", at: "a.sh:2:1" },
    ]);
  });

  test("Talos's own balancer", () => {
    const prism = (text: string) => kubePrism(model({ "talos/a.yaml": text }));
    expect(prism("a: 1\n")).toEqual({ enabled: true, port: "7445" });
    const of = (more: string) =>
      prism(`machine: { type: worker }\n---\nmachine:\n  features:\n    kubePrism: { ${more} }\n`);
    const where = { file: "talos/a.yaml", line: 5, column: 5 };
    expect(of("enabled: true, port: 7446")).toEqual({ enabled: true, port: "7446", where });
    expect(of("enabled: false")).toEqual({ enabled: false, port: "7445", where });
    expect(of("port: '${P}'")).toEqual({ enabled: true, port: "7445", where });
  });
});
