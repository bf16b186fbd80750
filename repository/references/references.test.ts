import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { strangeHosts } from "./hosts.ts";
import { missingListeners } from "./listeners.ts";
import { missingObjects } from "./missing.ts";
import { missingNamespaces } from "./namespaces.ts";
import { isNear } from "./near.ts";
import { networksIn } from "./networks.ts";
import { nobodyMakes } from "./unmade.ts";

const profile = profileOf({
  repository: "checkout",
  flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
});
/** A checkout whose Flux applies these manifests. */
const model = (...manifests: string[]) =>
  repositoryOf(Object.fromEntries(manifests.map((text, index) => [`flux/${index}.yaml`, text])), profile);
const object = (kind: string, name: string, spec: string, more = ", namespace: web") =>
  `apiVersion: ${kind.split(" ")[0]}\nkind: ${kind.split(" ")[1]}\nmetadata: { name: ${name}${more} }\n${spec}\n`;
const missing = (...manifests: string[]) => {
  const { findings, notices } = missingObjects(model(...manifests), undefined);
  return [
    ...findings.map(({ subject, actual }) => `error ${subject}: ${actual}`),
    ...notices.map(({ severity, subject, actual }) => `${severity} ${subject}: ${actual}`),
  ];
};

const certificate = (issuer: string) =>
  object("cert-manager.io/v1 Certificate", "web", `spec: { secretName: tls, issuerRef: ${issuer} }`);
const issuer = (name: string) => object("cert-manager.io/v1 ClusterIssuer", name, "spec: {}", "");

describe("objects that others name", () => {
  test("an issuer that only a repository writes is an error where it writes others, told once", () => {
    const other = certificate("{ kind: ClusterIssuer, name: letsencrypt-prod }");
    expect(missing(issuer("letsencrypt"), other, other.replace("name: web", "name: api"))).toEqual([
      "error clusterissuer/letsencrypt-prod: nothing defines it; there is letsencrypt; Certificate web/web asks for it, and 1 more",
    ]);
    expect(missing(other)).toEqual([
      "warning clusterissuer/letsencrypt-prod: nothing defines it; there is none of its kind; Certificate web/web asks for it",
    ]);
    expect(missing(issuer("letsencrypt-prod"), other)).toEqual([]);
  });

  test("what cannot be seen makes it a warning", () => {
    const texts = model(issuer("letsencrypt"), certificate("{ kind: ClusterIssuer, name: gone }"));
    expect(missingObjects(texts, "a ResourceSet makes objects")).toMatchObject({ findings: [], notices: [{}] });
  });

  test("a reference without a kind means one of the namespace, though there is one of the cluster", () => {
    expect(missing(issuer("prod"), certificate("{ name: prod }"))).toEqual([
      "error issuer/web/prod: nothing defines it; there is a ClusterIssuer of that name; Certificate web/web asks for it",
    ]);
  });

  test("a name that stands elsewhere in the checkout, or has a variable, may be made there", () => {
    expect(
      missing(issuer("a"), certificate("{ kind: ClusterIssuer, name: prod }"), "values: { issuer: prod }\n"),
    ).toEqual([]);
    expect(missing(issuer("a"), certificate("{ kind: ClusterIssuer, name: '${ISSUER}' }"))).toEqual([]);
  });

  const claim = object("v1 PersistentVolumeClaim", "web", "spec: { storageClassName: ceph-blok }");
  const storage = (name: string) => object("storage.k8s.io/v1 StorageClass", name, "provisioner: x", "");
  test("an issuer of an annotation is a warning where a Certificate of the namespace is written beside it (petebeegle)", () => {
    const gateway = object(
      "gateway.networking.k8s.io/v1 Gateway",
      "internal",
      "spec: {}",
      ", namespace: web, annotations: { cert-manager.io/issuer: letsencrypt }",
    );
    const told =
      "issuer/web/letsencrypt: nothing defines it; there is a ClusterIssuer of that name; Gateway web/internal";
    const certified = certificate("{ kind: ClusterIssuer, name: letsencrypt }");
    expect(missing(issuer("letsencrypt"), gateway)).toEqual([`error ${told} asks for it`]);
    expect(missing(issuer("letsencrypt"), gateway, certified)).toEqual([`warning ${told} asks for it`]);
    expect(missing(issuer("letsencrypt"), gateway, certificate("{ name: letsencrypt }"))).toEqual([
      `error ${told} asks for it, and 1 more`,
    ]);
  });

  test("what charts make under their own name is a warning where others are defined, unless a chart is called so", () => {
    expect(missing(storage("ceph-block"), claim)).toEqual([
      "warning storageclass/ceph-blok: nothing defines it; there is ceph-block; PersistentVolumeClaim web/web asks for it",
    ]);
    expect(missing(claim)).toEqual([]);
    const chart = object(
      "helm.toolkit.fluxcd.io/v2 HelmRelease",
      "rook-ceph",
      "spec: { chartRef: { kind: OCIRepository, name: x } }",
    );
    expect(missing(storage("other-one"), claim)).toHaveLength(1);
    expect(missing(storage("other-one"), claim, chart)).toEqual([]);
  });

  test("what charts make under any name is a warning where a name like it is there", () => {
    const pod = object("v1 Pod", "web", "spec: { containers: [], imagePullSecrets: [{ name: regcerd }] }");
    expect(missing(pod)).toEqual([]);
    expect(missing(pod, object("v1 Secret", "regcred", "data: {}"))).toHaveLength(1);
    expect(missing(pod, object("v1 Secret", "regcred", "data: {}", ", namespace: other"))).toEqual([]);
  });

  test("of values of a release too, and networks of Multus", () => {
    const values = (text: string) =>
      object(
        "helm.toolkit.fluxcd.io/v2 HelmRelease",
        "web",
        `spec: { chartRef: { kind: OCIRepository, name: x }, values: ${text} }`,
      );
    const gateway = object("gateway.networking.k8s.io/v1 Gateway", "internal", "spec: {}", ", namespace: network");
    expect(missing(gateway, values("{ route: { parentRefs: [{ name: envoy, namespace: network }] } }"))).toHaveLength(
      1,
    );
    expect(missing(gateway, values("{ route: { parentRefs: [{ name: internal, namespace: network }] } }"))).toEqual([]);
    const network = object("k8s.cni.cncf.io/v1 NetworkAttachmentDefinition", "iot", "spec: {}");
    expect(missing(network, values("{ annotations: { k8s.v1.cni.cncf.io/networks: lan@eth1 } }"))).toHaveLength(1);
    expect(missing(network, values("{ annotations: { k8s.v1.cni.cncf.io/networks: iot } }"))).toEqual([]);
  });
});

test("networks as JSON and as a list", () => {
  const named = (text: string) =>
    networksIn({ a: [{ "k8s.v1.cni.cncf.io/networks": text }] }).map(({ name, namespace }) => [namespace, name]);
  expect(named("a/b@eth1, c")).toEqual([
    ["a", "b"],
    [undefined, "c"],
  ]);
  expect(named('[{"name":"b","namespace":"a"},{"ips":[]}]')).toEqual([["a", "b"]]);
  expect([named("[{"), named("${NETWORKS}")]).toEqual([[], []]);
});

test("names that are one but for a slip", () => {
  expect(
    [
      ["web", "wbe"],
      ["high", "hihg"],
      ["ceph-block", "ceph-blok"],
      ["a", "a"],
    ].every(([a = "", b = ""]) => isNear(a, b)),
  ).toBe(true);
  expect(
    [
      ["web", "api"],
      ["media", "network"],
      ["db", "web"],
    ].some(([a = "", b = ""]) => isNear(a, b)),
  ).toBe(false);
});

describe("sections of a Gateway", () => {
  const gateway = (listeners: string) =>
    object("gateway.networking.k8s.io/v1 Gateway", "internal", `spec: { listeners: ${listeners} }`);
  const route = (name: string, section: string) =>
    object(
      "gateway.networking.k8s.io/v1 HTTPRoute",
      name,
      `spec: { parentRefs: [{ name: internal, sectionName: ${section} }] }`,
    );
  const told = (...manifests: string[]) =>
    missingListeners(model(...manifests)).map(({ expected, actual }) => `${expected}: ${actual}`);
  test("one that it does not have, told once", () => {
    expect(told(gateway("[{ name: https }]"), route("a", "http"), route("b", "http"))).toEqual([
      "a listener http, which HTTPRoute web/a asks for: it has https; 1 more ask for it",
    ]);
    expect(told(gateway("[{ name: https }]"), route("a", "https"))).toEqual([]);
  });
  test("not where others may add it", () => {
    expect(told(gateway("[{ name: '${NAME}' }]"), route("a", "http"))).toEqual([]);
    expect(told(gateway("[]"), route("a", "http"))).toEqual([]);
    const set = object("gateway.networking.k8s.io/v1 ListenerSet", "more", "spec: {}");
    expect(told(gateway("[{ name: https }]"), route("a", "http"), set)).toEqual([]);
  });
});

describe("namespaces", () => {
  const namespace = (name: string) => object("v1 Namespace", name, "spec: {}", "");
  const map = (place: string) => object("v1 ConfigMap", "a", "data: {}", `, namespace: ${place}`);
  const told = (...manifests: string[]) => {
    const { findings, notices } = missingNamespaces(model(...manifests), undefined);
    return [findings.map(({ subject }) => subject), notices.map(({ subject }) => subject)];
  };
  test("what a kind of the whole cluster says of a namespace is nothing (truxnell)", () => {
    const store = object("external-secrets.io/v1 ClusterSecretStore", "vault", "spec: {}", ", namespace: gone");
    const result = missingNamespaces(model(namespace("web"), namespace("db"), store), undefined);
    expect(result).toEqual({ findings: [], notices: [] });
  });

  test("one that nothing makes is an error where the repository makes two, a warning where it makes one, else nothing", () => {
    expect(told(namespace("web"), namespace("db"), map("media"), map("web"))).toEqual([["namespace/media"], []]);
    expect(told(namespace("web"), map("media"))).toEqual([[], ["namespace/media"]]);
    expect(told(namespace("web"), map("wbe"))).toEqual([["namespace/wbe"], []]);
    expect(told(map("media"))).toEqual([[], []]);
  });
  test("one that only kinds of an unknown scope lie in is a warning: the API server may drop it (jcwearn)", () => {
    const two = [namespace("web"), namespace("db")];
    const connector = object("tailscale.com/v1alpha1 Connector", "exit", "spec: {}", ", namespace: media");
    expect(told(...two, connector)).toEqual([[], ["namespace/media"]]);
    expect(told(...two, connector, map("media"))).toEqual([["namespace/media"], []]);
  });

  test("Kubernetes, a HelmRelease or a command makes some", () => {
    const two = [namespace("web"), namespace("db")];
    expect(told(...two, map("kube-system"), map("flux-system"))).toEqual([[], []]);
    const spec =
      "spec: { install: { createNamespace: true }, targetNamespace: media, chartRef: { kind: OCIRepository, name: x } }";
    expect(
      told(...two, map("media"), object("helm.toolkit.fluxcd.io/v2 HelmRelease", "x", spec, ", namespace: web")),
    ).toEqual([[], []]);
    const script = repositoryOf(
      {
        ...Object.fromEntries([...two, map("media")].map((text, n) => [`flux/${n}.yaml`, text])),
        "b.sh": "kubectl create namespace media\n",
      },
      profile,
    );
    expect(missingNamespaces(script, undefined)).toEqual({ findings: [], notices: [] });
  });
});

describe("hosts of Services", () => {
  const host = (text: string) => object("v1 ConfigMap", "settings", `data: { url: "${text}" }`);
  const others = ["db", "media", "network"].map((place) =>
    object("v1 ConfigMap", `of-${place}`, "data: {}", `, namespace: ${place}`),
  );
  const told = (...manifests: string[]) =>
    strangeHosts(model(...manifests, ...others)).map(({ severity, subject }) => `${severity} ${subject}`);
  test("in a namespace that nothing has, or where nothing is called like it", () => {
    expect(told(host("http://api.medai.svc:80"))).toEqual(["warning service/medai/api"]);
    expect(told(host("http://api.gone.svc.cluster.local"))).toEqual(["information service/gone/api"]);
    expect(told(host("redis.db.svc"))).toEqual(["information service/db/redis"]);
    expect(told(host("redis.db.svc"), object("v1 Service", "rediss", "spec: {}", ", namespace: db"))).toEqual([]);
  });
  test("not what shares a word with something there, what every cluster has, or a variable", () => {
    const cluster = object("postgresql.cnpg.io/v1 Cluster", "postgres", "spec: {}", ", namespace: db");
    expect(told(host("postgres-rw.db.svc.cluster.local"), cluster)).toEqual([]);
    expect(told(host("kubernetes.default.svc"), host("kube-dns.kube-system.svc"), host("${APP}.gone.svc"))).toEqual([]);
  });
});

describe("what nothing makes", () => {
  const asks = (name: string, spec: string) =>
    object(
      "helm.toolkit.fluxcd.io/v2 HelmRelease",
      name,
      `spec: { chartRef: { kind: OCIRepository, name: app-template }, ${spec} }`,
    );
  const told = (...manifests: string[]) =>
    nobodyMakes(model(...manifests)).map(({ severity, subject, actual }) => [
      severity,
      subject,
      /more like it/.test(actual),
    ]);
  test("a Secret of a release's values is information, what Flux looks for a warning", () => {
    expect(told(asks("web", "values: { secretRef: { name: login } }"))).toEqual([
      ["information", "secret/web/login", false],
    ]);
    expect(told(asks("web", "valuesFrom: [{ kind: ConfigMap, name: more }]"))).toEqual([
      ["warning", "configmap/web/more", false],
    ]);
    expect(told(asks("web", "valuesFrom: [{ kind: ConfigMap, name: more, optional: true }]"))).toEqual([]);
  });
  test("by the keys that charts have for it; not what the release's own values make", () => {
    const subjects = (values: string) => told(asks("web", `values: ${values}`)).map(([, subject]) => subject);
    expect(subjects("{ auth: { existingSecret: login } }")).toEqual(["secret/web/login"]);
    expect(subjects("{ persistence: { config: { type: configMap, name: more } } }")).toEqual(["configmap/web/more"]);
    expect(
      subjects("{ configMaps: { config: {} }, persistence: { config: { type: configMap, name: web-x } } }"),
    ).toEqual([]);
  });
  test("what one operator names after applications is one", () => {
    const one = (app: string) => asks(app, `values: { secretRef: { name: database-${app}-user } }`);
    expect(told(one("forgejo"), one("miniflux"))).toEqual([["information", "secret/web/database-forgejo-user", true]]);
  });
  test("not what another object of the namespace is the beginning of, or what is copied by a rule", () => {
    const ask = asks("web", "values: { secretRef: { name: postgres-app } }");
    expect(told(ask, object("postgresql.cnpg.io/v1 Cluster", "postgres", "spec: {}"))).toEqual([]);
    expect(told(ask, object("external-secrets.io/v1 ClusterExternalSecret", "all", "spec: {}", ""))).toEqual([]);
  });
});
