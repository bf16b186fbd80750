import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

/** Every file below a folder, by its path there, as text; what is compressed is unpacked, `latest` is left out. */
export const textsBelow = (folder: string): [name: string, text: string][] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => !file.includes("/latest") && statSync(file).isFile())
    .map((file) => [path.relative(folder, file), textOf(file)]);

const textOf = (file: string): string =>
  (file.endsWith(".gz") ? gunzipSync(readFileSync(file)) : readFileSync(file)).toString("utf8");
