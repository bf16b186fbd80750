import { parseDocument } from "yaml";
import { SourceError } from "../../trouble.ts";
import { roomForYaml } from "./room.ts";
import { duplicateKeys } from "./yaml-text/duplicate-keys.ts";

/**
 * What a file of this machine says in YAML. Its text may hold keys, so that neither the parser's messages nor its
 * warnings are passed on: both quote what stands there. Throws SourceError `file` with the place. `what`: the file, as
 * it is told.
 */
export function parsedYaml(text: string, what: string): unknown {
  if (roomForYaml()(text) !== undefined) throw new SourceError("file", `${what} holds more than anybody wrote by hand`);
  // the parser compares each key with all before it
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: true, uniqueKeys: false });
  const [twice] = document.errors.length === 0 ? duplicateKeys(document.contents) : [];
  if (twice !== undefined)
    throw new SourceError(
      "file",
      `${what} is no YAML: line ${text.slice(0, twice).split("\n").length} has a key again`,
    );
  const [error] = document.errors;
  const place = error?.linePos?.[0];
  if (error)
    throw new SourceError("file", `${what} is no YAML${place ? `: line ${place.line}, column ${place.col}` : ""}`);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new SourceError("file", `${what} is no YAML: its aliases lead nowhere, or to too much`);
  }
}
