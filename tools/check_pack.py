#!/usr/bin/env python3
"""check_pack.py PACK.zip [KEY.pem] — is an audit pack whole, signed, and true to itself?

Needs python3 and openssl, nothing of Lapel. With KEY, the organisation's public key as it
publishes it, the signature is held against that one; else against the key in the pack,
which shows no more than that the pack was not changed since. Ends with 1 at what is wrong."""
import base64, csv, hashlib, io, json, subprocess, sys, tempfile, zipfile


class Wrong(Exception):
    pass


def need(holds, sentence):
    if not holds:
        raise Wrong(sentence)


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def der(raw):
    """r and s of a JWS as openssl takes them."""
    def number(part):
        n = int.from_bytes(part, "big")
        body = n.to_bytes(n.bit_length() // 8 + 1, "big")
        return b"\x02" + bytes([len(body)]) + body
    both = number(raw[: len(raw) // 2]) + number(raw[len(raw) // 2:])
    return b"\x30" + (bytes([len(both)]) if len(both) < 128 else b"\x81" + bytes([len(both)])) + both


def is_signed(jws, pem):
    head, body, signature = jws.split(".")
    alg, raw = json.loads(decode(head))["alg"], decode(signature)
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for name, content in (("key", pem), ("signed", f"{head}.{body}".encode()), ("signature", der(raw) if alg.startswith("ES") else raw)):
            names[name] = f"{folder}/{name}"
            open(names[name], "wb").write(content)
        how = ["pkeyutl", "-verify", "-pubin", "-inkey", names["key"], "-rawin", "-in", names["signed"], "-sigfile", names["signature"]]
        if alg != "EdDSA":
            how = ["dgst", "-sha" + alg[2:], "-verify", names["key"], "-signature", names["signature"], names["signed"]]
        return subprocess.run(["openssl", *how], capture_output=True).returncode == 0


def check_files(pack, manifest):
    named = {f["name"]: f for f in manifest["files"]}
    there = pack.namelist()
    need(len(named) == len(manifest["files"]) and len(set(there)) == len(there), "a file is there twice")
    need(set(there) == set(named) | {"manifest.json", "manifest.jws"}, "the pack has other files than its manifest: "
         + ", ".join(sorted(set(there) ^ (set(named) | {"manifest.json", "manifest.jws"}))))
    for name, f in named.items():
        content = pack.read(name)
        need(len(content) == f["bytes"] and hashlib.sha256(content).hexdigest() == f["sha256"], f"{name} is not as it was written down")


def check_signature(pack, manifest, key):
    jws = pack.read("manifest.jws").decode().strip()
    need(jws.count(".") == 2, "manifest.jws is no JWS")
    need(json.loads(decode(jws.split(".")[1]))["manifest"] == hashlib.sha256(pack.read("manifest.json")).hexdigest(), "another manifest was signed")
    need(is_signed(jws, key or pack.read(manifest["key"])), "the manifest was not signed by this key")


def rows(pack, name):
    return list(csv.DictReader(io.StringIO(pack.read(name).decode(), newline="")))


def check_sample(pack, manifest):
    population = [line.split(":") for line in pack.read("population.txt").decode().split()]
    draw = lambda l: hashlib.sha256(f"{manifest['seed']}:{l[0]}:{l[1]}".encode()).hexdigest()
    drawn = sorted(population, key=draw)[: manifest["lines"]]
    sample = rows(pack, "sample.csv")
    need([(l[0], l[1], draw(l)) for l in drawn] == [(r["person"], r["requirement"], r["draw"]) for r in sample], "another sample than the seed draws")
    need([tuple(l[:2]) for l in population] == [(r["person"], r["requirement"]) for r in rows(pack, "matrix.csv")], "the matrix is of another population")
    for r in sample:
        why = json.loads(pack.read(f"why/{r['person']}-{r['requirement']}.json"))
        need(why["person"]["id"] == int(r["person"]) and why["requirement"]["id"] == int(r["requirement"]) and why["asAt"] == manifest["asAt"], "a reason is about something else")
    return len(sample)


def check_evidence(pack):
    taken = [r for r in rows(pack, "evidence.csv") if r["file"]]
    for r in taken:
        need(hashlib.sha256(pack.read(r["file"])).hexdigest() == r["sha256"], f"{r['file']} is another file than the evidence was")
    there = {name for name in pack.namelist() if name.startswith("evidence/")}
    need(there == {r["file"] for r in taken}, "there are files of evidence that no line names")
    return len(there)


def check_entry(e, i, previous):
    """Of an entry that is about something else than a pack of a part, number and hash stand there."""
    if set(e) == {"seq", "hash"}:
        need(e["seq"] == i + 1, f"entry {i + 1} of the ledger")
        return
    said = {"account": e["account"], "act": e["act"], "at": e["at"], "lines": text(sha(decode(e["lines"]))), "org": e["org"], "person": e["person"], "previous": previous,
            "said": e["said"], "seq": e["seq"], "thing": e["thing"], "via": e["via"]}
    need(e["seq"] == i + 1 and text(sha(json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode())) == e["hash"], f"entry {i + 1} of the ledger")
    if e.get("row"):
        need(sha(decode(e["salts"])[:16], e["row"].encode())[:16] == decode(e["lines"])[8:24], f"the row of entry {e['seq']} of the ledger")


def check_ledger(pack):
    lines = [json.loads(line) for line in pack.read("ledger.jsonl").decode().splitlines()]
    entries, points = [l for l in lines if "seq" in l], [l["checkpoint"] for l in lines if "checkpoint" in l]
    previous = ""
    for i, e in enumerate(entries):
        check_entry(e, i, previous)
        previous = e["hash"]
    need(points and entries, "there is no checkpoint")
    pems = [pack.read(name) for name in pack.namelist() if name.startswith("keys/")]
    for jws in points:
        told = json.loads(decode(jws.split(".")[1]))
        need(0 < told["seq"] <= len(entries) and entries[told["seq"] - 1]["hash"] == told["hash"], f"the checkpoint at {told['seq']}")
        need(any(is_signed(jws, pem) for pem in pems), f"the signature of the checkpoint at {told['seq']}")
    return len(entries)


def check_partners(pack):
    if "partner-records.csv" not in pack.namelist():     # a pack of a part of the organisation
        return
    terms = {}
    for name in pack.namelist():
        if name.startswith("partners/"):
            one = json.loads(pack.read(name))
            terms.update({(one["id"], t["id"]): t for t in one["terms"]})
    for r in rows(pack, "partner-records.csv"):
        if not r["partner"]:
            continue
        then = terms.get((int(r["partner"]), int(r["terms"])))
        need(then, f"record {r['record']} rests on terms that no partner of the pack had")
        need(then["name"] == r["partner name"] and then["trust"] == r["trust then"] and then.get("agreedFrom", "") == r["agreed from"] and then.get("agreedUntil", "") == r["agreed until"],
             f"record {r['record']} tells of other terms than its partner had")


def check(path, key):
    with zipfile.ZipFile(path) as pack:
        need(pack.testzip() is None, "the archive is damaged")
        manifest = json.loads(pack.read("manifest.json"))
        check_files(pack, manifest)
        check_signature(pack, manifest, key)
        check_partners(pack)
        lines, evidence, entries = check_sample(pack, manifest), check_evidence(pack), check_ledger(pack)
        print(f"{len(manifest['files'])} files as they were signed, {lines} lines as the seed draws them, {evidence} files of evidence, {entries} entries of the ledger in their order: {manifest['organisation']}, as at {manifest['asAt']}")
        print(f"Scope: {manifest['scope']}; {manifest['leftOut']} lines of the sample are left out")
        if not key:
            print("Hold the key against the one that the organisation publishes:", json.loads(decode(pack.read("manifest.jws").decode().split(".")[0]))["kid"])


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        check(sys.argv[1], open(sys.argv[2], "rb").read() if len(sys.argv) == 3 else None)
    except Wrong as wrong:
        sys.exit(f"This pack does not hold: {wrong}")
    except (KeyError, ValueError, zipfile.BadZipFile, OSError) as broken:
        sys.exit(f"This pack cannot be read: {broken!r}")
