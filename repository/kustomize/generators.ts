import type { CheckoutFile, YamlDocument } from "../../observations/checkout.ts";
import { isRemote, local, type Builder, type BuiltObject } from "./build.ts";
import { at, baseOf, get, list, record, textAt, texts } from "../yaml/documents.ts";
import { identityOf } from "./transformers.ts";

/** What `configMapGenerator` and `secretGenerator` make, by the names that others refer to: without kustomize's hash. */
export function generatedBy(builder: Builder, folder: string, document: YamlDocument): BuiltObject[] {
  const all = (kind: string, key: string): BuiltObject[] =>
    list(get(document.value, key)).flatMap((item, index) => {
      const name = textAt(item, "name");
      // `merge` and `replace` change what is there: no second object
      if (name === undefined || ["merge", "replace"].includes(textAt(item, "behavior") ?? "")) return [];
      const fileOf = (path: string) => fileNamed(builder, folder, path, { document, key, index, kind });
      const data: Record<string, unknown> = {};
      const holds: Record<string, YamlDocument> = {};
      const contents: NonNullable<BuiltObject["contents"]> = {};
      for (const literal of texts(get(item, "literals"))) Object.assign(data, pairOf(literal));
      for (const path of [...texts(get(item, "envs")), ...texts(get(item, "env"))])
        Object.assign(data, ...linesOf(fileOf(path)).map(variableOf));
      for (const entry of texts(get(item, "files"))) {
        const [key = "", path = entry] = entry.includes("=") ? entry.split("=") : [baseOf(entry)];
        data[key] = FROM_A_FILE;
        const file = fileOf(path);
        const [held] = file?.documents ?? [];
        if (held) holds[key] = held;
        // a Secret's values are Base64 when Flux substitutes
        if (file?.text !== undefined && kind === "ConfigMap") contents[key] = { file: file.path, text: file.text };
      }
      const namespace = textAt(item, "namespace");
      const options = get(document.value, "generatorOptions");
      const own = get(item, "options");
      const marks = (of: "annotations" | "labels"): Record<string, unknown> => ({
        ...record(get(options, of)),
        ...record(get(own, of)),
      });
      const metadata = {
        name,
        ...(namespace !== undefined && { namespace }),
        annotations: marks("annotations"),
        labels: marks("labels"),
      };
      return [{ ...identityOf({ apiVersion: "v1", kind, metadata, data }, document), holds, contents }];
    });
  return [...all("ConfigMap", "configMapGenerator"), ...all("Secret", "secretGenerator")];
}

/** What a generator puts in from a file is not repeated: see `BuiltObject.holds`. */
const FROM_A_FILE = "(from a file)";

/** `A=b`, whose value may stand in quotes: https://github.com/kubernetes-sigs/kustomize/blob/master/api/kv/kv.go */
function pairOf(written: string): Record<string, string> {
  const [, key, value = ""] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
  return key === undefined ? {} : { [key]: value.replace(/^["']+|["']+$/g, "") };
}

/** A line without `=` takes the value of the shell that builds. */
const variableOf = (line: string): Record<string, string> =>
  line.includes("=") ? pairOf(line) : { [line]: FROM_A_FILE };

/** The lines of an env file that say something. */
const linesOf = (file: CheckoutFile | undefined): string[] =>
  (file?.text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

interface Generator {
  document: YamlDocument;
  key: string;
  index: number;
  kind: string;
}

/** A file that a generator names; what is fetched, and what is not there, is noted. */
function fileNamed(
  builder: Builder,
  folder: string,
  path: string,
  { document, key, index, kind }: Generator,
): CheckoutFile | undefined {
  const where = at(document, [key, index]);
  if (isRemote(path)) {
    const reason = `${path} is fetched from elsewhere`;
    builder.gaps.push({ where, kind: "transformer", reason, touches: [kind] });
    return undefined;
  }
  const named = local(builder, folder, path, where);
  const file = named === undefined ? undefined : builder.files.file(named);
  if (file) builder.used.add(file.path);
  else if (named !== undefined)
    builder.faults.push({ kind: "missing", where, expected: `a file ${named}`, actual: "there is none" });
  return file;
}
