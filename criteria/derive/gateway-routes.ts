import { leaving } from "./deletion.ts";
import type { Finding } from "../criterion.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Condition, CustomResource } from "../../observations/objects.ts";
import { conditionIn, lacks } from "../../observations/conditions.ts";

export type HTTPRoute = CustomResource<
  { parentRefs?: ParentRef[] | null },
  { parents?: { parentRef?: ParentRef; controllerName?: string; conditions?: Condition[] | null }[] | null }
>;

interface ParentRef {
  group?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  sectionName?: string;
  port?: number;
}

/**
 * What a route lacks: each of its parents must have accepted it and resolved what it refers to. A parent that no
 * controller answers for has no entry in the status. https://gateway-api.sigs.k8s.io/reference/spec/#routestatus
 */
export function routeFinding(route: HTTPRoute): Finding[] {
  const subject = subjectOf("httproute", route);
  const going = leaving(subject, route);
  if (going) return [going];
  const refs = route.spec?.parentRefs ?? [];
  if (refs.length === 0) return [{ subject, expected: "attached to a parent", actual: "no parentRefs" }];
  return refs.flatMap((ref) => {
    const parent = inWords(ref);
    const answers = (route.status?.parents ?? []).filter(({ parentRef }) => parentRef && same(ref, parentRef, route));
    if (answers.length === 0)
      return [{ subject, expected: `accepted by ${parent}`, actual: "no controller has answered" }];
    const wrong = answers.map((parent) => refusal(parent, route.metadata?.generation));
    const [first] = wrong;
    if (first === undefined || wrong.includes(undefined)) return [];
    return [{ subject, expected: `accepted by ${parent}`, actual: first }];
  });
}

function refusal(
  parent: { conditions?: readonly Condition[] | null },
  generation: number | undefined,
): string | undefined {
  for (const type of ["Accepted", "ResolvedRefs"]) {
    const lack = lacks(conditionIn(parent, type), type, generation);
    if (lack !== undefined) return lack;
  }
  return undefined;
}

function same(ref: ParentRef, other: ParentRef, { metadata }: HTTPRoute): boolean {
  const key = ({ group, kind, namespace, name, sectionName, port }: ParentRef) =>
    [
      group ?? "gateway.networking.k8s.io",
      kind ?? "Gateway",
      namespace ?? metadata?.namespace,
      name,
      sectionName,
      port,
    ].join("|");
  return key(ref) === key(other);
}

const inWords = ({ kind = "Gateway", name = "(no name)", sectionName }: ParentRef): string =>
  `${kind} ${name}${sectionName ? ` (${sectionName})` : ""}`;
