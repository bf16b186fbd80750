import { expect, test } from "vitest";
import { readCall } from "./call.ts";
import { endedBy } from "./ended.ts";

const KNOWN = {
  suites: ["20-repository", "80-flux"],
  rows: ["repository/handover-to-flux", "flux/check-passes"],
  out: "x",
};
function said(...argv: string[]): string {
  try {
    readCall(argv, KNOWN, {}, new Date("2026-11-30T10:00:00Z"));
    return "";
  } catch (error) {
    return endedBy("assay", error).text;
  }
}

test.each([
  // a flag whose name speaks of secrets is told, and what is given to it is not
  [["--key"], "assay: --key needs a value: --key <file>\n"],
  [["--key", "x"], "assay: --key belongs to assay sign-off <folder>, assay verify <folder>, assay sign <folder>\n"],
  [["--identity", "x"], "assay: --identity belongs to assay sign-off <folder>, assay verify <folder>\n"],
  [["--trusted-root", "x"], "assay: --trusted-root belongs to assay sign-off <folder>, assay verify <folder>\n"],
  [["--issuer", "x"], "assay: --issuer belongs to assay sign-off <folder>, assay verify <folder>\n"],
  [["init", "x"], 'assay: "x": assay init takes no words; it works for the repository in which it is called\n'],
  [["--hlep"], "assay: unknown flag --hlep; see --help\n"],
  [["--only", "flux"], 'assay: unknown check "flux"; did you mean flux/check-passes?; --list shows them\n'],
  [
    ["--only", "FLUX/CHECK-PASSES"],
    'assay: unknown check "FLUX/CHECK-PASSES"; did you mean flux/check-passes?; --list shows them\n',
  ],
  [
    ["--started-at", "0001-01-01T00:00:00Z"],
    "assay: --started-at 0001-01-01T00:00:00Z lies before there was Kubernetes; write it like 2026-11-21T10:00:00Z\n",
  ],
  [
    ["--out", "a\u001b[31m\n::error::b"],
    "assay: --out is given a value with line ends or other characters that cannot be printed\n",
  ],
])("%j", (argv, text) => expect(said(...argv)).toBe(text));
