import type { BuiltObject } from "../kustomize/build.ts";
import { at, inText, isRecord } from "../yaml/documents.ts";
import { groupOf } from "../yaml/files.ts";
import { unknownFields, type Fault } from "../flux/fields.ts";
import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { identityOf } from "../kustomize/transformers.ts";
import type { ServedVersions } from "./served-versions.ts";

/**
 * What would be refused of these objects, once for each place: several Kustomizations may build one document. Leaves out
 * what `found` has already.
 */
export function refusedIn(
  objects: readonly BuiltObject[],
  served: ServedVersions,
  found: readonly RepositoryFinding[],
): RepositoryFinding[] {
  const refused: RepositoryFinding[] = [];
  for (const object of objects) {
    const subject = [object.kind.toLowerCase(), object.namespace, object.name].filter(Boolean).join("/");
    for (const fault of refusedOf(object, served) ?? []) {
      const isSame = ({ where, actual }: RepositoryFinding): boolean =>
        actual === fault.actual && inText(where) === inText(fault.where);
      if (![...found, ...refused].some(isSame)) refused.push({ subject, ...fault });
    }
  }
  return refused;
}

/** What would be refused in files that nothing applies yet: each kind of mistake once, for information. */
export function refusedLater({ tree, manifests, belongs }: Repository, served: ServedVersions): RepositoryNotice[] {
  const applied = new Set(tree.objects.map(({ object }) => object.document));
  const faults = new Map<string, { fault: Fault; subject: string; times: number }>();
  for (const { document } of manifests) {
    if (applied.has(document) || !belongs(document.file) || !isRecord(document.value)) continue;
    const object = identityOf(document.value, document);
    for (const fault of refusedOf(object, served) ?? []) {
      const key = `${object.kind} ${fault.expected} ${fault.mend}`;
      const known = faults.get(key);
      if (known) known.times += 1;
      else faults.set(key, { fault, subject: `${object.kind.toLowerCase()}/${object.name}`, times: 1 });
    }
  }
  return [...faults.values()].map(({ fault, subject, times }) => ({
    ...fault,
    severity: "information",
    subject,
    actual: `${fault.actual}${times > 1 ? `, and ${times - 1} more` : ""}; nothing applies it yet`,
    because: "It is refused as soon as something applies it.",
  }));
}

/** What the API server would refuse of a custom resource; `undefined` where its fields are not known. */
function refusedOf(object: BuiltObject, served: ServedVersions): Fault[] | undefined {
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
  const fields = unknownFields(object, known?.release);
  return fields ?? (known ? [] : undefined);
}
