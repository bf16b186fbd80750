import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now } from "../clock.ts";
import type { LabObject, World } from "../world.ts";
import { serve } from "./server.ts";
import type { ApiServer } from "./server.ts";
import { object, pod, smallWorld, widget, widgetDefinition } from "./testing/world.ts";

/** The real kubectl against the lab, wherever this machine has one. */
const INSTALLED = [path.join(homedir(), ".cache/real-parts/bin/kubectl"), "/usr/bin/kubectl"].filter(existsSync);

const run = promisify(execFile);

describe.skipIf(INSTALLED.length > 0)("kubectl", () => {
  it.skip("is not installed: neither ~/.cache/real-parts/bin/kubectl nor /usr/bin/kubectl exists", () => undefined);
});

describe.each(INSTALLED)("%s", (kubectl) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lab-kubectl-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  let server: ApiServer;

  const environment = { PATH: "/usr/bin:/bin", HOME: folder, KUBECONFIG: kubeconfig };
  const call = async (line: string): Promise<string> => {
    const { stdout } = await run(kubectl, line.split(" "), { env: environment, timeout: 20_000 });
    return stdout;
  };
  const failing = async (line: string): Promise<string> => {
    const outcome = await call(line).catch((error: unknown) => error as { stderr: string; stdout: string });
    if (typeof outcome === "string") throw new Error(`kubectl ${line} passed: ${outcome}`);
    return `${outcome.stdout}${outcome.stderr}`;
  };

  beforeAll(async () => {
    server = await serve(world([]));
    writeFileSync(kubeconfig, server.kubeconfig());
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("get", async () => {
    expect(await call("get pods -A")).toMatch(
      /^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE\napp +one +1\/1 +Running +0 +\d+/,
    );
    expect(await call("get nodes -o wide")).toMatch(
      /node-1 +Ready +control-plane .* 10\.25\.11\.11 +<none> +Talos \(v1\.12\.1\)/,
    );
    expect(await call("get crd")).toMatch(/widgets\.example\.com +\d{4}-/);
    expect(await call("get wd -A")).toMatch(/NAMESPACE +NAME +READY\napp +small +True\n/);
    expect(await call("-n app get pods -l app=one -o name")).toBe("pod/one\n");
    expect(await call("get --raw /readyz?verbose")).toBe(
      "[+]ping ok\n[+]etcd ok\n[+]etcd-readiness ok\nreadyz check passed\n",
    );
    expect(await failing("get pods -n app zero")).toContain('Error from server (NotFound): pods "zero" not found');
    expect(await failing("get gizmos")).toContain('the server doesn\'t have a resource type "gizmos"');
  });

  it("describe", async () => {
    const described = await call("-n app describe pod one");
    expect(described).toMatch(/Node: +node-1/);
    expect(described).toMatch(/Warning +BackOff .* Back-off restarting/);
    const node = await call("describe node node-1");
    expect(node).toMatch(/HolderIdentity: +node-1/);
    expect(node).toMatch(/app +one +0 \(0%\)/);
  });

  it("wait and rollout status", async () => {
    expect(await call("-n app wait --for=condition=Ready pod/one --timeout=5s")).toContain("condition met");
    expect(await failing("-n app wait --for=condition=Nothing pod/one --timeout=1s")).toContain("timed out waiting");
    expect(await call("-n app rollout status deployment/web --timeout=5s")).toContain("successfully rolled out");
  });

  it("logs and top", async () => {
    expect(await call("-n app logs one --tail=1")).toBe("two\n");
    expect(await call("top nodes")).toMatch(/node-1 +250m +6% +1024Mi +12%/);
  });

  it("auth", async () => {
    expect(await call("auth can-i list pods")).toBe("yes\n");
    expect(await failing("auth can-i delete pods")).toContain("no");
    expect(await call("auth can-i --list")).toMatch(/\*\.\* +\[\] +\[\] +\[get list watch\]/);
    expect(await call("auth whoami")).toMatch(/Username +jane/);
    expect(await failing("-n app delete pod one")).toContain("(Forbidden)");
  });

  it("get --watch, and wait for what changes", async () => {
    const child = spawn(kubectl, ["get", "pods", "-A", "-w"], { env: environment });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    try {
      await expect.poll(() => printed, { timeout: 10_000 }).toContain("one");
      const before = server.requests.length;
      const waiting = call("wait --for=condition=Late -n app pod/one --timeout=10s").catch(String);
      const isWatch = /fieldSelector=metadata\.name%3Done.*watch=true/;
      await expect
        .poll(() => server.requests.slice(before).some((it) => isWatch.test(it.path)), { timeout: 10_000 })
        .toBe(true);
      server.setWorld(world([pod("app", "late"), lateOne()]));
      expect(await waiting).toContain("pod/one condition met");
      await expect.poll(() => printed, { timeout: 10_000 }).toMatch(/app +late +1\/1 +Running/);
    } finally {
      child.kill();
      server.setWorld(world([]));
    }
  });
});

/** The pod `one`, with a condition that it did not have. */
function lateOne(): LabObject {
  const one = pod("app", "one");
  return { ...one, status: { ...(one["status"] as object), conditions: [{ type: "Late", status: "True" }] } };
}

function world(more: LabObject[]): World {
  const replaced = new Set(more.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const kept = OBJECTS.filter(({ kind, metadata }) => !replaced.has(`${kind}/${metadata.name}`));
  const made = smallWorld({ objects: [...kept, ...more], logs: { "app/one/c": "one\ntwo\n" } });
  return { ...made, now: now().toISOString() };
}

const OBJECTS: LabObject[] = [
  object("v1", "Namespace", { name: "app" }, { status: { phase: "Active" } }),
  object(
    "v1",
    "Node",
    { name: "node-1", labels: { "node-role.kubernetes.io/control-plane": "" } },
    {
      spec: {},
      status: {
        conditions: [{ type: "Ready", status: "True" }],
        addresses: [{ type: "InternalIP", address: "10.25.11.11" }],
        capacity: { cpu: "4", memory: "8Gi", pods: "110" },
        allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
        nodeInfo: { kubeletVersion: "v1.35.4", osImage: "Talos (v1.12.1)", kernelVersion: "6.18.2-talos" },
      },
    },
  ),
  object(
    "coordination.k8s.io/v1",
    "Lease",
    { namespace: "kube-node-lease", name: "node-1" },
    { spec: { holderIdentity: "node-1" } },
  ),
  pod("app", "one"),
  object(
    "v1",
    "Event",
    { namespace: "app", name: "one.1" },
    {
      involvedObject: { kind: "Pod", namespace: "app", name: "one", uid: "uid-one" },
      type: "Warning",
      reason: "BackOff",
      message: "Back-off restarting",
      source: { component: "kubelet" },
      firstTimestamp: "2026-11-21T04:00:00Z",
      lastTimestamp: "2026-11-21T04:00:00Z",
      count: 1,
    },
  ),
  object(
    "apps/v1",
    "Deployment",
    { namespace: "app", name: "web", generation: 1 },
    {
      spec: { replicas: 1, selector: { matchLabels: { app: "web" } } },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
    },
  ),
  widgetDefinition(),
  widget("app", "small", "5"),
  object(
    "metrics.k8s.io/v1beta1",
    "NodeMetrics",
    { name: "node-1" },
    {
      timestamp: "2026-11-21T05:00:00Z",
      window: "20s",
      usage: { cpu: "250m", memory: "1Gi" },
    },
  ),
];
