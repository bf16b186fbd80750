import type { KubernetesWorld } from "../../world.ts";
import { allowsEverything, BASIC_RULES, DISCOVERY_PATHS, mayUse, mayVisit, PUBLIC_PATHS } from "./access.ts";
import { decodeReview } from "../wire/protobuf.ts";
import type { Review } from "../wire/protobuf.ts";
import { badRequest, failure, json } from "../wire/status.ts";
import type { WholeAnswer } from "../wire/status.ts";

/** The posts that change nothing: what may I, and who am I. */
export const REVIEWS: Record<string, string> = {
  "authorization.k8s.io/selfsubjectaccessreviews": "SelfSubjectAccessReview",
  "authorization.k8s.io/selfsubjectrulesreviews": "SelfSubjectRulesReview",
  "authentication.k8s.io/selfsubjectreviews": "SelfSubjectReview",
};

export function answerReview(
  kind: string,
  body: Buffer,
  world: Pick<KubernetesWorld, "rules" | "user">,
  now: string,
): WholeAnswer {
  const review = parse(body);
  if (review === undefined) return badRequest(`the body of the request is no ${kind} in JSON or protobuf`);
  switch (kind) {
    case "SelfSubjectAccessReview":
      return accessReview(review, world);
    case "SelfSubjectRulesReview":
      return rulesReview(review, world);
    default:
      return json(201, {
        kind: "SelfSubjectReview",
        apiVersion: "authentication.k8s.io/v1",
        metadata: { creationTimestamp: now },
        status: { userInfo: { username: world.user.username, groups: world.user.groups } },
      });
  }
}

function parse(body: Buffer): Review | undefined {
  const decoded = decodeReview(body);
  if (decoded) return decoded;
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // the caller answers 400
  }
}

function accessReview({ spec = {} }: Review, { rules }: Pick<KubernetesWorld, "rules">): WholeAnswer {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  if ((resource === undefined) === (path === undefined)) {
    const message = "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified";
    const field = "spec.resourceAttributes";
    return failure(422, "Invalid", `.authorization.k8s.io "" is invalid: ${field}: ${message}`, {
      group: "authorization.k8s.io",
      causes: [{ reason: "FieldValueInvalid", message, field }],
    });
  }
  const allowed = resource
    ? mayUse(rules, {
        verb: resource["verb"] ?? "",
        group: resource["group"] ?? "",
        resource: resource["resource"] ?? "",
        ...(resource["subresource"] ? { subresource: resource["subresource"] } : {}),
      })
    : mayVisit(rules, path?.["verb"] ?? "", path?.["path"] ?? "");
  return json(201, {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec,
    status: { allowed },
  });
}

function rulesReview({ spec }: Review, { rules }: Pick<KubernetesWorld, "rules">): WholeAnswer {
  if (!spec?.namespace) return badRequest("no namespace on request");
  const ofEverything = rules.filter(allowsEverything);
  return json(201, {
    kind: "SelfSubjectRulesReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec: {},
    status: {
      resourceRules: [...BASIC_RULES, ...rules].map(({ verbs, groups, resources }) => ({
        verbs,
        apiGroups: groups,
        resources,
      })),
      nonResourceRules: [
        { verbs: ["get"], nonResourceURLs: PUBLIC_PATHS },
        { verbs: ["get"], nonResourceURLs: DISCOVERY_PATHS },
        ...ofEverything.map(({ verbs }) => ({ verbs, nonResourceURLs: ["*"] })),
      ],
      incomplete: false,
    },
  });
}
