import type { Finding, Unseen } from "../criterion.ts";
import { look } from "./sources.ts";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import type { CheckoutFile, YamlProblem } from "../../observations/checkout.ts";
import { linksBetween } from "../../diagnosis/links/links.ts";
import type { JudgedCheck } from "../../diagnosis/links/judged-check.ts";

/** Judgements and checkouts as literals, for the tests of links in a checkout. */

export const YAML = "repository/yaml-is-sound";
export const DEPENDENCIES = "repository/dependencies-resolve";
export const CHAIN = "repository/core-releases-follow-the-chain";

export const found = (subject: string, parts: Partial<Finding> = {}): Finding => ({
  ...{ subject, expected: "x", actual: "y" },
  ...parts,
});
export const place = (file: string, line = 1, column = 1) => ({ where: { file, line, column } });
export const row = (id: string, findings: Finding[], restsOn: string[] = [], unseen: Unseen[] = []): JudgedCheck => ({
  criterion: { restsOn },
  judgement: {
    ...{ id, verdict: findings.length > 0 ? "fail" : "inconclusive", examined: 1, remarks: [], troubles: [] },
    ...{ findings, unseen },
  },
});
export const file = (path: string, value?: unknown, problems: YamlProblem[] = [], text = ""): CheckoutFile => ({
  ...{ path, size: 1, yaml: true, text },
  documents: [
    {
      file: path,
      index: 0,
      value,
      start: [1, 1],
      positions: {},
      problems,
      conditional: false,
    },
  ],
});
export const twice: YamlProblem = { kind: "duplicate-key", message: "twice", line: 3, column: 1 };
export const syntax: YamlProblem = { kind: "syntax", message: "no", line: 3, column: 1 };

/** The causes, each with what is folded under it. */
export const causes = (rows: JudgedCheck[], files: CheckoutFile[] = []) => {
  const links = linksBetween(rows, { repository: look({ root: "x", files, skipped: [], inner: new Map() }) });
  const catalogue = rows.map(({ judgement, criterion }) => ({
    ...{ id: judgement.id, title: "", advice: "" },
    restsOn: criterion.restsOn,
  }));
  const diagnosis = diagnose(
    rows.map(({ judgement }) => judgement),
    catalogue,
    links,
  );
  return Object.fromEntries(diagnosis.map(({ cause, consequences }) => [cause, consequences]));
};
