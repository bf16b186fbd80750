import { describe, expect, test } from "vitest";
import { differencesOf, keysInWords } from "./differences.ts";
import { htmlReport } from "./html/report.ts";
import { markdown } from "./markdown/report.ts";
import { ended, finished, finding, placed, row, runOf, started } from "./testing/events.ts";

const ID = "repository/releases-have-one-definition";
const at = (file: string, line: number) => ({ file, line, column: 1 });
const differing = (key: string, left: string, right: string, line: number) =>
  placed({
    differs: {
      key,
      left: { by: "helmfile", says: left, where: at("h.yaml", 5) },
      right: { by: "HelmRelease", says: right, where: at("flux/c.yaml", line) },
    },
  });
const coredns = { ...differing("replicas", "1", "2", 9), subject: "release/kube-system/coredns" };
const run = runOf([
  started([row(ID)]),
  finished(ID, "fail", {
    findings: [differing("version", "1.18.0", "1.18.5", 7), finding(), differing("a|b", "1", "not set", 8)],
    notices: [{ ...coredns, severity: "warning" }],
  }),
  ended(),
]);

test("one table a release, of findings and notices, with a place that all share told once", () =>
  expect(differencesOf(run)).toMatchObject([
    {
      subject: "release/kube-system/cilium",
      check: ID,
      left: { by: "helmfile", where: at("h.yaml", 5) },
      right: { by: "HelmRelease" },
      keys: [
        {
          key: "version",
          left: { says: "1.18.0" },
          right: { says: "1.18.5", where: at("flux/c.yaml", 7) },
          weight: "error",
        },
        { key: "a|b", right: { says: "not set" } },
      ],
      because: ["Flux upgrades it."],
      mend: ["Write one version."],
    },
    {
      subject: "release/kube-system/coredns",
      keys: [{ key: "replicas", left: { where: at("h.yaml", 5) }, weight: "warning" }],
    },
  ]));

test("a list of findings counts the keys instead", () => {
  expect(keysInWords([finding()])).toBe("");
  expect(keysInWords([coredns, finding()])).toBe(
    "1 key differs between the definitions of release/kube-system/coredns",
  );
});

describe("the table", () => {
  test("of report.md", () => {
    const report = markdown(run);
    expect(report).toContain(`| Key | helmfile<br>\`h.yaml:5:1\` | HelmRelease | Weight |
| --- | --- | --- | --- |
| \`version\` | \`1.18.0\` | \`1.18.5\`<br>\`flux/c.yaml:7:1\` | error |
| \`a\\|b\` | \`1\` | \`not set\`<br>\`flux/c.yaml:8:1\` | error |

Why it matters: Flux upgrades it.<br>
Mend: Write one version.`);
    expect(report).toContain("2 keys differ between the definitions of release/kube-system/cilium: see");
    // not again in the failure's own table
    expect(report.match(/`1\.18\.0`/g)).toHaveLength(1);
  });

  test("of report.html", () => {
    const report = htmlReport(run);
    expect(report).toContain(`helmfile: <code class="place">h.yaml:5:1</code>`);
    expect(report).toContain(`<code>1.18.5</code><br><code class="soft">flux/c.yaml:7:1</code>`);
    expect(report).toContain(`see <a href="#differences">key by key</a>`);
  });

  test("nowhere where nothing differs", () => {
    const plain = runOf([started([row(ID)]), finished(ID, "fail"), ended()]);
    expect(markdown(plain)).not.toContain("key by key");
    expect(htmlReport(plain)).not.toContain("key by key");
  });
});
