import type { Fault } from "../scenario.ts";
import { catalogueOf } from "../server/resources/catalogue.ts";
import type { ApiTrouble, World } from "../world.ts";

/** The server misbehaves; troubles are met in the order in which they are given. */
export const trouble =
  (...troubles: readonly ApiTrouble[]): Fault =>
  (world) => ({ ...world, kubernetes: { ...world.kubernetes, troubles: [...world.kubernetes.troubles, ...troubles] } });

/** A role that lacks these resources, written `plural.group`: everything else is listed by name, as RBAC cannot deny. */
export const forbidden =
  (...resources: readonly string[]): Fault =>
  (world) => {
    const rules = everyResource(world).flatMap(([group, plurals]) => {
      const allowed = plurals.filter((plural) => !resources.includes(group ? `${plural}.${group}` : plural));
      return allowed.length === 0 ? [] : [{ verbs: ["get", "list", "watch"], groups: [group], resources: allowed }];
    });
    return withRules(rules)(world);
  };

/** Authenticated, and allowed nothing. */
export const allForbidden: Fault = (world) => withRules([])(world);

const withRules =
  (rules: World["kubernetes"]["rules"]): Fault =>
  (world) => ({ ...world, kubernetes: { ...world.kubernetes, rules } });

/** Plurals by group, subresources among them. */
const everyResource = (world: World): [group: string, plurals: string[]][] =>
  catalogueOf(world).groups.map(({ name, versions }) => [
    name,
    [
      ...new Set(
        versions.flatMap(({ resources }) =>
          resources.flatMap(({ plural, subresources }) => [
            plural,
            ...subresources.map((it) => `${plural}/${it.name}`),
          ]),
        ),
      ),
    ],
  ]);
