import { writeFileSync } from "node:fs";
import path from "node:path";
import { editorSchema, profileJsonSchema } from "../clusters/json-schema.ts";
import { profileReference } from "../clusters/reference.ts";
import { markdownCatalogue } from "../helpers/call/catalogue.ts";
import { picture } from "./docs/picture.ts";
import { root, suites } from "./project.ts";

/**
 * Writes what is generated: the catalogue of checks, the profiles' schema for editors, the reference of its keys, and the
 * picture of a run's end.
 */
export async function main(): Promise<void> {
  writeFileSync(path.join(root, "docs/criteria.md"), markdownCatalogue(suites, root));
  writeFileSync(path.join(root, "docs/profile.md"), profileReference(profileJsonSchema()));
  writeFileSync(path.join(root, "clusters/profile.schema.json"), `${JSON.stringify(editorSchema(), null, 2)}\n`);
  writeFileSync(path.join(root, "docs/terminal.svg"), await picture());
}
