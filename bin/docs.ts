import { writeFileSync } from "node:fs";
import path from "node:path";
import { asksForHelp } from "../helpers/call/flags.ts";
import { editorSchema, profileJsonSchema } from "../clusters/json-schema.ts";
import { profileReference } from "../clusters/reference.ts";
import { markdownCatalogue } from "../helpers/call/catalogue.ts";
import { picture } from "./docs/picture.ts";
import { root, suites } from "./project.ts";

const USAGE = `npm run docs
  writes docs/criteria.md, docs/profile.md, docs/terminal.svg and clusters/profile.schema.json from the code
`;

/**
 * Writes what is generated: the catalogue of checks, the profiles' schema for editors, the reference of its keys, and the
 * picture of a run's end.
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length > 0) {
    const asked = asksForHelp(argv);
    (asked ? process.stdout : process.stderr).write(
      asked
        ? USAGE
        : `docs: takes no words
${USAGE}`,
    );
    return asked ? 0 : 2;
  }
  writeFileSync(path.join(root, "docs/criteria.md"), markdownCatalogue(suites, root));
  writeFileSync(path.join(root, "docs/profile.md"), profileReference(profileJsonSchema()));
  writeFileSync(
    path.join(root, "clusters/profile.schema.json"),
    `${JSON.stringify(editorSchema(), null, 2)}
`,
  );
  writeFileSync(path.join(root, "docs/terminal.svg"), await picture());
  return 0;
}
