import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { UsageError } from "../helpers/call/usage-error.ts";
import { differencesOf, type Difference } from "../schemas/compare.ts";
import { productOf, shapeOf } from "../schemas/fields.ts";
import { shapeOfVersion } from "../schemas/openapi.ts";
import { root } from "./project.ts";

const USAGE = `npm run schemas [-- --newest | --against <file>]
  writes schemas/fields.json anew from the Go types in the modules that schemas/generate/go.mod names; needs Go
  --newest: bring those modules to their newest versions first; exit 1 where some could not be had
  --against <file>: compare the data with the CRDs of a file instead, as kubectl get crd -o yaml prints them
`;

const FOLDER = path.join(root, "schemas/generate");

/** Brings the fields of kinds up to date, or holds them against CRDs that a cluster has. */
export async function main(argv: readonly string[]): Promise<number> {
  const [word, file] = argv;
  try {
    if (word === "--help" || word === "-h") return print(USAGE);
    if (word === "--against" && file !== undefined && argv.length === 2) return compared(file);
    if (argv.length > 1 || (word !== undefined && word !== "--newest"))
      throw new UsageError(`not understood: ${argv.join(" ")}\n${USAGE}`);
    const left = word === "--newest" ? modules().filter((module) => !isBroughtUpToDate(module)) : [];
    go("run", ".", path.join(root, "schemas/fields.json"));
    if (left.length === 0) return 0;
    process.stderr.write(`schemas: left as they were, for what go says above: ${left.join(", ")}\n`);
    return 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`schemas: ${error.message}\n`);
    return 2;
  }
}

/** The modules whose kinds are read; one that go.mod replaces has its version there. */
function modules(): string[] {
  const text = readFileSync(path.join(FOLDER, "go.mod"), "utf8");
  const replaced = new Set([...text.matchAll(/^replace (\S+)/gm)].map(([, module]) => module));
  return [...text.matchAll(/^\t(\S+) v\S+$/gm)].flatMap(([, module = ""]) => (replaced.has(module) ? [] : [module]));
}

/** One by one: a module whose newest version cannot be had keeps no other one back. */
function isBroughtUpToDate(module: string): boolean {
  try {
    go("get", `${module}@latest`);
    return true;
  } catch (error) {
    if (error instanceof GoFailed) return false;
    throw error;
  }
}

/** Go of the PATH; its own switch fetches the version that go.mod asks for. */
function go(...words: string[]): void {
  const { error, status } = spawnSync("go", words, {
    cwd: FOLDER,
    stdio: "inherit",
    env: { GOTOOLCHAIN: "auto", ...process.env, GOFLAGS: "-mod=mod" },
  });
  if (error) throw new UsageError(`go cannot be started (${error.message}): https://go.dev/doc/install`);
  if (status !== 0) throw new GoFailed(`go ${words[0]} ended with ${status}; its own words stand above`);
}

class GoFailed extends UsageError {}

interface Crd {
  kind?: string;
  spec?: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema?: { openAPIV3Schema?: unknown } }[];
  };
}

function compared(file: string): number {
  const crds = parseAllDocuments(readFileSync(file, "utf8")).flatMap((document) => {
    const value = document.toJS({ maxAliasCount: -1 }) as Crd & { items?: Crd[] };
    return (value?.items ?? [value]).flatMap((one) =>
      one?.kind === "CustomResourceDefinition" && one.spec ? [one.spec] : [],
    );
  });
  let gone = 0;
  for (const { group, names, versions } of crds)
    for (const { name, served, schema } of versions) {
      const known = shapeOf(`${group}/${name}`, names.kind);
      const product = productOf(group);
      if (!served || !product) continue;
      const told = `${group}/${name} ${names.kind} (${product.name} ${product.release.join(".")})`;
      if (!known) {
        print(`${told}: no data\n`);
        continue;
      }
      const differences = differencesOf(known, shapeOfVersion(schema?.openAPIV3Schema, "any"));
      gone += differences.filter(({ is }) => is !== "more").length;
      print(`${told}: ${inWords(differences)}\n`);
    }
  print(`${crds.length} CRDs; ${gone} fields that the data lacks or has in another form\n`);
  return gone === 0 ? 0 : 1;
}

function inWords(differences: readonly Difference[]): string {
  const of = (is: Difference["is"]): string[] => differences.flatMap((one) => (one.is === is ? [one.path] : []));
  const parts = [
    [of("gone"), "lacks"],
    [of("form"), "has in another form"],
    [of("more"), "has besides"],
  ] as const;
  const told = parts.flatMap(([paths, words]) => (paths.length > 0 ? [`${words} ${paths.join(", ")}`] : []));
  return told.length > 0 ? `the data ${told.join("; ")}` : "the same";
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
