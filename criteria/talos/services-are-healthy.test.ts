import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import servicesAreHealthy from "./services-are-healthy.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  talos: {},
  nodes: [
    { name: "cp1", address: "10.25.11.11", role: "control-plane" },
    { name: "w1", address: "10.25.11.21", role: "worker" },
  ],
});
const well = { running: true, healthy: true, unknown: false };
const EVERYWHERE = ["apid", "containerd", "cri", "kubelet", "machined", "udevd"];
const everywhere = EVERYWHERE.map((id) => resource(id, well));
const controlPlane = [...everywhere, resource("etcd", well), resource("trustd", well)];
const judged = (onControlPlane: object[], onWorker: object[] = everywhere) =>
  judge(
    servicesAreHealthy,
    { talosServices: look([answered("cp1", onControlPlane), answered("w1", onWorker)]) },
    { profile, now },
  );

describe("talos/services-are-healthy", () => {
  test("all run and are healthy; one without a health check only runs", () => {
    const dashboard = resource("dashboard", { running: true, healthy: false, unknown: true });
    expect(judged([...controlPlane, dashboard])).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("a service with a health check whose health is not known yet", () => {
    const unknown = everywhere.with(0, resource("apid", { running: true, healthy: false, unknown: true }));
    expect(judged(controlPlane, unknown).findings).toMatchObject([
      { subject: "node/w1", actual: "running, but its health was not checked yet" },
    ]);
  });

  test("no udevd runs where the machine is a container, and nothing else may be missing there", () => {
    const hosted = { tag: "v1.12.1", mode: "container" };
    const talosVersions = look([answered("cp1", hosted), answered("w1", hosted)]);
    const without = (...gone: string[]) => everywhere.filter((_, at) => !gone.includes(EVERYWHERE[at] ?? ""));
    const on = (worker: object[]) =>
      judge(
        servicesAreHealthy,
        { talosServices: look([answered("cp1", controlPlane), answered("w1", worker)]), talosVersions },
        { profile, now },
      );
    expect(on(without("udevd"))).toMatchObject({ verdict: "pass", examined: 2 });
    expect(on(without("udevd", "kubelet")).findings).toMatchObject([{ expected: "service kubelet running" }]);
  });

  test("a dead etcd is missing from the list", () => {
    expect(judged(everywhere).findings).toMatchObject([
      { subject: "node/cp1", expected: "service etcd running", actual: "not running: Talos does not list it" },
      { subject: "node/cp1", expected: "service trustd running" },
    ]);
  });

  test("a service that is unhealthy on a worker only", () => {
    const sick = everywhere.with(3, resource("kubelet", { running: true, healthy: false, unknown: false }));
    expect(judged(controlPlane, sick).findings).toEqual([
      {
        subject: "node/w1",
        expected: "service kubelet running and healthy",
        actual: "running, but not healthy",
        since: "2026-11-21T11:41:00Z",
        next: "talosctl -n 10.25.11.21 services\ntalosctl -n 10.25.11.21 logs kubelet --tail 50",
      },
    ]);
  });

  test("services that say nothing, or that they do not run", () => {
    expect(judged(controlPlane, everywhere.with(0, resource("apid", {}))).findings).toMatchObject([
      { actual: "its state is not said" },
    ]);
    expect(judged(controlPlane, everywhere.with(0, resource("apid", null))).findings).toMatchObject([
      { actual: "its state is not said" },
    ]);
    expect(judged(controlPlane, everywhere.with(0, resource("apid", { running: false }))).findings).toMatchObject([
      { actual: "not running" },
    ]);
  });

  test("an empty list is no list, and a silent node is not seen", () => {
    expect(judged(controlPlane, [])).toMatchObject({ verdict: "inconclusive", reason: "node/w1: lists no services" });
    const silence = look([answered("cp1", controlPlane), silent("w1", "i/o timeout")]);
    expect(judge(servicesAreHealthy, { talosServices: silence }, { profile, now }).reason).toBe("node/w1: i/o timeout");
  });

  test("a source that is missing, and a profile without Talos", () => {
    expect(judge(servicesAreHealthy, { talosServices: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judge(servicesAreHealthy, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
