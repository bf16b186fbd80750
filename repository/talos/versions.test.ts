import { expect, test } from "vitest";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { versionClaims } from "./versions.ts";

const template = (name: string, version: string) =>
  `kind: Cluster\nname: ${name}\nkubernetes: { version: ${version} }\ntalos: { version: v1.13.7 }\n`;
const claims = (texts: Record<string, string>) =>
  versionClaims(repositoryOf(texts)).map(({ of, version }) => [of, version]);

test("the templates of one Omni cluster give its versions; of several nobody knows whose are meant", () => {
  const one = { "omni/a.yaml": template("a", "v1.36.4") };
  expect(claims(one)).toEqual([
    ["talos", "v1.13.7"],
    ["kubernetes", "v1.36.4"],
  ]);
  expect(
    claims({ ...one, "omni/b.yaml": template("b", "v1.36.3") }).every(([, version]) => version === undefined),
  ).toBe(true);
});

test("the variables of a talenv.yaml are no configuration, though they are called like one", () => {
  const text = "clusterName: a\nendpoint: https://[fd00::10]:6443\ntalosVersion: v1.12.4\nnodes: [{ hostname: a }]\n";
  expect(repositoryOf({ "talos/talenv.yaml": text }).talos).toEqual([]);
  expect(repositoryOf({ "talos/talconfig.yaml": text }).talos).toHaveLength(1);
});
