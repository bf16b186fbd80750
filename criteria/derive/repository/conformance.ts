import type { BuiltObject } from "./build.ts";
import { at } from "./documents.ts";
import { groupOf } from "./files.ts";
import { unknownFields, type Fault } from "./flux-fields.ts";
import type { ServedVersions } from "./served-versions.ts";

/** What the API server refuses of a custom resource, whenever its CRD comes; `undefined` where nothing is known of that. */
export function refusedOf(object: BuiltObject, served: ServedVersions): Fault[] | undefined {
  const { apiVersion, kind, document } = object;
  const known = served(apiVersion, kind);
  const version = apiVersion.split("/").at(-1) ?? "";
  if (known && known.versions.length > 0 && !known.versions.includes(version))
    return [
      {
        expected: `${groupOf(apiVersion)}/${known.versions.join(" or ")}, which ${known.by} serves`,
        actual: `${kind} ${object.name} asks for ${apiVersion}`,
        where: at(document, ["apiVersion"]),
        because:
          "The API server knows no such version of the kind: the dry run fails, and nothing beside it is applied.",
        mend: `apiVersion: ${groupOf(apiVersion)}/${known.versions[0] ?? ""}`,
      },
    ];
  return unknownFields(object) ?? (known ? [] : undefined);
}
