/* award/award_ours.c — a badge that somebody shows: is it an award of this organisation? */
#include "app/award/award.h"

#include "app/org/org.h"
#include "badge/report.h"
#include "base/uri.h"

/* What was proved of the issuer: this host, or a DID on it? */
static bool is_on(struct arena *a, str anchor, str origin)
{
    str scheme = str_slice(origin, 0, (size_t)(str_find(origin, S("://")) + 3)), authority = str_from(origin, scheme.n), did;
    ptrdiff_t colon = str_find_byte(authority, ':');

    if (str_starts(anchor, S("did:web:"))) {
        did = str_join(a, S("did:web:"), colon < 0 ? authority : str_printf(a, STR_FMT "%%3A" STR_FMT, STR_ARG(str_slice(authority, 0, (size_t)colon)), STR_ARG(str_from(authority, (size_t)colon + 1))));
        return str_eq(anchor, did) || str_starts(anchor, str_join(a, did, S(":")));
    }
    return !str_is_empty(anchor) && (str_eq(anchor, origin) || str_eq(uri_origin(a, str_join(a, scheme, anchor)), origin));
}

code award_ours(struct app *app, struct db *db, struct arena *a, const struct award_shown *s, int64_t *achievement, struct error *err)
{
    str origin = uri_origin(a, s->report->badge.id);
    struct award_row w;
    struct uri u;
    bool ours = str_eq(origin, app->base);

    *achievement = 0;
    if (str_is_empty(origin) || uri_parse(s->report->badge.id, &u, NULL) != OK || !str_starts(u.path, S("/b/")))
        return OK;
    if (!ours)
        TRY(org_knows_address(db, origin, &ours, err));
    if (ours && is_on(a, s->report->anchor.value, origin) && award_by_public_id(db, a, str_from(u.path, 3), &w, NULL) == OK && w.org == s->org)
        *achievement = w.achievement;
    return OK;
}

/* ---- judged before ---- */

static const char sql_judged[] = SQL("SELECT count(*) FROM application x WHERE x.org_id = $1 AND x.award_id = $2");

code award_was_judged(struct db *db, int64_t org, int64_t award, bool *out, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_judged, ARGS(v_int(org), v_int(award)), &n, err));
    *out = n > 0;
    return OK;
}
