// parts.mjs — a badge of whose parts its holder chooses (ecdsa-sd-2023), signed by
// the command line.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "./harness.mjs";

export function signedForParts(email, more = []) {
  const dir = mkdtempSync(path.join(tmpdir(), "lapel-parts.")), at = (name) => path.join(dir, name), run = (...args) => execFileSync(path.join(build, "lapel"), args, { encoding: "utf8" });
  try {
    writeFileSync(at("achievement.json"), JSON.stringify({
      id: "https://quay.example/badges/banksman", type: ["Achievement"], name: "Banksman", description: "Gives signs that a driver can follow.", criteria: { narrative: "Passed the test on the quay." },
    }));
    run("key", "new", "--alg", "p256", "--out", at("key.pem"));
    return run("issue", "--achievement", at("achievement.json"), "--recipient", email, "--key", at("key.pem"), "--plain", "--proof", "ecdsa-sd-2023", "--mandatory", "/issuer", "--mandatory", "/validFrom",
      "--narrative", "Quick under pressure.", "--evidence", "https://quay.example/evidence/1", ...more);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
