import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { judge } from "../../criteria/judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { readCheckout } from "../../helpers/observe/files/repository.ts";
import { healthyRepository } from "../../lab/worlds/repository.ts";
import { profiles } from "../profiles.ts";
import { root, suites } from "../project.ts";
import { measured, onPath, repeat, row } from "./measure.ts";

/** Reading and judging a checkout: seconds per 1,000 files, and whether the cost grows with them alone. */
export async function checkouts(): Promise<void> {
  const rows = suites.find(({ name }) => name === "20-repository")?.rows ?? [];
  const perThousand: number[] = [];
  for (const files of [1000, 4000]) {
    const folder = mkdtempSync(path.join(tmpdir(), "assay-checkout-"));
    const lab = profiles("lab");
    writeCheckout(folder, healthyRepository(lab), files);
    const profile = { ...lab, repository: folder };
    const started = performance.now();
    const value = await readCheckout(folder);
    const results: SourceResults = { repository: { ok: true, value, at: new Date().toISOString(), tookMs: 0 } };
    for (const { criterion } of rows) judge(criterion, results, { profile, now: new Date() });
    perThousand.push((performance.now() - started) / files);
    const took = perThousand.at(-1)?.toFixed(2);
    process.stdout.write(`${`a checkout of ${files} files, read and judged`.padEnd(44)} ${took} s per 1,000 files
`);
    const command = [path.join(root, "bin/assay.mjs"), "--repo", folder, "--out", `${folder}.out`];
    process.stdout.write(`${row(`npm test -- --repo <that>, whole`, await repeat(() => measured(command)))}\n`);
    await fluxLocal(folder, files);
    for (const one of [folder, `${folder}.out`]) rmSync(one, { recursive: true, force: true });
  }
  const [small = 1, large = 1] = perThousand;
  process.stdout.write(`${"cost per file, 4,000 beside 1,000".padEnd(44)} ${(large / small).toFixed(2)} ×\n`);
}

/** The lab's checkout, with as many applications more: a Kustomization, its folder, a HelmRelease each. */
function writeCheckout(folder: string, base: Record<string, string>, files: number): void {
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(base)) put(name, text);
  for (let n = 0; n < files / 3; n += 1) {
    put(`kubernetes/more/app-${n}/kustomization.yaml`, "resources: [release.yaml, source.yaml]\n");
    put(
      `kubernetes/more/app-${n}/release.yaml`,
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: app-${n}, namespace: apps }\nspec:\n  interval: 1h\n  chartRef: { kind: OCIRepository, name: app-${n} }\n  values:\n    replicas: 2\n    image: { tag: v1.${n} }\n`,
    );
    put(
      `kubernetes/more/app-${n}/source.yaml`,
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: app-${n}, namespace: apps }\nspec: { interval: 1h, url: oci://registry.lab/charts/app-${n}, ref: { tag: 1.0.${n} } }\n`,
    );
  }
  const list = Array.from({ length: Math.ceil(files / 3) }, (_, n) => `app-${n}`);
  put("kubernetes/more/kustomization.yaml", `resources: [${list.join(", ")}]\n`);
  put(
    "clusters/lab/flux/more.yaml",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: more, namespace: flux-system }\nspec: { interval: 1h, path: ./kubernetes/more, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }\n",
  );
}

/** The same tree by flux-local, which builds it with kustomize and flux; docs/development/peers.md has real repositories. */
async function fluxLocal(folder: string, files: number): Promise<void> {
  const name = `flux-local test of the same ${files} files`.padEnd(44);
  const missing = ["flux-local", "kustomize", "flux", "git"].filter((program) => !onPath(program));
  if (missing.length > 0) {
    process.stdout.write(`${name} skipped: not on PATH: ${missing.join(", ")}\n`);
    return;
  }
  // it looks for the repository that a path lies in
  await measured(["init", "-q"], "git", folder);
  const args = ["test", "--path", "clusters/lab/flux", "--sources", "flux-system", "-A", "--no-enable-helm"];
  const { seconds, peakMb, detail } = await measured(args, "flux-local", folder);
  const per = ((seconds * 1000) / files).toFixed(2);
  process.stdout.write(`${name} ${per} s per 1,000 files, ${Math.round(peakMb)} MB without its children: ${detail}\n`);
}
