/* backpack/watch.c — what happened to badges, as rows that their owners are told of. */
#include "app/backpack/watch.h"

#include <string.h>

/* What is worth a word, by how the badge stands now; "good" only after something was wrong. */
static const struct { const char *kind, *words; } kinds[] = {
    {"ends-soon", "Ends soon"},
    {"expired", "Expired"},
    {"revoked", "Revoked by its issuer"},
    {"suspended", "Suspended by its issuer"},
    {"broken", "No longer holds"},
    {"silent", "Could not be checked for some days"},
    {"good", "Valid again"},
};

const char *watch_words(str kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_eq(kind, cstr(kinds[i].kind)))
            return kinds[i].words;
    return "";
}

static bool is_worth_a_word(const struct watched *w)
{
    if (str_eq(w->before, S("doubtful")))
        return false;
    return watch_words(cstr(w->now_stands))[0] != 0;
}

static const char sql_note[] = SQL(
    "INSERT INTO holding_event (holding_id, kind, about, at) VALUES ($1, $2, $3, $4) ON CONFLICT (holding_id, kind, about) DO NOTHING");

code watch_note(struct db *db, const struct watched *w, struct error *err)
{
    bool is_end = !strcmp(w->now_stands, "expired");

    if (!is_worth_a_word(w))
        return OK;
    return db_run(db, sql_note,
                  ARGS(v_int(w->holding), v_str(cstr(w->now_stands)), v_int(is_end ? w->valid_until : w->now), v_int(w->now)), NULL, err);
}

/* ---- who counts on it ---- */

static watch_relier_fn *relier;

void watch_set_relier(watch_relier_fn *fn)
{
    relier = fn;
}

code watch_tell_reliers(struct app *app, struct db *db, struct arena *a, const struct relied *r, struct error *err)
{
    return relier ? relier(app, db, a, r, err) : OK;
}

static const char sql_rely[] = SQL(
    "UPDATE holding SET relied_on = CAST($2 AS BIGINT), next_check_at = CASE WHEN CAST($2 AS BIGINT) = 1 AND next_check_at > $3 THEN $3 ELSE next_check_at END WHERE id = $1");

code watch_rely(struct db *db, int64_t holding, bool relied, struct error *err)
{
    return db_run(db, sql_rely, ARGS(v_int(holding), v_int(relied), v_int(clock_now() + DAY)), NULL, err);
}

static const char sql_recent[] = SQL(
    "SELECT e.id, e.holding_id, e.kind, h.title, h.issuer_name, e.at, h.valid_until FROM holding_event e JOIN holding h ON h.id = e.holding_id"
    " WHERE h.owner_id = $1 AND h.removed_at IS NULL ORDER BY e.id DESC LIMIT $2");

code watch_recent(struct db *db, struct arena *a, int64_t owner, int limit, struct watch_events *out, struct error *err)
{
    struct rows *r = db_query(db, sql_recent, ARGS(v_int(owner), v_int(limit)));

    while (rows_next(r))
        *list_add(a, out) = (struct watch_event){.id = row_int(r, 0), .holding = row_int(r, 1), .kind = row_str(r, 2, a), .title = row_str(r, 3, a),
                                                 .issuer = row_str(r, 4, a), .at = row_int(r, 5), .until = row_int(r, 6)};
    return rows_end(r, err);
}

/* ---- ends ---- */

static const char sql_soon[] = SQL(
    "INSERT INTO holding_event (holding_id, kind, about, at) SELECT h.id, 'ends-soon', h.valid_until, $1 FROM holding h"
    " LEFT JOIN backpack_mail m ON m.account_id = h.owner_id"
    " WHERE h.standing = 'good' AND h.removed_at IS NULL AND h.valid_until > $1 AND h.valid_until <= $1 + coalesce(m.days_before, 30) * 86400000"
    " ON CONFLICT (holding_id, kind, about) DO NOTHING");
static const char sql_over[] = SQL(
    "INSERT INTO holding_event (holding_id, kind, about, at) SELECT h.id, 'expired', h.valid_until, $1 FROM holding h"
    " WHERE h.standing = 'good' AND h.removed_at IS NULL AND h.valid_until <= $1 ON CONFLICT (holding_id, kind, about) DO NOTHING");
static const char sql_expire[] = SQL("UPDATE holding SET standing = 'expired' WHERE standing = 'good' AND valid_until <= $1");

code watch_ends(struct db *db, msec now, struct error *err)
{
    TRY(db_run(db, sql_soon, ARGS(v_int(now)), NULL, err));
    TRY(db_run(db, sql_over, ARGS(v_int(now)), NULL, err));
    return db_run(db, sql_expire, ARGS(v_int(now)), NULL, err);
}
