import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import gatewaysAreProgrammed from "./gateways-are-programmed.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ platform: { gateways: { gateways: [{ namespace: "network", name: "internal" }] } } });
const subject = "gateway/network/internal";
const condition = (type: string, status = "True", observedGeneration = 1) => ({ type, status, observedGeneration });
const gatewayClass = { metadata: { name: "cilium" }, status: { conditions: [condition("Accepted")] } };
const listener = {
  name: "https",
  conditions: ["Accepted", "Programmed", "ResolvedRefs"].map((type) => condition(type)),
};
const gateway = (status: object = {}, generation = 1) => ({
  metadata: { name: "internal", namespace: "network", generation },
  spec: { gatewayClassName: "cilium", listeners: [{ name: "https" }] },
  status: {
    conditions: [condition("Accepted"), condition("Programmed")],
    addresses: [{ value: "10.25.11.50" }],
    listeners: [listener],
    ...status,
  },
});
const parentRef = { name: "internal", namespace: "network", sectionName: "https" };
const route = (
  conditions: object[],
  parentRefs: object[] = [parentRef],
  answered: object = { ...parentRef, kind: "Gateway" },
) => ({
  metadata: { name: "grafana", namespace: "monitoring", generation: 1 },
  spec: { parentRefs },
  status: { parents: [{ parentRef: answered, conditions }] },
});
const accepted = route([condition("Accepted"), condition("ResolvedRefs")]);
const results = (gateways: object[], routes: object[] = [accepted], classes: object[] = [gatewayClass]) => ({
  gateways: look(gateways),
  gatewayClasses: look(classes),
  httpRoutes: look(routes),
});
const judged = (...seen: Parameters<typeof results>) =>
  judge(gatewaysAreProgrammed, results(...seen), { profile, now });

describe("platform/gateways-are-programmed", () => {
  test("programmed with an address, route accepted", () => {
    expect(judged([gateway()])).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("none, and one without status", () => {
    expect(judged([])).toMatchObject({
      verdict: "fail",
      findings: [{ subject, expected: "a Gateway", actual: "none" }],
    });
    const { status: _, ...bare } = gateway();
    expect(judged([bare]).findings.map(({ subject, actual }) => `${subject}: ${actual}`)).toEqual([
      `${subject}: no Accepted condition`,
      `${subject}: no Programmed condition`,
      `${subject}: none`,
      `${subject} listener https: no Accepted condition`,
      `${subject} listener https: no Programmed condition`,
      `${subject} listener https: no ResolvedRefs condition`,
    ]);
  });

  test("no address, not programmed, programmed for an old generation", () => {
    expect(judged([gateway({ addresses: null })]).findings).toEqual([
      { subject, expected: "an address", actual: "none" },
    ]);
    const conditions = [condition("Accepted"), { ...condition("Programmed", "False"), reason: "AddressNotAssigned" }];
    expect(judged([gateway({ conditions })]).findings).toMatchObject([
      { actual: "Programmed=False (AddressNotAssigned)" },
    ]);
    expect(judged([gateway({}, 2)]).findings[0]).toMatchObject({
      actual: "Accepted=True for generation 1, and the spec is at 2",
    });
  });

  test("a listener whose certificate is missing, or that conflicts", () => {
    const conditions = [
      condition("Accepted"),
      condition("Programmed"),
      { ...condition("ResolvedRefs", "False"), reason: "InvalidCertificateRef" },
      condition("Conflicted"),
    ];
    expect(judged([gateway({ listeners: [{ name: "https", conditions }] })]).findings).toEqual([
      {
        subject: `${subject} listener https`,
        expected: "ResolvedRefs=True",
        actual: "ResolvedRefs=False (InvalidCertificateRef)",
      },
      { subject: `${subject} listener https`, expected: "Conflicted=False", actual: "Conflicted=True" },
    ]);
  });

  test("each listener is held to its own conditions; a listener or class that nobody names", () => {
    const two = { ...gateway().spec, listeners: [{ name: "http" }, { name: "https" }] };
    const down = { name: "http", conditions: [condition("Accepted"), condition("Programmed", "False")] };
    const both = { ...gateway({ listeners: [down, listener] }), spec: two };
    expect(judged([both]).findings).toMatchObject([
      { subject: `${subject} listener http`, actual: "Programmed=False" },
      { subject: `${subject} listener http`, actual: "no ResolvedRefs condition" },
    ]);
    const silent = { ...gateway({ listeners: null }), spec: two };
    expect(judged([silent]).findings).toHaveLength(6);
    expect(judged([{ ...gateway(), spec: {} }]).findings).toMatchObject([
      { expected: "GatewayClass (none) accepted", actual: "no such GatewayClass" },
    ]);
    expect(judged([{ ...gateway(), spec: { gatewayClassName: "cilium" } }]).verdict).toBe("pass");
    const old = { ...listener, conditions: listener.conditions.map((it) => ({ ...it, observedGeneration: 0 })) };
    expect(judged([gateway({ listeners: [old] })]).findings).toHaveLength(3);
  });

  test("a class that does not exist, or that nobody accepted", () => {
    expect(judged([gateway()], [], []).findings).toEqual([
      { subject, expected: "GatewayClass cilium accepted", actual: "no such GatewayClass" },
    ]);
    const unknown = { ...gatewayClass, status: { conditions: [condition("Accepted", "Unknown")] } };
    expect(judged([gateway()], [], [unknown]).findings).toMatchObject([{ actual: "Accepted=Unknown" }]);
  });

  test("a route refused, unanswered, answered for another listener, attached to nothing", () => {
    const finding = (object: object) => judged([gateway()], [object]).findings[0];
    const refused = [condition("Accepted"), { ...condition("ResolvedRefs", "False"), reason: "BackendNotFound" }];
    expect(finding(route(refused))).toEqual({
      subject: "httproute/monitoring/grafana",
      expected: "accepted by Gateway internal (https)",
      actual: "ResolvedRefs=False (BackendNotFound)",
    });
    expect(finding({ ...accepted, status: {} })).toMatchObject({ actual: "no controller has answered" });
    const elsewhere = route([condition("Accepted"), condition("ResolvedRefs")], [parentRef], {
      ...parentRef,
      sectionName: "http",
    });
    expect(finding(elsewhere)).toMatchObject({ actual: "no controller has answered" });
    expect(finding(route([], []))).toMatchObject({ actual: "no parentRefs" });
  });

  test("routes only where the profile asks for them; unseen ones keep the check from passing", () => {
    const blind = { ...results([gateway()]), httpRoutes: trouble("forbidden") };
    expect(judge(gatewaysAreProgrammed, blind, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "httproutes: HTTPRoutes could not be listed",
    });
    const without = profileOf({
      platform: { gateways: { gateways: [{ namespace: "network", name: "internal" }], routes: false } },
    });
    expect(judge(gatewaysAreProgrammed, blind, { profile: without, now }).verdict).toBe("pass");
  });

  test("a source that errs; no Gateways", () => {
    const erring = { ...results([gateway()]), gatewayClasses: trouble("timeout") };
    expect(judge(gatewaysAreProgrammed, erring, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(gatewaysAreProgrammed, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Gateways");
  });
});
