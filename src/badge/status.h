/* badge/status.h — status and revocation lists as documents, both ways. Whose
 * a list is and whether it is to be believed: badge/status_open.h. */
#pragma once
#include "badge/badge.h"
#include "format/bitstring.h"

#define STATUS_TTL (5 * MINUTE)                  /* Bitstring Status List §2.2: where a list says nothing */

/* ---- written ---- */

struct status_list {
    str id;                                      /* URL of the list credential */
    str issuer_id, purpose;                      /* "revocation", "suspension", "refresh", "message" */
    msec valid_from, valid_until;
    int64_t ttl_ms;
};
/* The BitstringStatusListCredential as JSON, unsigned (Bitstring Status List
 * §2.2); credential_sign (badge/issue.h) signs it. */
str status_list_write(struct arena *a, const struct status_list *l, const struct bitstring *bits);

/* A badge that its issuer has taken back, and why, if it says so. */
struct revoked { str id, reason; };
LIST_OF(revoked_list, struct revoked);
/* 1EdTechRevocationList (VCRL 1.0): plain JSON, believed for its https address. */
str revocation_list_write(struct arena *a, str id, str issuer_id, const struct revoked_list *l);
/* RevocationList of OB 2.0, for its signed badges. */
str revocation_list_write_v2(struct arena *a, str id, str issuer_id, const struct revoked_list *l);

/* ---- read ---- */

/* A list of bits within its credential. */
struct status_bits {
    str encoded;
    const struct json *purposes;                 /* one or many */
    int64_t ttl_ms;                              /* STATUS_TTL where the list does not say */
};
/* Does this kind of entry lead to a list of bits? "BitstringStatusListEntry",
 * and "StatusList2021Entry" of VCDM 1.1. */
bool status_entry_has_bits(str entry_type);
/* BAD_INPUT: the document is no list for entries of this kind. */
MUST_USE code status_bits_read(const struct json *document, str entry_type,
                               struct status_bits *out, struct error *err);

/* What a list of ids says of one badge. */
struct revocation { bool is_revoked; str reason; bool has_unread; /* entries that say nothing */ };
/* BAD_INPUT: it is no 1EdTechRevocationList. `id` is compared as OB 3.0
 * §Credential equality has it: percent-decoded and trimmed. */
MUST_USE code revocation_list_find(struct arena *a, const struct json *list, str id,
                                   struct revocation *out, struct error *err);
