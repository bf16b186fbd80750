import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { hashOf, ORIGIN } from "./chain.ts";
import { openJournal, readJournal } from "./journal.ts";
import { AT } from "../reports/testing/events.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "assay-journal-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = (name: string): string => path.join(folder, name);
const warning = (message: string) => ({ event: "warning" as const, at: AT, message });

describe("the journal", () => {
  test("has an event on disk as soon as it is written, one a line", () => {
    const journal = openJournal(file("a"));
    journal.write(warning("one\ntwo"));
    expect(fs.readFileSync(file("a"), "utf8")).toBe(
      `{"event":"warning","at":"${AT}","message":"one\\ntwo","chain":"${ORIGIN}"}\n`,
    );
    journal.write(warning("three"));
    expect(readJournal(file("a"))).toMatchObject({ events: [warning("one\ntwo"), warning("three")], damaged: 0 });
    journal.close();
    journal.close();
    expect(() => journal.write(warning("late"))).toThrow(/closed: "warning"/);
  });

  test("is appended to by two writers", () => {
    const [one, other] = [openJournal(file("b")), openJournal(file("b"))];
    one.write(warning("1"));
    other.write(warning("2"));
    one.write(warning("3"));
    one.close();
    other.close();
    expect(readJournal(file("b")).events.map((event) => (event.event === "warning" ? event.message : ""))).toEqual([
      "1",
      "2",
      "3",
    ]);
  });

  test("carries in each line the hash of the line before, whoever wrote that one", () => {
    const lines = fs.readFileSync(file("b"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { chain: string }).chain)).toEqual([
      ORIGIN,
      hashOf(lines[0] ?? ""),
      hashOf(lines[1] ?? ""),
    ]);
    expect(readJournal(file("b")).chain).toEqual({ lines: 3, last: hashOf(lines[2] ?? ""), broken: [], unchained: 0 });
  });

  test.each<[string, (lines: string[]) => string[], number[]]>([
    ["edited", ([a = "", b = "", c = ""]) => [a, b.replace('"2"', '"9"'), c], [3]],
    ["edited in its last line: the sums know it", ([a = "", b = "", c = ""]) => [a, b, c.replace('"3"', '"9"')], []],
    ["cut in the middle", ([a = "", , c = ""]) => [a, c], [2]],
    ["cut at its head", ([, b = "", c = ""]) => [b, c], [1]],
    ["reordered", ([a = "", b = "", c = ""]) => [a, c, b], [2, 3]],
    ["told twice", ([a = "", b = "", c = ""]) => [a, b, b, c], [3]],
  ])("that was %s shows it", (_, tampered, broken) => {
    const lines = fs.readFileSync(file("b"), "utf8").trimEnd().split("\n");
    fs.writeFileSync(file("tampered"), `${tampered(lines).join("\n")}\n`);
    expect(readJournal(file("tampered")).chain).toMatchObject({ broken, unchained: 0 });
  });

  test("gives what it tells, for whoever is told beside it", () => {
    const journal = openJournal(file("told"), (text) => text.replaceAll("hunter2", "[redacted]"));
    expect(journal.write(warning("password hunter2"))).toEqual(warning("password [redacted]"));
    journal.close();
  });

  test("holds no secret, not even where JSON would have escaped it", () => {
    const journal = openJournal(file("c"), (text) => text.replaceAll(`s3"cret`, "[redacted]"));
    journal.write({
      event: "command-finished",
      at: AT,
      argv: ["op", `--token=s3"cret`],
      exit: 0,
      killed: false,
      tookMs: 1,
      transcript: "t",
    });
    journal.close();
    expect(readJournal(file("c")).events).toMatchObject([{ argv: ["op", "--token=[redacted]"] }]);
    expect(fs.readFileSync(file("c"), "utf8")).not.toContain("cret");
  });
});

describe("a journal of a killed run", () => {
  test("is read up to its torn last line", () => {
    const whole = JSON.stringify(warning("kept"));
    fs.writeFileSync(file("d"), `${whole}\n{"event":"warning","at":"2026-11-`);
    expect(readJournal(file("d"))).toMatchObject({ events: [warning("kept")], damaged: 1 });
  });

  test("a character cut in two, lines that are no events, an empty file", () => {
    fs.writeFileSync(
      file("e"),
      Buffer.concat([Buffer.from(`null\n7\n{"event":"x"}\n{"a":"`), Buffer.from([0xe2, 0x80])]),
    );
    expect(readJournal(file("e"))).toMatchObject({ events: [], damaged: 4 });
    fs.writeFileSync(file("f"), "");
    expect(readJournal(file("f"))).toEqual({
      events: [],
      damaged: 0,
      chain: { lines: 0, last: ORIGIN, broken: [], unchained: 0 },
    });
  });
});

test("a line in which a key stands twice is none of ours: one reader takes the first, another one the last", () => {
  fs.writeFileSync(file("twice"), '{"event":"warning","at":"x","message":"one","message":"other"}\n');
  expect(readJournal(file("twice"))).toMatchObject({ events: [], damaged: 1 });
});
