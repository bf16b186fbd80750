import { expect, test } from "vitest";
import type { Observed } from "../../evidence/observed.ts";
import { ended, finished, row, runOf, saved, started } from "../testing/events.ts";
import { htmlReport } from "./report.ts";

const FILE = "observations/nodes.json";
const judgedBy = (id: string, verdict: "pass" | "fail", ...evidence: string[]) =>
  finished(id, verdict, {}, { evidence: evidence.length > 0 ? evidence : [FILE] });
const run = runOf([
  started([row("a/one"), row("a/two"), row("a/three"), row("a/four")]),
  judgedBy("a/one", "pass"),
  judgedBy("a/two", "fail"),
  judgedBy("a/three", "fail"),
  judgedBy("a/four", "pass", FILE, "observations/pods.json", "transcripts/001-flux.txt"),
  saved("nodes"),
  saved("pods", "observations/pods.ndjson.gz"),
  ended(),
]);
const holding = (text: string, more: Partial<Observed> = {}): Observed => ({
  files: new Map([
    [FILE, { bytes: Buffer.byteLength(text), text }],
    ["observations/pods.ndjson.gz", { bytes: 2_345_678 }],
  ]),
  earlier: new Map(),
  ...more,
});
const bodyOf = (page: string, id: string): string =>
  page.slice(page.indexOf(`<div class="body" id="${id}">`)).split("</div></details>", 1)[0] ?? "";

test("what does not hold shows what it was judged by, and what holds leads there", () => {
  const page = htmlReport(run, holding('{\n "source": "nodes"\n}\n'));
  for (const id of ["a/two", "a/three"])
    expect(bodyOf(page, id)).toContain(
      '<details class="observed"><summary>What was seen: <code>nodes.json</code></summary><pre>{\n "source": "nodes"\n}\n</pre></details>',
    );
  expect(bodyOf(page, "a/two")).toContain(`<a href="${FILE}"><code>${FILE}</code></a> (23 B)`);
  expect(bodyOf(page, "a/one")).toContain(`(23 B; shown at <a href="#a/two">`);
  expect(bodyOf(page, "a/one")).not.toContain("<pre>");
});

test("what is large is named with its size, as a link; a transcript too", () => {
  const body = bodyOf(htmlReport(run, holding("{}")), "a/four");
  expect(body).toContain(
    '<a href="observations/pods.ndjson.gz"><code>observations/pods.ndjson.gz</code></a> (2.3 MB), <a href="transcripts/001-flux.txt">',
  );
});

test("a file that is not in the folder is no link", () => {
  const page = htmlReport(run, { files: new Map(), earlier: new Map() });
  expect(bodyOf(page, "a/one")).toContain(`Judged by <code>${FILE}</code> (not in this folder)`);
  expect(page).not.toContain(`href="${FILE}"`);
});

test("an earlier look is shown as the check saw it, and said where it differs", () => {
  const earlier = new Map([
    ["a/two", new Map([[FILE, { differs: true, text: "what a/two saw" }]])],
    ["a/three", new Map([[FILE, { differs: false, text: "the same, sooner" }]])],
    ["a/four", new Map([[FILE, { differs: true }]])],
  ]);
  const page = htmlReport(run, holding("what was seen last", { earlier }));
  const told = `judged by an earlier look, which <a href="observations/earlier.ndjson.gz">`;
  expect(bodyOf(page, "a/one")).toContain("<pre>what was seen last</pre>");
  expect(bodyOf(page, "a/two")).toMatch(/judged by an earlier look[^]*<pre>what a\/two saw<\/pre>/);
  expect(bodyOf(page, "a/three")).toContain("<pre>the same, sooner</pre>");
  expect(bodyOf(page, "a/three")).not.toContain(told);
  expect(bodyOf(page, "a/four")).toContain(told);
  expect(bodyOf(page, "a/four")).not.toContain("<pre>");
});

test("hostile text stays inert", () => {
  const page = htmlReport(run, holding('</pre><script>alert(1)</script><img src=x onerror="a">&amp;\u001B[2J\u202E'));
  expect(page).toContain(
    '<pre>&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror="a"&gt;&amp;amp;</pre>',
  );
});

test("many small ones keep the page below half a megabyte, first of what does not hold", () => {
  const ids = Array.from({ length: 200 }, (_, index) => `a/check-${index}`);
  const file = (id: string): string => `observations/${id.replace(/\W/g, "_")}.json`;
  const many = runOf([
    started(ids.map((id) => row(id))),
    ...ids.map((id, index) => judgedBy(id, index === 199 ? "fail" : "pass", file(id))),
    ...ids.map((id) => saved(id.replace(/\W/g, "_"), file(id))),
    ended(),
  ]);
  const files = new Map(ids.map((id) => [file(id), { bytes: 4000, text: `${id} ${"<".repeat(3900)}` }]));
  const page = htmlReport(many, { files, earlier: new Map() });
  expect(Buffer.byteLength(page)).toBeLessThan(480_000);
  expect(bodyOf(page, "a/check-199")).toContain("<pre>a/check-199 ");
  expect(bodyOf(page, "a/check-198")).toContain("(4.0 KB)");
});
