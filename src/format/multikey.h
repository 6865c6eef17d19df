/* format/multikey.h — Multikey (Controlled Identifiers §2.2.2): a multicodec
 * prefix and the public key, as multibase text. */
#pragma once
#include "base/crypto.h"

MUST_USE code multikey_read(struct arena *a, str text, struct key **out, struct error *err);
str multikey_write(struct arena *a, const struct key *key); /* "z6Mk…", "zDn…", "z82L…", "z4MX…" */
