import { describe, expect, test } from "vitest";
import { markdown } from "./report.ts";
import { AT, ended, finished, finding, row, runOf, saved, started } from "../testing/events.ts";

const stories = [
  { id: "1.3", title: "Bootstrap", criteria: [{ ac: "AC1", statement: "Talos is up", rows: ["a/one", "a/two"] }] },
];
const rows = [row("a/one", { fails: "Two ones" }), row("a/two"), row("a/three"), row("a/four")];
const report = () =>
  markdown(
    runOf(
      [
        started(rows, { stories, repository: { path: "../k8s-ops", commit: "abc123", dirty: true } }),
        { event: "identified", at: AT, kubeSystemUid: "0b5f", kubernetesVersion: "v1.35.0" },
        finished(
          "a/one",
          "fail",
          { examined: 3, findings: [finding({ since: "2026-11-21T03:50:01Z" })] },
          { evidence: ["observations/nodes.json"] },
        ),
        finished("a/two", "fail", { findings: [finding({ subject: "pod/x", actual: "Pending" })] }),
        finished("a/three", "inconclusive", { reason: "nodes: 403" }),
        finished("a/four", "not-applicable", { reason: "the profile has no mesh", remarks: ["212 days left"] }),
        saved("nodes"),
        ended(),
      ],
      [
        {
          cause: "a/one",
          title: "the fact of a/one",
          evidence: finding(),
          advice: "kubectl describe node cp1",
          consequences: ["a/two"],
        },
      ],
    ),
  );

describe("report.md", () => {
  test("starts with the verdict", () => {
    expect(report().split("\n").slice(0, 5)).toEqual([
      "# FAIL: 1 cause, 3 checks (infra)",
      "",
      "**Two ones: node/cp1**",
      "",
      "2 failed, 1 inconclusive, 1 not applicable; 3 of 4 checks apply; 4m0s.",
    ]);
  });

  test("has its parts in the order in which they matter", () => {
    expect(report().match(/^## .*/gm)).toEqual([
      "## Root causes",
      "## What was judged",
      "## Story 1.3: Bootstrap",
      "## Failures",
      "## Could not be judged",
      "## Not applicable",
      "## Remarks",
      "## Requests and commands",
      "## How to reproduce",
      "## Every check",
    ]);
  });

  test("says what was judged", () => {
    for (const fact of [
      "| Server | `https://10.25.11.10:6443` |",
      "| kube-system UID | `0b5f` |",
      "| Kubernetes | `v1.35.0` |",
      "| Profile digest | `sha256:abc` |",
      "| Repository | `../k8s-ops at abc123, with changes` |",
    ])
      expect(report()).toContain(fact);
  });

  test("spells out who asks for a check", () => {
    expect(report()).toContain("\n- AC1: the Talos control plane is bootstrapped by ");
  });

  test("proves the story check by check", () => {
    expect(report()).toContain("| AC1 | Talos is up | ✗\u00a0fail | ✗\u00a0`a/one`<br>✗\u00a0`a/two` |");
  });

  test("tells causes with evidence, next command and folded consequences", () => {
    expect(report()).toContain(`### 1. Two ones: node/cp1

\`a/one\` · the fact of a/one · 1 consequence

| Subject | Expected | Actual |
| --- | --- | --- |
| \`node/cp1\` | \`Ready=True\` | \`Ready=False\` |

Next: \`kubectl describe node cp1\`

<details><summary>1 consequence</summary>

- ✗\u00a0fail \`a/two\`: \`pod/x: Pending\`

</details>`);
  });

  test("tells failures whole", () => {
    expect(report()).toContain(`### ✗ Two ones

the fact of a/one

\`a/one\` · 1 of 3 · 0.3s · AC1

Because it matters.

| Subject | Expected | Actual | Since |
| --- | --- | --- | --- |
| \`node/cp1\` | \`Ready=True\` | \`Ready=False\` | 2026-11-21 03:50:01 UTC |

Next: \`kubectl get one\`

Evidence: \`observations/nodes.json\``);
    expect(report()).toContain("A consequence of `a/one`.");
  });

  test("gives reasons, remarks and the way to do it again", () => {
    expect(report()).toContain("| the fact of a/three<br>`a/three` | `nodes: 403` | `kubectl get three` |");
    expect(report()).toContain("| the fact of a/four<br>`a/four` | `the profile has no mesh` |");
    expect(report()).toContain("- 212 days left (`a/four`)");
    expect(report()).toContain("- The same run again: `npx assay --cluster infra`");
    expect(report()).toContain("`git -C ../k8s-ops checkout abc123`");
  });
});

describe("marks", () => {
  const passed = (parts: Parameters<typeof started>[1]) =>
    markdown(runOf([started([row("a/one")], parts), finished("a/one", "pass"), ended()]));

  test("a live run has no stamp; any other has it above and below everything", () => {
    expect(passed({})).not.toContain("SIMULATED");
    for (const [backend, word] of [
      ["lab", "SIMULATED"],
      ["replay", "REPLAYED"],
    ] as const) {
      const text = passed({ backend }).trim();
      expect(text.match(new RegExp(`\\*\\*${word}: `, "g"))).toHaveLength(2);
      expect(text).toMatch(new RegExp(`^> \\[!CAUTION\\]\n> \\*\\*${word}`));
      expect(text.split("\n").at(-1)).toMatch(new RegExp(`^> \\*\\*${word}`));
    }
  });

  test("interrupted, partial, waived", () => {
    const text = markdown(
      runOf([
        started([row("a/one"), row("a/two")], { filtered: true }),
        finished("a/one", "waived", { findings: [finding()], reason: "waived by ops until 2026-12-31: disk" }),
      ]),
    );
    expect(text).toContain("# INCONCLUSIVE: nothing failed, but 1 check could not be judged (infra)");
    expect(text).toContain("> **INTERRUPTED.**");
    expect(text).toContain("> **PARTIAL.**");
    expect(text).toContain("Waiver: `waived by ops until 2026-12-31: disk`");
    expect(text).toContain("`never judged: the run was interrupted`");
  });

  test("a command that was killed is not told as one that exited", () => {
    const command = {
      event: "command-finished" as const,
      at: AT,
      argv: ["talosctl", "health"],
      signal: "SIGKILL",
      killed: true,
      tookMs: 10_000,
      transcript: "transcripts/1.txt",
    };
    expect(markdown(runOf([started([]), command, ended()]))).toContain(
      "| `talosctl health` | killed (SIGKILL) | 10s | `transcripts/1.txt` |",
    );
  });

  test("a hundred findings are counted, not listed", () => {
    const findings = Array.from({ length: 100 }, (_, index) => finding({ subject: `pod/x-${index}` }));
    const text = markdown(
      runOf([started([row("a/one")]), finished("a/one", "fail", { findings, examined: 100 }), ended()]),
    );
    expect(text).toContain("… and 75 more in run.json");
  });
});

test("the timeline: phases against budgets, how each is known, and what is not", () => {
  const point = (at: string, basis: "observed" | "inferred") => ({ at, source: "Helm", precisionMs: 1000, basis });
  const text = markdown(
    runOf([
      started([]),
      {
        event: "timeline",
        at: AT,
        timeline: {
          phases: [
            {
              name: "crds",
              title: "CRDs",
              start: point("2026-11-21T03:00:00Z", "inferred"),
              end: point("2026-11-21T03:00:48Z", "observed"),
              tookMs: 48_000,
              budgetMs: 30_000,
            },
            { name: "flux", title: "Flux" },
          ],
          intervals: [],
          budget: { totalMs: 1_800_000, tookMs: 1_332_000, basis: "inferred" },
          criticalPath: [{ name: "node/cp2", tookMs: 126_000, what: "registered last" }],
          remarks: ["9 of 22 minutes pulled images"],
          gaps: ["flux has no end"],
        },
      },
      ended(),
    ]),
  );
  expect(text).toContain("Took 22m12s of 30m0s: 7m48s to spare (reconstructed).");
  expect(text).toContain(
    "| CRDs | 2026-11-21 03:00:00 UTC ±1s<br>reconstructed, Helm | 2026-11-21 03:00:48 UTC ±1s<br>observed, Helm | 48s | 30s, 18s over |",
  );
  expect(text).toMatch(/^```text\n[^]*^crds .*▒+ +48s of 30s, over\n[^]*^```$/m);
  expect(text).toContain("| Flux | unknown | unknown | unknown |  |");
  expect(text).toContain("1. node/cp2, 2m6s: registered last");
  expect(text).toContain("- 9 of 22 minutes pulled images");
  expect(text).toContain("Not known:\n\n- flux has no end");
});
