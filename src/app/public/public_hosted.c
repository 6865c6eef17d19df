/* public/public_hosted.c — hosted assertions of OB 2.0, the documents that are
 * asked for most: two short reads, and what never changes is known. */
#include "app/public/public_private.h"

#include "app/cache.h"
#include "app/catalog/results.h"
#include "app/catalog/scale.h"
#include "app/endorse/endorse.h"
#include "badge/recipient.h"

/* What a hosted assertion says, but for the addresses. Version 2.0 has no word
 * for suspension: until it is over, the award is revoked there. */
static const char sql_hosted[] = SQL(
    "SELECT w.public_id, CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END,"
    " CASE WHEN w.salt = '' THEN w.public_id ELSE w.salt END, w.awarded_at, w.valid_until, w.narrative, w.evidence_url,"
    " w.revoked_at, w.revoke_reason, w.org_version_id, w.version_id, s.reason, w.results, w.id, w.org_id,"
    " (SELECT count(*) FROM endorsement e WHERE e.award_id = w.id AND e.state = 'shown'), w.picture_hash,"
    " (SELECT count(*) FROM achievement_version v WHERE v.id = w.version_id AND v.alignments LIKE '%\"level\":%') FROM award w JOIN person p ON p.id = w.person_id"
    " LEFT JOIN award_suspension s ON s.award_id = w.id"
    " WHERE w.public_id = $1");

struct hosted { struct badge badge; struct v2_urls urls; str public_id, results; int64_t org_version, version, id, org, endorsed; bool has_own_picture, has_levels; };

static void read_hosted(struct rows *r, struct arena *a, struct hosted *h)
{
    str evidence = row_str(r, 6, a), salt = row_str(r, 2, a), who = row_str(r, 1, a);

    *h = (struct hosted){
        .badge = {.awarded = row_int(r, 3), .has_awarded = true, .valid_until = row_int(r, 4),
                  .has_valid_until = !row_is_null(r, 4), .narrative = row_str(r, 5, a), .is_revoked = !row_is_null(r, 7),
                  .revocation_reason = row_str(r, 8, a)},
        .public_id = row_str(r, 0, a), .org_version = row_int(r, 9), .version = row_int(r, 10),
        .results = row_str(r, 12, a), .id = row_int(r, 13), .org = row_int(r, 14), .endorsed = row_int(r, 15), .has_own_picture = !row_is_null(r, 16), .has_levels = row_int(r, 17) > 0};
    if (!row_is_null(r, 11)) {
        h->badge.is_revoked = true;
        h->badge.revocation_reason = str_join(a, S("Suspended: "), row_str(r, 11, a));
    }
    if (person_has_address(who))
        *list_add(a, &h->badge.identities) = (struct identity){
            .type = S("emailAddress"), .hashed = true, .salt = salt, .value = award_identity(a, who, salt)};
    else
        h->badge.subject_id = who;
    if (!str_is_empty(evidence))
        *list_add(a, &h->badge.evidence) = (struct evidence){.id = evidence};
}

/* Base address, issuer, badge and its number: of two versions that never
 * change, so known once for all. */
static const char sql_names[] = SQL(
    "SELECT i.base, coalesce(p.slug, o.slug), c.public_id, v.number FROM org_version i JOIN org o ON o.id = i.org_id"
    " LEFT JOIN issuer p ON p.id = i.issuer_id"
    " CROSS JOIN achievement_version v JOIN achievement c ON c.id = v.achievement_id WHERE i.id = $1 AND v.id = $2");

static code load_names(struct db *db, struct arena *a, const struct hosted *h, str *names, struct error *err)
{
    struct rows *r = db_query(db, sql_names, ARGS(v_int(h->org_version), v_int(h->version)));
    bool found = rows_next(r);

    if (found)
        *names = str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n%lld", STR_ARG(row_str(r, 0, a)),
                            STR_ARG(row_str(r, 1, a)), STR_ARG(row_str(r, 2, a)), (long long)row_int(r, 3));
    TRY(rows_end(r, err));
    return found ? OK : fail(err, FAULT, "award", "the version of the badge or of the issuer is not there");
}

static code find_names(struct db *db, struct arena *a, const struct hosted *h, str *names, struct error *err)
{
    struct buf key = buf_new(a);

    buf_putz(&key, "names ");
    buf_int(&key, (int64_t)db_identity(db));
    buf_byte(&key, ' ');
    buf_int(&key, h->org_version);
    buf_byte(&key, ' ');
    buf_int(&key, h->version);
    if (cache_get(a, buf_done(&key), 0, names))
        return OK;
    TRY(load_names(db, a, h, names, err));
    cache_put(buf_done(&key), 0, *names);
    return OK;
}

static code add_urls(struct db *db, struct arena *a, struct hosted *h, struct error *err)
{
    struct org o = {0};
    str names, badge, number;
    int64_t n = 0;

    TRY(find_names(db, a, h, &names, err));
    if (!str_cut(&names, '\n', &o.base) || !str_cut(&names, '\n', &o.slug) || !str_cut(&names, '\n', &badge) ||
        !str_cut(&names, '\n', &number) || !str_to_int(number, &n))
        return fail(err, FAULT, "award", "the names of the badge cannot be read");
    h->urls = award_v2_urls(a, &o, h->public_id, badge, n);
    if (h->has_own_picture)
        h->badge.image.id = award_picture_url(a, o.base, h->public_id, true);
    return OK;
}

/* Few have results; what these are called stands with the badge. */
static code add_results(struct db *db, struct arena *a, struct hosted *h, struct error *err)
{
    struct badge_version_row v;

    if (str_is_empty(h->results) && !h->has_levels)
        return OK;
    TRY(catalog_version(db, a, h->version, &v, err));
    h->badge.achievement.results = v.results;
    results_kept(a, h->results, &h->badge.results);
    scale_publish(a, S(""), &v.alignments, &h->badge.achievement.results);
    scale_award(a, S(""), &v.alignments, &h->badge.results);
    return OK;
}

/* Few are endorsed. */
static code add_endorsements(struct db *db, struct arena *a, struct hosted *h, struct error *err)
{
    struct str_list v3 = {0};

    if (h->endorsed == 0)
        return OK;
    return endorse_carried(db, a, &(struct endorse_thing){h->org, ENDORSE_AWARD, 0, h->id, 0}, 0, &v3, &h->urls.endorsements, err);
}

static code load_hosted(struct db *db, struct arena *a, str public_id, struct hosted *h, struct error *err)
{
    struct rows *r = db_query(db, sql_hosted, ARGS(v_str(public_id)));
    bool found = rows_next(r);

    if (found)
        read_hosted(r, a, h);
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "award", "there is no such award");
    TRY(add_results(db, a, h, err));
    TRY(add_urls(db, a, h, err));
    return add_endorsements(db, a, h, err);
}

static code write_hosted(struct arena *a, const struct hosted *h, str *json, struct error *err)
{
    if (!h->badge.is_revoked)
        return write_v2_assertion(a, &h->badge, &h->urls, json, err);
    *json = write_v2_revoked(a, h->urls.assertion, h->badge.revocation_reason);
    return OK;
}

code public_v2_assertion(struct db *db, struct arena *a, const struct award_row *w, str *json, struct error *err)
{
    struct hosted h;

    TRY(load_hosted(db, a, w->public_id, &h, err));
    return write_hosted(a, &h, json, err);
}

/* OB 2.0 §Revoking Hosted: 410 Gone or revoked:true; we give both. */
code public_hosted(struct app *app, struct db *db, struct arena *a, const struct asked *q, str id, struct document *out,
                   struct error *err)
{
    struct hosted h;
    str json;

    (void)app;
    TRY(load_hosted(db, a, id, &h, err));
    TRY(write_hosted(a, &h, &json, err));
    TRY(public_answer(out, public_ld_type(q), json));
    out->status = h.badge.is_revoked ? 410 : 200;
    return OK;
}
