import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/**
 * The import table of ARCHITECTURE.md, as data: a room may import itself, the rooms named here and these packages.
 * Rooms stand in the order in which imports run: none names a room below itself. Type imports count like all others.
 */
const ROOMS: Record<string, { rooms: string[]; packages: RegExp }> = {
  clusters: { rooms: [], packages: /^(zod|yaml|fastest-levenshtein)$/ },
  observations: { rooms: ["clusters"], packages: /^type:@kubernetes\/client-node$/ },
  schemas: { rooms: [], packages: /^$/ },
  repository: { rooms: ["clusters", "observations", "schemas"], packages: /^(semver|fastest-levenshtein)$/ },
  timeline: { rooms: ["clusters", "observations"], packages: /^$/ },
  criteria: { rooms: ["clusters", "observations", "repository", "timeline"], packages: /^semver$/ },
  diagnosis: { rooms: ["clusters", "observations", "repository", "criteria"], packages: /^$/ },
  evidence: { rooms: ["clusters", "observations", "timeline", "criteria", "diagnosis"], packages: /^node:/ },
  reports: {
    rooms: ["clusters", "observations", "timeline", "criteria", "diagnosis", "evidence"],
    packages: /^(node:|allure)/,
  },
  stories: { rooms: ["clusters", "timeline", "evidence", "reports"], packages: /^$/ },
  fleet: { rooms: ["clusters", "observations", "criteria", "evidence", "reports"], packages: /^$/ },
  helpers: {
    rooms: [
      ...["clusters", "observations", "repository", "timeline", "criteria", "diagnosis", "evidence", "reports"],
      ...["stories", "fleet"],
    ],
    packages: /^(node:|[@a-z])/,
  },
  suites: { rooms: ["helpers/session/suite", "criteria"], packages: /^$/ },
  lab: { rooms: ["clusters", "observations"], packages: /^(node:|[@a-z])/ },
  kind: { rooms: ["clusters"], packages: /^(node:|[@a-z])/ },
};

const CLOCK = /\b(Date\.now|setTimeout|setInterval|performance\.now)\(|new Date\(\)/;

/** One file owns each ambient power. */
const OWNERS: [power: string, pattern: RegExp, owners: string[], where: string[]][] = [
  [
    "processes",
    /from "(execa|node:child_process)"/,
    ["helpers/command.ts", "helpers/watchdog.ts", "helpers/member-process.ts"],
    everyRoomBut("lab", "kind"),
  ],
  ["the clock", CLOCK, ["helpers/wait/clock.ts"], everyRoomBut("lab", "kind")],
  ["the clock of the lab", CLOCK, ["lab/clock.ts"], ["lab"]],
  [
    "HTTP to the cluster",
    /from "(undici|node:https?)"/,
    [
      ...["helpers/kube/attempt.ts", "helpers/kube/request.ts", "helpers/kube/connection.ts", "helpers/kube/watch.ts"],
      // to other hosts, and to no cluster
      "helpers/observe/files/remote-manifests.ts",
    ],
    everyRoomBut("lab", "kind"),
  ],
  ["process.env", /process\.env/, ["helpers/environment.ts"], everyRoomBut("lab", "kind")],
  ["chance", /Math\.random/, [], everyRoomBut("lab", "kind", "helpers")],
];

const files = [...Object.keys(ROOMS), "bin"]
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => `${room}/${file}`))
  .filter((file) => file.endsWith(".ts"));
const judged = files.filter((file) => !file.endsWith(".test.ts") && !file.includes("/testing/"));
const roomOf = (file: string): string => file.split("/")[0] ?? "";

describe("what may import what", () => {
  test("there are files to look at", () => expect(judged.length).toBeGreaterThan(400));

  test("the table runs one way", () => {
    const order = Object.keys(ROOMS);
    const back = Object.entries(ROOMS).flatMap(([room, { rooms }]) =>
      rooms.filter((other) => order.indexOf(roomOf(other)) > order.indexOf(room)).map((other) => `${room} → ${other}`),
    );
    expect(back).toEqual([]);
  });

  test("the table is ARCHITECTURE.md's", () => {
    const written = [...readFileSync("ARCHITECTURE.md", "utf8").matchAll(/^\| `(\w+)\/` *\|[^|]*\| ([^|]*?) *\|/gm)];
    const rooms = Object.fromEntries(written.map(([, room = "", may = ""]) => [room, ours(may)]));
    const { bin, ...told } = rooms;
    expect(bin).toEqual([]);
    expect(told).toEqual(Object.fromEntries(Object.entries(ROOMS).map(([room, { rooms }]) => [room, rooms])));
  });

  test.each(judged.filter((file) => roomOf(file) !== "bin"))("%s", (file) => {
    const { rooms, packages } = ROOMS[roomOf(file)] ?? { rooms: [], packages: /^$/ };
    const allowed = [roomOf(file), ...rooms];
    const isAllowed = (name: string): boolean =>
      allowed.some((room) => name.startsWith(`${room}/`) || name === `${room}.ts`) ||
      (!isOurs(name) && packages.test(name));
    expect(importsOf(file).filter((name) => !isAllowed(name))).toEqual([]);
  });

  test("no file imports itself by way of others", () => expect(circles()).toEqual([]));
});

describe("who owns what is ambient", () => {
  test.each(OWNERS)("%s", (_, pattern, owners, where) => {
    const users = judged.filter((file) => where.includes(roomOf(file)) && pattern.test(code(file)));
    expect(users.filter((file) => !owners.includes(file))).toEqual([]);
  });
});

/** In ARCHITECTURE.md's cell, the rooms among what may be imported: they end with a slash, packages do not. */
const ours = (cell: string): string[] =>
  [...cell.matchAll(/`([\w/]+?)\/?`/g)].flatMap(([, name = ""]) => (isOurs(`${name}/`) ? [name] : []));

const isOurs = (name: string): boolean => [...Object.keys(ROOMS), "bin", "rules"].includes(roomOf(name));

/** Each circle of imports once, as the files on it; what a type names counts too. */
function circles(): string[] {
  const graph = new Map(files.map((file) => [file, importsOf(file).filter((name) => isOurs(name))]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: string[]): void => {
    const since = trail.indexOf(file);
    if (since >= 0) found.push([...trail.slice(since), file].join(" → "));
    if (since >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/** `folder/file.ts` for our own, the package's name otherwise; `type:` before what is imported as a type only. */
function importsOf(file: string): string[] {
  const statements = [...code(file).matchAll(/(?:import|export) (type )?[^"';]*?from "([^"]+)"|import\("([^"]+)"\)/g)];
  return statements.map(([, type, stated, dynamic]) => {
    const name = stated ?? dynamic ?? "";
    if (!name.startsWith(".")) return type && name.startsWith("@kubernetes") ? `type:${name}` : name;
    return path.posix.join(path.posix.dirname(file), name);
  });
}

/** The file without comments: they may speak of anything. */
function code(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
}

function everyRoomBut(...others: string[]): string[] {
  return Object.keys(ROOMS).filter((room) => !others.includes(room));
}
