/* public/public.h — what anyone may see: award, badge, issuer, keys, status
 * lists, in every form of the standard. */
#pragma once
#include "app/award/award.h"

/* A public document by its address, as HTTP would give it for this Accept:
 * also what the verifier uses for addresses under our own name. NOT_FOUND. */
struct document { int status; str type, body; };
MUST_USE code public_document(struct app *app, struct db *db, struct arena *a, str path, const char *accept,
                              struct document *out, struct error *err);

MUST_USE code public_status_list(struct app *app, struct db *db, struct arena *a, str public_id, str *token, struct error *err);
MUST_USE code public_png(struct app *app, struct db *db, struct arena *a, const struct award_row *w, str *png, struct error *err);
MUST_USE code public_svg(struct app *app, struct db *db, struct arena *a, const struct award_row *w, str *svg, struct error *err);

extern const struct route public_routes[];       /* /b/ID, /badges/ID, /i/SLUG, /status/ID, /ob2/…, /.well-known/…, /oembed */
