/* format/email.h — mail addresses: the one grammar that every form, import and
 * sender uses (a subset of RFC 5321 §4.1.2; no quoting, no address literals). */
#pragma once
#include "base/str.h"

/* "Ann Lee <ann@x.org>" or "ann@x.org" to its parts; domain folded to lower
 * case and IDNA checked (A-labels), local part kept; a name with an @ in it is
 * left out. BAD_INPUT says what is wrong. */
struct email { str name, address; };
MUST_USE code email_parse(struct arena *a, str text, struct email *out, struct error *err);
/* For comparing two addresses of one person: all lower case. Never published. */
str email_fold(struct arena *a, str address);
