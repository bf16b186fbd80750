import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { parseProfile, problemInWords } from "../clusters/parse.ts";
import type { Profile } from "../clusters/profile.ts";

/** It cannot begin: the call, the profile or the machine lacks something. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** It began, and one command failed. */
export class StepFailed extends Error {
  override readonly name = "StepFailed";
  /** The last lines that it said. */
  readonly said: readonly string[];

  constructor(message: string, said: readonly string[]) {
    super(message);
    this.said = said;
  }
}

/** Somebody asked it to end. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** The project's folder, wherever below it this module was put. */
export const root = rootAbove(import.meta.dirname);
export const CONFIG = path.join(root, "kind/kind.yaml");
/** A file of its own: nobody's current context is moved to this cluster. */
export const KUBECONFIG = path.join(root, "kind/kubeconfig");

const SOURCES = {
  kind: "https://kind.sigs.k8s.io/docs/user/quick-start/#installation",
  helm: "https://helm.sh/docs/intro/install/",
  kubectl: "https://kubernetes.io/docs/tasks/tools/",
  cilium: "https://docs.cilium.io/en/stable/gettingstarted/k8s-install-default/#install-the-cilium-cli",
  flux: "https://fluxcd.io/flux/installation/#install-the-flux-cli",
} as const;

export type Tool = keyof typeof SOURCES;

/** Throws Refusal with every tool that is missing, at once, each with where to get it. */
export function needTools(tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => onPath(tool) === undefined);
  if (missing.length === 0) return;
  throw new Refusal(missing.map((tool) => `${tool} is not on PATH: ${SOURCES[tool]}`).join("\n✗ "));
}

/** The file of a command. */
export function onPath(tool: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, tool)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Names of kind's clusters. Throws Refusal where kind cannot ask its container runtime. */
export async function clusters(): Promise<string[]> {
  const { exitCode, stdout, stderr } = await execa("kind", ["get", "clusters"], { reject: false });
  if (exitCode !== 0)
    throw new Refusal(`kind cannot reach its container runtime; is Docker running?\n${stderr.trim()}`);
  return stdout.split("\n").filter(Boolean);
}

export interface Settings {
  profile: Profile;
  /** The cluster's name. */
  cluster: string;
  /** Where its API server listens on this machine. */
  address: [host: string, port: number];
}

export function settings(): Settings {
  const file = path.join(root, "clusters/kind.yaml");
  const { profile, problems } = parseProfile(readFileSync(file, "utf8"), file);
  if (problems) throw new Refusal(problems.map(problemInWords).join("\n✗ "));
  const { name, networking } = parse(readFileSync(CONFIG, "utf8")) as {
    name: string;
    networking: { apiServerAddress: string; apiServerPort: number };
  };
  return { profile, cluster: name, address: [networking.apiServerAddress, networking.apiServerPort] };
}

function rootAbove(folder: string): string {
  return existsSync(path.join(folder, "package.json")) ? folder : rootAbove(path.dirname(folder));
}
