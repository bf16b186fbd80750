import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compile, root, suites } from "./bundle.mjs";
import { compiledIn as libraries } from "./libraries.mjs";

/**
 * Makes dist/, which an installed package runs: the command and the suites. What package.json has as a dependency is
 * imported from where it is installed; any other library is compiled in, and its licence stands in dist/LICENSES.txt.
 * So client-node comes with the undici of `overrides`, which npm keeps from nobody but us: the one that it asks for
 * itself does not start on the oldest Node that we promise.
 */
const dist = path.join(root, "dist");
const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const compiledIn = new Set();

const USAGE = `npm pack
  makes the package; before it, node bin/pack.mjs compiles into dist/ what the package runs
`;
if (process.argv.length > 2) {
  const isAsking = /^(--help|-h)$/.test(process.argv[2]);
  (isAsking ? process.stdout : process.stderr).write(isAsking ? USAGE : `pack: takes no words\n${USAGE}`);
  process.exit(isAsking ? 0 : 2);
}

rmSync(dist, { recursive: true, force: true });
const { plugins, ...options } = libraries(Object.keys(dependencies));
await compile(dist, ["bin/assay.ts", ...suites()], {
  ...options,
  plugins: [...plugins, { name: "licences", moduleParsed: ({ id }) => packageOf(id) }],
});
const folders = [...compiledIn].toSorted((a, b) => a.localeCompare(b));
writeFileSync(path.join(dist, "LICENSES.txt"), folders.map(licenceOf).join("\n"));
// for a bill of materials: npm does not know of them where assay is installed
writeFileSync(path.join(dist, "compiled-in.json"), `${JSON.stringify(folders.map(named), null, 1)}\n`);

function packageOf(id) {
  const name = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[0];
  if (name !== undefined && existsSync(name)) compiledIn.add(name);
}

function named(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return { name, version, license };
}

function licenceOf(folder) {
  const { name, version, license } = named(folder);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? "" : readFileSync(path.join(folder, file), "utf8").trim();
  return `${name} ${version}, ${license}\n${text}\n`;
}
