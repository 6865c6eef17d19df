/* requirement/proof_shown.h — what proves a requirement, for people to read: a list within
 * lists, as the rule joins it, and for each thing where it is got. */
#pragma once
#include "app/requirement/requirement.h"

struct proof_link { str words, href; };
LIST_OF(proof_links, struct proof_link);

/* A badge, a record …, with its page, who records it, and ways to it; or "One of these" and what they are. */
struct proof_part;
LIST_OF(proof_parts, struct proof_part);
struct proof_part { str words, href, note; struct proof_links links; struct proof_parts parts; };

/* Who reads it: anybody (public links alone, no names), a member, or whoever has to do it. */
enum proof_reader_kind { PROOF_FOR_ANYBODY, PROOF_FOR_MEMBER, PROOF_FOR_THEM };
/* `known`: badges that were looked up for this page already. */
struct proof_badge { int64_t id; str page; struct proof_links links; };
struct proof_reader { enum proof_reader_kind kind; struct app *app; int64_t org, account; LIST(struct proof_badge) known; };
MUST_USE code requirement_proof_shown(struct db *db, struct arena *a, struct proof_reader *to, const struct requirement_version *v, struct proof_part *out, struct error *err);

/* How one gets a badge by oneself: claim links, the form to apply by, one's own application;
 * as the slice of the public catalogue, which stands above, tells. Set once at start. `account` 0: nobody's. */
struct badge_doors_ask { int64_t org, badge, account; };
typedef code badge_doors_fn(struct app *app, struct db *db, struct arena *a, const struct badge_doors_ask *q, struct proof_links *out, struct error *err);
void requirement_set_doors(badge_doors_fn *fn);
