/* public/public.h — what anyone may see: award, badge, issuer, keys, status
 * lists, in every form of the standard. */
#pragma once
#include "app/award/award.h"

/* A public document by its path, as HTTP would give it for this Accept: also
 * what the verifier uses for addresses under our own name. Pages in HTML are
 * not among them (public_pages.c). The host chooses the address that the
 * document gives itself: who asks at an older one finds it as it was there.
 * NOT_FOUND: no such document. */
struct asked { str host, path, accept; };
struct document { int status; str type, body; };
MUST_USE code public_document(struct app *app, struct db *db, struct arena *a, const struct asked *q,
                              struct document *out, struct error *err);

/* The signed list, kept ready until it changes: as token, or as JSON; of what
 * is revoked, or of what is suspended. */
struct status_asked { str public_id; bool as_token, of_suspended; };
MUST_USE code public_status_list(struct app *app, struct db *db, struct arena *a, const struct status_asked *q, str *text, struct error *err);
MUST_USE code public_status_list_ids(struct db *db, struct arena *a, struct str_list *out, struct error *err);
/* OB 3.0 as JSON: with a proof, or a token in an envelope where there can be none. */
MUST_USE code public_award_json(struct app *app, struct db *db, struct arena *a, const struct award_row *w, str *json, struct error *err);
/* The picture with the award in it: as OB 3.0 in its own form, or as OB 2.0. */
MUST_USE code public_png(struct app *app, struct db *db, struct arena *a, const struct award_row *w, bool version2, str *png, struct error *err);
MUST_USE code public_svg(struct app *app, struct db *db, struct arena *a, const struct award_row *w, bool version2, str *svg, struct error *err);
/* OB 2.0 assertion of an award as JSON; of a revoked one what §Revoking asks for. */
MUST_USE code public_v2_assertion(struct db *db, struct arena *a, const struct award_row *w, str *json, struct error *err);
/* Everything that a check of this issuer's badges fetches, as one map for
 * `lapel verify --documents`: profile, keys, status lists, and what badges of
 * 2.0 lead to. With `w` (may be NULL) also what is hosted for that award. */
MUST_USE code public_offline_map(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct award_row *w,
                                 str *json, struct error *err);

/* For pages that have a document of the standard at the same address: what does
 * this client want, and the document. */
bool public_wants_page(const struct request *rq);
void public_send(struct request *rq, struct response *rs, str path);

/* oEmbed of awards. */
void public_start(void);
extern const struct route public_routes[];       /* /b/ID, /status/ID, /i/SLUG/keys/…, /ob2/…, /.well-known/…, /oembed */
