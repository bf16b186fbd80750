import { expect, test } from "vitest";
import { terminalSvg } from "./svg.ts";

test("a line keeps its spaces, its colours and its harmless text", () => {
  const svg = terminalSvg(["  \x1b[31m✗ \x1b[39ma <b>", "\x1b[1m\x1b[32mPASS\x1b[39m\x1b[22m"], 20);
  expect(svg).toContain('\u00a0\u00a0<tspan style="fill:#ff7b72">✗\u00a0</tspan>a\u00a0&lt;b&gt;');
  expect(svg).toContain('<tspan style="font-weight:700;fill:#7ee787">PASS</tspan>');
  expect(svg).not.toContain("\x1b");
});
