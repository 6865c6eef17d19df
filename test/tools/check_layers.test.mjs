// check_layers.test.mjs — each rule of the house has an example that breaks it.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { folder, root, run } from "./tools.mjs";

const check = (dir) => run(path.join(root, "tools/check_layers.sh"), [`${dir}/src`]);

// File, what is in it, line and sentence (null: nothing wrong).
const cases = [
  ["base/a.c", '#include "base/str.h"\n', null],
  ["base/a.c", '\n#include "format/json.h"\n', [2, "base may not include format"]],
  ["format/a.c", '#include "base/str.h"\n#include "format/json.h"\n', null],
  ["format/a.c", '#include "badge/badge.h"\n', [1, "format may not include badge"]],
  ["lib/a.c", '#include "badge/badge.h"\n#include "lapel/badge.h"\n', null],
  ["badge/a.c", '#include "store/db.h"\n', [1, "badge may not include store"]],
  ["badge/a.c", '#include "web/fetch.h"\n', [1, "badge may not include web"]],
  ["store/a.c", '#include "format/json.h"\n', [1, "store may not include format"]],
  ["store/a.c", '#include "web/http.h"\n', [1, "store may not include web"]],
  ["web/a.c", '#include "badge/badge.h"\n', [1, "web may not include badge"]],
  ["web/a.c", '#include "app/app.h"\n', [1, "web may not include app"]],
  ["web/a.c", '#include "templates.h"\n', [1, "templates belong to app"]],
  ["app/org/a.c", '#include "templates.h"\n#include "app/app.h"\n#include "app/account/account.h"\n', null],
  ["app/org/a.c", '#include "app/mail/mail.h"\n#include "app/layout/parts.h"\n', null],
  ["app/org/a.c", '#include "app/org/org.h"\n', null],
  ["app/org/a.c", '#include "app/award/award.h"\n', [1, "the slice org may not include award"]],
  ["app/account/a.c", '#include "app/org/org.h"\n', [1, "the slice account may not include org"]],
  ["app/award/a.c", '#include "app/catalog/catalog.h"\n', null],
  ["app/public/a.c", '#include "app/backpack/backpack.h"\n', [1, "the slice public may not include backpack"]],
  ["app/mail/a.c", '#include "app/award/award.h"\n', [1, "the slice mail may not include award"]],
  ["app/api/a.c", '#include "app/public/public.h"\n', null],
  ["app/routes.c", '#include "app/award/award.h"\n', null],
  ["app/app.h", '#pragma once\n#include "app/award/award.h"\n', [2, "a header of app itself may not include a slice"]],
  ["app/app.h", '#pragma once\n#include "cli/files.h"\n', [2, "app may not include cli"]],
  ["app/party/a.c", "\n", [1, "the slice party has no place"]],
  ["soup/a.c", "\n", [1, "there is no layer soup"]],
  ["draw/a.c", '#include "app/app.h"\n', [1, "draw may not include app"]],
  ["base/a.c", '#include "str.h"\n', [1, "an include is written from the root"]],
  ["base/a.h", '#include "base/str.h"\n', [1, "a header begins with #pragma once"]],
  ["base/crypto.c", "#include <openssl/evp.h>\n#include <sodium.h>\n", null],
  ["base/codec.c", "#include <openssl/evp.h>\n", [1, "openssl/evp.h is for base/crypto* alone"]],
  ["format/jose.c", "#include <sodium.h>\n", [1, "is for base/crypto* alone"]],
  ["web/mhd.c", "#include <microhttpd.h>\n", null],
  ["web/server.c", "#include <microhttpd.h>\n", [1, "is for web/mhd* alone"]],
  ["web/curl.h", "#pragma once\n#include <curl/curl.h>\n", null],
  ["web/smtp.c", "#include <curl/curl.h>\n", [1, "is for web/curl* alone"]],
  ["app/mail/a.c", "#include <curl/curl.h>\n", [1, "is for web/curl* alone"]],
  ["store/sqlite.c", "#include <sqlite3.h>\n", null],
  ["store/db.c", "#include <sqlite3.h>\n", [1, "is for store/sqlite* alone"]],
  ["store/pq.c", "#include <libpq-fe.h>\n", null],
  ["app/org/a.c", "# include <libpq-fe.h>\n", [1, "is for store/pq* alone"]],
  ["web/a.c", "#include <librsvg/rsvg.h>\n", [1, "is for draw/* alone"]],
  ["base/arena.c", "void *p = malloc(3);\n", null],
  ["web/a.c", "\nvoid *p = malloc(3);\n", [2, "malloc() is not used outside of base"]],
  ["web/a.c", "x = y ? strcpy (a, b) : 0;\n", [1, "strcpy() is not used"]],
  ["web/a.c", "if (!system(z)) popen(z, m);\n", [1, "system() is not used"]],
  ["web/a.c", "free(p);\n", [1, "free() is not used"]],
  ["web/a.c", "arena_free(p); x->free(y); x.rand(z); my_malloc(3);\n", null],
  ["web/a.c", '/* no malloc(3) here,\n nor free(p) */ s = "malloc(3) /* "; // atoi(x)\n', null],
  ["web/a.c", '/* a */ x = atoi(y); /* b */\n', [1, "atoi() is not used"]],
  ["web/a.c", 's = "\\"quoted"; n = sprintf(s, "x");\n', [1, "sprintf() is not used"]],
];

for (const [file, content, want] of cases) {
  test(`${file}: ${JSON.stringify(content)} ${want ? "is refused" : "is fine"}`, (t) => {
    const dir = folder(t, { [`src/${file}`]: content });
    const { status, out } = check(dir);
    assert.equal(status, want ? 1 : 0, out);
    if (!want) return assert.equal(out, "");
    assert.ok(out.startsWith(`${dir}/src/${file}:${want[0]}: `), out);
    assert.ok(out.includes(want[1]), out);
  });
}

test("every breach is told, not only the first", (t) => {
  const dir = folder(t, { "src/base/a.c": '#include "web/x.h"\n', "src/store/b.c": "free(x);\natoi(y);\n" });
  assert.equal(check(dir).out.trim().split("\n").length, 3);
});

test("this tree keeps its own rules", () => {
  const { status, out } = run(path.join(root, "tools/check_layers.sh"), ["src"], { cwd: root });
  assert.equal(status, 0, out);
});
