import { writeFileSync } from "node:fs";
import path from "node:path";
import { profileJsonSchema } from "../clusters/json-schema.ts";
import { markdownCatalogue } from "../helpers/call/catalogue.ts";
import { root, suites } from "./project.ts";

/** Writes what is generated: the catalogue of criteria and the profiles' schema for editors. */
export function main(): void {
  writeFileSync(path.join(root, "docs/criteria.md"), markdownCatalogue(suites, root));
  writeFileSync(path.join(root, "clusters/profile.schema.json"), `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
}
