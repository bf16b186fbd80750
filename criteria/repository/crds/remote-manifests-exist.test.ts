import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import type { RemoteAnswer } from "../../../observations/files.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./remote-manifests-exist.ts";

const context = { profile: profileOf({ repository: "checkout" }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, answers?: RemoteAnswer[]) =>
  judge(
    row,
    { repository: look(checkoutOf(texts)), remoteManifests: answers ? look(answers) : trouble("off") },
    context,
  );

const URL = "https://github.com/x/y/releases/download/v1.4.0/install.yaml";
const script = (...lines: string[]) => ({ "scripts/bootstrap.sh": ["#!/bin/bash", ...lines, ""].join("\n") });
const ok = (url: string): RemoteAnswer => ({ url, status: 200 });

describe("what is found", () => {
  test("in a script's list, as anton's", () =>
    expect(
      judged(script("crds=(", `  "${URL}"`, `  # ${URL}.old.yaml`, ")", 'kubectl apply --server-side -f "${crd}"'), [
        ok(URL),
      ]),
    ).toMatchObject({ verdict: "pass", examined: 1, notices: [] }));

  test("in a Taskfile, with its variable, and in a hook", () => {
    const texts = {
      ".taskfiles/bootstrap/Taskfile.yaml": `vars:
  VERSION: v1.4.0
tasks:
  crds:
    cmds:
      - kubectl apply -f https://github.com/x/y/releases/download/{{.VERSION}}/install.yaml
`,
      "bootstrap/helmfile.yaml": `releases:
  - name: a
    namespace: a
    chart: x/a
    hooks:
      - { events: [presync], command: kubectl, args: [apply, -f, "https://x.io/v2.0.0/crd.yaml"] }
`,
    };
    expect(judged(texts, [ok(URL), ok("https://x.io/v2.0.0/crd.yaml")])).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
  });

  test("in a kustomization of the bootstrap: a Git address is asked for by its page", () =>
    expect(
      judged(
        {
          "bootstrap/kustomization.yaml": "resources:\n  - github.com/fluxcd/flux2/manifests/install?ref=v2.9.3\n",
          ...script("true"),
        },
        [ok("https://github.com/fluxcd/flux2/tree/v2.9.3/manifests/install")],
      ),
    ).toMatchObject({ verdict: "pass", examined: 1 }));

  test("in talhelper's, with the variables of the talenv.yaml beside it", () => {
    const text =
      "clusterName: a\nendpoint: https://x:6443\nnodes: [{ hostname: n }]\npatches:\n  - |-\n    cluster:\n      extraManifests:\n        - URL\n";
    const versioned = URL.replace(/v\d+\.\d+\.\d+/, "${VER}");
    const version = /v\d+\.\d+\.\d+/.exec(URL)?.[0] ?? "";
    expect(versioned).not.toBe(URL);
    const texts = { "talos/talconfig.yaml": text.replace("URL", versioned) };
    expect(judged(texts, [ok(URL)]).verdict).toBe("inconclusive");
    expect(judged({ ...texts, "talos/talenv.yaml": `VER: ${version}\n` }, [ok(URL)])).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
  });

  test("in Talos' extraManifests", () =>
    expect(
      judged({ "talos/controlplane.yaml": `cluster:\n  extraManifests:\n    - ${URL}\n` }, [ok(URL)]),
    ).toMatchObject({ verdict: "pass", examined: 1 }));
});

test("a URL that is gone fails, with its place (anton 2fc0128d)", () =>
  expect(judged(script(`kubectl apply -f ${URL}`), [{ url: URL, status: 404 }]).findings).toMatchObject([
    {
      subject: "file/scripts/bootstrap.sh",
      expected: `${URL} to answer`,
      actual: "it answers 404",
      where: { file: "scripts/bootstrap.sh", line: 2 },
      hopeless: true,
    },
  ]));

test("what is not pinned is a warning (aclerici38)", () => {
  for (const url of [
    "https://github.com/x/y/releases/latest/download/install-1.2.0.yaml",
    "https://raw.githubusercontent.com/x/y/refs/heads/main/crd.yaml",
    "https://raw.githubusercontent.com/x/y/main/crd.yaml",
  ])
    expect(judged(script(`kubectl apply -f ${url}`), [ok(url)])).toMatchObject({
      verdict: "pass",
      notices: [{ severity: "warning", where: { line: 2 } }],
    });
});

describe("what nobody could tell is unseen", () => {
  const applied = script(`kubectl apply -f ${URL}`);
  test.each([
    ["no network", [{ url: URL, trouble: "it is far; walk" }], /could not be asked: it is far; walk$/],
    ["an answer that says neither", [{ url: URL, status: 503 }], /answered 503$/],
    ["nobody asked", undefined, /was not asked/],
  ] as [string, RemoteAnswer[] | undefined, RegExp][])("%s", (_, answers, reason) =>
    expect(judged(applied, answers)).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [{ subject: "file/scripts/bootstrap.sh", reason: expect.stringMatching(reason) }],
    }),
  );

  test("a variable that nothing gives", () =>
    expect(judged(script("kubectl apply -f https://x.io/${VERSION}/crd.yaml"), []).unseen).toMatchObject([
      { reason: expect.stringContaining("not known before its variables are") },
    ]));

  test("a user in a URL is never shown", () =>
    expect(JSON.stringify(judged(script("kubectl apply -f https://me:secret@x.io/v1.0.0/crd.yaml"), []))).not.toContain(
      "secret",
    ));
});

test("no URL at all passes, where there is a bootstrap to look at", () => {
  expect(judged(script("kubectl apply -f crds/"))).toMatchObject({ verdict: "pass", examined: 1 });
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
});

test("other tasks are no bootstrap", () =>
  expect(judged({ "Taskfile.yaml": `tasks: { kbench: { cmds: ["kubectl apply -f ${URL}"] } }\n` })).toMatchObject({
    verdict: "pass",
    remarks: ["the bootstrap takes no manifest from a URL"],
  }));

test("no checkout", () => {
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf() }).verdict).toBe("not-applicable");
});

test("answers below 200, from 300 on, and gone for good", () => {
  const of = (status: number) => {
    const { findings, unseen } = judged(script(`kubectl apply -f ${URL}`), [{ url: URL, status }]);
    for (const one of unseen) expect(one.next).toBe(`curl -fsSIL '${URL}'`);
    return [findings.length, unseen.length];
  };
  expect([200, 299, 410, 404].map(of)).toEqual([
    [0, 0],
    [0, 0],
    [1, 0],
    [1, 0],
  ]);
  expect([199, 300, 403, 500].map(of)).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});

test("any part of a bootstrap is enough to say that nothing is fetched", () => {
  const part = { "Taskfile.yaml": "tasks: { a: ls }\n", "h.yaml": "helmfiles: [x]\n", "talos/a.yaml": "machine: {}\n" };
  for (const [path, text] of Object.entries(part))
    expect(judged({ [path]: text }, [])).toMatchObject({
      verdict: "pass",
      examined: 1,
      remarks: ["the bootstrap takes no manifest from a URL"],
    });
});
