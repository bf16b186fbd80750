import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlReport } from "./report.ts";
import { AT, ended, finished, finding, placed, row, runOf, saved, started } from "../testing/events.ts";

/** Debian's `chromium` package, or what CI images call it. Without it these tests are skipped, and say so. */
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) =>
  existsSync(file),
);
if (CHROMIUM === undefined)
  console.warn("report.html was not tested in a browser: Chromium is not installed (apt-get install chromium)");

/** A run with all that the page can show. */
function page(): string {
  const at = (minute: number) => ({
    ...{ at: new Date(Date.parse(AT) + minute * 60_000).toISOString(), source: "Helm", precisionMs: 1000 },
    basis: minute === 0 ? ("inferred" as const) : ("exact" as const),
  });
  const long = `the image ${"registry.example/team/".repeat(12)}app:v1 cannot be pulled`;
  const ids = ["flux/git-source-is-ready", "flux/check-passes", "cilium/status-is-ok", "cilium/identity-matches"];
  const criteria = ["AC1", "VC1", "VC2"].map((ac) => ({
    ...{ ac, statement: `\`flux check\` passes with all components healthy, ${long}` },
    rows: ac === "VC2" ? [] : ["flux/*"],
  }));
  return htmlReport(
    runOf([
      started(
        ids.map((id) => row(id, { suite: id.startsWith("flux") ? "80-flux" : "70-cilium" })),
        { backend: "lab", stories: [{ id: "1.3", title: "Bootstrap", criteria }] },
      ),
      finished("flux/git-source-is-ready", "fail", {
        findings: [finding({ subject: "pod/flux-system/source-controller-0", actual: long, since: AT }), placed()],
        notices: [{ ...placed(), severity: "warning" }],
      }),
      finished("flux/check-passes", "pass", {}, { evidence: ["observations/nodes.json"] }),
      saved("nodes"),
      finished("cilium/status-is-ok", "inconclusive", { reason: long, unseen: [{ subject: "a/b", reason: long }] }),
      finished("cilium/identity-matches", "pass"),
      {
        event: "timeline",
        at: AT,
        timeline: {
          ...{ start: at(0), end: at(9), criticalPath: [{ name: "release cilium", tookMs: 120_000, what: long }] },
          phases: [{ name: "core", title: "Core", start: at(0), end: at(8), tookMs: 480_000, budgetMs: 60_000 }],
          intervals: [{ name: "release cilium", kind: "release", start: at(1), end: at(3) }],
          ...{ remarks: [long], gaps: [long], budget: { totalMs: 600_000, tookMs: 540_000, basis: "exact" } },
        },
      },
      ended(),
    ]),
    {
      files: new Map([
        ["observations/nodes.json", { bytes: 40, text: `{\n "source": "nodes",\n "seen": "${"x".repeat(300)}"\n}\n` }],
      ]),
      earlier: new Map(),
    },
  );
}

describe.skipIf(CHROMIUM === undefined)("report.html in Chromium", { timeout: 90_000 }, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "assay-page-"));
    writeFileSync(path.join(folder, "report.html"), page());
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const opened = async (options: Parameters<Browser["newPage"]>[0] = {}, hash = ""): Promise<Page> => {
    const tab = await browser.newPage(options);
    await tab.goto(`file://${folder}/report.html${hash}`);
    return tab;
  };
  const shown = (tab: Page) => tab.locator("details.check > summary > code:visible").allTextContents();

  test("nothing is refused by its own policy, and nothing is thrown", async () => {
    const tab = await browser.newPage();
    const wrong: string[] = [];
    tab.on("console", (message) => wrong.push(message.text()));
    tab.on("pageerror", (error) => wrong.push(String(error)));
    tab.on("request", (request) => request.url().endsWith("report.html") || wrong.push(request.url()));
    await tab.goto(`file://${folder}/report.html`);
    expect(await tab.locator(".filter").isVisible()).toBe(true);
    expect(wrong).toEqual([]);
  });

  test("filters by text, verdict, suite and object, opens what is folded, and folds it again", async () => {
    const tab = await opened();
    const all = ["flux/git-source-is-ready", "cilium/status-is-ok"];
    expect(await shown(tab)).toEqual(all);
    await tab.getByLabel("Text").fill("identity");
    expect(await shown(tab)).toEqual(["cilium/identity-matches"]);
    expect(await tab.locator(".filter output").textContent()).toBe("1 of 4 checks");
    // what was observed is not what a check says
    await tab.getByLabel("Text").fill("xxx");
    expect(await shown(tab)).toEqual([]);
    await tab.getByLabel("Text").fill("");
    await tab.getByLabel("Verdict").selectOption("pass");
    expect(await shown(tab)).toEqual(["flux/check-passes", "cilium/identity-matches"]);
    await tab.getByLabel("Suite").selectOption("80-flux");
    expect(await shown(tab)).toEqual(["flux/check-passes"]);
    await tab.getByRole("button", { name: "Clear" }).click();
    await tab.getByLabel("Object").fill("pod/flux-system");
    expect(await shown(tab)).toEqual(["flux/git-source-is-ready"]);
    await tab.getByRole("button", { name: "Clear" }).click();
    expect(await shown(tab)).toEqual(all);
  });

  test("finds a check by an object of a finding that is not shown", async () => {
    const findings = Array.from({ length: 300 }, (_, n) => finding({ subject: `pod/team-${n % 3}/worker-${n}&co` }));
    const events = [
      started([row("a/one"), row("a/two")]),
      finished("a/one", "fail", { findings }),
      finished("a/two", "pass"),
    ];
    writeFileSync(path.join(folder, "many.html"), htmlReport(runOf([...events, ended()])));
    const opened = await browser.newPage();
    await opened.goto(`file://${path.join(folder, "many.html")}`);
    const shown = opened.locator("details.check:visible");
    await opened.fill("#filter-object", "pod/team-2/worker-299&co");
    expect(await opened.textContent(".filter output")).toBe("1 of 2 checks");
    expect(await shown.count()).toBe(1);
    await opened.fill("#filter-object", "pod/team-1/worker-299&co");
    expect(await opened.textContent(".filter output")).toBe("0 of 2 checks");
    await opened.close();
  });

  test("a link to a check opens it, also where a filter hides it, and the banner leaves its line visible", async () => {
    const tab = await opened({}, "#cilium/identity-matches");
    const check = tab.locator("details.check", { has: tab.locator('[id="cilium/identity-matches"]') });
    const line = check.locator("summary").first();
    expect(await check.getAttribute("open")).not.toBeNull();
    const [top, banner] = [await line.boundingBox(), await tab.locator(".stamp").first().boundingBox()];
    expect(top?.y).toBeGreaterThanOrEqual((banner?.y ?? 0) + (banner?.height ?? 0));
    await tab.getByLabel("Verdict").selectOption("fail");
    expect(await line.isVisible()).toBe(false);
    await tab.evaluate(`location.hash = "#flux/check-passes"`);
    await tab.evaluate(`location.hash = "#cilium/identity-matches"`);
    await expect.poll(() => line.isVisible()).toBe(true);
  });

  test("the timeline is told by hover, and walked and zoomed by keyboard", async () => {
    const tab = await opened();
    const bar = tab.locator(".lane .bar").first();
    await tab.locator(".lane").first().hover();
    expect(await tab.locator("output.told").textContent()).toMatch(/^Core: 8m0s, from Helm \(reconstructed/);
    await tab.getByText("The step that took longest").click();
    await tab.locator(".lane").first().focus();
    await tab.keyboard.press("ArrowDown");
    expect(await tab.locator("output.told").textContent()).toMatch(/^release cilium: 2m0s, on the critical path/);
    const before = await bar.getAttribute("width");
    await tab.keyboard.press("+");
    expect(Number.parseFloat((await bar.getAttribute("width")) ?? "")).toBeGreaterThan(Number.parseFloat(before ?? ""));
    await tab.keyboard.press("0");
    expect(Number.parseFloat((await bar.getAttribute("width")) ?? "")).toBeCloseTo(Number.parseFloat(before ?? ""), 1);
  });

  test("a command is copied as it stands", async () => {
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const tab = await context.newPage();
    await tab.goto(`file://${folder}/report.html`);
    const button = tab.getByRole("button", { name: "Copy kubectl get git-source-is-ready" }).first();
    await button.click();
    await expect.poll(() => button.textContent()).toBe("Copied");
    expect(await tab.evaluate("navigator.clipboard.readText()")).toBe("kubectl get git-source-is-ready");
    await context.close();
  });

  test.each([390, 768, 1400])("nothing overflows at %d pixels, even unfolded", async (width) => {
    const tab = await opened({ viewport: { width, height: 844 } });
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(width);
    await tab.evaluate(`for (const fold of document.querySelectorAll("details")) fold.open = true`);
    expect(await tab.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  test("without JavaScript: verdict, cause and story are read, what cannot work is not shown", async () => {
    const tab = await opened({ javaScriptEnabled: false });
    expect(await tab.locator("h1").textContent()).toMatch(/^FAIL: /);
    expect(await tab.locator(".case h3").first().isVisible()).toBe(true);
    expect(await tab.locator(".case .command").first().isVisible()).toBe(true);
    expect(await tab.locator(".criterion", { hasText: "AC1" }).isVisible()).toBe(true);
    expect(await tab.locator(".filter:visible, .tools:visible, .copy").count()).toBe(0);
    await tab.locator("details.check > summary").first().click();
    expect(await tab.locator("details.check .body").first().isVisible()).toBe(true);
    const observed = tab.locator("details.observed");
    for (const fold of ["details.suite:has(.observed)", "details.rest:has(.observed)", "details.check:has(.observed)"])
      if ((await tab.locator(`${fold}[open]`).count()) === 0) await tab.locator(`${fold} > summary`).click();
    expect(await observed.locator("pre").isVisible()).toBe(false);
    await observed.locator("summary").click();
    expect(await observed.locator("pre").isVisible()).toBe(true);
    const linked = await opened({ javaScriptEnabled: false }, "#cilium/identity-matches");
    expect(await linked.locator(`[id="cilium/identity-matches"]`).isVisible()).toBe(true);
  });

  test("on paper everything that does not hold is unfolded", async () => {
    const tab = await opened();
    await tab.emulateMedia({ media: "print" });
    await tab.evaluate(`dispatchEvent(new Event("beforeprint"))`);
    for (const text of ["Expected", "Phases in figures", "VC1"])
      expect(await tab.getByText(text).first().isVisible(), text).toBe(true);
    expect(await tab.locator(".filter").isVisible()).toBe(false);
    expect(await tab.locator(".observed:visible").count()).toBe(0);
    await tab.evaluate(`dispatchEvent(new Event("afterprint"))`);
    expect(await tab.locator("details.check[open]").count()).toBe(0);
  });

  test.each(["light", "dark"] as const)("axe finds nothing serious in %s", async (colorScheme) => {
    const tab = await opened({ colorScheme });
    await tab.evaluate(`for (const fold of document.querySelectorAll("details")) fold.open = true`);
    // by the debugger: the page's policy lets no other script in
    await tab.evaluate(`${axe.source}; undefined`);
    const { violations } = (await tab.evaluate("axe.run()")) as {
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    };
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
