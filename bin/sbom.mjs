#!/usr/bin/env node
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";

const USAGE = `npm sbom --sbom-format=cyclonedx | node bin/sbom.mjs <folder of CLIs>
  adds what npm does not know of to a bill of materials in CycloneDX: libraries that are compiled into dist/, the CLIs of
  the folder with their checksums, Node, and Debian's packages where this machine has them; for the Containerfile
`;

const [folder, ...others] = process.argv.slice(2);
if (folder === undefined || others.length > 0 || folder.startsWith("-")) {
  const isAsking = folder === "--help" || folder === "-h";
  (isAsking ? process.stdout : process.stderr).write(isAsking ? USAGE : `sbom: takes one folder\n${USAGE}`);
  process.exitCode = isAsking ? 0 : 2;
} else {
  const bill = JSON.parse(await text(process.stdin));
  bill.components = [
    ...bill.components,
    ...compiledIn(path.resolve("dist/compiled-in.json")),
    ...programs(folder),
    component("application", "node", process.versions.node, `pkg:generic/node@${process.versions.node}`),
    ...debian("/var/lib/dpkg/status"),
  ];
  process.stdout.write(`${JSON.stringify(bill, null, 1)}\n`);
}

function compiledIn(file) {
  return JSON.parse(readFileSync(file, "utf8")).map(({ name, version, license }) => ({
    ...component("library", name, version, `pkg:npm/${name.replace("@", "%40")}@${version}`),
    licenses: [{ license: { name: license } }],
  }));
}

/** By their checksums: what they say of their own version needs no trust that way. */
function programs(folder) {
  return readdirSync(folder).map((name) => {
    const content = createHash("sha256")
      .update(readFileSync(path.join(folder, name)))
      .digest("hex");
    const purl = `pkg:generic/${name}?checksum=sha256:${content}`;
    return { ...component("application", name, undefined, purl), hashes: [{ alg: "SHA-256", content }] };
  });
}

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html */
function debian(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n\n")
    .flatMap((paragraph) => {
      const [name, version] = ["Package", "Version"].map(
        (key) => new RegExp(`^${key}: (.+)$`, "m").exec(paragraph)?.[1],
      );
      if (!name || !version || !/^Status: install ok installed$/m.test(paragraph)) return [];
      return [component("library", name, version, `pkg:deb/debian/${name}@${encodeURIComponent(version)}`)];
    });
}

/** https://cyclonedx.org/docs/1.5/json/#components */
function component(type, name, version, purl) {
  return { "bom-ref": purl, type, name, ...(version && { version }), purl };
}
