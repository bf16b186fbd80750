import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./crds-are-a-phase-of-their-own.ts";

const crds = { required: ["certificates.cert-manager.io"] };
const context = { profile: profileOf({ repository: "checkout", crds }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>) => judge(row, { repository: look(checkoutOf(texts)) }, context);

const defaults = "helmDefaults:\n  args: [--include-crds, --no-hooks]\n";
const releases = "releases:\n  - name: cert-manager\n    namespace: cert-manager\n    chart: oci://q/cert-manager\n";
const state = `${defaults}${releases}`;
const taskfile = (...commands: string[]) =>
  `version: "3"\ntasks:\n  crds:\n    cmds:\n${commands.map((one) => `      - ${JSON.stringify(one)}\n`).join("")}`;
const FILTER = "yq ea 'select(.kind == \"CustomResourceDefinition\")'";
const helmfile = "helmfile -f {{.BOOTSTRAP_DIR}}/helmfile.d/00-crds.yaml";
const with_ = (...commands: string[]) => ({
  "bootstrap/helmfile.d/00-crds.yaml": state,
  "bootstrap/helmfile.d/01-apps.yaml": releases,
  "Taskfile.yaml": taskfile(...commands),
});

test("rendered, filtered, applied: by a task, over several lines too", () => {
  expect(judged(with_(`${helmfile} template -q | ${FILTER} | kubectl apply --server-side -f -`))).toMatchObject({
    verdict: "pass",
    findings: [],
  });
  expect(judged(with_(`${helmfile} template | \\\n  ${FILTER} | \\\n  kubectl apply -f -`)).verdict).toBe("pass");
});

test("by a recipe of just (onedr0p/home-ops), and by a script that keeps the output (wcygan/anton)", () => {
  const { "Taskfile.yaml": _, ...states } = with_();
  const recipe = `base:\n    if ! helmfile -f "{{ source_directory() }}/helmfile.d/00-crds.yaml" template -q | ${FILTER} | kubectl apply -f -; then\n        just log fatal "Failed to sync helmfile"\n    fi\n`;
  expect(judged({ ...states, "bootstrap/mod.just": recipe }).verdict).toBe("pass");
  const script = `#!/usr/bin/env bash\nlocal -r state="\${ROOT_DIR}/bootstrap/helmfile.d/00-crds.yaml"\ncrds=$(helmfile --file "\${state}" template --quiet \\\n  | ${FILTER})\necho "\${crds}" | kubectl apply --server-side --filename -\n`;
  expect(judged({ ...states, "scripts/bootstrap.sh": script }).verdict).toBe("pass");
});

test("a sync of the folder that holds it (buroa d4ef4e1fa~1)", () =>
  expect(judged(with_("helmfile --file {{.BOOTSTRAP_DIR}}/helmfile.d sync --hide-notes")).findings).toMatchObject([
    {
      subject: "file/bootstrap/helmfile.d/00-crds.yaml",
      actual: "task crds runs helmfile sync on the folder that holds it",
      where: { file: "Taskfile.yaml", line: 5 },
      mend: "Name the other state's file.",
    },
  ]));

test("a sync of it, and of a state that includes it", () => {
  expect(judged(with_(`${helmfile} sync`)).findings).toMatchObject([{ actual: "task crds runs helmfile sync on it" }]);
  expect(
    judged({
      ...with_("helmfile -f bootstrap/helmfile.yaml apply"),
      "bootstrap/helmfile.yaml": "helmfiles:\n  - path: helmfile.d/00-crds.yaml\n  - path: helmfile.d/01-apps.yaml\n",
    }).findings,
  ).toMatchObject([{ actual: "task crds runs helmfile apply on bootstrap/helmfile.yaml" }]);
});

test("everything is applied, unless the state filters itself", () => {
  const task = `${helmfile} template --quiet | kubectl apply --server-side --filename -`;
  expect(judged(with_(task)).findings).toMatchObject([{ actual: "task crds applies everything" }]);
  const filtering = `${defaults}  postRenderer: bash\n  postRendererArgs: [-c, ${JSON.stringify(FILTER)}]\n${releases}`;
  expect(judged({ ...with_(task), "bootstrap/helmfile.d/00-crds.yaml": filtering }).verdict).toBe("pass");
  const own = `${state}    postRenderer: yq\n    postRendererArgs: [ea, 'select(.kind == "CustomResourceDefinition")']\n`;
  expect(judged({ ...with_(task), "bootstrap/helmfile.d/00-crds.yaml": own }).verdict).toBe("pass");
});

test("nothing renders it, or only a dry run: unseen", () => {
  for (const command of ["true", `${helmfile} template | ${FILTER} | kubectl apply --dry-run=client -f -`])
    expect(judged(with_(command))).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "file/bootstrap/helmfile.d/00-crds.yaml" }],
    });
  expect(judged(with_(`echo "run: ${helmfile} sync"`)).findings).toEqual([]);
});

test("without --include-crds: a warning", () =>
  expect(
    judged({
      ...with_(`${helmfile} template | ${FILTER} | kubectl apply -f -`),
      "bootstrap/helmfile.d/00-crds.yaml": releases,
    }),
  ).toMatchObject({ verdict: "pass", notices: [{ severity: "warning", actual: "there is none" }] }));

test("CRDs by URL (anton c2813b6)", () =>
  expect(
    judged({
      "scripts/bootstrap.sh":
        '#!/bin/bash\ncrds=(\n  https://github.com/p/o/releases/download/v0.82.1/stripped-down-crds.yaml\n)\nkubectl apply -f "${crd}"\n',
    }),
  ).toMatchObject({ verdict: "pass", remarks: [expect.stringContaining("stripped-down-crds.yaml")] }));

test("no CRD phase, a template, no checkout, no CRD in the profile", () => {
  expect(judged({ "h.yaml": releases })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judged({ "helmfile.yaml.gotmpl": `{{- if .X }}\n${releases}{{- end }}\n` })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "file/helmfile.yaml.gotmpl" }],
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
  expect(judge(row, {}, { ...context, profile: profileOf({ crds }) }).reason).toContain("--repo");
});

test("states and URLs are counted; what reaches another state says nothing of this one", () => {
  const rendered = `${helmfile} template | ${FILTER} | kubectl apply -f -`;
  expect(judged(with_(rendered, "kubectl apply -f https://x/gateway-api/v1/standard-install.yaml"))).toMatchObject({
    verdict: "pass",
    examined: 2,
    remarks: ["https://x/gateway-api/v1/standard-install.yaml is applied by itself (Taskfile.yaml:6)"],
  });
  expect(
    judged(
      with_(rendered, "helmfile -f bootstrap/helmfile.d/01-apps.yaml sync", "kubectl apply -f https://x/other.yaml"),
    ),
  ).toMatchObject({ verdict: "pass", examined: 1 });
  expect(judged({ "h.yaml": releases }).remarks).toEqual([
    "no helmfile state of this checkout is there for CRDs, and none is applied by URL",
  ]);
  expect(judged(with_(`${helmfile} diff`)).unseen).toHaveLength(1);
  expect(judged(with_(`${helmfile} sync`)).unseen).toEqual([]);
  expect(judged(with_(`${helmfile} apply`)).findings).toMatchObject([{ mend: expect.stringContaining("Render it") }]);
});

test("a sync through what includes it names that; both findings where it is synced and applied whole", () => {
  const including = { "bootstrap/all.yaml": "helmfiles: [helmfile.d/00-crds.yaml]\n" };
  expect(judged({ ...with_("helmfile -f bootstrap/all.yaml sync"), ...including }).findings).toMatchObject([
    { actual: "task crds runs helmfile sync on bootstrap/all.yaml", mend: "Name the other state's file." },
  ]);
  expect(judged(with_(`${helmfile} sync`, `${helmfile} template | kubectl apply -f -`)).findings).toHaveLength(2);
});

test("what is kept is applied later, unless dry; what is not kept is not", () => {
  const then = (first: string, second: string) =>
    judged(with_(`${helmfile} template ${first}`, second)).findings.length;
  expect(then("> crds.yaml", "kubectl create -f crds.yaml")).toBe(1);
  expect(then("> crds.yaml", "kubectl replace --dry-run -f crds.yaml")).toBe(0);
  expect(then("-q", "kubectl apply -f crds.yaml")).toBe(0);
  expect(then("> crds.yaml", "kubectl get -f crds.yaml")).toBe(0);
  expect(
    judged(with_(`x=$(${helmfile} template)`, "echo $x | kubectl apply --dry-run -f -; kubectl apply -f x")).findings,
  ).toHaveLength(1);
});

test("--include-crds in the command is as good; a state that is not certain is unseen", () => {
  const texts = with_(`${helmfile} template --include-crds | ${FILTER} | kubectl apply -f -`);
  expect(judged({ ...texts, "bootstrap/helmfile.d/00-crds.yaml": releases })).toMatchObject({
    verdict: "pass",
    notices: [],
  });
  const conditional = `{{ if x }}\n${state}{{ end }}\n`;
  expect(judged({ ...texts, "bootstrap/helmfile.d/00-crds.yaml": conditional }).unseen).toMatchObject([
    { subject: "file/bootstrap/helmfile.d/00-crds.yaml" },
  ]);
  expect(
    judged({ ...texts, "bootstrap/helmfile.d/01-apps.yaml": `{{ if x }}\n${releases}{{ end }}\n` }).unseen,
  ).toEqual([]);
});
