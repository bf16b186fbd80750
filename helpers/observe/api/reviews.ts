import type { Observations } from "../../../observations/observations.ts";
import { SourceError } from "../../trouble.ts";
import type { Right } from "./rights.ts";
import type { Source } from "../source.ts";

interface Review {
  status?: {
    resourceRules?: Rule[] | null;
    incomplete?: boolean;
  };
}

interface Rule {
  verbs?: string[] | null;
  apiGroups?: string[] | null;
  resources?: string[] | null;
  resourceNames?: string[] | null;
}

const WRITES = new Set(["create", "update", "patch", "delete", "deletecollection", "*"]);
/** Every identity may create these reviews: they change nothing. */
const REVIEWS = /^(selfsubject|self)?.*reviews$/;

type Question = Observations["access"]["questions"][number];

/**
 * What this identity may do. SelfSubjectRulesReview answers for a whole namespace, so that not each list needs a
 * request.
 */
export const accessTo =
  (wanted: (Right & { rows: readonly string[] })[]): Source<"access"> =>
  async ({ api }) => {
    const review = (await api.review("SelfSubjectRulesReview", { namespace: "kube-system" })) as Review;
    const rules = review.status?.resourceRules;
    if (!rules) throw new SourceError("malformed", "the SelfSubjectRulesReview has no rules");
    const questions: Question[] = [];
    for (const { group, resource, verbs, rows } of together(wanted)) {
      for (const verb of verbs) {
        const allowed = rules.some((rule) => allows(rule, verb, group, resource));
        questions.push(
          allowed || !review.status?.incomplete
            ? { verb, group, resource, allowed, rows }
            : { verb, group, resource, rows, ...(await asked(api, verb, group, resource)) },
        );
      }
    }
    return { questions, mayWrite: writes(rules) };
  };

/** Several sources may read one resource: it is asked about once. */
function together(wanted: readonly (Right & { rows: readonly string[] })[]): (Right & { rows: string[] })[] {
  const byResource = new Map<string, Right & { rows: string[] }>();
  for (const { group, resource, verbs, rows } of wanted) {
    const key = `${group}/${resource}`;
    const known = byResource.get(key) ?? { group, resource, verbs: [], rows: [] };
    byResource.set(key, {
      ...known,
      verbs: [...new Set([...known.verbs, ...verbs])],
      rows: [...new Set([...known.rows, ...rows])],
    });
  }
  return [...byResource.values()];
}

/** Where the rules are incomplete (a webhook or node authoriser lists none), each right is asked about by itself. */
async function asked(
  api: Parameters<Source<"access">>[0]["api"],
  verb: string,
  group: string,
  resource: string,
): Promise<{ allowed: boolean; reason?: string }> {
  const review = (await api.review("SelfSubjectAccessReview", { resourceAttributes: { verb, group, resource } })) as {
    status?: { allowed?: boolean; reason?: string };
  };
  return { allowed: review.status?.allowed === true, ...(review.status?.reason && { reason: review.status.reason }) };
}

const covers = (list: readonly string[] | null | undefined, value: string): boolean =>
  list?.some((it) => it === "*" || it === value) ?? false;

const allows = (rule: Rule, verb: string, group: string, resource: string): boolean =>
  !rule.resourceNames?.length &&
  covers(rule.verbs, verb) &&
  covers(rule.apiGroups, group) &&
  covers(rule.resources, resource);

function writes(rules: readonly Rule[]): string[] {
  const found = rules.flatMap(({ verbs, apiGroups, resources }) =>
    (verbs ?? [])
      .filter((verb) => WRITES.has(verb))
      .flatMap((verb) =>
        (resources ?? [])
          .filter((resource) => !REVIEWS.test(resource))
          .flatMap((resource) =>
            (apiGroups ?? []).map((group) => `${verb} ${group ? `${resource}.${group}` : resource}`),
          ),
      ),
  );
  return [...new Set(found)].toSorted();
}
