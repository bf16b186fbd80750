import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { implicitSources } from "./sources.ts";
import { forkOf, otherRepository } from "./sync.ts";

const given = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
const bare = profileOf({ name: "infra" });
const map = (name: string, more = "") => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;
const ks = (name: string, spec: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}${more} }\nspec: { ${spec} }\n`;
const git = (name: string, url: string, more = "") =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { url: "${url}"${more} }\n`;
const instance = (sync: string) =>
  `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: { name: flux, namespace: flux-system }\nspec: { sync: { ${sync} } }\n`;

describe("what declares the hand-over", () => {
  const syncs = (texts: Record<string, string>, of = bare) =>
    repositoryOf(texts, of).syncs.map(({ by, kind, url, ref, branch, path }) => [
      by,
      kind,
      url?.text,
      ref?.text,
      branch?.text,
      path?.text,
    ]);
  const inside = "instance: { sync: { url: https://x/y, ref: r, path: p } }";

  test("a FluxInstance, values of its chart in a HelmRelease, a values file or a helmfile release", () => {
    const expected = (by: string) => [[by, "GitRepository", "https://x/y", "r", undefined, "p"]];
    expect(syncs({ "a.yaml": instance("url: https://x/y, ref: r, path: p") })).toEqual(expected("FluxInstance"));
    expect(syncs({ "a.yaml": `apiVersion: v2\nkind: HelmRelease\nspec: { values: { ${inside} } }\n` })).toEqual(
      expected("HelmRelease"),
    );
    expect(syncs({ "a.yaml": `${inside}\n` })).toEqual(expected("values"));
    expect(
      syncs({ "h.yaml": `releases: [{ name: flux, namespace: f, chart: c, values: [{ a: 1 }, { ${inside} }] }]\n` }),
    ).toEqual(expected("helmfile"));
    expect(syncs({ "a.yaml": `apiVersion: v1\nkind: X\n${inside}\n` })).toEqual([]);
    expect(syncs({ "a.yaml": instance("kind: OCIRepository, url: oci://x") })).toEqual([
      ["FluxInstance", "OCIRepository", "oci://x", undefined, undefined, undefined],
    ]);
  });

  test("an operator's own repository beside its Kustomization is no hand-over, though its path is a folder here too", () => {
    const operator =
      git("operator", "https://x/operator") +
      "---\n" +
      ks("operator", "path: ./p, sourceRef: { kind: GitRepository, name: operator }");
    const own = { "a.yaml": instance("url: https://x/y, ref: r, path: p"), "p/b.yaml": map("b") };
    expect(syncs({ ...own, "p/operator.yaml": operator })).toHaveLength(1);
    // a mirror of the same repository is one
    expect(syncs({ ...own, "p/operator.yaml": operator.replaceAll("x/operator", "mirror/y") })).toHaveLength(2);
  });

  test("what only a rendering would tell has no text; what is known of the release has", () => {
    expect(syncs({ "a.yaml": instance("url: '${URL}', path: './{{ .Environment.Name }}'") })).toEqual([
      ["FluxInstance", "GitRepository", undefined, undefined, undefined, "./infra"],
    ]);
    const h =
      'releases: [{ name: flux, namespace: f, chart: c, values: [{ instance: { sync: { url: "{{ .Release.Name }}/{{ .Release.Namespace }}" } } }] }]\n';
    expect(syncs({ "h.yaml": h })[0]?.[2]).toBe("flux/f");
  });

  test("flux bootstrap: a Kustomization in the same file that takes the GitRepository, and a folder of this checkout", () => {
    const text = (spec: string, more = "") =>
      `${git("ops", "https://x/y", ", ref: { branch: b, name: n }")}---\n${ks("k", spec, more)}`;
    const of = (name: string, spec: string, more = "", texts = {}) => syncs({ [name]: text(spec, more), ...texts });
    const ref = "sourceRef: { name: ops }";
    expect(of("s.yaml", `path: ./a, ${ref}`, "", { "a/x.yaml": map("x") })).toEqual([
      ["GitRepository", "GitRepository", "https://x/y", "n", "b", "./a"],
    ]);
    expect(of("gotk-sync.yaml", `path: ./gone, ${ref}`)).toHaveLength(1);
    expect(of("s.yaml", `path: ./gone, ${ref}`)).toEqual([]);
    expect(of("s.yaml", `path: ../out, ${ref}`)).toEqual([]);
    expect(of("gotk-sync.yaml", ref)).toEqual([]);
    expect(of("gotk-sync.yaml", "path: ./gone, sourceRef: { name: other }")).toEqual([]);
    const own = (namespace: string, name = "flux-system") =>
      syncs({
        "s.yaml": `${git("flux-system", "https://x/y")}---\n${ks(name, "path: ./gone, sourceRef: { name: flux-system }", `, namespace: ${namespace}`)}`,
      });
    expect([own("flux-system"), own("other"), own("flux-system", "k")].map((one) => one.length)).toEqual([1, 0, 0]);
  });

  test("what another cluster's folder declares, or points at, is not ours", () => {
    const forked = { "clusters/infra/x/a.yaml": "a: 1", "clusters/apps/x/f.yaml": instance("path: clusters/infra/x") };
    expect(syncs(forked)).toEqual([]);
    expect(syncs({ ...forked, "f.yaml": instance("path: ./clusters/apps/x") })).toEqual([]);
    expect(syncs({ ...forked, "f.yaml": instance("path: /clusters/infra/x") })).toHaveLength(1);
  });

  test("what is there though no build brings it", () => {
    const sources = (texts: Record<string, string>, of = bare) =>
      implicitSources(repositoryOf(texts, of), of).map(({ kind, name, namespace }) => `${kind}/${namespace}/${name}`);
    expect(sources({ "a.yaml": map("a") })).toEqual(["GitRepository/flux-system/flux-system"]);
    const named = profileOf({ flux: { ...given, namespace: "ns", source: { ...given.source, name: "ops" } } });
    expect(sources({ "flux/a.yaml": map("a") }, named)).toEqual([
      "GitRepository/ns/ops",
      "Kustomization/ns/flux-system",
    ]);
    expect(sources({ "a.yaml": instance("kind: OCIRepository, url: x, name: s") })).toEqual([
      "OCIRepository/flux-system/s",
      "Kustomization/flux-system/s",
    ]);
    expect(sources({ "a.yaml": instance("url: x") })).toEqual([
      "GitRepository/flux-system/flux-system",
      "Kustomization/flux-system/flux-system",
    ]);
    expect(sources({ "a.yaml": "instance: { sync: { name: v } }\n" })).toContain("GitRepository/flux-system/v");
    expect(
      sources({
        "a.yaml": "apiVersion: v2\nkind: HelmRelease\nspec: { values: { instance: { sync: { name: h } } } }\n",
      }),
    ).toContain("GitRepository/flux-system/h");
    const gotk = `${git("ops", "https://x/y")}---\n${ks("k", "path: ./a, sourceRef: { name: ops }")}---\na: 1\n`;
    expect(sources({ "gotk-sync.yaml": gotk, "a/x.yaml": map("x") })).toEqual([
      ...["GitRepository/flux-system/ops", "Kustomization/flux-system/k", "Kustomization//k"],
    ]);
  });
});

describe("the namespace of Flux", () => {
  const values = "instance: { sync: { kind: GitRepository, url: https://x/y, ref: r, path: flux } }";
  const release = (more: string) =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: flux-instance }\nspec: { ${more}chartRef: { kind: OCIRepository, name: flux-instance }, values: { ${values} } }\n`;
  const named = (texts: Record<string, string>) =>
    implicitSources(repositoryOf(texts, bare), bare).map(({ kind, name, namespace }) => `${kind} ${namespace}/${name}`);
  const made = ["GitRepository gitops/gitops", "Kustomization gitops/gitops"];

  test("is the release's, by which the operator names the source and the Kustomization", () => {
    const state = `releases: [{ name: flux-instance, namespace: gitops, chart: oci://h/flux-instance, values: [{ ${values} }] }]\n`;
    expect(named({ "helmfile.yaml": state }).slice(0, 2)).toEqual(made);
    expect(named({ "a.yaml": release("targetNamespace: gitops, ") }).slice(0, 2)).toEqual(made);
    const apart =
      "releases: [{ name: flux-instance, namespace: gitops, chart: oci://h/flux-instance, values: [v.yaml] }]\n";
    expect(named({ "helmfile.yaml": apart, "v.yaml": `${values}\n` }).slice(0, 2)).toEqual(made);
  });

  test("is the built HelmRelease's where a Kustomization gives it one", () => {
    const texts = {
      "flux/ks.yaml": ks("flux", "path: ./apps, targetNamespace: gitops", ", namespace: gitops"),
      "apps/release.yaml": release(""),
    };
    expect(named(texts).slice(0, 2)).toEqual(made);
  });
});

test("another repository is one of another name; hosts and owners may differ", () => {
  const [sync] = repositoryOf(
    { "a.yaml": instance("url: https://github.com/me/home.git, ref: r, path: p") },
    bare,
  ).syncs;
  if (!sync) throw new Error("no sync");
  const other = (...remotes: string[]) => otherRepository(sync, remotes);
  expect(other()).toBeUndefined();
  expect(other("git@mirror:you/home")).toBeUndefined();
  expect(other("/srv/checkouts/elsewhere")).toBeUndefined();
  expect(other("ssh://github.com/me/merged.git")).toBe("https://github.com/me/home.git");
  expect(other("ssh://github.com/me/merged.git", "https://github.com/me/home")).toBeUndefined();
});

test("a fork is a repository of the same name and another owner", () => {
  const [sync] = repositoryOf(
    { "a.yaml": instance("url: https://github.com/me/home.git, ref: r, path: p") },
    bare,
  ).syncs;
  if (!sync) throw new Error("no sync");
  const fork = (...remotes: string[]) => forkOf(sync, remotes);
  expect(fork("git@github.com:you/home")).toBe("git@github.com:you/home");
  expect(fork("git@github.com:you/home", "https://mirror/me/home.git")).toBeUndefined();
  expect(fork("ssh://git@mirror:2222/me/home")).toBeUndefined();
  expect(fork("/srv/checkouts/home")).toBeUndefined();
  expect(fork("git@github.com:me/merged")).toBeUndefined();
});
