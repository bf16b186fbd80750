import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const SOURCES = [
  "bin",
  "clusters",
  "criteria",
  "diagnosis",
  "evidence",
  "fleet",
  "helpers",
  "kind",
  "lab",
  "observations",
  "reports",
  "repository",
  "schemas",
  "stories",
  "suites",
  "timeline",
];

/** Changes whenever a source is written: by their times and sizes, on this machine. */
export const fingerprint = (root) =>
  hashed(sources(root), (file) => {
    const { mtimeMs, size } = statSync(path.join(root, file));
    return `${file} ${mtimeMs} ${size}\n`;
  }).slice(0, 16);

/** The same on every machine where the sources say the same; kept by the fingerprint, because they are many. */
export function buildOf(root) {
  const known = path.join(cacheOf(root), `build-${fingerprint(root)}`);
  if (existsSync(known)) return readFileSync(known, "utf8");
  const ours = sources(root).filter((file) => !file.endsWith(".test.ts"));
  const build = hashed(ours, (file) => `${file}\n${readFileSync(path.join(root, file), "utf8")}\n`).slice(0, 8);
  mkdirSync(path.dirname(known), { recursive: true });
  writeFileSync(known, build);
  return build;
}

export const cacheOf = (root) => path.join(root, "node_modules/.cache/assay");

/** What runs leave is no source: it would make other modules, and another version, of each run. Links are not followed. */
const LEFT = ["reports/out", "reports/replayed"];

export const list = (root, folder) =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return LEFT.includes(name) ? [] : list(root, name);
    return entry.isFile() ? [name] : [];
  });

const sources = (root) => [
  ...SOURCES.flatMap((folder) => list(root, folder))
    .filter((file) => /\.(ts|m?js|json)$/.test(file))
    .toSorted((one, other) => (one < other ? -1 : 1)),
  "package.json",
  "package-lock.json",
];

function hashed(files, told) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(told(file));
  return hash.digest("hex");
}
