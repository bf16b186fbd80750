import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { sourceFaults, undecrypted, unsubstituted } from "./substitution-sources.ts";

const profile = profileOf({ flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } } });
const ks = (name: string, more = "", namespace = "flux-system") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec:\n  path: ./${name}\n${more}`;
const from = (name: string, more = "") => `  postBuild: { substituteFrom: [{ kind: Secret, name: ${name}${more} }] }\n`;
const external = (name: string, namespace: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: {}\n`;
const map = (data: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m, namespace: web${more} }\ndata: { ${data} }\n`;
const faults = (texts: Record<string, string>, of = "app") => {
  const repository = repositoryOf(texts, profile);
  const one = repository.tree.kustomizations.find(({ name }) => name === of);
  return one ? sourceFaults(one, repository) : undefined;
};

describe("where values come from", () => {
  test("a Secret that only the Kustomization itself makes never comes (gavinmcfall e3752cd9e)", () => {
    const texts = { "flux/app.yaml": ks("app", from("s")), "app/s.yaml": external("s", "flux-system") };
    expect(faults(texts)?.findings).toMatchObject([
      {
        subject: "kustomization/flux-system/app",
        actual: "only ExternalSecret s makes it, which it applies itself",
        where: { file: "flux/app.yaml", line: 6 },
      },
    ]);
    expect(faults({ ...texts, "flux/app.yaml": ks("app", from("s", ", optional: true")) })?.findings).toEqual([]);
    expect(faults({ ...texts, "bootstrap/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n" })).toEqual({
      findings: [],
      notices: [],
    });
    const other = { "flux/other.yaml": ks("other"), "other/s.yaml": external("s", "flux-system") };
    expect(faults({ ...other, "flux/app.yaml": ks("app", from("s")), "app/m.yaml": map("a: b") })?.findings).toEqual(
      [],
    );
  });

  test("a plain one may come from the bootstrap (zhorvath83)", () => {
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: flux-system }\n";
    expect(faults({ "flux/app.yaml": ks("app", from("s")), "app/s.yaml": secret })?.findings).toEqual([]);
  });

  test("one that is made in other namespaces only (webgrip 56b563395)", () => {
    const texts = {
      "flux/app.yaml": ks("app", from("s"), "web"),
      "flux/other.yaml": ks("other"),
      "other/s.yaml": external("s", "db"),
      "app/m.yaml": map("a: b"),
    };
    expect(faults(texts)).toMatchObject({ findings: [], notices: [{ actual: "it is made in db only" }] });
    const spread = external("s", "db, annotations: { reflector.v1.k8s.emberstack.com/reflection-allowed: 'true' }");
    expect(faults({ ...texts, "other/s.yaml": spread })?.notices).toEqual([]);
  });
});

test("a variable in a Kustomization without postBuild, told once (webgrip 168e34dc6)", () => {
  const told = (data: string, more = "") =>
    unsubstituted(
      repositoryOf(
        {
          "flux/app.yaml": ks("app", more),
          "flux/other.yaml": ks("other", "  postBuild: { substitute: { DOMAIN: a.b } }\n"),
          "app/m.yaml": map(data),
          "other/m.yaml": map("a: b").replace("name: m", "name: n"),
        },
        profile,
      ),
    ).map(({ actual, where }) => `${where.file}:${where.line} ${actual}`);
  expect(told('a: "x.${DOMAIN}", b: "${DOMAIN:=c}"')).toEqual([
    "app/m.yaml:4 it has none, and ConfigMap m says ${DOMAIN}",
  ]);
  expect(told('a: "${OTHER} $${DOMAIN} ${domain}"')).toEqual([]);
  expect(told('a: "echo\\n${DOMAIN}"')).toEqual([]);
  expect(told('a: "x.${DOMAIN}"', "  postBuild: { substitute: { DOMAIN: c } }\n")).toEqual([]);
});

test("encrypted files without spec.decryption (sulibot 47196f375)", () => {
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: web }\nstringData: { a: "ENC[x]" }\nsops: { mac: x }\n';
  const told = (more: string) =>
    undecrypted(repositoryOf({ "flux/app.yaml": ks("app", more), "app/s.sops.yaml": secret }, profile));
  expect(told("")).toMatchObject([
    { actual: "it has none, and Secret s is encrypted", where: { file: "app/s.sops.yaml" } },
  ]);
  expect(told("  decryption: { provider: sops }\n")).toEqual([]);
  const everywhere = {
    "flux/patch.yaml": "value: --sops-age-secret=sops-age\n",
    "flux/kustomization.yaml": "resources: [app.yaml]\n",
  };
  const all = { "flux/app.yaml": ks("app"), "app/s.sops.yaml": secret, ...everywhere };
  expect(undecrypted(repositoryOf(all, profile))).toEqual([]);
});
