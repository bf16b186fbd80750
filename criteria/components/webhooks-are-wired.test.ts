import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./webhooks-are-wired.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  releases: [{ name: "cert-manager", namespace: "cert-manager", webhooks: ["cert-manager-webhook"] }],
});
const service = { namespace: "cert-manager", name: "cert-manager-webhook" };
const configuration = (clientConfig: object) => ({
  metadata: { name: "cert-manager-webhook" },
  webhooks: [{ name: "webhook.cert-manager.io", clientConfig }],
});
const slice = (endpoint: object) => ({
  metadata: { namespace: "cert-manager", labels: { "kubernetes.io/service-name": "cert-manager-webhook" } },
  endpoints: [endpoint],
});
const ready = slice({ addresses: ["10.0.0.1"], conditions: { ready: true } });
const judged = (validating: object[], slices: object[] = [ready]) =>
  judge(
    row,
    { validatingWebhooks: look(validating), mutatingWebhooks: look([]), endpointSlices: look(slices) },
    { profile, now },
  );

describe("components/webhooks-are-wired", () => {
  test("a CA bundle and a ready endpoint", () =>
    expect(judged([configuration({ caBundle: "Q0E=", service })])).toMatchObject({ verdict: "pass", examined: 1 }));
  test("a port that its service does not have; 443 where it names none", () => {
    const of = (clientConfig: object, ...ports: object[]) => {
      const services = look([{ metadata: { ...service }, spec: { ports } }]);
      const webhooks = look([configuration({ caBundle: "Q0E=", ...clientConfig })]);
      const others = { mutatingWebhooks: look([]), endpointSlices: look([ready]) };
      return judge(row, { validatingWebhooks: webhooks, services, ...others }, { profile, now });
    };
    expect(of({ service }, { port: 443 }).verdict).toBe("pass");
    expect(of({ service: { ...service, port: 442 } }, { port: 443, name: "https" }).findings).toMatchObject([
      { expected: "port 442 of service cert-manager/cert-manager-webhook", actual: "443 (https)" },
    ]);
  });
  test("no CA bundle", () => {
    expect(judged([configuration({ service })]).findings).toEqual([
      { subject: "webhook/webhook.cert-manager.io", expected: "a CA bundle", actual: "none" },
    ]);
  });
  test("no endpoint, one that is not ready, one of another service", () => {
    const wired = [configuration({ caBundle: "Q0E=", service })];
    const none = [{ expected: "a ready endpoint of service cert-manager/cert-manager-webhook", actual: "none" }];
    expect(judged(wired, []).findings).toMatchObject(none);
    expect(judged(wired, [slice({ addresses: ["10.0.0.1"], conditions: { ready: false } })]).findings).toMatchObject(
      none,
    );
    for (const metadata of [
      { ...ready.metadata, namespace: "other" },
      { ...ready.metadata, labels: { "kubernetes.io/service-name": "cert-manager" } },
      { namespace: "cert-manager" },
      undefined,
    ])
      expect(judged(wired, [{ ...ready, metadata }]).findings).toMatchObject(none);
    for (const endpoint of [{ addresses: [] }, {}])
      expect(judged(wired, [slice(endpoint)]).findings).toMatchObject(none);
    expect(judged(wired, [{ ...ready, endpoints: undefined }]).findings).toMatchObject(none);
    expect(judged(wired, [slice({ addresses: ["10.0.0.1"] })]).verdict).toBe("pass");
  });
  test("no configuration, one without webhooks, one that leads nowhere; a URL may stand on a public CA", () => {
    expect(judged([]).findings).toMatchObject([
      { subject: "webhookconfiguration/cert-manager-webhook", actual: "none" },
    ]);
    expect(judged([{ metadata: { name: "cert-manager-webhook" } }]).findings).toMatchObject([
      { actual: "a configuration without webhooks" },
    ]);
    expect(judged([configuration({})]).findings).toMatchObject([{ actual: "neither" }]);
    expect(judged([configuration({ url: "https://hook.example.org" })]).verdict).toBe("pass");
  });
  test("configurations that the profile does not name are not judged; one without a client is", () => {
    const other = { metadata: { name: "other" }, webhooks: [{ name: "other", clientConfig: { service } }] };
    expect(judged([other, configuration({ caBundle: "Q0E=", service })])).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
    const clientless = { metadata: { name: "cert-manager-webhook" }, webhooks: [{ name: "w" }] };
    expect(judged([clientless]).findings).toMatchObject([{ subject: "webhook/w", actual: "neither" }]);
  });
  test("irrelevant, erring", () => {
    const two = profileOf({ releases: [{ name: "coredns", namespace: "kube-system" }, ...profile.releases] });
    const results = { validatingWebhooks: look([]), mutatingWebhooks: look([]), endpointSlices: look([]) };
    expect(judge(row, results, { profile: two, now }).verdict).toBe("fail");
    const none = profileOf({ releases: [{ name: "cert-manager", namespace: "cert-manager" }] });
    expect(judge(row, {}, { profile: none, now }).reason).toBe("the profile names no webhook");
    expect(
      judge(
        row,
        { validatingWebhooks: look([]), mutatingWebhooks: look([]), endpointSlices: trouble("forbidden") },
        { profile, now },
      ).verdict,
    ).toBe("inconclusive");
  });
});
