import type { Task } from "./task.ts";

/** A word of a list that a loop reads file by file, as it is written. */
export interface ListedFile {
  word: string;
  where: Task["where"];
}

/**
 * The files of `secrets=( "a.yaml" "b.yaml" )` where `for secret in "${secrets[@]}"` hands each to kubectl or sops, and
 * no `-f` asks first whether it is there.
 */
export function listedFiles({ commands }: Pick<Task, "commands">): ListedFile[] {
  const whole = commands.map(({ text }) => text.replace(/\\\s*$/gm, "")).join("\n");
  return [...whole.matchAll(/\bfor\s+(\w+)\s+in\s+"?\$\{(\w+)\[@\]\}"?([\s\S]*?)\bdone\b/g)].flatMap(
    ([, each = "", list = "", body = ""]) => {
      const named = String.raw`"?\$\{?${each}\}?`;
      if (new RegExp(String.raw`-[ef]\s+${named}`).test(body)) return [];
      const reads = new RegExp(
        String.raw`\b(?:sops\s+(?:exec-file|exec-env|-d|--decrypt|decrypt)|kubectl\b[^\n]*?\s(?:-f|--filename))[ =]+${named}`,
      );
      const [, words = ""] = new RegExp(String.raw`\b${list}=\(([^)]*)\)`).exec(withoutCalls(whole)) ?? [];
      return reads.test(body) ? [...words.matchAll(/"([^"\n]+)"|'([^'\n]+)'|([^\s"']+)/g)].flatMap(placed) : [];
    },
  );

  function placed([, double, single, bare]: RegExpMatchArray): ListedFile[] {
    const word = (double ?? single ?? bare ?? "").replaceAll(OPEN, "(").replaceAll(CLOSE, ")");
    const found = commands.find(({ text }) => text.includes(word));
    return found && /[/.]/.test(word) ? [{ word, where: found.where }] : [];
  }
}

const [OPEN, CLOSE] = ["\uE010", "\uE011"];

/** `justfile_dir()` within a list does not end it. */
const withoutCalls = (text: string): string => text.replaceAll("()", `${OPEN}${CLOSE}`);
