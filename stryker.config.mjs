/**
 * Mutation testing of the code that judges: `npm run mutate [-- criteria/talos …]`. What survives and the scores stand in
 * docs/development/mutation.md.
 *
 * Static mutants (code that runs once, while a module loads: ids, titles, `needs`, tables) are left out: each would need
 * a fresh process for the whole suite, and the catalogue's own tests hold them.
 */
/** The rooms whose code decides a verdict, a cause or a time. */
const JUDGING = ["observations", "repository", "timeline", "criteria", "diagnosis"].map((room) => `${room}/**/*.ts`);

/** Tests and what only they use. */
export const NOT_JUDGING = ["!**/*.test.ts", "!**/testing/**"];

export default {
  testRunner: "vitest",
  // The second is this file: it declares the ignorer below.
  plugins: ["@stryker-mutator/vitest-runner", "./stryker.config.mjs"],
  vitest: { configFile: "vitest.tests.config.ts" },
  // The tests of these rooms alone: what only a suite or a report notices is a gap. So is what only
  // criteria/hollow.test.ts notices, which loads every check and would make each mutant four times as slow.
  // (A pattern that begins with ! would match every other file of the repository.)
  testFiles: [
    "{observations,repository,timeline,diagnosis}/**/*.test.ts",
    "criteria/*/**/*.test.ts",
    "criteria/{judge,notices}.test.ts",
  ],
  mutate: [...JUDGING, ...NOT_JUDGING],
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  ignorers: ["prose"],
  concurrency: 2,
  // An endless loop, not a busy machine.
  timeoutMS: 6_000,
  incremental: true,
  incrementalFile: ".cache/mutation/incremental.json",
  tempDirName: ".cache/stryker",
  reporters: ["clear-text", "progress", "json", "html"],
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  htmlReporter: { fileName: ".cache/mutation/report.html" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  thresholds: { high: 95, low: 90, break: 85 },
  ignorePatterns: [".cache", "reports/out", "docs", ".ci"],
  // Stryker would parse tsconfig.json with TypeScript's JavaScript API, which TypeScript 7 no longer has; ours names
  // nothing outside the sandbox, so there is nothing to rewrite.
  tsconfigFile: "none.json",
  allowConsoleColors: false,
};

/** Properties that only people read: evidence, advice and the words of a finding. */
const PROSE = new Set([
  "title",
  "why",
  "advice",
  "subject",
  "expected",
  "actual",
  "reason",
  "message",
  "remarks",
  "because",
  "mend",
]);

/**
 * What a check says is documentation; what it compares and looks up is judgement. A literal is prose when it is, or is
 * part of, the value of such a property, an element joined into a sentence, or the separator; one that is compared, or
 * handed to a predicate within such a value, still decides and is mutated.
 */
function isProse(path) {
  if (!path.isStringLiteral() && !(path.isTemplateLiteral() && path.node.expressions.every(isPlain))) return false;
  for (let at = path; at.parentPath; at = at.parentPath) {
    const { node, parent } = { node: at.node, parent: at.parent };
    if (parent.type === "ObjectProperty") return parent.value === node && PROSE.has(nameOf(parent.key));
    if (parent.type === "CallExpression") return parent.callee.property?.name === "join";
    if (parent.type === "BinaryExpression" && parent.operator !== "+") return false;
    if (parent.type === "ConditionalExpression" && parent.test === node) return false;
    if (!TRANSPARENT.has(parent.type)) return false;
  }
  return false;
}

/** Through these a literal only becomes a longer sentence, or one of two. */
const TRANSPARENT = new Set(["ConditionalExpression", "LogicalExpression", "BinaryExpression", "TemplateLiteral"]);

/** Ignoring a node ignores all within it, so a template that holds a decision is not ignored as a whole. */
function isPlain({ type, arguments: given = [] }) {
  if (type === "CallExpression") return given.every(isPlain);
  return ["Identifier", "MemberExpression", "OptionalMemberExpression"].includes(type);
}

const nameOf = (key) => key.name ?? key.value;

export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "prose",
    value: { shouldIgnore: (path) => (isProse(path) ? "prose: what a check says, not what it decides" : undefined) },
  },
];
