import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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
    expect(fs.readFileSync(file("a"), "utf8")).toBe(`{"event":"warning","at":"${AT}","message":"one\\ntwo"}\n`);
    journal.write(warning("three"));
    expect(readJournal(file("a"))).toEqual({ events: [warning("one\ntwo"), warning("three")], damaged: 0 });
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
    expect(readJournal(file("d"))).toEqual({ events: [warning("kept")], damaged: 1 });
  });

  test("a character cut in two, lines that are no events, an empty file", () => {
    fs.writeFileSync(
      file("e"),
      Buffer.concat([Buffer.from(`null\n7\n{"event":"x"}\n{"a":"`), Buffer.from([0xe2, 0x80])]),
    );
    expect(readJournal(file("e"))).toEqual({ events: [], damaged: 4 });
    fs.writeFileSync(file("f"), "");
    expect(readJournal(file("f"))).toEqual({ events: [], damaged: 0 });
  });
});
