import { describe, expect, test } from "vitest";
import { compared, exitOf } from "./compared.ts";
import { worstOf, type Member, type Seen, type Sight } from "./member.ts";

const ok = <Value>(value: Value): Seen<Value> => ({ ok: true, value });
const forbidden = { ok: false, why: "GET /api/v1/nodes answered 403" } as const;
const leftOut = { ok: false, why: "no check of this call looked at it", isLeftOut: true } as const;

function member(name: string, sight: Partial<Sight> = {}): Member {
  const index = name === "infra" ? 1 : 2;
  const seen: Sight = {
    uid: ok(`uid-${name}`),
    ciliumId: ok(index),
    ciliumName: ok(name),
    pods: ok([`10.${index}.0.0/24`, `10.${index}.1.0/24`]),
    services: ok([`10.10${index}.0.0/16`]),
    mesh: ok({ [name === "infra" ? "apps" : "infra"]: { configured: 3, connected: 3 } }),
    declared: [name === "infra" ? "apps" : "infra"],
    ...sight,
  };
  return { cluster: name, name, exit: 0, seen, tookMs: 1 };
}

const alone = { declared: [], mesh: leftOut };
const subjects = (members: Member[]): string[] => compared(members).findings.map(({ subject }) => subject);

describe("clusters held against each other", () => {
  test("two of one mesh that share nothing hold", () => {
    const all = compared([member("infra"), member("apps")]);
    expect(all).toMatchObject({ examined: 7, findings: [], notices: [], unseen: [], leftOut: [] });
    expect(exitOf(all)).toBe(0);
  });

  test.each<[string, Partial<Sight>]>([
    ["clusters/infra+apps/kube-system", { uid: ok("uid-infra") }],
    ["clusters/infra+apps/cluster.id", { ciliumId: ok(1) }],
    ["clusters/infra+apps/pod CIDR", { pods: ok(["10.0.0.0/8"]) }],
    ["clusters/infra+apps/service CIDR", { services: ok(["10.101.128.0/20"]) }],
    ["clusters/apps→infra/mesh", { mesh: ok({ infra: { configured: 3, connected: 2 } }) }],
    ["clusters/apps→infra/mesh", { mesh: ok({}) }],
  ])("%s", (subject, apps) => {
    expect(subjects([member("infra"), member("apps", apps)])).toEqual([subject]);
  });

  test("without a mesh two clusters may share all but themselves", () => {
    const apps = member("apps", { ...alone, ciliumId: ok(1), pods: ok(["10.1.0.0/16"]) });
    const all = compared([member("infra", alone), apps]);
    expect([all.findings, all.notices.length, exitOf(all)]).toEqual([[], 2, 0]);
    expect(subjects([member("infra", alone), member("apps", { ...alone, uid: ok("uid-infra") })])).toHaveLength(1);
  });

  test("what was refused is no pass; what the call left out is said", () => {
    const refused = compared([
      member("infra"),
      member("apps", { pods: forbidden, mesh: forbidden, ciliumName: forbidden }),
    ]);
    expect(refused.unseen.map(({ subject }) => subject)).toEqual([
      "clusters/infra+apps/cluster.name",
      "clusters/infra+apps/pod CIDR",
      "clusters/infra→apps/mesh",
      "clusters/apps→infra/mesh",
    ]);
    expect(exitOf(refused)).toBe(3);
    const partly = compared([member("infra", alone), member("apps", { ...alone, pods: leftOut })]);
    expect([partly.leftOut.length, exitOf(partly)]).toEqual([1, 0]);
  });

  test("the other end of a mesh must be seen, also where its profile does not speak of it", () => {
    const all = compared([member("infra"), member("apps", alone)]);
    expect(all.unseen.map(({ subject }) => subject)).toEqual(["clusters/apps→infra/mesh"]);
  });

  test("a cluster without a run", () => {
    const gone: Member = { cluster: "apps", name: "apps", exit: 3, why: "its process ended by SIGKILL", tookMs: 1 };
    expect(compared([member("infra"), gone]).unseen).toEqual([
      { subject: "clusters/infra+apps", reason: "of apps nothing was observed: its process ended by SIGKILL" },
    ]);
  });
});

test("the worst exit code: a failure, then a wrong call, then what could not be judged", () => {
  expect(worstOf([0, 3, 2, 1])).toBe(1);
  expect(worstOf([0, 3, 2])).toBe(2);
  expect(worstOf([0, 3])).toBe(3);
  expect(worstOf([0, 0])).toBe(0);
  expect(worstOf([])).toBe(3);
});
