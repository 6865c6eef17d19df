// bench.test.mjs — the fixed form of what `lapel bench` prints. What it measures
// is no test: it depends on the machine.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import test from "node:test";

const lapel = path.resolve(process.env.LAPEL_BUILD || "build", "lapel");
const bench = (...args) => new Promise((done) => execFile(lapel, ["bench", ...args], (error, out, err) => done({ status: error?.code || 0, out, err })));

test("rows have group, name, unit, median, least, greatest and rounds", async () => {
  const { status, out } = await bench("--tsv", "--group", "bytes");
  assert.ok(status === 0 || status === 1);       // 1: a bar was missed
  const rows = out.trim().split("\n").map((line) => line.split("\t"));
  assert.ok(rows.length > 5);
  for (const [group, name, unit, ...numbers] of rows) {
    assert.equal(group, "bytes");
    assert.ok(name && unit);
    const [median, least, greatest, rounds] = numbers.map(Number);
    assert.ok(least <= median && median <= greatest && rounds >= 5, name);
  }
  assert.ok(rows.some((row) => row[2] === "ratio"));
});

test("a group or a number of awards that does not exist is wrong usage", async () => {
  for (const args of [["--group", "nothing"], ["--awards", "many"], ["--awards", "12345"], ["--awards", "-10000"], ["--awards", "99999999990000"]])
    assert.equal((await bench(...args)).status, 64, args.join(" "));
});
