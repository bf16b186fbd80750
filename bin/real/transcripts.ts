import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { keyOf } from "../../lab/commands/call.ts";
import { kindOf, type CapturedKind } from "../../lab/captures/capture.ts";
import type { CommandAnswer, LabObject } from "../../lab/world.ts";

/** What commands printed in a run, by the call as the lab names it, and how that cluster and its nodes are called. */
export function transcriptsOf(run: string): { answers: (CommandAnswer & { call: string })[]; names: string[] } {
  const folder = path.join(run, "transcripts");
  const texts = readdirSync(folder)
    .toSorted()
    .map((file) => readFileSync(path.join(folder, file), "utf8"));
  const contexts = texts.flatMap((text) => / --context (\S+)/.exec(text)?.slice(1) ?? []);
  const { value = [] } = JSON.parse(readFileSync(path.join(run, "observations/nodes.json"), "utf8")) as {
    value?: { metadata?: { name?: string } }[];
  };
  const nodes = value.flatMap(({ metadata }) => metadata?.name ?? []);
  return { answers: texts.flatMap((text) => answerIn(text) ?? []), names: [...new Set([...contexts, ...nodes])] };
}

/** The objects of each list that a run kept, without what it drops of them when they arrive. */
export function listsOf(run: string): Record<string, CapturedKind> {
  const folder = path.join(run, "observations");
  const lists = readdirSync(folder)
    .filter((file) => /^\w+\.json$/.test(file))
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { value?: unknown });
  const objects = lists.flatMap(({ value }) => (Array.isArray(value) ? (value as LabObject[]) : [])).filter(isObject);
  const kinds = [...new Set(objects.map(nameOfKind))];
  return Object.fromEntries(
    kinds.map((kind) => [kind, kindOf(objects.filter((object) => nameOfKind(object) === kind))]),
  );
}

const isObject = (object: Partial<LabObject>): object is LabObject =>
  object.kind !== undefined && object.apiVersion !== undefined && object.metadata !== undefined;

const nameOfKind = ({ apiVersion, kind }: LabObject): string => `${apiVersion}/${kind}`;

/** As `helpers/command.ts` writes it; none of a command that was killed. */
function answerIn(transcript: string): (CommandAnswer & { call: string }) | undefined {
  const parts = /^\$ (.*)\n# exit (\d+) .*\n# stdout\n([^]*)\n# stderr\n([^]*)$/.exec(transcript);
  if (!parts) return undefined;
  const [, command = "", exit, stdout = "", stderr = ""] = parts;
  const [program = "", ...args] = command.split(" ");
  return { call: `${program} ${keyOf(program, args)}`, exit: Number(exit), stdout, stderr };
}
