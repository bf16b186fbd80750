#!/usr/bin/env node
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const USAGE = `npm run pack:try
  packs assay, lets publint look at the package, installs it with npm into a repository of a temporary folder, and
  judges the lab from there; asks the registry of packages
`;
const root = path.resolve(import.meta.dirname, "..");

const words = process.argv.slice(2);
if (words.length > 0) {
  const isAsking = words.includes("--help") || words.includes("-h");
  (isAsking ? process.stdout : process.stderr).write(isAsking ? USAGE : `pack:try: takes no words\n${USAGE}`);
  process.exitCode = isAsking ? 0 : 2;
} else await attempt();

async function attempt() {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-pack-try-"));
  try {
    const [{ filename }] = JSON.parse(
      run(root, "npm", "pack", "--json", "--pack-destination", folder).replace(/^[^[]*/, ""),
    );
    const file = path.join(folder, filename);
    await lint(file);
    const repository = path.join(folder, "k8s-ops");
    mkdirSync(path.join(repository, ".git"), { recursive: true });
    writeFileSync(path.join(repository, "package.json"), '{ "private": true }\n');
    process.stdout.write(run(repository, "npm", "install", "--save-dev", "--ignore-scripts", "--prefer-offline", file));
    process.stdout.write(run(repository, "npx", "--offline", "assay"));
    if (!existsSync(path.join(repository, ".assay/lab/latest/run.json"))) throw new Error("no evidence in .assay/");
    process.stdout.write("pack:try: the package works where it is installed\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lint(file) {
  const { buffer } = new Uint8Array(readFileSync(file));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
  process.stdout.write("publint: nothing to say\n");
}

function run(cwd, program, ...args) {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
