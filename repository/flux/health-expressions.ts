import { groupsOf } from "../../observations/groups.ts";
import type { RepositoryNotice } from "../finding.ts";
import { at, get, isUnresolved, list, textAt } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
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
    const wrong = wrongIn(expression, one, [...one.build.objects, ...checks].filter(isAlike));
    if (wrong) return [{ ...wrong, where: at(object.document, ["spec", "healthCheckExprs", index]) }];
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

/** What Flux cannot evaluate, or never does: https://fluxcd.io/flux/components/kustomize/kustomizations/#health-check-expressions */
function wrongIn(
  expression: unknown,
  one: FluxKustomization,
  alike: readonly { kind: string; apiVersion: string }[],
): Omit<RepositoryNotice, "where"> | undefined {
  const subject = `kustomization/${one.namespace || "-"}/${one.name}`;
  const [kind, apiVersion] = [textAt(expression, "kind") ?? "", textAt(expression, "apiVersion") ?? ""];
  const told = (expected: string, actual: string, because: string, mend: string): Omit<RepositoryNotice, "where"> => ({
    ...{ severity: "warning", subject, expected, actual, because, mend },
  });
  if (get(expression, "current") === undefined)
    return told(
      `current of the expressions for ${kind}`,
      "there is none",
      "The API server refuses the Kustomization: current is required.",
      "Add current, or remove the expression.",
    );
  const broken = ["current", "inProgress", "failed"].find((key) => !isBalanced(textAt(expression, key) ?? ""));
  if (broken !== undefined)
    return told(
      `an expression that CEL can read in ${broken} of ${kind}`,
      "its brackets or quotes do not match",
      "Flux cannot evaluate it: the Kustomization never becomes ready.",
      "Correct it.",
    );
  const [other] = alike;
  if (other && !alike.some((it) => it.apiVersion === apiVersion) && !isUnresolved(apiVersion))
    return told(
      `expressions for ${kind} of ${other.apiVersion}`,
      `they are for ${apiVersion}`,
      "Flux takes an expression for objects of the same group and kind; in another version its fields may lie elsewhere.",
      `Write ${other.apiVersion}.`,
    );
  return undefined;
}

/** Whether the brackets and quotes of an expression match; what has a variable is not judged. */
function isBalanced(expression: string): boolean {
  if (isUnresolved(expression)) return true;
  const bare = expression.replaceAll(/r?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/g, "");
  const open: string[] = [];
  for (const character of bare) {
    const closed = PAIRS[character];
    if (/[([{]/.test(character)) open.push(character);
    else if (closed !== undefined && open.pop() !== closed) return false;
  }
  return open.length === 0 && !/["']/.test(bare);
}

const PAIRS: Record<string, string | undefined> = { ")": "(", "]": "[", "}": "{" };

/** One component with an expression gives it to every Kustomization that uses it: each kind is told once. */
export const folded = (notices: readonly RepositoryNotice[]): RepositoryNotice[] =>
  groupsOf(notices, ({ expected, actual }) => `${expected} ${actual}`).map(([first, ...more]) =>
    more.length === 0 ? first : { ...first, actual: `${first.actual}; so have ${more.length} more Kustomizations` },
  );
