import { expect, test } from "vitest";
import { miseTasks } from "./mise.ts";

const found = (text: string) =>
  miseTasks("mise.toml", text).map(({ name, commands, needs }) => [name, commands.map((one) => one.text), needs]);

test("tasks with a text, a text of several lines, a list, and what must run first", () => {
  expect(
    found(`[env]
A = "b"
[tasks.one]
run = "echo \\"a\\""
depends = ["two", 'three']
[tasks."two:x"]
run = """
first
second
"""
[tasks.three]
run = [
  "a b",
  'c d',
]
description = "not run"
[tasks.four]
run = ["a", "b"] # both
`),
  ).toEqual([
    ["one", ['echo "a"'], ["two", "three"]],
    ["two:x", ["first", "second"], []],
    ["three", ["a b", "c d"], []],
    ["four", ["a", "b"], []],
  ]);
});

test("tasks as keys of one table, and on one line with three quotes", () => {
  expect(found("[tasks]\nbuild = 'make'\nlint = { run = 'oxlint', description = 'x' }\n")).toEqual([
    ["build", ["make"], []],
    ["lint", ["oxlint", "x"], []],
  ]);
  expect(found("[tasks.a]\nrun = '''kubectl apply'''\n")).toEqual([["a", ["kubectl apply"], []]]);
});
