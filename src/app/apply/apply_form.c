/* apply/apply_form.c — opening a badge for applications: hours, limits, sample. */
#include "app/apply/apply_private.h"

#include "base/crypto.h"

const char *apply_closed_words(enum opening_state s)
{
    static const char *const words[] = {
        [OPENING_OPEN] = "", [OPENING_EARLY] = "It is too early: applications open later.",
        [OPENING_LATE] = "The time for applications is over.",
        [OPENING_STOPPED] = "The people of this badge take no applications at the moment.",
        [OPENING_FULL] = "There are as many applications as can be looked at.", [OPENING_ARCHIVED] = "This badge is no longer awarded.",
    };

    return words[s];
}

static code check(const struct apply_form *f, struct error *err)
{
    TRY(opening_check(&f->open, err));
    if (f->days < 0 || f->days > 365)
        return fail(err, BAD_INPUT, "days", "between 1 and 365 days; leave it empty for no promise");
    if (f->sample < 0 || f->sample > 100)
        return fail(err, BAD_INPUT, "sample", "of a hundred, between 0 and 100");
    return OK;
}

static const char sql_save[] = SQL(
    "INSERT INTO apply_form (achievement_id, org_id, public_id, words, audience, opens_at, closes_at, most, taken, days, sample, seed,"
    " account_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13)"
    " ON CONFLICT (achievement_id) DO UPDATE SET words = $4, audience = $5, opens_at = $6, closes_at = $7, most = $8, days = $9, sample = $10");

static code save(struct db *db, struct arena *a, const struct apply_form *f, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, f->org, f->achievement, &b, err));
    if (!str_eq(b.state, S("published")))
        return fail(err, CONFLICT, "badge", "publish the badge before people can apply for it");
    TRY(db_run(db, sql_save,
               ARGS(v_int(f->achievement), v_int(f->org), v_str(random_token(a, 12)), v_str(f->words),
                    v_str(cstr(evidence_audiences[f->audience].name)), v_int_if(f->open.opens > 0, f->open.opens), v_int_if(f->open.closes > 0, f->open.closes),
                    v_int(f->open.most), v_int(f->days), v_int(f->sample), v_str(random_token(a, 12)), v_int_if(f->account > 0, f->account),
                    v_int(clock_now())),
               NULL, err));
    return org_log(db, f->org, f->account, "apply.open", str_printf(a, "badge %lld", (long long)f->achievement), b.v.name, err);
}

code apply_form_save(struct db *db, struct arena *a, const struct apply_form *f, struct error *err)
{
    TRY(check(f, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, f, err), err);
}

static const char sql_stop[] = SQL("UPDATE apply_form SET stopped_at = $3 WHERE org_id = $1 AND achievement_id = $2");

static code stop(struct db *db, struct arena *a, const struct apply_stop *s, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_stop, ARGS(v_int(s->org), v_int(s->achievement), v_int_if(s->stopped, clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, NOT_FOUND, "badge", "nobody can apply for this badge");
    return org_log(db, s->org, s->account, s->stopped ? "apply.stop" : "apply.start",
                   str_printf(a, "badge %lld", (long long)s->achievement), S(""), err);
}

code apply_set_stopped(struct db *db, struct arena *a, const struct apply_stop *s, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, stop(db, a, s, err), err);
}

/* ---- finding ---- */

#define ROW                                                                                                        \
    "SELECT f.achievement_id, f.org_id, f.account_id, b.version_id, f.most, f.taken, f.days, f.sample, f.public_id, f.words, f.seed," \
    " f.audience, f.opens_at, f.closes_at, f.stopped_at, f.created_at, v.name, v.description, v.png_hash, b.state, o.name, v.issuer_id"  \
    " FROM apply_form f JOIN achievement b ON b.id = f.achievement_id JOIN achievement_version v ON v.id = b.version_id" \
    " JOIN org g ON g.id = f.org_id LEFT JOIN issuer i ON i.id = v.issuer_id JOIN org_version o ON o.id = coalesce(i.version_id, g.version_id)"

static void read_form(struct rows *r, struct arena *a, struct apply_form *f)
{
    *f = (struct apply_form){
        .achievement = row_int(r, 0), .org = row_int(r, 1), .account = row_int(r, 2), .version = row_int(r, 3),
        .days = row_int(r, 6), .sample = row_int(r, 7), .public_id = row_str(r, 8, a), .words = row_str(r, 9, a),
        .seed = row_str(r, 10, a), .audience = evidence_audience(row_str(r, 11, a)),
        .open = {.opens = row_int(r, 12), .closes = row_int(r, 13), .stopped = row_int(r, 14), .most = row_int(r, 4),
                 .taken = row_int(r, 5), .badge_state = row_str(r, 19, a)},
        .created = row_int(r, 15), .badge_name = row_str(r, 16, a), .badge_description = row_str(r, 17, a),
        .png_hash = row_str(r, 18, a), .org_name = row_str(r, 20, a), .issuer = row_int(r, 21)};
}

static code one(struct rows *r, struct arena *a, struct apply_form *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_form(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "nobody can apply for this badge");
}

static const char sql_get[] = SQL(ROW " WHERE f.org_id = $1 AND f.achievement_id = $2");
static const char sql_by_public_id[] = SQL(ROW " WHERE f.public_id = $1");
static const char sql_find[] = SQL(ROW " WHERE f.org_id = $1 ORDER BY f.created_at DESC, f.achievement_id DESC");

code apply_form_get(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct apply_form *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(org), v_int(achievement))), a, out, err);
}

code apply_form_by_public_id(struct db *db, struct arena *a, str public_id, struct apply_form *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

code apply_forms_find(struct db *db, struct arena *a, int64_t org, struct apply_forms *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        read_form(r, a, list_add(a, out));
    return rows_end(r, err);
}
