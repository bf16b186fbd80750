import type { KubernetesWorld } from "../../world.ts";
import type { Target } from "../wire/path.ts";
import { qualified } from "../resources/resources.ts";
import { failure } from "../wire/status.ts";
import type { WholeAnswer } from "../wire/status.ts";

export interface ResourceQuestion {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
}

type Rules = KubernetesWorld["rules"];

/** RBAC as the world says it: whoever wants `pods/log` needs it by name, as `*`, or as `*\/log`. */
export function mayUse(rules: Rules, { verb, group, resource, subresource }: ResourceQuestion): boolean {
  const asked = subresource ? `${resource}/${subresource}` : resource;
  const names = subresource ? [asked, `*/${subresource}`, "*"] : [asked, "*"];
  return [...rules, ...BASIC_RULES].some(
    (rule) =>
      includes(rule.verbs, verb) && includes(rule.groups, group) && names.some((name) => rule.resources.includes(name)),
  );
}

/** What every authenticated user may: ask about himself (ClusterRole system:basic-user). */
export const BASIC_RULES: Rules = [
  {
    verbs: ["create"],
    groups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
  },
  { verbs: ["create"], groups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
];

/** ClusterRoles system:public-info-viewer and system:discovery. */
export const PUBLIC_PATHS = ["/healthz", "/livez", "/readyz", "/version", "/version/"];
export const DISCOVERY_PATHS =
  "/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/".split(" ");

/** Other paths take a rule that names them, or one that allows everything, as cluster-admin's: reading is not enough. */
export function mayVisit(rules: Rules, verb: string, path: string): boolean {
  if (verb === "get" && DISCOVERY_PATHS.some((known) => matches(known, path))) return true;
  return rules.some(
    (rule) =>
      allowsEverything(rule) ||
      (includes(rule.verbs, verb) && rule.resources.some((name) => name !== "*" && matches(name, path))),
  );
}

export const allowsEverything = ({ verbs, groups, resources }: Rules[number]): boolean =>
  [verbs, groups, resources].every((list) => list.includes("*"));

/** The refusal, in RBAC's words; `undefined` where the user may. */
export function refusal(
  { rules, user }: Pick<KubernetesWorld, "rules" | "user">,
  target: Target,
  path: string,
): WholeAnswer | undefined {
  if (target.resource === undefined) {
    if (mayVisit(rules, target.verb, path)) return undefined;
    const message = `forbidden: User "${user.username}" cannot ${target.verb} path "${path}"`;
    return failure(403, "Forbidden", message, {});
  }
  const { verb, group, resource, subresource, name, namespace } = target;
  if (mayUse(rules, { verb, group, resource, ...(subresource ? { subresource } : {}) })) return undefined;
  const plural = qualified({ plural: resource, group });
  const asked = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
  const subject = name ? `${plural} "${name}"` : plural;
  return failure(
    403,
    "Forbidden",
    `${subject} is forbidden: User "${user.username}" cannot ${verb} resource "${asked}" in API group "${group}" ${where}`,
    { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource },
  );
}

const includes = (list: readonly string[], value: string): boolean => list.includes("*") || list.includes(value);

const matches = (pattern: string, path: string): boolean =>
  pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
