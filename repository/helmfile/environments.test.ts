import { expect, test } from "vitest";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { lostEnvironments } from "./environments.ts";

const state = (environments: string) =>
  `${environments}---\nreleases: [{ name: a, namespace: a, chart: oci://r/a, version: 1.0.0 }]\n`;
const lost = (command: string, texts: Record<string, string>) =>
  lostEnvironments(
    repositoryOf({ "Taskfile.yaml": `version: '3'\ntasks: { boot: { cmds: ["${command}"] } }\n`, ...texts }),
  ).map(({ environment, declared }) => [environment, declared]);

test("an environment that no state declares", () => {
  const texts = { "bootstrap/helmfile.yaml": state("environments: { default: {}, production: {} }\n") };
  const call = (environment: string) => `helmfile --file bootstrap/helmfile.yaml ${environment} sync`;
  expect(lost(call("--environment prod"), texts)).toEqual([["prod", ["default", "production"]]]);
  expect(lost(call("-e=production"), texts)).toEqual([]);
  expect(lost(call("-e default"), texts)).toEqual([]);
  expect(lost(call("-e $ENVIRONMENT"), texts)).toEqual([]);
});

test("a base may declare it, and what is not known may", () => {
  const call = "helmfile -f bootstrap/helmfile.yaml -e prod sync";
  const base = { "bootstrap/helmfile.yaml": state("bases: [./base.yaml]\n") };
  expect(lost(call, { ...base, "bootstrap/base.yaml": "environments: { prod: {} }\n" })).toEqual([]);
  expect(lost(call, { ...base, "bootstrap/base.yaml": "environments: { test: {} }\n" })).toEqual([["prod", ["test"]]]);
  expect(lost("helmfile -f elsewhere.yaml -e prod sync", base)).toEqual([]);
});
