import { writeFileSync } from "node:fs";
import path from "node:path";
import { profileJsonSchema } from "../clusters/json-schema.ts";
import { markdownCatalogue } from "../helpers/catalogue.ts";
import { loadSuites } from "./project.ts";

/** Writes what is generated: the catalogue of criteria and the profiles' schema for editors. */
export async function main(): Promise<void> {
  const root = path.resolve(import.meta.dirname, "..");
  writeFileSync(path.join(root, "docs/criteria.md"), markdownCatalogue(await loadSuites(root)));
  writeFileSync(path.join(root, "clusters/profile.schema.json"), `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
}
