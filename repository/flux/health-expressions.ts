import type { RepositoryNotice } from "../finding.ts";
import { at, get, isUnresolved, list, textAt } from "../yaml/documents.ts";
import { groupOf } from "../yaml/files.ts";
import type { HealthCheck } from "./health-checks.ts";
import type { FluxKustomization } from "./kustomizations.ts";

/** Expressions are evaluated of what is waited for: https://fluxcd.io/flux/components/kustomize/kustomizations/#health-check-expressions */
export function unevaluated(one: FluxKustomization, checks: readonly HealthCheck[]): RepositoryNotice[] {
  const { object } = one;
  const expressions = list(get(object?.value, "spec", "healthCheckExprs"));
  if (!object || checks.some(({ kind }) => isUnresolved(kind))) return [];
  const waits = get(object.value, "spec", "wait") === true;
  return expressions.flatMap((expression, index): RepositoryNotice[] => {
    const kind = textAt(expression, "kind") ?? "";
    const group = groupOf(textAt(expression, "apiVersion") ?? "");
    const isAlike = (other: { kind: string; apiVersion: string }): boolean =>
      other.kind === kind && groupOf(other.apiVersion) === group;
    const isApplied = one.build.objects.some(isAlike) || one.build.gaps.length > 0 || one.unknown !== undefined;
    if (waits ? isApplied : checks.some(isAlike)) return [];
    return [
      {
        severity: "warning",
        subject: `kustomization/${one.namespace || "-"}/${one.name}`,
        expected: waits ? `a ${kind} among what it applies` : `wait: true, or a health check of a ${kind}`,
        actual: `an expression for ${kind} that nothing evaluates`,
        where: at(object.document, ["spec", "healthCheckExprs", index]),
        because: "What depends on this Kustomization does not wait for it.",
        mend: waits
          ? "Remove the expression, or correct its kind."
          : "Add wait: true, or name the object in healthChecks.",
      },
    ];
  });
}

/** One component with an expression gives it to every Kustomization that uses it: each kind is told once. */
export function folded(notices: readonly RepositoryNotice[]): RepositoryNotice[] {
  const alike = new Map<string, RepositoryNotice[]>();
  for (const one of notices) {
    const key = `${one.expected} ${one.actual}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].flatMap(([first, ...more]) =>
    first
      ? [
          more.length === 0
            ? first
            : { ...first, actual: `${first.actual}; so have ${more.length} more Kustomizations` },
        ]
      : [],
  );
}
