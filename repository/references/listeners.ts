import type { RepositoryFinding } from "../finding.ts";
import type { Repository } from "../model.ts";
import { get, isUnresolved, list, textAt } from "../yaml/documents.ts";
import { usesOf } from "./uses.ts";

/**
 * Routes that name a section which their Gateway does not have: it is attached to none (NoMatchingParent). Only where
 * the Gateway's listeners are all in its manifest.
 * https://gateway-api.sigs.k8s.io/reference/spec/#parentreference
 */
export function missingListeners(repository: Repository): RepositoryFinding[] {
  const { tree } = repository;
  if (tree.objects.some(({ object }) => /^X?ListenerSet$/.test(object.kind))) return [];
  const told = new Map<string, { finding: RepositoryFinding; more: number }>();
  for (const { kind, name, namespace, by, where, reference } of usesOf(repository)) {
    const section = textAt(reference, "sectionName");
    if (kind !== "Gateway" || section === undefined || isUnresolved(section)) continue;
    const gateways = tree.objects.filter(
      ({ object }) =>
        object.kind === "Gateway" && object.name === name && (object.namespace ?? namespace) === namespace,
    );
    const [gateway] = gateways;
    const names = list(get(gateway?.object.value, "spec", "listeners")).flatMap((one) => textAt(one, "name") ?? []);
    if (!gateway || gateways.length > 1 || names.length === 0) continue;
    if (names.some((one) => one === section || isUnresolved(one))) continue;
    if (gateway.owner.build.gaps.some((gap) => gap.kind === "transformer")) continue;
    const key = `${namespace ?? ""}/${name}/${section}`;
    const known = told.get(key);
    if (known) {
      known.more += 1;
      continue;
    }
    told.set(key, {
      more: 0,
      finding: {
        subject: `gateway/${namespace ?? ""}/${name}`,
        expected: `a listener ${section}, which ${by} asks for`,
        actual: `it has ${names.slice(0, 5).join(", ")}`,
        where,
        because: "The route is attached to no listener: its hosts answer nowhere.",
        mend: "Correct sectionName, or add the listener.",
      },
    });
  }
  return [...told.values()].map(({ finding, more }) => ({
    ...finding,
    actual: `${finding.actual}${more === 0 ? "" : `; ${more} more ask for it`}`,
  }));
}
