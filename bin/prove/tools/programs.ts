import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { parseAllDocuments, stringify } from "yaml";
import { wordsOf } from "../../../observations/words.ts";
import type { Told } from "./compared.ts";

/** A real tool that makes objects of a folder. */
export interface Program {
  name: "kustomize" | "flux";
  /** As it says it itself. */
  version: string;
}

/** The version that a program tells; `undefined` where none of this name is on PATH. */
export async function installed(name: Program["name"]): Promise<Program | undefined> {
  const { exitCode, stdout } = await execa(name, [name === "flux" ? "--version" : "version"], { ...LIMITS });
  return exitCode === 0 ? { name, version: stdout.trim().split(/\s+/).at(-1) ?? "" } : undefined;
}

/** `kustomize build` of a folder below `root`, by the rule of Flux: files of the whole checkout may be named. */
export const kustomizeBuild = (root: string, folder: string): Promise<Told> =>
  told("kustomize", ["build", "--load-restrictor", "LoadRestrictionsNone", folder === "" ? "." : folder], root);

/**
 * `flux build kustomization --dry-run`: Flux's own kustomization.yaml for a folder without one, components, patches and
 * the substitutions that are written in the Kustomization itself. It asks no cluster. It writes into the folder.
 */
export async function fluxBuild(
  root: string,
  folder: string,
  kustomization: { name: string; namespace: string; value: Record<string, unknown> },
): Promise<Told> {
  const aside = mkdtempSync(path.join(tmpdir(), "assay-flux-"));
  try {
    const file = path.join(aside, "kustomization-of-flux.yaml");
    writeFileSync(file, stringify(kustomization.value, { aliasDuplicateObjects: false }));
    const { name, namespace } = kustomization;
    const place = ["--path", folder === "" ? "." : folder, "--kustomization-file", file];
    return await told("flux", ["build", "kustomization", name, "--namespace", namespace, ...place, "--dry-run"], root);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function told(program: Program["name"], args: readonly string[], cwd: string): Promise<Told> {
  const { exitCode, stdout, stderr, timedOut } = await execa(program, args, { ...LIMITS, cwd });
  if (exitCode !== 0) return { refused: timedOut ? "it did not end" : stderr };
  try {
    return { objects: parseAllDocuments(stdout).flatMap((one) => (one.toJS() as unknown) ?? []) };
  } catch (error) {
    return { refused: `what it printed cannot be read: ${wordsOf(error)}` };
  }
}

const LIMITS = { reject: false, stdin: "ignore", timeout: 60_000, killSignal: "SIGKILL" } as const;
