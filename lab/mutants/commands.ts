import type { CommandAnswer, World } from "../world.ts";
import type { Mutant } from "./mutant.ts";
import { OPPOSITES, valueChanges } from "./values.ts";

/**
 * What the other commands could print otherwise: an answer cut, a word turned round, a value of its JSON changed.
 * `asked` holds the calls that a run makes, as `program call`: nobody hears any other answer.
 */
export function commandMutants(world: World, asked: ReadonlySet<string>): Mutant[] {
  return (["flux", "cilium", "op"] as const).flatMap((program) =>
    Object.entries(world.commands[program] ?? {})
      .filter(([call]) => asked.has(`${program} ${call}`))
      .flatMap(([call, answer]) =>
        answerChanges(answer)
          .filter(({ to }) => to.stdout !== answer.stdout || to.exit !== answer.exit)
          .map(({ at, change, to }) => ({
            id: `${program} ${call} ${at}: ${change}`,
            area: program,
            at: `${program} ${call} ${at.replace(/\.\d+(?=\.|$)/g, "[]")}`,
            change,
            fault: (before: World): World => ({
              ...before,
              commands: { ...before.commands, [program]: { ...before.commands[program], [call]: to } },
            }),
          })),
      ),
  );
}

interface AnswerChange {
  at: string;
  change: string;
  to: CommandAnswer;
}

function answerChanges(answer: CommandAnswer): AnswerChange[] {
  const { stdout = "" } = answer;
  const said = (at: string, change: string, text: string): AnswerChange => ({
    at,
    change,
    to: { ...answer, stdout: text },
  });
  const lines = stdout.split("\n");
  return [
    { at: "exit", change: "1", to: { ...answer, exit: answer.exit === 0 ? 1 : 0 } },
    ...(stdout === ""
      ? []
      : [
          said("answer", "empty", ""),
          said("answer", "cut in half", stdout.slice(0, stdout.length / 2)),
          said("answer", "only its last line", `${lines.findLast((line) => line !== "") ?? ""}\n`),
        ]),
    ...(isJson(stdout) ? ofJson(stdout, said) : ofLines(lines, said)),
  ];
}

type Said = (at: string, change: string, text: string) => AnswerChange;

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

function ofJson(stdout: string, said: Said): AnswerChange[] {
  const document = JSON.parse(stdout) as Record<string, unknown>;
  return valueChanges(withFewAgents(document)).map(({ path, change, apply }) => {
    const copy = JSON.parse(stdout) as unknown;
    apply(copy);
    return said(path.join("."), change, `${JSON.stringify(copy, null, 2)}\n`);
  });
}

/** Of the agents that `cilium status` tells of, each in the same words, the first stands for all. */
const withFewAgents = (document: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      BY_AGENT.has(key) ? Object.fromEntries(Object.entries(value as object).slice(0, 1)) : value,
    ]),
  );

const BY_AGENT = new Set(["cilium_status", "cilium_endpoints"]);

/** Each line left out, and each word that says that something is well turned round. */
function ofLines(lines: readonly string[], said: Said): AnswerChange[] {
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const at = `line "${line.trim().slice(0, 60)}"`;
    const without = lines.filter((_, other) => other !== index).join("\n");
    const words = [...line.matchAll(WORD)].flatMap(([word], nth) => {
      let seen = -1;
      const turned = line.replace(WORD, (it) => ((seen += 1) === nth ? (OPPOSITES[it] ?? SIGNS[it] ?? it) : it));
      return turned === line ? [] : [said(at, `"${word}" turned round`, lines.with(index, turned).join("\n"))];
    });
    return [said(at, "left out", without), ...words];
  });
}

const SIGNS: Record<string, string> = {
  "✔": "✗",
  "✅": "❌",
  ready: "not ready",
  passed: "failed",
  healthy: "unhealthy",
};

const WORD = new RegExp(
  [...Object.keys(OPPOSITES), ...Object.keys(SIGNS)]
    .map((word) => (/\w/.test(word) ? `\\b${word}\\b` : word))
    .join("|"),
  "g",
);
