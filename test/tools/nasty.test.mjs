// Badges that somebody made to be believed, or that a careless program made: for each
// wrapping of the standard, what no honest issuer writes. Verdict and flaw are fixed.
import assert from "node:assert/strict";
import test from "node:test";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { NOW, OB3, V1, V2, achievement, b64, credential, iTXt, jws, judge, macced, makeKey, payload, png, profile, proved, svg, tEXt, token } from "./nasty.mjs";

const key = makeKey(), other = makeKey(), p256 = makeKey("ES256"), p384 = makeKey("ES384"), rsa = makeKey("RS256"), rsa2 = makeKey("RS256");
const I = "https://acme.test/issuer", EVIL = "https://evil.test/issuer";
const mine = credential(key.did), BOM = "\ufeff";
const text = JSON.stringify;
const sha = (v) => `sha256$${createHash("sha256").update(v).digest("hex")}`;
const header = { alg: "EdDSA", typ: "JWT", kid: key.method };
const swap = (from, to, what) => {
  const whole = text(what);
  assert.ok(whole.includes(from), from);
  return whole.replace(from, to);
};
const jwkHeader = (k, more = {}) => ({ alg: k.alg, typ: "JWT", ...more });
const bad = /invalid|none/, no = /invalid|unverified|none/;

// [what, input, verdict, code among the rows, web, arguments]
const tokens = [
  ["a token of an Ed25519 key", token(key, mine), "valid"],
  ["a token of a P-256 key", token(p256, credential(p256.did)), "valid"],
  ["a token of a P-384 key", token(p384, credential(p384.did)), "valid"],
  ["a token of an RSA key by did:jwk", jws(rsa, jwkHeader(rsa, { kid: `${rsa.didJwk}#0` }), payload(credential(rsa.didJwk))), "valid"],
  ["a token of a P-384 key by did:jwk", jws(p384, jwkHeader(p384, { kid: `${p384.didJwk}#0` }), payload(credential(p384.didJwk))), "valid"],
  ["two ends, the later one last", jws(key, header, swap('"name":"Ladder safety","credentialSubject"', '"validUntil":"2025-12-02T00:00:00Z","validUntil":"2027-01-01T00:00:00Z","credentialSubject"', payload(mine))), bad],
  ["two recipients by a member that is there twice", jws(key, header, swap('"credentialSubject":{"id":"did:example:ada"', '"credentialSubject":{"id":"did:example:ada","id":"did:example:eve"', payload(mine))), bad],
  ["a member twice, once with an escape", jws(key, header, swap('"issuer":', '"\\u0069ssuer":{"id":"did:example:other","type":["Profile"]},"issuer":', payload(mine))), bad],
  ["a header with two algorithms", jws(key, `{"alg":"none","alg":"EdDSA","kid":"${key.method}"}`, payload(mine)), bad],
  ["a byte order mark before the payload", jws(key, header, BOM + text(payload(mine))), bad],
  ["a byte order mark before the header", jws(key, BOM + text(header), payload(mine)), bad],
  ["a byte order mark before the token", BOM + token(key, mine), "valid"],
  ["line ends around the token", `\r\n ${token(key, mine)}\r\n`, "valid"],
  ["a line end within the token", token(key, mine).replace(".", "\n."), bad],
  ["a token in quotation marks", text(token(key, mine)), no],
  ["four parts", `${token(key, mine)}.AA`, bad],
  ["padding as of base64", token(key, mine) + "==", bad],
  ["words of VCDM 1.1 without vc", token(key, { ...mine, "@context": [V1, OB3] }), bad, "version-mismatch"],
  ["vc with words of VCDM 2.0", jws(key, header, { ...payload(mine), vc: mine, "@context": undefined }), bad, "version-mismatch"],
  ["a badge and another one in vc", jws(key, header, { ...payload(mine), vc: credential(other.did) }), bad, "version-mismatch"],
  ["iss of somebody else", token(key, mine, { iss: other.did }), bad, "jwt-claim-mismatch"],
  ["sub of somebody else", token(key, mine, { sub: "did:example:eve" }), bad, "jwt-claim-mismatch"],
  ["jti of another badge", token(key, mine, { jti: "urn:uuid:00000000-0000-4000-8000-000000000000" }), bad, "jwt-claim-mismatch"],
  ["nbf an hour before validFrom", token(key, mine, { nbf: payload(mine).nbf - 3600 }), bad, "jwt-claim-mismatch"],
  ["exp later than validUntil", token(key, credential(key.did, { validUntil: "2026-06-01T00:00:00Z" }), { exp: 4102444800 }), bad, "jwt-claim-mismatch"],
  ["exp in the past, validUntil to come", token(key, credential(key.did, { validUntil: "2026-06-01T00:00:00Z" }), { exp: 1767225599 }), bad],
  ["nbf as text", token(key, mine, { nbf: "1764547200" }), bad, "jwt-claim-mismatch"],
  ["the key of another issuer", token(other, mine), bad, "key-not-authorised"],
  ["the issuer's kid over another's signature", token(other, mine, {}, { kid: key.method }), bad, "signature-invalid"],
  ["a jwk of its own beside the issuer's kid", token(other, mine, {}, { kid: key.method, jwk: other.jwk }), bad],
  ["a secret in the header", token(key, mine, {}, { jwk: key.privateKey.export({ format: "jwk" }) }), bad],
  ["alg none", jws(key, { ...header, alg: "none" }, payload(mine)), bad, "alg-not-allowed"],
  ["alg None with no signature", `${b64({ ...header, alg: "None" })}.${b64(payload(mine))}.`, bad],
  ["HS256 with the public key", macced(Buffer.from(key.jwk.x, "base64url"), { ...header, alg: "HS256" }, payload(mine)), bad, "alg-not-allowed"],
  ["ES256 said of an Ed25519 key", jws(key, { ...header, alg: "ES256" }, payload(mine)), bad],
  ["ES384 said of a P-256 key", token(p256, credential(p256.did), {}, { alg: "ES384" }), bad],
  ["a header that must be understood", token(key, mine, {}, { crit: ["exp"], exp: 1 }), bad],
  ["a payload that is not encoded", token(key, mine, {}, { crit: ["b64"], b64: false }), bad],
  ["kid as a list", token(key, mine, {}, { kid: [key.method] }), bad],
  ["a list of badges as payload", jws(key, header, [payload(mine)]), bad],
  ["a subject in a list of one", token(key, { ...mine, credentialSubject: [mine.credentialSubject] }, { sub: "did:example:ada" }), "valid"],
  ["two subjects", token(key, { ...mine, credentialSubject: [mine.credentialSubject, { ...mine.credentialSubject, id: "did:example:eve" }] }, { sub: "did:example:ada" }), bad, /too-many-values|value-type|jwt-claim-mismatch/],
  ["two issuers", token(key, { ...mine, issuer: [mine.issuer, { ...mine.issuer, id: other.did }] }, { iss: key.did }), bad],
  ["the same text in other Unicode forms is two texts", token(key, credential(key.did, {}, { achievement: { ...achievement, name: "Cafe\u0301" } })), "valid"],
  ["a name from right to left, in a token", token(key, credential(key.did, { name: { "@value": "\u0633\u0644\u0645", "@language": "ar", "@direction": "rtl" } })), "valid"],
  ["half a surrogate in a name", jws(key, header, swap("Ladder safety", "Ladder \\ud800", payload(mine))), bad],
  ["a NUL in the issuer's name", jws(key, header, swap('"name":"Acme"', '"name":"Ac\\u0000me"', payload(mine))), "valid"],
  ["typ of something else", token(key, mine, {}, { typ: "at+jwt" }), "invalid"],
  ["a badge of one kind in a token of another kind of badge", token(key, credential(key.did, { type: ["VerifiableCredential"] })), bad, "type-wrong"],
  ["type as text", token(key, credential(key.did, { type: "OpenBadgeCredential" })), bad, /type-wrong|required-missing/],
  ["a token as the achievement's picture", token(key, credential(key.did, {}, { achievement: { ...achievement, image: { id: "javascript:alert(1)", type: "Image" } } })), "valid"],
];

// ---- moments -------------------------------------------------------------------------

const until = (validUntil, more = {}) => token(key, credential(key.did, { validUntil, ...more }));
const moments = [
  ["the last moment", until("2026-01-01T00:00:00Z"), "valid"],
  ["one moment after the last", until("2026-01-01T00:00:00Z"), "invalid", "expired", {}, ["--at", "2026-01-01T00:00:00.001Z"]],
  ["the first moment", token(key, credential(key.did, { validFrom: NOW })), "valid"],
  ["before the first, by more than clocks differ", token(key, credential(key.did, { validFrom: NOW })), "invalid", "not-yet-valid", {}, ["--at", "2025-12-31T23:50:00Z"]],
  ["an hour that summer time leaves out", until("2026-03-29T02:30:00+01:00"), "valid"],
  ["an hour that comes twice, by its offset", until("2025-10-26T02:30:00+02:00", { validFrom: "2025-10-01T00:00:00Z" }), "invalid", "expired", {}, ["--at", "2025-10-26T00:30:01Z"]],
  ["the same hour by the other offset", until("2025-10-26T02:30:00+01:00", { validFrom: "2025-10-01T00:00:00Z" }), "valid", undefined, {}, ["--at", "2025-10-26T00:30:01Z"]],
  ["a day that is none", until("2026-02-29T00:00:00Z"), "invalid", "date-malformed"],
  ["hour 24 is the next day's first", jws(key, header, { ...payload(credential(key.did)), validUntil: "2026-01-01T24:00:00Z", exp: 1767312000 }), "valid"],
  ["hour 24 and a minute", jws(key, header, { ...payload(credential(key.did)), validUntil: "2026-01-01T24:01:00Z" }), "invalid", "date-malformed"],
  ["a time without zone", jws(key, header, { ...payload(credential(key.did)), validUntil: "2026-06-01T00:00:00" }), "invalid", "date-malformed"],
  ["a day without time", jws(key, header, { ...payload(credential(key.did)), validUntil: "2026-06-01" }), "invalid", "date-malformed"],
  ["digits of another script", jws(key, header, { ...payload(credential(key.did)), validUntil: "２０２６-06-01T00:00:00Z" }), "invalid", "date-malformed"],
  ["an offset of 15 hours", jws(key, header, { ...payload(credential(key.did)), validUntil: "2026-06-01T00:00:00+15:00" }), "invalid", "date-malformed"],
  ["small letters", jws(key, header, { ...payload(credential(key.did)), validUntil: "2026-06-01t00:00:00z" }), "invalid", "date-malformed"],
  ["the end before the start", until("2025-11-01T00:00:00Z"), "invalid", "expires-before-issue"],
  ["a year of five digits", jws(key, header, { ...payload(credential(key.did)), validUntil: "12026-06-01T00:00:00Z" }), "invalid", "date-malformed"],
  ["a year before the first", jws(key, header, { ...payload(credential(key.did)), validFrom: "-0044-03-15T00:00:00Z" }), "invalid", "date-malformed"],
  ["a number for a time", jws(key, header, { ...payload(credential(key.did)), validUntil: 1900000000 }), "invalid"],
];

// ---- recipients ------------------------------------------------------------------------

const known = (identifier, more = {}) => token(key, credential(key.did, {}, { id: undefined, identifier, ...more }), { sub: undefined });
const identity = (more) => ({ type: "IdentityObject", identityType: "emailAddress", hashed: true, salt: "Kosher", ...more });
const ADA = "ada@example.org", ada = ["--recipient", ADA], hashed = (who, more = {}) => identity({ identityHash: sha(`${who}Kosher`), ...more });
const recipients = [
  ["a hash in capitals", known([hashed(ADA, { identityHash: sha(`${ADA}Kosher`).replace(/\$.*/, (h) => h.toUpperCase()) })]), "valid", undefined, {}, ada],
  ["SHA256 in capitals", known([hashed(ADA, { identityHash: sha(`${ADA}Kosher`).toUpperCase() })]), "invalid", undefined, {}, ada],
  ["a recipient with a capital in the domain", known([hashed("ada@Example.org")]), "invalid", undefined, {}, ada],
  ["asked for with capitals in the domain", known([hashed(ADA)]), "valid", undefined, {}, ["--recipient", "ada@EXAMPLE.org"]],
  ["another local part", known([hashed("Ada@example.org")]), "invalid", undefined, {}, ada],
  ["somebody else", known([hashed("eve@example.org")]), "invalid", "recipient-mismatch", {}, ada],
  ["one of several", known([hashed("eve@example.org"), hashed(ADA)]), "valid", undefined, {}, ada],
  ["any of several that are asked for", known([hashed(ADA)]), "valid", undefined, {}, ["--recipient", "eve@example.org", ...ada]],
  ["plain", known([identity({ hashed: false, salt: undefined, identityHash: ADA })]), "valid", undefined, {}, ada],
  ["a plain text that is a hash", known([identity({ hashed: false, salt: undefined, identityHash: sha(ADA) })]), "valid", undefined, {}, ["--recipient", sha(ADA)]],
  ["decomposed letters", known([hashed("ame\u0301lie@example.org")]), "invalid", undefined, {}, ["--recipient", "am\u00e9lie@example.org"]],
  ["letters of another alphabet are another person", known([hashed("\u0430da@example.org")]), "invalid", "recipient-mismatch", {}, ada],
  ["an international domain and its ASCII form", known([hashed("ada@xn--bcher-kva.example")]), "invalid", undefined, {}, ["--recipient", "ada@b\u00fccher.example"]],
  ["spaces around the address in plain", known([identity({ hashed: false, salt: undefined, identityHash: ` ${ADA} ` })]), "invalid", undefined, {}, ada],
  ["an address as a name", known([{ ...hashed(ADA), identityType: "name" }]), "invalid", "recipient-mismatch", {}, ada],
  ["an identity that stands alone", known(hashed(ADA)), "valid", undefined, {}, ada],
  ["no identity at all", known([]), "invalid", "subject-unidentified"],
  ["an empty salt", known([identity({ salt: "", identityHash: sha(ADA) })]), "valid", "hash-weak", {}, ada],
  ["a hash of no known kind", known([hashed(ADA, { identityHash: `sha512$${"0".repeat(128)}` })]), "invalid", "hash-unsupported", {}, ada],
  ["a hash too short", known([hashed(ADA, { identityHash: "sha256$b580" })]), "invalid", /hash/, {}, ada],
];

// ---- proofs ------------------------------------------------------------------------------

const proofs = [
  ["eddsa-jcs-2022", proved(mine, key), "valid"],
  ["eddsa-rdfc-2022", proved(mine, key, {}, "rdfc"), "valid"],
  ["ecdsa-rdfc-2019 with P-384", proved(credential(p384.did), p384, {}, "rdfc"), "valid"],
  ["ecdsa-jcs-2019 with P-256", proved(credential(p256.did), p256), "valid"],
  ["a byte order mark before the JSON", BOM + text(proved(mine, key)), "valid"],
  ["another key's method", proved(mine, key, { verificationMethod: other.method }), "invalid"],
  ["proved by another issuer", proved(mine, other), "invalid", /key-not-authorised|controller-mismatch/],
  ["for signing in", proved(mine, key, { proofPurpose: "authentication" }), "invalid", "proof-purpose"],
  ["without a purpose", proved(mine, key, { proofPurpose: undefined }), "invalid"],
  ["two purposes", proved(mine, key, { proofPurpose: ["assertionMethod", "authentication"] }), bad],
  ["a proof past its end", proved(mine, key, { expires: "2025-12-31T00:00:00Z" }), "invalid"],
  ["a proof of tomorrow", proved(mine, key, { created: "2026-01-02T00:00:00Z" }), "invalid"],
  ["a proof of no known kind", proved(mine, key, { cryptosuite: "eddsa-jcs-2099" }), no, "proof-unsupported"],
  ["jcs said to be rdfc", proved(mine, key, { cryptosuite: "eddsa-rdfc-2022" }), "invalid", "signature-invalid"],
  ["a chain whose first is missing", proved(mine, key, { id: "urn:uuid:2", previousProof: "urn:uuid:1" }), no],
  ["an empty list of proofs", { ...mine, proof: [] }, no, "no-proof"],
  ["null for a proof", { ...mine, proof: null }, no],
  ["a good proof and a wrong one", (() => { const good = proved(mine, key); return { ...good, proof: [good.proof, { ...good.proof, proofValue: `z${"2".repeat(86)}` }] }; })(), bad],
  ["a stranger's proof beside a good one", (() => { const good = proved(mine, key); return { ...good, proof: [good.proof, proved(mine, other).proof] }; })(), "valid"],
  ["a proof value as of base64", (() => { const good = proved(mine, key); return { ...good, proof: { ...good.proof, proofValue: `u${"A".repeat(86)}` } }; })(), bad],
  ["two names in the JSON", swap('"name":"Acme"', '"name":"Famous","name":"Acme"', proved(mine, key)), bad],
  ["two proofs by a member twice", swap('"proof":', '"proof":{},"proof":', proved(mine, key)), bad],
  ["terms of a document that nobody signed", { ...proved(mine, key, {}, "rdfc"), note: "not signed" }, bad],
  ["the renaming of a word", proved({ ...mine, "@context": [V2, OB3, { narrativeX: "https://schema.org/name" }], narrativeX: "x" }, key, {}, "rdfc"), no, "context-unknown"],
  ["a context that nobody knows", proved({ ...mine, "@context": [V2, OB3, "https://evil.test/context.json"] }, key), no, "context-unknown"],
  ["contexts the other way round", proved({ ...mine, "@context": [OB3, V2] }, key), "invalid", /context-order|context-missing/],
  ["the context as text", proved({ ...mine, "@context": V2 }, key), "invalid"],
  ["a vocabulary for everything", proved({ ...mine, "@context": [V2, OB3, { "@vocab": "https://evil.test/" }], extra: "x" }, key), no],
  ["several badges in a graph", { "@context": [V2, OB3], "@graph": [proved(mine, key), proved(mine, key)] }, no],
  ["a list with one badge", [proved(mine, key)], no],
  ["a badge in the evidence of a badge", proved(credential(key.did, { evidence: [{ type: ["Evidence"], id: "https://acme.test/e", name: "E", narrative: text(proved(credential(other.did), other)) }] }), key), "valid"],
  ["a badge as the subject of a badge", proved(credential(key.did, {}, { verifiableCredential: [proved(credential(other.did), other)] }), key), bad],
  ["an unsigned badge around a signed one", { ...credential(other.did), credentialSubject: { id: "did:example:eve", type: ["AchievementSubject"], achievement: proved(mine, key) } }, no],
  ["a name from right to left, which statements leave out", proved(credential(key.did, { name: { "@value": "\u0633\u0644\u0645", "@language": "ar", "@direction": "rtl" } }), key), "invalid", "data-loss"],
  ["a name with a language", proved(credential(key.did, { name: { "@value": "x", "@language": "en" } }), key), "valid"],
  ["a credential as its own issuer, so that its name is its issuer's too", proved(credential(key.did, { id: key.did }), key, {}, "rdfc"), bad, "data-loss"],
  ["an id that is no address", proved(credential(key.did, { id: "badge 1" }), key), bad, "id-not-uri"],
];

// ---- the same statements in other JSON -------------------------------------------------------

// A proof over statements holds for any JSON that makes the same ones: what is said of one
// thing may move to wherever its id stands too, and parts without a name may be cut.
const MARK = "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c";
const described = { ...achievement, achievementType: "Certificate", resultDescription: [{ id: MARK, type: ["ResultDescription"], name: "Test", resultType: "Percent", valueMin: "0", valueMax: "100" }] };
const praise = (about) => proved({ "@context": [V2, OB3], id: "urn:uuid:7d1c5f6e-0000-4000-8000-0000000000e1", type: ["VerifiableCredential", "EndorsementCredential"], name: "E",
  issuer: { id: other.did, type: ["Profile"], name: "Board" }, validFrom: "2025-12-01T00:00:00Z", credentialSubject: { id: about, type: ["EndorsementSubject"], endorsementComment: "Good" } }, other, {}, "rdfc");
const stated = (more = {}, subject = {}) => proved(credential(key.did, more, { achievement: described, narrative: "Only below 2 m.", result: [{ type: ["Result"], resultDescription: MARK, value: "12", status: "Failed" }], ...subject }), key, {}, "rdfc");
const otherwise = (badge, change) => {
  const b = JSON.parse(text(badge));
  change(b, b.credentialSubject, b.credentialSubject.achievement, b.endorsement?.[0]?.credentialSubject);
  return b;
};
const move = (from, to, type, ...names) => {
  for (const n of names) [to[n], from[n]] = [from[n], undefined];
  to.type = [...to.type, type];
};
const ofSubject = stated({ endorsement: [praise("did:example:ada")] }), ofAchievement = stated({ endorsement: [praise(achievement.id)] });
const alike = stated({}, { achievement: { ...described, related: [{ type: ["Related"], id: "https://acme.test/b/0", version: "1" }], creator: { id: key.did, type: ["Profile"], name: "Acme", url: "https://acme.test/" } } });
const statements = [
  ["endorsed: whose it is", ofSubject, "valid"],
  ["a result in an endorsement of whose it is", otherwise(ofSubject, (b, s, a, e) => move(s, e, "AchievementSubject", "result")), "invalid", "data-loss"],
  ["a limit in an endorsement of whose it is", otherwise(ofSubject, (b, s, a, e) => move(s, e, "AchievementSubject", "narrative")), "invalid", "data-loss"],
  ["the achievement in an endorsement of whose it is", otherwise(ofSubject, (b, s, a, e) => { move(s, e, "AchievementSubject", "achievement"); }), "invalid", "data-loss"],
  ["endorsed: what was achieved", ofAchievement, "valid"],
  ["what a result means, in an endorsement", otherwise(ofAchievement, (b, s, a, e) => move(a, e, "Achievement", "resultDescription")), "invalid", "data-loss"],
  ["a kind of achievement in an endorsement", otherwise(ofAchievement, (b, s, a, e) => move(a, e, "Achievement", "achievementType")), "invalid", "data-loss"],
  ["what is seen in both places", otherwise(ofAchievement, (b, s, a, e) => { move(a, e, "Achievement", "achievementType"); a.achievementType = "Certificate"; }), "valid", "endorsement-invalid"],
  ["related badges, and a creator who is the issuer", alike, "valid"],
  ["a kind of achievement in a badge that is related to itself", otherwise(stated({}, { achievement: { ...described, related: [{ type: ["Related"], id: achievement.id }] } }), (b, s, a) => move(a, a.related[0], "Achievement", "achievementType")), "invalid", "data-loss"],
  ["a part with a label", otherwise(stated(), (b, s) => { s.result = [{ id: "_:r", ...s.result[0] }]; }), "valid"],
  ["a part in two pieces", otherwise(stated(), (b, s) => { s.result = [{ id: "_:r", ...s.result[0], status: undefined }, { id: "_:r", type: ["Result"], status: "Failed" }]; }), "invalid", "data-loss"],
  ["a subject by a label", otherwise(proved(credential(key.did, {}, { id: undefined, identifier: [{ type: "IdentityObject", hashed: false, identityHash: "ada@example.org", identityType: "emailAddress" }] }), key, {}, "rdfc"), (b, s) => { s.id = "_:s"; }), "invalid", "id-not-uri"],
];

// ---- issuers on the web -----------------------------------------------------------------------

const onWeb = (keys, more = {}) => ({ [I]: { json: profile(I, keys, more) } });
const byWeb = (k = key, more = {}) => token(k, credential(I, more), {}, { kid: `${I}#${k.multikey}` });
const doc = (did, keys, more = {}) => ({ "@context": ["https://www.w3.org/ns/did/v1"], id: did, verificationMethod: keys.map((k) => ({ id: `${did}#${k.multikey}`, type: "Multikey", controller: did, publicKeyMultibase: k.multikey })),
  assertionMethod: keys.map((k) => `${did}#${k.multikey}`), ...more });
const DID = "did:web:acme.test", byDid = (more = {}) => token(key, credential(DID), {}, { kid: `${DID}#${key.multikey}`, ...more }), DOC = "https://acme.test/.well-known/did.json";
const issuers = [
  ["an https issuer with its key", byWeb(), "valid", undefined, onWeb([key])],
  ["a profile with another key", byWeb(), no, undefined, onWeb([other])],
  ["a profile that calls itself another", byWeb(), no, undefined, { [I]: { json: { ...profile(I, [key]), id: EVIL } } }],
  ["a profile of another site by redirect", byWeb(), no, undefined, { [I]: { status: 302, location: EVIL }, [EVIL]: { json: profile(I, [key]) } }],
  ["a key of an issuer beside it", byWeb(), no, undefined, { [I]: { json: profile(I, []) }, "https://acme.test/other": { json: profile("https://acme.test/other", [key]) } }],
  ["a key that was revoked", byWeb(), "invalid", /key/, { [I]: { json: { ...profile(I, [key]), verificationMethod: [{ ...profile(I, [key]).verificationMethod[0], revoked: "2025-06-01T00:00:00Z" }] } } }],
  ["a key that expired", byWeb(), no, undefined, { [I]: { json: { ...profile(I, [key]), verificationMethod: [{ ...profile(I, [key]).verificationMethod[0], expires: "2025-06-01T00:00:00Z" }] } } }],
  ["a method for signing in alone", byWeb(), no, undefined, onWeb([key], { assertionMethod: [], authentication: [`${I}#${key.multikey}`] })],
  ["a method of another controller", byWeb(), no, /controller-mismatch|key/, { [I]: { json: { ...profile(I, [key]), verificationMethod: [{ ...profile(I, [key]).verificationMethod[0], controller: EVIL }] } } }],
  ["a page for a profile", byWeb(), "unverified", undefined, { [I]: { type: "text/html", text: "<p>Hello" } }],
  ["a profile of the wrong type", byWeb(), "valid", undefined, { [I]: { type: "text/plain", text: text(profile(I, [key])) } }],
  ["a profile with a byte order mark", byWeb(), "valid", undefined, { [I]: { type: "application/json", text: BOM + text(profile(I, [key])) } }],
  ["a profile with two ids", byWeb(), no, undefined, { [I]: { type: "application/json", text: swap('"id":', `"id":"${EVIL}","id":`, profile(I, [key])) } }],
  ["a profile that is gone", byWeb(), no, undefined, { [I]: { status: 410, json: profile(I, [key]) } }],
  ["a profile with the right text and status 404", byWeb(), "unverified", undefined, { [I]: { status: 404, json: profile(I, [key]) } }],
  ["did:web", byDid(), "valid", undefined, { [DOC]: { json: doc(DID, [key]) } }],
  ["did:web whose document is another's", byDid(), no, undefined, { [DOC]: { json: doc("did:web:evil.test", [key]) } }],
  ["did:web whose host itself sends elsewhere", byDid(), "valid", undefined, { [DOC]: { status: 302, location: "https://evil.test/did.json" }, "https://evil.test/did.json": { json: doc(DID, [key]) } }],
  ["did:web that lists the key for signing in", byDid(), no, undefined, { [DOC]: { json: doc(DID, [key], { assertionMethod: [] }) } }],
  ["did:web that was deactivated", byDid(), no, undefined, { [DOC]: { json: { ...doc(DID, []), deactivated: true } } }],
  ["did:web with a path that climbs", token(key, credential("did:web:acme.test:..:x"), {}, { kid: `did:web:acme.test:..:x#${key.multikey}` }), no, undefined, { [DOC]: { json: doc(DID, [key]) } }],
  ["did:jwk with a secret in it", (() => { const did = `did:jwk:${b64(key.privateKey.export({ format: "jwk" }))}`; return token(key, credential(did), {}, { kid: `${did}#0` }); })(), "invalid"],
  ["did:jwk and its method 1", jws(rsa, jwkHeader(rsa, { kid: `${rsa.didJwk}#1` }), payload(credential(rsa.didJwk))), no],
  ["did:ion", token(key, credential("did:ion:abc"), {}, { kid: "did:ion:abc#1" }), "unverified", "key-unresolvable"],
  ["an issuer whose id is a page's script", token(key, credential("javascript:alert(1)"), {}, { kid: key.method }), no],
  ["a key set where the issuer says whose it is", jws(rsa, jwkHeader(rsa, { kid: "k1" }), payload(credential(I))), "invalid", undefined, { [I]: { json: profile(I, []) }, "https://acme.test/.well-known/jwks.json": { json: { keys: [{ ...rsa.jwk, kid: "k1", iss: EVIL }] } } }],
  ["a key set with the key twice", jws(rsa, jwkHeader(rsa, { kid: "k1" }), payload(credential(I))), "valid", undefined, { [I]: { json: profile(I, []) }, "https://acme.test/.well-known/jwks.json": { json: { keys: [{ ...rsa2.jwk, kid: "k1", iss: I }, { ...rsa.jwk, kid: "k1", iss: I }] } } }],
];

// ---- status -----------------------------------------------------------------------------------

const LIST = "https://acme.test/status/1", bits = (at = -1, n = 131072) => { const b = Buffer.alloc(n / 8); if (at >= 0) b[at >> 3] |= 128 >> (at & 7); return `u${b64(gzipSync(b))}`; };
const list = (issuer, encodedList = bits(), more = {}, subject = {}) => ({ "@context": [V2], id: LIST, type: ["VerifiableCredential", "BitstringStatusListCredential"], issuer, validFrom: "2025-12-01T00:00:00Z",
  credentialSubject: { id: `${LIST}#list`, type: "BitstringStatusList", statusPurpose: "revocation", encodedList, ...subject }, ...more });
const entry = (more = {}) => ({ id: `${LIST}#7`, type: "BitstringStatusListEntry", statusPurpose: "revocation", statusListIndex: "7", statusListCredential: LIST, ...more });
const withStatus = (credentialStatus) => token(key, credential(key.did, { credentialStatus }));
const served = (v, more = {}) => ({ [LIST]: typeof v === "string" ? { type: "application/jwt", text: v, ...more } : { json: v, ...more } });
const listToken = (k, c) => token(k, c, { sub: c.credentialSubject.id });
const goodList = proved(list(key.did), key);
const listedBadge = credential(I, { "@context": [V2, OB3, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"], credentialStatus: { id: LIST, type: "1EdTechRevocationList" } });
const statuses = [
  ["a list with a proof", withStatus(entry()), "valid", undefined, served(goodList)],
  ["a list as a token", withStatus(entry()), "valid", undefined, served(listToken(key, list(key.did)))],
  ["revoked", withStatus(entry()), "invalid", "revoked", served(proved(list(key.did, bits(7)), key))],
  ["the place beside", withStatus(entry()), "valid", undefined, served(proved(list(key.did, bits(8)), key))],
  ["suspended", withStatus(entry({ statusPurpose: "suspension" })), "invalid", "suspended", served(proved(list(key.did, bits(7), {}, { statusPurpose: "suspension" }), key))],
  ["refresh is told", withStatus(entry({ statusPurpose: "refresh" })), "valid", "status-refresh", served(proved(list(key.did, bits(7), {}, { statusPurpose: "refresh" }), key))],
  ["a message is told", withStatus(entry({ statusPurpose: "message", statusSize: 1, statusMessage: [{ status: "0x0", message: "fine" }, { status: "0x1", message: "late" }], statusReference: "https://acme.test/m" })), "valid", "status-message", served(proved(list(key.did, bits(7), {}, { statusPurpose: "message" }), key))],
  ["a list of another issuer", withStatus(entry()), no, "status-list-invalid", served(proved(list(other.did), other))],
  ["the issuer's name over another's key", withStatus(entry()), no, "status-list-invalid", served(proved(list(key.did), other))],
  ["a list without proof", withStatus(entry()), no, "status-list-invalid", served(list(key.did))],
  ["a list past its end", withStatus(entry()), no, undefined, served(proved(list(key.did, bits(), { validUntil: "2025-12-15T00:00:00Z" }), key))],
  ["a list of tomorrow", withStatus(entry()), no, undefined, served(proved(list(key.did, bits(), { validFrom: "2026-02-01T00:00:00Z" }), key))],
  ["a list for another purpose", withStatus(entry()), no, "status-purpose-mismatch", served(proved(list(key.did, bits(), {}, { statusPurpose: "suspension" }), key))],
  ["a list of 16 places", withStatus(entry()), no, "status-list-short", served(proved(list(key.did, bits(-1, 16)), key))],
  ["a place beyond the list", withStatus(entry({ statusListIndex: "131072" })), no, "status-range", served(goodList)],
  ["a place below nought", withStatus(entry({ statusListIndex: "-1" })), no, undefined, served(goodList)],
  ["a place with a plus", withStatus(entry({ statusListIndex: "+7" })), no, undefined, served(goodList)],
  ["a place in 20 digits", withStatus(entry({ statusListIndex: "18446744073709551623" })), no, undefined, served(goodList)],
  ["a place as a number", withStatus(entry({ statusListIndex: 7 })), "valid", undefined, served(goodList)],
  ["a list that is no longer there", withStatus(entry()), "unverified", "status-unreachable", { [LIST]: { status: 404, text: "" } }],
  ["a list behind another site's redirect", withStatus(entry()), "valid", undefined, { [LIST]: { status: 302, location: "https://cdn.test/1" }, "https://cdn.test/1": { json: goodList } }],
  ["two entries, the second revoked", withStatus([entry({ statusListIndex: "8" }), entry()]), "invalid", "revoked", served(proved(list(key.did, bits(7)), key))],
  ["a status of no known kind", withStatus({ id: "https://acme.test/s", type: "SomethingElse2030" }), no],
  ["a status that is null", withStatus(null), "valid"],
  ["a badge as its own list", withStatus(entry({ statusListCredential: "https://acme.test/me" })), no, undefined, { "https://acme.test/me": { text: withStatus(entry()) } }],
  ["a list that asks for a list", withStatus(entry()), "valid", undefined, served(proved(list(key.did, bits(), { credentialStatus: entry({ statusListIndex: "9" }) }), key))],
  ["ids that were revoked, in another issuer's list", token(key, listedBadge, {}, { kid: `${I}#${key.multikey}` }), no, undefined,
    { ...onWeb([key]), [LIST]: { json: { id: LIST, issuer: EVIL, revokedCredential: [] } } }],
  ["ids that were revoked", token(key, listedBadge, {}, { kid: `${I}#${key.multikey}` }), "invalid", "revoked",
    { ...onWeb([key]), [LIST]: { json: { id: LIST, issuer: I, revokedCredential: [{ id: mine.id }] } } }],
  ["an id that was taken back and restored", token(key, listedBadge, {}, { kid: `${I}#${key.multikey}` }), "valid", undefined,
    { ...onWeb([key]), [LIST]: { json: { id: LIST, issuer: I, revokedCredential: [{ id: mine.id, revoked: false }] } } }],
];

// ---- hosted, 2.0 and before ----------------------------------------------------------------------

const H = "https://acme.test", PIC = { type: "image/png", base64: png().toString("base64") };
const A = `${H}/a/1`, CLASS = `${H}/b/1`, ISSUER = `${H}/i`, O2 = "https://w3id.org/openbadges/v2";
const a2 = (more = {}) => ({ "@context": O2, id: A, type: "Assertion", recipient: { type: "email", hashed: true, salt: "Kosher", identity: sha(`${ADA}Kosher`) }, badge: CLASS, verification: { type: "HostedBadge" }, issuedOn: "2025-12-01T00:00:00Z", ...more });
const c2 = (more = {}) => ({ "@context": O2, id: CLASS, type: "BadgeClass", name: "Ladder", description: "D", image: `${H}/p.png`, criteria: { narrative: "C" }, issuer: ISSUER, ...more });
const i2 = (more = {}) => ({ "@context": O2, id: ISSUER, type: "Issuer", name: "Acme", url: H, email: "badges@acme.test", ...more });
const site = (a = a2(), c = c2(), i = i2(), more = {}) => ({ [A]: { json: a }, [CLASS]: { json: c }, [ISSUER]: { json: i }, [`${H}/p.png`]: PIC, ...more });
const hosted = [
  ["2.0 hosted", A, "valid", undefined, site()],
  ["2.0 with a recipient in a list", A, "invalid", undefined, site(a2({ recipient: [a2().recipient, { type: "email", hashed: false, identity: "eve@example.org" }] }))],
  ["2.0 with a list of one recipient", A, "valid", undefined, site(a2({ recipient: [a2().recipient] })), ada],
  ["2.0 with two classes", A, "invalid", undefined, site(a2({ badge: [CLASS, `${H}/b/2`] }))],
  ["2.0 behind a short link of another site is judged where it lives", "https://evil.test/a", "valid", "id-mismatch", site(undefined, undefined, undefined, { "https://evil.test/a": { status: 302, location: A } })],
  ["2.0 whose own address redirects away", A, no, undefined, { ...site(), [A]: { status: 302, location: "https://evil.test/a" }, "https://evil.test/a": { json: a2() } }],
  ["2.0 behind a short link, revoked where it lives", "https://evil.test/a", "invalid", "revoked", site(a2({ revoked: true }), undefined, undefined, { "https://evil.test/a": { status: 302, location: A } })],
  ["2.0 asked for in capitals", "HTTPS://ACME.test/a/1", "valid", undefined, site(undefined, undefined, undefined, { "HTTPS://ACME.test/a/1": { json: a2() } })],
  ["2.0 asked for in capitals of its path", "https://acme.test/A/1", "invalid", "id-mismatch", site(undefined, undefined, undefined, { "https://acme.test/A/1": { json: a2() } })],
  ["2.0 with the usual port in its id", A, "valid", undefined, site(a2({ id: "https://acme.test:443/a/1" }))],
  ["2.0 with another port in its id", A, "invalid", "id-mismatch", site(a2({ id: "https://acme.test:8443/a/1" }))],
  ["2.0 asked for with a place within it", `${A}#top`, "valid", undefined, site()],
  ["2.0 whose issuer is a part of a document", A, "valid", undefined, site(undefined, c2({ issuer: `${ISSUER}#us` }), i2({ id: `${ISSUER}#us` }))],
  ["2.0 with two types for the way to verify", A, "valid", undefined, site(a2({ verification: { type: ["VerificationObject", "HostedBadge"] } }))],
  ["2.0 with two types, and neither a way", A, "invalid", "type-wrong", site(a2({ verification: { type: ["VerificationObject", "BlockchainBadge"] } }))],
  ["2.0 with two ways, and no signature", A, "invalid", "no-proof", site(a2({ verification: { type: ["SignedBadge", "HostedBadge"] } }))],
  ["2.0 copied to another site", "https://evil.test/a", "invalid", "id-mismatch", site(undefined, undefined, undefined, { "https://evil.test/a": { json: a2() } })],
  ["2.0 on another site with a borrowed class", "https://evil.test/a", "invalid", /outside-hosted-scope|issuer-mismatch/, site(undefined, undefined, undefined, { "https://evil.test/a": { json: a2({ id: "https://evil.test/a" }) } })],
  ["2.0 whose class was changed on the way", a2({ badge: c2({ name: "Doctor" }) }), "valid", undefined, site()],
  ["2.0 with startsWith and a name that starts alike", "https://acme.test.evil.test/a", "invalid", "outside-hosted-scope", site(undefined, undefined, i2({ verification: { type: "VerificationObject", startsWith: "https://acme.test" } }), { "https://acme.test.evil.test/a": { json: a2({ id: "https://acme.test.evil.test/a" }) } })],
  ["2.0 with a user before the host", "https://acme.test@evil.test/a", no, undefined, site(undefined, undefined, undefined, { "https://acme.test@evil.test/a": { json: a2({ id: "https://acme.test@evil.test/a" }) } })],
  ["2.0 gone", A, "invalid", "revoked", { ...site(), [A]: { status: 410, text: "" } }],
  ["2.0 gone, with a good body", A, "invalid", "revoked", { ...site(), [A]: { status: 410, json: a2() } }],
  ["2.0 revoked in a good answer", A, "invalid", "revoked", site(a2({ revoked: true, revocationReason: "left" }))],
  ["2.0 revoked as text", A, "invalid", undefined, site(a2({ revoked: "true" }))],
  ["2.0 with status 404 and a good body", A, no, "fetch-failed", { ...site(), [A]: { status: 404, json: a2() } }],
  ["2.0 sent as a page", A, "valid", undefined, { ...site(), [A]: { type: "text/html", text: text(a2()) } }],
  ["2.0 sent as a picture that is none", A, "valid", undefined, { ...site(), [A]: { type: "image/png", text: text(a2()) } }],
  ["2.0 sent as a page, and is a page", A, no, undefined, { ...site(), [A]: { type: "application/json", text: "<html>" } }],
  ["2.0 with a byte order mark", A, "valid", undefined, { ...site(), [A]: { type: "application/ld+json", text: BOM + text(a2()) } }],
  ["2.0 in UTF-16", A, no, undefined, { ...site(), [A]: { type: "application/json; charset=utf-16", base64: Buffer.from(BOM + text(a2()), "utf16le").toString("base64") } }],
  ["2.0 with issuedOn twice", A, no, undefined, { ...site(), [A]: { type: "application/json", text: swap('"issuedOn":', '"issuedOn":"2020-01-01T00:00:00Z","issuedOn":', a2()) } }],
  ["2.0 with an end without zone", A, "invalid", "date-malformed", site(a2({ expires: "2027-01-01T00:00:00" }))],
  ["2.0 with a day for an end", A, "invalid", "date-malformed", site(a2({ expires: "2027-01-01" }))],
  ["2.0 with a zone in hours", A, "valid", undefined, site(a2({ expires: "2027-01-01T00:00:00+02" }))],
  ["2.0 issued in the hour that comes twice", A, "valid", undefined, site(a2({ issuedOn: "2025-10-26T02:30:00+02:00", expires: "2026-10-26T02:30:00+01:00" }))],
  ["2.0 whose hash has capitals", A, "valid", undefined, site(a2({ recipient: { ...a2().recipient, identity: a2().recipient.identity.replace(/\$.*/, (h) => h.toUpperCase()) } })), ada],
  ["2.0 of somebody else", A, "invalid", "recipient-mismatch", site(), ["--recipient", "eve@example.org"]],
  ["2.0 whose issuer calls itself another", A, no, undefined, site(undefined, undefined, i2({ id: "https://evil.test/i" }))],
  ["2.0 whose class calls itself another", A, "invalid", "id-mismatch", site(undefined, c2({ id: "https://evil.test/b" }))],
  ["2.0 with words of 3.0", A, no, undefined, site({ ...a2(), "@context": [V2, OB3] })],
  ["2.0 with both contexts", A, no, undefined, site({ ...a2(), "@context": [O2, OB3] })],
  ["2.0 that says signed, and is not", A, "invalid", undefined, site(a2({ verification: { type: "SignedBadge", creator: `${H}/k` } }))],
  ["2.0 with a class inside that is elsewhere, and is the issuer's there", A, "valid", undefined, site(a2({ badge: c2({ id: "https://evil.test/b", issuer: "https://evil.test/i" }) }), undefined, undefined, { "https://evil.test/b": { json: c2({ id: "https://evil.test/b" }) } })],
];

const old = (more = {}) => ({ uid: "u1", recipient: { type: "email", identity: ADA, hashed: false }, badge: CLASS, verify: { type: "hosted", url: A }, issuedOn: 1700000000, ...more });
const oc = (more = {}) => ({ name: "Ladder", description: "D", image: `${H}/p.png`, criteria: `${H}/c`, issuer: ISSUER, ...more });
const oi = (more = {}) => ({ name: "Acme", url: H, ...more });
const oldest = (more = {}, badge = {}) => ({ recipient: ADA, issued_on: "2013-01-02", badge: { version: "0.5.0", name: "Old", image: `${H}/p.png`, description: "Old", criteria: `${H}/c`, issuer: { origin: H, name: "Issuer" }, ...badge }, ...more });
const O1 = "https://w3id.org/openbadges/v1";
const olds = [
  ["1.0 with a word of 2.0", A, "valid", undefined, site(old({ verification: { type: "HostedBadge" } }), oc(), oi())],
  ["1.0 whose class is of 2.0", A, "invalid", undefined, site(old(), c2(), i2())],
  ["1.0 with recipients in a list", A, "invalid", undefined, site(old({ recipient: [old().recipient, { type: "email", identity: "eve@example.org", hashed: false }] }), oc(), oi())],
  ["1.0 whose verify leads elsewhere", A, no, undefined, site(old({ verify: { type: "hosted", url: "https://evil.test/a" } }), oc(), oi(), { "https://evil.test/a": { json: old({ verify: { type: "hosted", url: "https://evil.test/a" } }) } })],
  ["1.0 with milliseconds for seconds", A, "invalid", "date-malformed", site(old({ issuedOn: 1700000000000 }), oc(), oi())],
  ["1.0 with a time below nought", A, no, undefined, site(old({ issuedOn: -1 }), oc(), oi())],
  ["1.0 gone with a good body", A, "invalid", "revoked", { ...site(old(), oc(), oi()), [A]: { status: 410, json: old() } }],
  ["1.0 with uid twice", A, no, undefined, { ...site(old(), oc(), oi()), [A]: { type: "application/json", text: swap('"uid":"u1"', '"uid":"u0","uid":"u1"', old()) } }],
  ["1.0 by redirect to another site", A, no, undefined, { ...site(old(), oc(), oi()), [A]: { status: 301, location: "https://evil.test/a" }, "https://evil.test/a": { json: old() } }],
  ["1.0 whose hash was made of capitals", A, "valid", undefined, site(old({ recipient: { type: "email", hashed: true, salt: "s", identity: sha("Ada@Example.orgs") } }), oc(), oi()), ["--recipient", "Ada@Example.org"]],
  ["1.1 with an id on another site is what its own address has", A, "valid", "id-mismatch", site({ "@context": O1, id: "https://evil.test/a", type: "Assertion", ...old() }, oc(), oi())],
  ["1.1 with the context of 2.0", A, "invalid", undefined, site({ "@context": O2, id: A, type: "Assertion", ...old() }, oc(), oi())],
  ["1.1 with a context that nobody knows", A, no, undefined, site({ "@context": [O1, "https://evil.test/c"], id: A, type: "Assertion", ...old() }, oc(), oi())],
  ["0.5 with a recipient in a list", A, "invalid", undefined, site(oldest({ recipient: [ADA, "eve@example.org"] }))],
  ["0.5 whose origin is another site", A, "invalid", "outside-hosted-scope", site(oldest({}, { issuer: { origin: "https://famous.test", name: "Famous" } }))],
  ["0.5 whose origin starts alike", A, "invalid", "outside-hosted-scope", site(oldest({}, { issuer: { origin: "https://acme.test.evil.test", name: "Acme" } }))],
  ["0.5 with a hash in capitals", A, "valid", undefined, site(oldest({ recipient: sha(`${ADA}s`).replace(/\$.*/, (h) => h.toUpperCase()), salt: "s" })), ada],
  ["0.5 with a word of 1.0", A, no, undefined, site({ ...oldest(), verify: { type: "hosted", url: "https://evil.test/x" } })],
  ["0.5 with a hash that came later", A, "invalid", "hash-unsupported", site(oldest({ recipient: `sha512$${"0".repeat(128)}` }))],
  ["1.0 with that hash", A, "valid", undefined, site(old({ recipient: { type: "email", hashed: true, salt: "s", identity: `sha512$${createHash("sha512").update(`${ADA}s`).digest("hex")}` } }), oc(), oi()), ada],
  ["0.5 gone", A, "invalid", "revoked", { [A]: { status: 410, json: oldest() } }],
  ["0.5 by redirect to another site", A, no, undefined, { [`${H}/p.png`]: PIC, [A]: { status: 302, location: "https://evil.test/a" }, "https://evil.test/a": { json: oldest() } }],
];

// ---- signed, 2.0 and 1.0 ---------------------------------------------------------------------------

const K = `${H}/k`, keyDoc = (k = rsa, more = {}) => ({ "@context": O2, id: K, type: "CryptographicKey", owner: ISSUER, publicKeyPem: k.pem, ...more });
const s2 = (more = {}) => a2({ id: "urn:uuid:7d1c5f6e-0000-4000-8000-000000000002", verification: { type: "SignedBadge", creator: K }, ...more });
const rs = (p = s2(), k = rsa, h = { alg: "RS256" }) => jws(k, h, p);
const signedSite = (i = {}, more = {}) => site(undefined, undefined, i2({ publicKey: K, ...i }), { [K]: { json: keyDoc() }, ...more });
const R = `${H}/r`, revocations = (more = {}) => ({ "@context": O2, id: R, type: "RevocationList", issuer: ISSUER, revokedAssertions: [], ...more });
const signeds = [
  ["2.0 signed", rs(), "valid", undefined, signedSite()],
  ["2.0 signed by another key", rs(s2(), rsa2), "invalid", "signature-invalid", signedSite()],
  ["2.0 signed with a key that the issuer does not list", rs(s2({ verification: { type: "SignedBadge", creator: `${H}/k2` } }), rsa2), "invalid", "key-not-authorised", signedSite({}, { [`${H}/k2`]: { json: keyDoc(rsa2, { id: `${H}/k2` }) } })],
  ["2.0 signed with a key of another owner", rs(), no, undefined, signedSite({}, { [K]: { json: keyDoc(rsa, { owner: "https://evil.test/i" }) } })],
  ["2.0 signed with a key behind another site's redirect", rs(s2(), rsa2), no, undefined, signedSite({}, { [K]: { status: 302, location: "https://evil.test/k" }, "https://evil.test/k": { json: keyDoc(rsa2) } })],
  ["2.0 signed with a MAC of the public key", macced(rsa.pem, { alg: "HS256" }, s2()), "invalid", "alg-not-allowed", signedSite()],
  ["2.0 signed, said to be hosted", rs(a2()), "invalid", undefined, signedSite()],
  ["2.0 signed with a member twice", rs(swap('"badge":', `"badge":"https://evil.test/b","badge":`, s2())), bad, undefined, signedSite()],
  ["2.0 signed and revoked", rs(), "invalid", "revoked", signedSite({ revocationList: R }, { [R]: { json: revocations({ revokedAssertions: [s2().id] }) } })],
  ["2.0 signed and revoked alone, not in a list", rs(), "invalid", "revoked", signedSite({ revocationList: R }, { [R]: { json: revocations({ revokedAssertions: { id: s2().id, revocationReason: "left" } }) } })],
  ["2.0 signed and revoked by the uid of 1.x", rs(s2({ uid: "u9" })), "invalid", "revoked", signedSite({ revocationList: R }, { [R]: { json: revocations({ revokedAssertions: [{ uid: "u9" }] }) } })],
  ["2.0 signed and another's uid revoked", rs(s2({ uid: "u9" })), "valid", undefined, signedSite({ revocationList: R }, { [R]: { json: revocations({ revokedAssertions: [{ uid: "u8" }] }) } })],
  ["2.0 signed and the list something else", rs(), "unverified", "status-list-invalid", signedSite({ revocationList: R }, { [R]: { json: revocations({ type: "Profile" }) } })],
  ["2.0 signed and the list another issuer's", rs(), no, undefined, signedSite({ revocationList: R }, { [R]: { json: revocations({ issuer: "https://evil.test/i" }) } })],
  ["2.0 signed and the list behind a redirect", rs(), "unverified", undefined, signedSite({ revocationList: R }, { [R]: { status: 302, location: "https://cdn.test/r" }, "https://cdn.test/r": { json: revocations() } })],
  ["2.0 signed and the list gone", rs(), "unverified", undefined, signedSite({ revocationList: R }, { [R]: { status: 404, text: "" } })],
  ["2.0 signed with a jwk in the header", rs(s2(), rsa2, { alg: "RS256", jwk: rsa2.jwk }), "invalid", "signature-invalid", signedSite()],
  ["2.0 signed as a token of 3.0", rs(payload({ ...s2(), "@context": [V2, OB3], issuer: I, validFrom: NOW, credentialSubject: {} })), no, undefined, signedSite()],
  ["1.0 signed by the uid of another", jws(rsa, { alg: "RS256" }, old({ verify: { type: "signed", url: K } })), "invalid", "revoked", site(undefined, oc(), oi({ revocationList: R }), { [K]: { text: rsa.pem }, [R]: { json: { u1: "left", u2: "x" } } })],
  ["1.0 signed and nobody is revoked", jws(rsa, { alg: "RS256" }, old({ verify: { type: "signed", url: K } })), "valid", undefined, site(undefined, oc(), oi({ revocationList: R }), { [K]: { text: rsa.pem }, [R]: { json: {} } })],
  ["1.0 signed, with ES384", jws(p384, { alg: "ES384" }, old({ verify: { type: "signed", url: K } })), "valid", undefined, site(undefined, oc(), oi(), { [K]: { text: p384.pem } })],
];

// ---- pictures ------------------------------------------------------------------------------------------

const good = token(key, mine), theirs = token(other, credential(other.did, {}, { id: "did:example:eve" })), json = proved(mine, key);
const cdata = (v) => `<ob:credential><![CDATA[${text(v)}]]></ob:credential>`;
const pictures = [
  ["PNG with a token", png(iTXt(good)), "valid"],
  ["PNG with JSON", png(iTXt(text(json))), "valid"],
  ["PNG with a token under the name of 2.0", png(iTXt(good, "openbadges")), "valid"],
  ["PNG with a badge of two people", png(iTXt(good), iTXt(theirs)), "invalid", "baked-twice"],
  ["PNG with a badge of 3.0 and somebody's of 2.0", png(iTXt(good), iTXt(A, "openbadges")), no, undefined, site(undefined, c2({ name: "Something else" }))],
  ["PNG with the keyword in capitals", png(iTXt(good, "OpenBadgeCredential")), no, "no-badge-data"],
  ["PNG with JSON after a byte order mark", png(iTXt(BOM + text(json))), "valid"],
  ["PNG in a PNG", png(iTXt(png(iTXt(good)).toString("latin1"))), no],
  ["PNG whose badge is the address of a PNG", png(tEXt("https://acme.test/x.png")), "valid", undefined, { "https://acme.test/x.png": { type: "image/png", base64: png(iTXt(good)).toString("base64") } }],
  ["PNG whose badge has a picture with another badge", png(iTXt(token(key, credential(key.did, {}, { achievement: { ...achievement, image: { type: "Image", id: `data:image/png;base64,${png(iTXt(theirs)).toString("base64")}` } } })))), "valid"],
  ["PNG with a badge behind its end", Buffer.concat([png(), iTXt(good)]), no],
  ["PNG with two pictures, the second with a badge", Buffer.concat([png(), png(iTXt(good))]), no],
  ["SVG with a token", svg(`<ob:credential verify="${good}"/>`), "valid"],
  ["SVG with JSON", svg(cdata(json)), "valid"],
  ["SVG with a token and another's JSON", svg(`<ob:credential verify="${good}"><![CDATA[${text(proved(credential(other.did), other))}]]></ob:credential>`), no],
  ["SVG with two", svg(cdata(json) + cdata(proved(credential(other.did), other))), "invalid", "baked-twice"],
  ["SVG with a prefix of another namespace", svg(cdata(json), "").replace("https://purl.imsglobal.org/ob/v3p0", "https://evil.test/ns"), no, "no-badge-data"],
  ["SVG with the badge deep inside", svg(`<g><g>${cdata(json)}</g></g>`), "valid"],
  ["SVG with the badge in a comment", svg(`<!--${cdata(json)}-->`), no, "no-badge-data"],
  ["SVG whose badge is in CDATA of something else", svg(`<desc><![CDATA[${cdata(json).replaceAll("]]>", "]]]]><![CDATA[>")}]]></desc>`), no, "no-badge-data"],
  ["SVG in UTF-16", Buffer.from(`\ufeff${svg(cdata(json))}`, "utf16le"), "invalid"],
  ["SVG with a byte order mark", BOM + svg(cdata(json)), "valid"],
  ["SVG in an SVG", svg(`<ob:credential><![CDATA[${svg(`<ob:credential verify="${good}"/>`)}]]></ob:credential>`), no],
  ["a page that shows an SVG with a badge", `<!doctype html><html><body>${svg(cdata(json))}</body></html>`, no],
];

// ---- records and endorsements ------------------------------------------------------------------------------

const CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json";
const record = (parts, more = {}, subject = {}) => proved({ "@context": [V2, CLR, OB3], id: "urn:uuid:7d1c5f6e-0000-4000-8000-0000000000c1", type: ["VerifiableCredential", "ClrCredential"], name: "Record",
  issuer: { id: key.did, type: ["Profile"], name: "Acme" }, validFrom: "2025-12-01T00:00:00Z",
  credentialSubject: { id: "did:example:ada", type: ["ClrSubject"], verifiableCredential: parts, ...subject }, ...more }, key);
const withEndorsement = (e) => proved(credential(key.did, { endorsement: [e] }), key);
const endorsement = (k, about = mine.id, more = {}) => proved({ "@context": [V2, OB3], id: "urn:uuid:7d1c5f6e-0000-4000-8000-0000000000e1", type: ["VerifiableCredential", "EndorsementCredential"], name: "E",
  issuer: { id: k.did, type: ["Profile"], name: "Board" }, validFrom: "2025-12-01T00:00:00Z", credentialSubject: { id: about, type: ["EndorsementSubject"], endorsementComment: "Good" }, ...more }, k);
const second = proved(credential(other.did, { id: "urn:uuid:7d1c5f6e-0000-4000-8000-0000000000d2" }, { achievement: { ...achievement, id: "https://other.test/b/2" } }), other);
const link = (more = {}) => [{ type: ["Association"], associationType: "isPartOf", sourceId: achievement.id, targetId: "https://other.test/b/2", ...more }];
const records = [
  ["a record of two issuers", record([json, second], {}, { association: link() }), "valid"],
  ["a record with an association to nothing", record([json, second], {}, { association: link({ targetId: "https://other.test/b/3" }) }), "valid", "value-type"],
  ["a record with an association of no known kind", record([json, second], {}, { association: link({ associationType: "isBetterThan" }) }), "invalid"],
  ["a record with a badge of somebody else", record([json, proved(credential(other.did, {}, { id: "did:example:eve" }), other)]), "valid"],
  ["a record with a badge that was changed", record([{ ...json, name: "Doctor" }]), "invalid", "credential-invalid"],
  ["a record with a badge of the record's name alone", record([mine]), no, "credential-invalid"],
  ["a record with no badge", record([]), "invalid"],
  ["a record in a record in a record", record([record([record([json])])]), "invalid"],
  ["a record with a token as text", record([good]), "valid"],
  ["a record with the same badge twice", record([json, json]), "valid"],
  ["endorsed by a board", withEndorsement(endorsement(other)), "valid"],
  ["endorsed by itself", withEndorsement(endorsement(key)), "valid"],
  ["an endorsement of something else", withEndorsement(endorsement(other, "urn:uuid:00000000-0000-4000-8000-00000000000f")), "valid", "endorsement-invalid"],
  ["an endorsement with another's key", withEndorsement({ ...endorsement(other), issuer: { id: key.did, type: ["Profile"], name: "Board" } }), "valid", "endorsement-invalid"],
  ["an endorsement past its end", withEndorsement(endorsement(other, mine.id, { validUntil: "2025-12-15T00:00:00Z" })), "valid", "endorsement-invalid"],
  ["an endorsement of a badge that is not signed", { ...mine, endorsement: [endorsement(other)] }, no, "no-proof"],
  ["a badge of the same person where an endorsement should be, so that the two could change places", withEndorsement(second), "invalid", "data-loss"],
  ["a badge of somebody else where an endorsement should be", withEndorsement(proved(credential(other.did, { id: "urn:uuid:7d1c5f6e-0000-4000-8000-0000000000d3" }, { id: "did:example:eve" }), other)), "valid", "endorsement-invalid"],
];

// ---- answers of a Backpack's interfaces -------------------------------------------------------------------

const answers = [
  ["one badge in an answer of 3.0", { credential: [json], compactJwsString: [] }, "valid"],
  ["one token in an answer of 3.0", { credential: [], compactJwsString: [good] }, "valid"],
  ["one token in the answer as the text's example has it", { compactJwsStrings: [good] }, "valid"],
  ["one badge in an answer of 2.1", { status: { error: null, statusCode: 200, statusText: "OK" }, assertions: [a2()], signedAssertions: [] }, "valid", undefined, site()],
  ["one that was changed, in an answer", { credential: [{ ...json, name: "Doctor" }] }, "invalid", "signature-invalid"],
  ["two in an answer, of which one is meant", { credential: [json], compactJwsString: [good] }, bad, "not-a-badge"],
  ["an answer in an answer", { credential: [{ credential: [json] }] }, bad, "not-a-badge"],
  ["an answer with nothing in it", { credential: [], compactJwsString: [] }, bad, "not-a-badge"],
  ["an answer whose list is none", { credential: json }, bad, "not-a-badge"],
];

const groups = { answers, tokens, moments, recipients, proofs, statements, issuers, statuses, hosted, olds, signeds, pictures, records };
test("a revoked badge that its host still has whole is shown with its name and issuer", () => {
  const whole = judge(A, site(a2({ revoked: true, revocationReason: "left" }))).report;
  assert.deepEqual([whole.verdict, whole.badge.achievement.name, whole.issuer.name], ["invalid", "Ladder", "Acme"]);
  const bare = judge(A, site({ "@context": O2, id: A, type: "Assertion", revoked: true }));
  assert.deepEqual([bare.verdict, bare.codes], ["invalid", ["revoked"]]);
});

for (const [group, rows] of Object.entries(groups))
  test(`${group}: what nobody should believe is not believed, and what is odd but right holds`, async (t) => {
    for (const [what, input, verdict, flaw, web, args] of rows)
      await t.test(what, () => {
        const r = judge(input, web, args);
        const said = `${r.verdict} ${r.codes} ${text(r.report.checks.filter((c) => c.outcome !== "pass").map((c) => `${c.code}: ${c.message}`))} ${r.err}`;
        if (process.env.NASTY_SHOW) console.log(`${verdict instanceof RegExp ? "?" : " "} ${group}: ${what}: ${said}`);
        assert.match(r.verdict, verdict instanceof RegExp ? verdict : new RegExp(`^${verdict}$`), said);
        if (flaw) assert.ok(r.codes.some((c) => (flaw instanceof RegExp ? flaw.test(c) : c === flaw)), said);
        assert.ok([0, 1, 2, 65].includes(r.status), said);
      });
  });
