import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { parseProfile } from "../clusters/parse.ts";
import { readCall } from "../helpers/call/call.ts";

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: Record<string, unknown>;
  resources?: string[];
  components?: string[];
  patches?: { path?: string }[];
  roleRef?: { kind: string; name: string };
  subjects?: { kind: string; name: string; namespace: string }[];
}

interface Container {
  args: string[];
  env: { name: string; value: string }[];
  securityContext: object;
  resources: { requests: object; limits: object };
  volumeMounts: { name: string; mountPath: string }[];
}

interface PodSpec {
  serviceAccountName: string;
  securityContext: { runAsUser: number };
  containers: Container[];
  volumes: { name: string; configMap?: { name: string }; persistentVolumeClaim?: { claimName: string } }[];
}

const DEPLOY = "deploy";
const files = readdirSync(DEPLOY, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => path.posix.join(DEPLOY, file));

function read(file: string): Manifest[] {
  const documents = parseAllDocuments(readFileSync(file, "utf8"));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  return documents.map((it) => it.toJS() as Manifest);
}
const one = (file: string): Manifest => read(path.posix.join(DEPLOY, file))[0] as Manifest;
const base = ["namespace", "rbac", "evidence", "cronjob", "networkpolicy", "ciliumnetworkpolicy"].flatMap((name) =>
  read(`${DEPLOY}/base/${name}.yaml`),
);
const cronJob = one("base/cronjob.yaml").spec as {
  concurrencyPolicy: string;
  jobTemplate: {
    spec: {
      activeDeadlineSeconds: number;
      backoffLimit: number;
      template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    };
  };
};
const { template } = cronJob.jobTemplate.spec;
const [container] = template.spec.containers as [Container];

describe("deploy/", () => {
  test.each(files.filter((file) => !/profile\.yaml$|sonobuoy/.test(file)))("%s parses, and says what it is", (file) => {
    for (const manifest of read(file)) {
      expect(manifest.apiVersion).toMatch(/^([a-z0-9.]+\/)?v\d/);
      expect(manifest.kind).toMatch(/^[A-Z]/);
      if (!file.endsWith("/kustomization.yaml")) expect(manifest.metadata.name).toMatch(/^[a-z][a-z0-9-]*$/);
    }
  });

  test.each(files.filter((file) => file.endsWith("/kustomization.yaml")))("%s names each file beside it", (file) => {
    const folder = path.posix.dirname(file);
    const { resources = [], components = [], patches = [] } = read(file)[0] as Manifest;
    const named = [...resources, ...components, ...patches.flatMap((patch) => patch.path ?? [])];
    for (const name of named.filter((it) => it.startsWith("..")))
      expect(files).toContain(path.posix.join(folder, name, "kustomization.yaml"));
    const beside = files.filter((it) => path.posix.dirname(it) === folder && it !== file);
    const own = named.filter((it) => !it.startsWith("..")).map((it) => path.posix.join(folder, it));
    expect(beside.filter((it) => !it.endsWith("profile.yaml")).sort()).toEqual(own.sort());
  });

  test("the roles are those of docs/rbac.yaml", () => {
    const [namespace, ...roles] = read("docs/rbac.yaml");
    expect(read("deploy/base/rbac.yaml")).toEqual(roles);
    expect(namespace?.metadata.name).toBe(one("base/namespace.yaml").metadata.name);
  });

  test("the pod is assay's ServiceAccount, and nothing binds another", () => {
    const accounts = base.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name);
    expect(accounts).toEqual([template.spec.serviceAccountName]);
    const bindings = [...base, one("components/report/binding.yaml")].flatMap(({ subjects = [] }) => subjects);
    for (const subject of bindings)
      expect(subject).toEqual({ kind: "ServiceAccount", name: accounts[0], namespace: "assay" });
    const roles = base.filter(({ kind }) => kind.endsWith("Role")).map(({ metadata }) => metadata.name);
    expect(roles).toContain(one("components/report/binding.yaml").roleRef?.name);
  });

  test("both policies select the pod, and let nothing in", () => {
    const labels = template.metadata.labels;
    const [plain, cilium] = [one("base/networkpolicy.yaml").spec, one("base/ciliumnetworkpolicy.yaml").spec];
    expect(plain).toMatchObject({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
    });
    expect(cilium).toMatchObject({ endpointSelector: { matchLabels: labels }, ingress: [{}] });
  });

  test("the pod is one that restricted pod security admits, with what it measures bounded", () => {
    expect(one("base/namespace.yaml").metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(Object.keys(container.resources.requests)).toEqual(["cpu", "memory"]);
    expect(cronJob).toMatchObject({
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: expect.any(Number) as number,
      successfulJobsHistoryLimit: expect.any(Number) as number,
      failedJobsHistoryLimit: expect.any(Number) as number,
    });
    expect(cronJob.jobTemplate.spec).toMatchObject({
      backoffLimit: 0,
      activeDeadlineSeconds: expect.any(Number) as number,
    });
  });

  test("its arguments are a call, and lead to what is mounted", () => {
    const call = readCall(container.args, { suites: [], rows: [], out: "" }, {});
    const { options } = call as { options: { cluster: string; out: string } };
    const [profile, evidence, home] = [
      options.cluster,
      options.out,
      container.env.find(({ name }) => name === "HOME")?.value,
    ];
    const volumeAt = (file = ""): PodSpec["volumes"][number] | undefined => {
      const mount = container.volumeMounts.find(({ mountPath }) => `${file}/`.startsWith(`${mountPath}/`));
      return template.spec.volumes.find(({ name }) => name === mount?.name);
    };
    expect(volumeAt(profile)?.configMap?.name).toBe("assay-profile");
    expect(volumeAt(evidence)?.persistentVolumeClaim?.claimName).toBe(one("base/evidence.yaml").metadata.name);
    expect(volumeAt(home)).toHaveProperty("emptyDir");
  });

  test("the example's profile is one, and leads to no file of an operator's machine", () => {
    const file = "deploy/overlays/example/profile.yaml";
    const { profile, problems } = parseProfile(readFileSync(file, "utf8"), file);
    expect(problems).toBeUndefined();
    expect(profile?.kubernetes).not.toHaveProperty("kubeconfig");
    expect(profile?.talos).not.toHaveProperty("talosconfig");
    for (const key of ["repository", "sops", "onePassword"] as const) expect(profile?.[key]).toBeUndefined();
  });

  test("Sonobuoy's plugin calls assay rightly, as the same user, and its profile is one", () => {
    const [plugin] = read("deploy/sonobuoy.yaml") as unknown as [
      {
        "config-map": Record<string, string>;
        podSpec: { securityContext: object };
        spec: { args: [string]; securityContext: object; resources: object };
      },
    ];
    const { profile, problems } = parseProfile(plugin["config-map"]["profile.yaml"] ?? "", "profile.yaml");
    expect([problems, profile?.name]).toEqual([undefined, "infra"]);
    const [script] = plugin.spec.args;
    const [, words = ""] = /assay\.mjs ((?:.|\\\n)*?)\n +code=/.exec(script.replace(/^/gm, "  ")) ?? [];
    const flags = words
      .replaceAll(/[\\"]/g, "")
      .replaceAll(/\$\{?\w+(:-([^}]*)\})?/g, (_, __, value: string) => value ?? "out");
    expect(readCall(flags.split(/\s+/), { suites: [], rows: [], out: "" }, {})).toMatchObject({
      options: { cluster: "/tmp/sonobuoy/config/profile.yaml", progress: "http://localhost:8099/progress" },
    });
    expect(plugin.spec.securityContext).toEqual(container.securityContext);
    expect(plugin.spec.resources).toEqual(container.resources);
    expect(plugin.podSpec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 });
    // an end without results would be waited for until Sonobuoy's deadline
    expect(script).toMatch(/printf %s "\$results\/assay\.tar\.gz" >"\$results\/done"/);
  });

  test("the fleet's pods are as narrow as the CronJob's, have no token of their own, and one profile each", () => {
    for (const file of ["fleet/judge.yaml", "fleet/summary.yaml"]) {
      const job = (one(file).spec as typeof cronJob).jobTemplate.spec;
      const pod = job.template.spec as PodSpec & { automountServiceAccountToken: boolean };
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.containers[0]?.securityContext).toEqual(container.securityContext);
      expect(template.spec.securityContext).toMatchObject(pod.securityContext);
      const args = (pod.containers[0]?.args ?? []).map((arg) => arg.replace("$(ASSAY_PUSH)", "s3://evidence/assay"));
      expect(() => readCall(args, { suites: [], rows: [], out: "" }, {})).not.toThrow();
    }
    const judging = (one("fleet/judge.yaml").spec as unknown as { jobTemplate: { spec: object } }).jobTemplate.spec;
    // without it the first cluster that fails would end the others
    expect(judging).toMatchObject({ completionMode: "Indexed", backoffLimitPerIndex: 0 });
    expect(judging).not.toHaveProperty("backoffLimit");
    for (const name of ["infra", "apps"]) {
      const file = `deploy/overlays/fleet/${name}.profile.yaml`;
      const { profile, problems } = parseProfile(readFileSync(file, "utf8"), file);
      expect([problems, profile?.kubernetes.kubeconfig]).toEqual([undefined, `/etc/assay/kubeconfigs/${name}`]);
    }
  });

  test("the alerts are the same for both operators, and of this CronJob; a hanging run is one past its deadline", () => {
    const [prometheus, victoria] = [one("components/prometheus-rule/rule.yaml"), one("components/vm-rule/rule.yaml")];
    expect(victoria.spec).toEqual(prometheus.spec);
    const [group] = prometheus.spec["groups"] as [{ rules: { alert: string; expr: string }[] }];
    expect(group.rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(["AssayJobFailed", "AssayJobDidNotRun", "AssayCronJobGone"]),
    );
    const { namespace, name } = one("base/cronjob.yaml").metadata;
    for (const { expr } of group.rules)
      for (const [, selector] of expr.matchAll(/kube_cronjob_\w+(\{[^}]*\})?/g))
        expect(selector).toBe(`{namespace="${namespace}", cronjob="${name}"}`);
    expect(cronJob.jobTemplate.spec.activeDeadlineSeconds).toBeLessThan(2 * 3600);
  });
});

describe("Containerfile", () => {
  const text = readFileSync("Containerfile", "utf8");

  test("each image is pinned by digest, each download by its checksum", () => {
    const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(images)).toEqual(new Set(["${BASE}", "scratch"]));
    expect(text).toMatch(/^ARG BASE=\S+@sha256:[0-9a-f]{64}$/m);
    const downloads = [...text.matchAll(/^(ADD|RUN.*(?:curl|wget)).*https:.*$/gm)].map(([line]) => line);
    expect(downloads.length).toBeGreaterThanOrEqual(4);
    for (const line of downloads) {
      const [, sum = ""] = /^ADD --checksum=sha256:\$\{(\w+)\} /.exec(line) ?? [];
      expect(text).toMatch(new RegExp(`^ARG ${sum}=[0-9a-f]{64}$`, "m"));
    }
  });

  test("it runs as the user that the CronJob names", () => {
    const users = [...text.matchAll(/^USER (\d+):\d+$/gm)].map(([, user]) => Number(user));
    expect(users).toEqual([template.spec.securityContext.runAsUser]);
  });
});
