import { describe, expect, it } from "vitest";
import { createApi } from "./api.ts";
import type { WholeAnswer } from "./wire/status.ts";
import { realAnswers, realObjects, realTables } from "./testing/real.ts";
import { smallWorld } from "./testing/world.ts";

/** The lab beside a real kube-apiserver 1.35.4: same objects, same requests, same answers. */
const EVERYTHING = [{ verbs: ["*"], groups: ["*"], resources: ["*"] }];
const PODS_ONLY = [{ verbs: ["get", "list", "watch"], groups: [""], resources: ["pods"] }];
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

function apiFor(user: string | undefined, now: string) {
  const rules = user === undefined ? EVERYTHING : PODS_ONLY;
  const world = smallWorld({ objects: realObjects(), rules });
  return createApi({ ...world, now }, { elapsed: () => 0 });
}

function whole(answer: unknown): WholeAnswer {
  if (typeof answer !== "object" || answer === null || !("body" in answer)) throw new Error("a watch began");
  return answer as WholeAnswer;
}

describe("tables", () => {
  const tables = realTables().filter(({ rows }) => rows.length > 0);
  it("were recorded of many kinds", () => expect(tables.length).toBeGreaterThan(30));

  it.each(tables.map((table) => [table.path, table] as const))("%s", (path, { at, columns, rows }) => {
    const printed = (moment: string) => {
      const answer = whole(apiFor(undefined, moment).answer({ method: "GET", url: path, accept: TABLE }));
      return JSON.parse(answer.body) as {
        columnDefinitions: { name: string; type: string; format: string; priority: number }[];
        rows: { cells: unknown[]; object: { metadata: { name: string; namespace?: string } } }[];
      };
    };
    // Its clock had a fraction of a second that its Date header does not tell.
    const [early, late] = [printed(at), printed(new Date(Date.parse(at) + 999).toISOString())];
    expect(early.columnDefinitions.map((it) => [it.name, it.type, it.format, it.priority])).toEqual(columns);
    const cellsOf = (table: typeof early, name: string, namespace?: string) =>
      table.rows.find(({ object: { metadata } }) => metadata.name === name && metadata.namespace === namespace)?.cells;
    for (const { name, namespace, cells } of rows) {
      const either = [cellsOf(early, name, namespace), cellsOf(late, name, namespace)];
      for (const [index, cell] of cells.entries()) {
        expect([either[0]?.[index], either[1]?.[index]], `${name}: ${columns[index]?.[0]}`).toContainEqual(cell);
      }
    }
  });

  it("rows come in the order of the real server", () => {
    const recorded = realTables().find(({ path }) => path === "/api/v1/pods");
    const api = apiFor(undefined, "2026-11-21T05:00:00Z");
    const { items } = JSON.parse(whole(api.answer({ method: "GET", url: "/api/v1/pods" })).body) as {
      items: { metadata: { name: string } }[];
    };
    expect(items.map(({ metadata }) => metadata.name)).toEqual(recorded?.rows.map(({ name }) => name));
  });
});

describe("answers", () => {
  // A log that only the kubelet holds, and a name that the real server spells in its own way.
  const different = /previous=true|componentstatuses/;
  const answers = realAnswers().filter(({ path }) => !different.test(path));
  it("were recorded of many requests", () => expect(answers.length).toBeGreaterThan(80));

  it.each(
    answers.map((answer) => [`${answer.method} ${answer.path} ${answer.user ?? answer.accept ?? ""}`, answer] as const),
  )("%s", (_title, { method, path, user, send, accept = "application/json", status, type, body }) => {
    const answer = whole(
      apiFor(user, "2026-11-21T05:00:00Z").answer({
        method,
        url: path,
        accept,
        authenticated: user !== "BADTOKEN",
        ...(send === undefined ? {} : { body: Buffer.from(JSON.stringify(send)) }),
      }),
    );
    expect(answer.status).toBe(status);
    if (status === 204) return;
    expect(answer.headers["content-type"]).toBe(type);
    expect(contentOf(answer.body)).toEqual(contentOf(body));
  });
});

/** JSON as a value, without what is a server's own: versions, the order of rules, which binding allowed. */
function contentOf(body: string): unknown {
  if (!body.startsWith("{")) return body.trim();
  const content = JSON.parse(body) as Record<string, unknown> & { status?: Record<string, unknown> };
  if (content["gitVersion"]) return { gitVersion: content["gitVersion"], minor: content["minor"] };
  if (content["kind"] === "SelfSubjectAccessReview") delete content.status?.["reason"];
  if (content["kind"] === "SelfSubjectRulesReview") {
    for (const rules of Object.values(content.status ?? {})) {
      if (Array.isArray(rules)) rules.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }
  }
  const own = /^(resourceVersion|managedFields|storageVersionHash|kubectl\.kubernetes\.io.last-applied-configuration)$/;
  return JSON.parse(JSON.stringify(content, (key, value: unknown) => (own.test(key) ? undefined : value)));
}
