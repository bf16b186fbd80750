import type { YamlDocument } from "./checkout.ts";
import { isRemote, local, type Builder, type BuiltObject } from "./build.ts";
import { at, baseOf, get, list, textAt, texts } from "./documents.ts";
import { identityOf } from "./transformers.ts";

/** What `configMapGenerator` and `secretGenerator` make, by the names that others refer to: without kustomize's hash. */
export function generatedBy(builder: Builder, folder: string, document: YamlDocument): BuiltObject[] {
  const one = (kind: string, item: unknown, index: number): BuiltObject[] => {
    const name = textAt(item, "name");
    // `merge` and `replace` change what is there: no second object
    if (name === undefined || ["merge", "replace"].includes(textAt(item, "behavior") ?? "")) return [];
    const data: Record<string, unknown> = {};
    const holds: Record<string, YamlDocument> = {};
    for (const literal of texts(get(item, "literals"))) {
      const [, key = "", value = ""] = /^([^=]*)=(.*)$/s.exec(literal) ?? [];
      data[key] = value;
    }
    for (const entry of texts(get(item, "files"))) {
      const [key, path] = entry.includes("=")
        ? [entry.split("=")[0] ?? "", entry.split("=")[1] ?? ""]
        : [baseOf(entry), entry];
      const place = at(document, [kind === "Secret" ? "secretGenerator" : "configMapGenerator", index]);
      const remote = isRemote(path);
      if (remote)
        builder.gaps.push({
          where: place,
          kind: "transformer",
          reason: `${path} is fetched from elsewhere`,
          touches: [kind],
        });
      const named = remote ? undefined : local(builder, folder, path, place);
      const file = named === undefined ? undefined : builder.files.file(named);
      if (named !== undefined && !file)
        builder.faults.push({ kind: "missing", where: place, expected: `a file ${named}`, actual: "there is none" });
      data[key] = FROM_A_FILE;
      if (file?.documents[0]) holds[key] = file.documents[0];
      if (file) builder.used.add(file.path);
    }
    for (const entry of [...texts(get(item, "envs")), ...texts(get(item, "env"))]) {
      const place = at(document, [kind === "Secret" ? "secretGenerator" : "configMapGenerator", index]);
      const named = isRemote(entry) ? undefined : local(builder, folder, entry, place);
      const file = named === undefined ? undefined : builder.files.file(named);
      if (named !== undefined && !file)
        builder.faults.push({ kind: "missing", where: place, expected: `a file ${named}`, actual: "there is none" });
      Object.assign(data, variablesOfFile(file?.text ?? ""));
      if (file) builder.used.add(file.path);
    }
    const namespace = textAt(item, "namespace");
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    return [{ ...identityOf({ apiVersion: "v1", kind, metadata, data }, document), holds }];
  };
  return [
    ...list(get(document.value, "configMapGenerator")).flatMap((item, index) => one("ConfigMap", item, index)),
    ...list(get(document.value, "secretGenerator")).flatMap((item, index) => one("Secret", item, index)),
  ];
}

/** `KEY=value` by line, as `envs` are written; a line without `=` takes the value of the shell that builds. */
const variablesOfFile = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^\s*([^#=\s][^=\s]*)(?:=(.*))?$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value ?? FROM_A_FILE]];
    }),
  );

/** What a generator puts in from a file is not repeated: see `BuiltObject.holds`. */
const FROM_A_FILE = "(from a file)";
