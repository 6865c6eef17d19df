/* endorse/endorse_private.h — shared by the files of this slice alone. */
#pragma once
#include "app/endorse/endorse.h"

#define ENDORSE_COLUMNS                                                        \
    "e.id, e.org_id, e.achievement_id, e.award_id, e.version_id, e.public_id, e.email, e.name, e.message, e.state,"  \
    " e.subject, e.by_earner, e.asked_at, e.ends_at, e.signed_at, e.valid_until, e.decided_at, e.about, e.about_v2,"  \
    " e.comment, e.key, e.document, y.id, y.public_id, y.base, y.email, y.name, y.organisation, y.url, y.shows_email, e.issuer_id"
#define ENDORSE_FROM " FROM endorsement e LEFT JOIN endorser y ON y.id = e.endorser_id "
/* given.c: behind /endorsements/, what no endorser signed. */
MUST_USE code given_document(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err);
