import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseProfile } from "../clusters/parse.ts";
import { kindOf, outputOf, type Capture, type CapturedKind, type CapturedOutput } from "./captures/capture.ts";
import { INVENTED, LEFT_OUT, OTHER_CONDITIONS, OTHER_LINES } from "./captures/differences.ts";
import { placesOf } from "./captures/form.ts";
import { isRead, readOf } from "./captures/testing/read.ts";
import { answersOf, PROGRAMS } from "./commands/call.ts";
import { createApi } from "./server/api.ts";
import type { CommandAnswer, World } from "./world.ts";
import { healthyWorld } from "./worlds/healthy.ts";

const FOLDER = "lab/captures";
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
const captures = files.map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as Capture);

const worlds: World[] = readdirSync("clusters")
  .filter((file) => file.endsWith(".yaml"))
  .flatMap((file) => parseProfile(readFileSync(`clusters/${file}`, "utf8"), file).profile ?? [])
  .map((profile) => healthyWorld(profile, { now: new Date("2026-11-21T12:00:00Z") }));

// of a kind that no whole capture has, nothing is known of the fields that a run does not keep
const whole = captures.filter(({ isWhole }) => isWhole);
const kinds = [...new Set(whole.flatMap(({ objects }) => Object.keys(objects)))].toSorted();
const typeOf = (condition: string): string => condition.replace(/=.*$/, "");

/** Differences that were met. */
const used = new Set<string>();

const calls = [...new Set(captures.flatMap(({ commands }) => Object.keys(commands)))].toSorted();

describe.each(kinds)("objects of %s", (kind) => {
  const real = captures.flatMap(({ objects }) => objects[kind] ?? []);
  const lab = kindOf(
    worlds.flatMap(({ kubernetes }) => kubernetes.objects.filter((it) => `${it.apiVersion}/${it.kind}` === kind)),
  );
  const realPlaces = union(real.map(({ form }) => placesOf(form)));

  test("the lab has no field and no type of its own", () => {
    expect(added(placesOf(lab.form), realPlaces).filter((place) => !isListed(INVENTED, kind, place))).toEqual([]);
  });

  test("what assay may read of a real one is there", () => {
    const read = real.flatMap(({ form }) => readOf(kind, form));
    const lacking = [...new Set(read)].filter((place) => !placesOf(lab.form).has(place));
    expect(lacking.filter((place) => !isListed(LEFT_OUT, kind, place))).toEqual([]);
  });

  test("its conditions are a real one's", () => {
    const known = real.flatMap(({ conditions = [] }: CapturedKind) => conditions);
    const strange = (lab.conditions ?? []).filter((condition) => !known.includes(condition));
    expect(strange.filter((condition) => !isListed(OTHER_CONDITIONS, kind, condition))).toEqual([]);
    const lacking = known.filter(
      (condition) => !(lab.conditions ?? []).some((our) => typeOf(our) === typeOf(condition)),
    );
    expect(lacking.filter((condition) => !isListed(OTHER_CONDITIONS, kind, condition))).toEqual([]);
  });
});

describe.each(calls)("%s", (call) => {
  const real = captures.flatMap(({ commands }) => commands[call] ?? []);
  const lab = labOutput(call);

  test("is answered by the lab", () => expect(lab).toBeDefined());

  test("has the real one's form", () => {
    if (!lab) return;
    const [ours, theirs] = [placesIn([lab]), placesIn(real)];
    expect(added(ours, theirs).filter((place) => !isListed(INVENTED, call, place))).toEqual([]);
    const lacking = [...theirs.keys()].filter((place) => isRead(place) && !ours.has(place));
    expect(lacking.filter((place) => !isListed(LEFT_OUT, call, place))).toEqual([]);
  });

  test("has the real one's lines in their order", () => {
    if (!lab) return;
    const [ours, theirs] = [linesIn([lab]), linesIn(real)];
    expect(ours.filter((line) => !theirs.includes(line) && !isListed(OTHER_LINES, call, line))).toEqual([]);
    expect(theirs.filter((line) => !ours.includes(line) && !isListed(OTHER_LINES, call, line))).toEqual([]);
    expect(ours.filter((line) => theirs.includes(line))).toEqual(theirs.filter((line) => ours.includes(line)));
  });
});

test("each difference that is listed is there", () => {
  const tables = [INVENTED, LEFT_OUT, OTHER_CONDITIONS, OTHER_LINES].flatMap((table) => Object.entries(table));
  const listed = tables.flatMap(([of, places]) => Object.keys(places).map((place) => `${of}: ${place}`));
  expect(listed.filter((difference) => !used.has(difference))).toEqual([]);
});

test("captures are small, and tell nothing of a machine", () => {
  const texts = files.map((file) => readFileSync(`${FOLDER}/${file}`, "utf8"));
  expect(texts.join("").length).toBeLessThan(300_000);
  const ADDRESS_KEY_OR_HASH = /\d{1,3}(?:\.\d{1,3}){3}|-----BEGIN|[0-9a-f]{16}|[A-Za-z0-9+/]{60}/;
  expect(texts.flatMap((text) => text.split("\n")).filter((line) => ADDRESS_KEY_OR_HASH.test(line))).toEqual([]);
});

/** As the capture asks it: of all nodes at once, without the flags that an answer does not depend on. */
function labOutput(call: string): CapturedOutput | undefined {
  if (call.startsWith("GET "))
    return outputOf(
      call,
      worlds.flatMap((world) => answersOfApi(world, call)),
      [],
    );
  const [program, words] = [PROGRAMS.find((name) => call.startsWith(`${name} `)), call.replace(/^\S+ /, "")];
  if (!program) return undefined;
  const answers = worlds.flatMap((world) =>
    Object.entries(answersOf(world, program) ?? {}).flatMap(([key, answer]) =>
      key.replace(/^\d+(?:\.\d+){3} /, "").replace(/^exec \S+/, "exec") === words ? [answer] : [],
    ),
  );
  const names = worlds.flatMap(({ kubernetes, files: { kubeconfig } }) => [
    ...kubernetes.objects.filter(({ kind }) => kind === "Node").map(({ metadata }) => metadata.name),
    kubeconfig.context,
  ]);
  const well = answers.filter(({ exit }) => exit === 0);
  return answers.length === 0 ? undefined : outputOf(call, well.length === 0 ? answers : well, names);
}

function answersOfApi(world: World, call: string): CommandAnswer[] {
  const what = / (\w+) of CoreDNS$/.exec(call)?.[1];
  const proxied = Object.keys(world.kubernetes.proxies).filter(
    (path) => /\/coredns-/.test(path) && path.endsWith(`/${what}`),
  );
  const paths = what === undefined ? [call.replace("GET ", "")] : proxied.map((path) => `/api/v1/namespaces/${path}`);
  const api = createApi(world);
  return paths.flatMap((url) => {
    const answer = api.answer({ method: "GET", url });
    return "watch" in answer ? [] : [{ stdout: answer.body, exit: answer.status === 200 ? 0 : 1 }];
  });
}

const placesIn = (outputs: readonly CapturedOutput[]): ReturnType<typeof placesOf> =>
  union(outputs.flatMap(({ stdout }) => (stdout === undefined || Array.isArray(stdout) ? [] : [placesOf(stdout)])));

const linesIn = (outputs: readonly CapturedOutput[]): string[] => [
  ...new Set(outputs.flatMap(({ stdout, stderr = [] }) => [...(Array.isArray(stdout) ? stdout : []), ...stderr])),
];

type Places = ReturnType<typeof placesOf>;

function union(all: readonly Places[]): Places {
  const places = new Map<string, readonly string[]>();
  for (const some of all)
    for (const [place, types] of some) places.set(place, [...new Set([...(places.get(place) ?? []), ...types])]);
  return places;
}

/** Places of ours that are not theirs, and those that hold something else. */
const added = (ours: Places, theirs: Places): string[] =>
  [...ours].flatMap(([place, types]) => {
    const known = theirs.get(place);
    const strange = types.filter((type) => !known?.includes(type) && !(type === "object" && isParent(place, theirs)));
    if (strange.length === 0) return [];
    return known ? [`${place}: ${strange.join("|")}, really ${known.join("|")}`] : [place];
  });

const isParent = (place: string, places: Places): boolean =>
  [...places.keys()].some((other) => other.startsWith(`${place}.`));

/** Whether a table of differences has the place itself, or one that it is below of; lines by how they begin. */
function isListed(table: Record<string, Record<string, string>>, of: string, place: string): boolean {
  const found = Object.keys(table[of] ?? {}).filter(
    (name) => place === name || (table === OTHER_LINES ? place.startsWith(name) : isBelow(place, name)),
  );
  for (const name of found) used.add(`${of}: ${name}`);
  return found.length > 0;
}

const isBelow = (place: string, name: string): boolean =>
  place.startsWith(name) && /^(?:\.|\[\]|: )/.test(place.slice(name.length));
