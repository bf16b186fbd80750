import { readFileSync } from "node:fs";
import path from "node:path";
import { $, which } from "zx";
import { parse } from "yaml";
import { parseProfile, problemInWords } from "../clusters/parse.ts";
import type { Profile } from "../clusters/profile.ts";
import type { Step } from "./bootstrap.ts";

/** It cannot begin: the call, the profile or the machine lacks something. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** It began, and one command failed. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
}

const here = import.meta.dirname;
export const CONFIG = path.join(here, "kind.yaml");
/** A file of its own: nobody's current context is moved to this cluster. */
export const KUBECONFIG = path.join(here, "kubeconfig");

const SOURCES = {
  kind: "https://kind.sigs.k8s.io/docs/user/quick-start/#installation",
  helm: "https://helm.sh/docs/intro/install/",
  kubectl: "https://kubernetes.io/docs/tasks/tools/",
} as const;

export type Tool = keyof typeof SOURCES;

/** Every tool that is missing, at once, each with where to get it. */
export async function needTools(tools: readonly Tool[]): Promise<void> {
  const found = await Promise.all(tools.map((tool) => which(tool, { nothrow: true })));
  const missing = tools.filter((_, index) => !found[index]);
  if (missing.length === 0) return;
  throw new Refusal(missing.map((tool) => `${tool} is not on PATH: ${SOURCES[tool]}`).join("\n✗ "));
}

/** Names of kind's clusters; it needs Docker, or what KIND_EXPERIMENTAL_PROVIDER names, to answer. */
export async function clusters(): Promise<string[]> {
  const { exitCode, stdout, stderr } = await $({ nothrow: true, quiet: true })`kind get clusters`;
  if (exitCode !== 0)
    throw new Refusal(`kind cannot reach its container runtime; is Docker running?\n${stderr.trim()}`);
  return stdout.split("\n").filter(Boolean);
}

/** Runs one command with its output shown as it comes. */
export async function run({ title, argv, stdin = "" }: Step): Promise<void> {
  console.error(`▸ ${title}`);
  const running = $({ nothrow: true, verbose: true, stdio: ["pipe", "pipe", "pipe"] })`${[...argv]}`;
  // A command that ends before it has read everything breaks the pipe: its exit code says what happened.
  running.stdin.on("error", () => undefined);
  running.stdin.end(stdin);
  const { exitCode, signal } = await running;
  if (exitCode === 0) return;
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  throw new StepFailed(`${title}: ${argv[0]} ${how}; run it again with\n  ${argv.join(" ")}`);
}

/** The profile and the name of its cluster. */
export function settings(): { profile: Profile; cluster: string } {
  const file = path.join(here, "..", "clusters", "kind.yaml");
  const { profile, problems } = parseProfile(readFileSync(file, "utf8"), file);
  if (problems) throw new Refusal(problems.map(problemInWords).join("\n✗ "));
  const { name } = parse(readFileSync(CONFIG, "utf8")) as { name: string };
  return { profile, cluster: name };
}
