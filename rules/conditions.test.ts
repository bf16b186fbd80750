import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const ROOMS = ["criteria", "timeline", "diagnosis", "observations"];
/** `conditions` of an EndpointSlice's endpoint is an object of three booleans, and no list of conditions. */
const READERS = ["observations/conditions.ts", "observations/endpoints.ts"];

const files = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => `${room}/${file}`),
).filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.includes("/testing/") && !READERS.includes(file));

describe("conditions have one reader, observations/conditions.ts", () => {
  test.each(files)("%s reads none by hand", (file) => expect(readsByHand(readFileSync(file, "utf8"))).toEqual([]));

  test("what reads them by hand is found, and what only types them is not", () => {
    expect(readsByHand("status?.conditions?.find(({ type }) => type)")).toHaveLength(1);
    expect(readsByHand('status["conditions"]')).toHaveLength(1);
    expect(readsByHand("const { conditions } = status;")).toHaveLength(1);
    expect(readsByHand("const { conditions = [], phase } = status;")).toHaveLength(1);
    expect(readsByHand("({ conditions }) => conditions")).toHaveLength(1);
    expect(readsByHand("status?: { conditions?: Condition[] | null };")).toEqual([]);
    expect(readsByHand("advice: \"kubectl -o jsonpath='{.status.conditions}'\", // its conditions")).toEqual([]);
  });
});

function readsByHand(source: string): string[] {
  return source
    .split("\n")
    .map((line) =>
      line.replace(/^\s*(\/\*\*|\*|\/\/).*$|\/\/.*$/, "").replace(/(?<!\[)(["`])(?:\\.|(?!\1).)*\1/g, '""'),
    )
    .filter((line) => /(?<!\.\.)\.conditions\b|\["conditions"\]|\{[^:}]*\bconditions\b\s*[,=}]/.test(line));
}
