import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SCENARIOS } from "../../lab/scenarios/scenarios.ts";
import { buildFolder } from "../../repository/kustomize/folder.ts";
import type { Build, BuildFault } from "../../repository/kustomize/build.ts";
import type { FluxKustomization } from "../../repository/flux/kustomizations.ts";
import type { Where } from "../../observations/checkout.ts";
import { at, folderOf, textAt } from "../../repository/yaml/documents.ts";
import { isAside } from "../../repository/yaml/files.ts";
import { wordsOf } from "../../observations/words.ts";
import { scenarioNamed } from "../scenarios.ts";
import { checkoutsOf, copyOf, type Copy } from "./tools/checkouts.ts";
import { differences, type Told } from "./tools/compared.ts";
import { fluxBuild, installed, kustomizeBuild, type Program } from "./tools/programs.ts";

/**
 * Holds the model of a checkout to what real tools build of it: every folder with a kustomization.yaml to
 * `kustomize build`, every Kustomization of the tree to `flux build kustomization`. `named`: scenarios, or folders that
 * hold a checkout; without any the checkouts of all scenarios.
 */
export async function proveByTools(named: readonly string[], print: (text: string) => void): Promise<number> {
  const programs = (await Promise.all([installed("kustomize"), installed("flux")])).flatMap((one) => one ?? []);
  if (programs.length === 0) {
    print("the lane of real tools was skipped: neither kustomize nor flux is on PATH\n");
    return 0;
  }
  const missing = ["kustomize", "flux"].filter((name) => !programs.some((one) => one.name === name));
  if (missing.length > 0) print(`– ${missing.join(", ")} is not on PATH: what it builds is not compared\n`);
  const folder = mkdtempSync(path.join(tmpdir(), "assay-tools-"));
  const started = performance.now();
  try {
    const sum = { builds: 0, wrong: 0, left: new Map<string, number>() };
    for (const copy of await copiesOf(named, folder, print)) await hold(copy, programs, sum, print);
    for (const [reason, count] of sum.left) print(`– ${count} not compared: ${reason}\n`);
    const by = programs.map(({ name, version }) => `${name} ${version}`).join(" and ");
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const said = sum.wrong === 0 ? "the model builds the same" : `${sum.wrong} differ`;
    print(`${sum.builds} builds of ${by} in ${seconds} s: ${said}\n`);
    return sum.wrong === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Sum {
  builds: number;
  wrong: number;
  /** What was not compared, by the reason. */
  left: Map<string, number>;
}

async function copiesOf(named: readonly string[], folder: string, print: (text: string) => void): Promise<Copy[]> {
  const isFolder = (name: string): boolean => name.includes("/") && existsSync(name);
  const scenarios = named.filter((name) => !isFolder(name)).map(scenarioNamed);
  const copies = await checkoutsOf(named.length === 0 ? SCENARIOS : scenarios, folder);
  for (const name of named.filter(isFolder)) {
    try {
      copies.push(await copyOf(name, folder));
    } catch (error) {
      print(`– ${name} is not compared: ${wordsOf(error)}\n`);
    }
  }
  return copies;
}

async function hold(copy: Copy, programs: readonly Program[], sum: Sum, print: (text: string) => void): Promise<void> {
  for (const { what, build, by, needsCluster, run } of buildsOf(copy)) {
    if (!programs.some(({ name }) => name === by)) continue;
    const [gap] = build.gaps;
    if (gap) {
      leave(sum, `the model itself does not know all of it (${gap.kind})`);
      continue;
    }
    sum.builds += 1;
    const told = await run();
    const unread = unreadable(copy, build);
    const found = differences(
      { ...build, faults: [...build.faults, ...unread] },
      told,
      unread.length > 0 ? UNREAD : [],
    );
    if (found.length === 0) continue;
    if (needsCluster && build.faults.length === 0) {
      leave(sum, "its substitutions need values that only the cluster has");
      continue;
    }
    sum.wrong += 1;
    print(`✗ ${copy.name}: ${by} of ${what}\n${found.map((one) => `  ${one}\n`).join("")}`);
  }
}

const leave = ({ left }: Sum, reason: string): unknown => left.set(reason, (left.get(reason) ?? 0) + 1);

interface Compared {
  what: string;
  build: Build;
  by: Program["name"];
  /** Whether it names variables that a ConfigMap or Secret of the cluster gives: the tool takes them as empty. */
  needsCluster?: boolean;
  run(): Promise<Told>;
}

function buildsOf({ root, model: { files, tree } }: Copy): Compared[] {
  const folders = files.documents.flatMap(({ file, value, index }) => {
    const isOne = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(file) && index === 0;
    return isOne && textAt(value, "kind") !== "Component" && !isAside(file) ? [folderOf(file)] : [];
  });
  return [
    ...folders.map((folder): Compared => ({
      what: folder === "" ? "." : folder,
      build: buildFolder(files, folder, { file: folder, line: 1, column: 1 }),
      by: "kustomize",
      run: () => kustomizeBuild(root, folder),
    })),
    ...tree.kustomizations.flatMap((one) => (one.folder === undefined ? [] : [applied(root, one.folder, one)])),
  ];
}

/** What tools say of such a file without naming it. */
const UNREAD = ["yaml: ", "variable substitution failed"];

/** What other checks say of the files of a build: their YAML is unsound, a substitution never ends. */
function unreadable({ model: { files } }: Copy, build: Build): BuildFault[] {
  const fault = (where: Where, actual: string): BuildFault => ({
    ...{ kind: "invalid", where, expected: "what can be read" },
    actual,
  });
  return [
    ...[...build.files].flatMap((file) =>
      (files.file(file)?.documents ?? []).flatMap(({ problems }) =>
        problems.map(({ line, column, message }) => fault({ file, line, column }, message)),
      ),
    ),
    ...build.objects.flatMap(({ unparsable, document, name }) =>
      unparsable ? [fault(at(document, unparsable.path), `${name} holds ${unparsable.text}`)] : [],
    ),
  ];
}

function applied(root: string, folder: string, one: FluxKustomization): Compared {
  const { name, namespace, object, build, variables } = one;
  const metadata = { name, namespace };
  const value = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    spec: { path: folder, prune: true, interval: "1h", sourceRef: { kind: "GitRepository", name } },
    ...object?.value,
    metadata,
  };
  const needsCluster =
    variables.hidden.size + variables.missing.length > 0 || build.objects.some(({ wants }) => wants !== undefined);
  const run = (): Promise<Told> => fluxBuild(root, folder, { ...metadata, value });
  return { what: `${namespace}/${name}`, build, by: "flux", needsCluster, run };
}
