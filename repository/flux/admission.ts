import type { Where } from "../../observations/checkout.ts";
import { at, get, list, texts } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Repository } from "../model.ts";

/**
 * What changes Kustomizations as they are admitted, so that the variables in the repository are not all they have: a
 * webhook for them, the chart that is made for it, a mutating policy of Kyverno or of Kubernetes itself.
 * https://github.com/xunholy/kustomize-mutating-webhook
 * https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
export function mutatorsOf({ tree, releases }: Pick<Repository, "tree" | "releases">): { by: string; where: Where }[] {
  const charts = releases.flatMap(({ namespace, name, chart, where }) =>
    (chart?.text ?? name).endsWith("kustomize-mutating-webhook")
      ? [{ by: `HelmRelease ${namespace}/${name}`, where }]
      : [],
  );
  const written = tree.objects.flatMap(({ object: { kind, apiVersion, name, value, document } }) => {
    const isWebhook = kind === "MutatingWebhookConfiguration" && list(get(value, "webhooks")).some(isForKustomizations);
    const isPolicy =
      groupOf(apiVersion) === "kyverno.io" && list(get(value, "spec", "rules")).some(mutatesKustomizations);
    const isByExpression =
      /^(?:Namespaced)?Mutating(?:Admission)?Policy$/.test(kind) &&
      isForKustomizations({ rules: get(value, "spec", "matchConstraints", "resourceRules") });
    return isWebhook || isPolicy || isByExpression ? [{ by: `${kind} ${name}`, where: at(document) }] : [];
  });
  return [...charts, ...written];
}

const isForKustomizations = (webhook: unknown): boolean =>
  list(get(webhook, "rules")).some(
    (rule) =>
      texts(get(rule, "apiGroups")).some((group) => ["*", "kustomize.toolkit.fluxcd.io"].includes(group)) &&
      texts(get(rule, "resources")).some((resource) => ["*", "*/*", "kustomizations"].includes(resource)),
  );

/** https://kyverno.io/docs/writing-policies/mutate/ */
function mutatesKustomizations(rule: unknown): boolean {
  const match = get(rule, "match");
  const kinds = [match, ...list(get(match, "any")), ...list(get(match, "all"))].flatMap((one) =>
    texts(get(one, "resources", "kinds")),
  );
  return get(rule, "mutate") !== undefined && kinds.some((kind) => /(?:^|\/)Kustomization$/.test(kind));
}
