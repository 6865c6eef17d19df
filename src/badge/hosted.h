/* badge/hosted.h — what the questions about badges before 3.0 share (hosted.c,
 * documents.c, scope.c, signed.c, revocation.c, endorsement.c). */
#pragma once
#include "badge/inquiry.h"

enum form { FORM_HOSTED, FORM_SIGNED, FORM_OTHER };

/* What the badge says of how it is to be verified. Not said: hosted. */
enum form form_said(const struct badge *b);
/* What is judged, as found at `url`; absent: a signed one. */
struct linked assertion_of(const struct inquiry *q, str url);
/* Is `to` on the same host as `from`, or the same host gone over to https? */
bool is_same_home(struct inquiry *q, str from, str to);
/* Is this the document of the address `id`? Its host may have moved it, and
 * gone over to https; no redirect leads to another host (security.md T-16). */
bool lives_there(struct inquiry *q, str id, const struct answer *an);
/* 1.x: the issuer's site is on the host of `where`, which is what proves it. */
bool judge_same_host(struct inquiry *q, str where, const char *what, str shown);
/* Where the issuer's document was found. */
str issuer_home(const struct inquiry *q);
/* Hosts go and badges stay: what they are made of goes into the report. */
void keep_document(struct inquiry *q, const char *role, const struct answer *an);
/* `revoked` is true, also as text. */
bool says_revoked(const struct json *doc);
str authority_of(struct inquiry *q, str url);    /* lower case, default port dropped; absent if not http(s) */
/* Said once for every badge of which a part came over plain http. */
void warn_about_http(struct inquiry *q);
