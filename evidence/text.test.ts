import { describe, expect, test } from "vitest";
import { DANGEROUS, HOSTILE } from "../reports/testing/hostile.ts";
import {
  block,
  html,
  htmlProse,
  json,
  line,
  markdownBlock,
  markdownCell,
  markdownCode,
  markdownProse,
  markdownProseCell,
  markdownText,
  shellWord,
  xml,
} from "./text.ts";

const all = Object.entries(HOSTILE);

describe("prose", () => {
  test("what stands in backticks is code", () => {
    expect(markdownProse("run `flux check` *now*")).toBe("run `flux check` \\*now\\*");
    expect(markdownProseCell("`kubectl get pods -A | grep -v Running` is | empty")).toBe(
      "`kubectl get pods -A \\| grep -v Running` is \\| empty",
    );
    expect(htmlProse("run `a < b` & go")).toBe("run <code>a &lt; b</code> &amp; go");
  });

  test("a backtick alone, or several, is none", () => {
    expect(htmlProse("one ` two")).toBe("one ` two");
    expect(markdownProse("```a` b")).toBe("\\`\\`\\`a\\` b");
  });
});

describe("line", () => {
  test.each(all)("%s becomes one short line without anything that acts", (_, text) => {
    expect(line(text)).not.toMatch(DANGEROUS);
    expect(line(text)).not.toContain("\n");
    expect(line(text).length).toBeLessThan(650);
  });

  test("escape sequences go whole, words stay", () => {
    expect(line(HOSTILE["colours"] ?? "")).toBe("red link erased");
    expect(line("a\x1b]0;never ended")).toBe("a]0;never ended");
    expect(line("one\r\ntwo\u0085three")).toBe("one two three");
  });

  test("what is cut keeps both ends", () => {
    expect(line(`a${"x".repeat(1_000_000)}z`, 10)).toBe("axxx … xxz");
    expect(line("\u{1f600}".repeat(10), 10)).toBe("\u{1f600}\u{1f600} … \u{1f600}");
    expect(line(`head\x1b]0;never ended ${"x".repeat(100)} tail`, 20)).toMatch(/^head.* … .*tail$/);
  });

  test("lone surrogates are replaced", () => {
    expect(line("a\ud800b")).toBe("a\ufffdb");
  });
});

test("block keeps lines and nothing else", () => {
  expect(block("one\r\n\ttwo\x07")).toBe("one\n  two");
});

describe("Markdown", () => {
  test("plain words format nothing", () => {
    expect(markdownText("**b** <i> & @team https://x www.y [z](q) `c` a|b")).toBe(
      "\\*\\*b\\*\\* &lt;i&gt; &amp; &#64;team https&#58;//x www&#46;y \\[z\\](q) \\`c\\` a\\|b",
    );
    expect(markdownText("- item")).toBe("\\- item");
    expect(markdownText("1. item")).toBe("1\\. item");
    expect(markdownText("1.3 is a story")).toBe("1.3 is a story");
  });

  test("a code span cannot be closed from within", () => {
    expect(markdownCode("a `b` ``c``")).toBe("``` a `b` ``c`` ```");
    expect(markdownCode("")).toBe("` `");
    expect(markdownCell("a|b")).toBe("`a\\|b`");
  });

  test("a fence cannot be closed from within", () => {
    expect(markdownBlock("a\n```\nb")).toBe("````\na\n```\nb\n````");
  });
});

test("HTML and XML text", () => {
  expect(html(`<a href="x">'&`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  expect(xml("]]>\ufffe\x01")).toBe("]]&gt;\ufffd");
});

test("JSON reads back the same, and acts on no terminal", () => {
  for (const text of ["\u202e\u009b2J\u2028\x1b[0m", ...Object.values(HOSTILE)]) {
    const written = json({ text });
    expect(JSON.parse(written)).toEqual({ text });
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(written).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
  }
});

test("a shell takes a word as it is", () => {
  expect(shellWord("--cluster=infra")).toBe("--cluster=infra");
  expect(shellWord("it's; rm -rf $HOME")).toBe(`'it'\\''s; rm -rf $HOME'`);
  expect(shellWord("")).toBe("''");
});
