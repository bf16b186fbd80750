import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { identityOf } from "../kustomize/transformers.ts";
import { formFaults } from "./value-forms.ts";

const told = (apiVersion: string, kind: string, spec: string) =>
  repositoryOf({ "a.yaml": `apiVersion: ${apiVersion}\nkind: ${kind}\nspec: ${spec}\n` }, profileOf({}))
    .files.documents.flatMap((document) => formFaults(identityOf(document.value as Record<string, unknown>, document)))
    .map(({ actual, mend, where }) => `${where.line}:${where.column} ${actual}. ${mend}`);

const SOURCE = "source.toolkit.fluxcd.io/v1";

test("a duration that Go cannot read, in each kind of Flux", () => {
  const wrong = "{ interval: 1 hour, timeout: 7d, retryInterval: 5m }";
  expect(told("kustomize.toolkit.fluxcd.io/v1", "Kustomization", wrong)).toEqual([
    '3:9 spec.interval is "1 hour". Write it like 10m or 1h.',
    '3:27 spec.timeout is "7d". Write 168h: there is no unit for days.',
  ]);
  expect(told("helm.toolkit.fluxcd.io/v2", "HelmRelease", "{ interval: 1h, upgrade: { timeout: '10' } }")).toEqual([
    '3:34 spec.upgrade.timeout is "10". Write it like 10m or 1h.',
  ]);
  expect(told(SOURCE, "Bucket", "{ interval: '' }")).toHaveLength(1);
});

test("a URL whose scheme the source does not take", () => {
  expect(told(SOURCE, "GitRepository", "{ url: 'git@github.com:a/b.git' }")).toEqual([
    expect.stringContaining('spec.url is "git@github.com:a/b.git". Write https://<host>/<path>, or ssh://git@'),
  ]);
  expect(told(SOURCE, "OCIRepository", "{ url: 'https://ghcr.io/a' }")).toEqual([
    expect.stringContaining("Write oci:// before the host"),
  ]);
  expect(told(SOURCE, "HelmRepository", "{ url: 'charts.example.org' }")).toHaveLength(1);
  expect(told(SOURCE, "OCIRepository", "{ url: 'https://me:secret@ghcr.io/a' }").join()).not.toContain("secret");
});

test("what fits, what is filled in later, and what is another kind's", () => {
  for (const interval of ["1h30m", "0.5h", "500ms", "0s", "${INTERVAL}", "${INTERVAL:=1h}"])
    expect(told("kustomize.toolkit.fluxcd.io/v1", "Kustomization", `{ interval: "${interval}" }`)).toEqual([]);
  for (const url of ["https://x/y", "http://x/y", "ssh://git@x/y", "${URL}"])
    expect(told(SOURCE, "GitRepository", `{ url: "${url}" }`)).toEqual([]);
  for (const url of ["https://x/y", "oci://x/y", "https://{{ host }}/y"])
    expect(told(SOURCE, "HelmRepository", `{ url: "${url}" }`)).toEqual([]);
  expect(told("example.org/v1", "Kustomization", "{ interval: 1 hour }")).toEqual([]);
});
