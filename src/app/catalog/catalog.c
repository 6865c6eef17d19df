/* catalog/catalog.c — badges and their versions. A version that was awarded is
 * frozen; the next edit makes a new one, so that no award ever changes. */
#include "app/catalog/version_row.h"
#include "app/hook/hook.h"
#include "app/settings.h"

#include "base/crypto.h"
#include "store/search.h"

#define BADGE_COLUMNS VERSION_COLUMNS ", b.id, b.org_id, b.public_id, b.state, b.award_count, b.changed_at"
#define BADGE_NEWEST " FROM achievement b JOIN achievement_version v ON v.id = b.version_id "

/* ---- reading ---- */

static void read_badge(struct rows *r, struct arena *a, struct badge_row *b)
{
    version_row_read(r, a, &b->v);
    b->id = row_int(r, VERSION_COLUMN_COUNT);
    b->org = row_int(r, VERSION_COLUMN_COUNT + 1);
    b->public_id = row_str(r, VERSION_COLUMN_COUNT + 2, a);
    b->state = row_str(r, VERSION_COLUMN_COUNT + 3, a);
    b->award_count = row_int(r, VERSION_COLUMN_COUNT + 4);
    b->changed = row_int(r, VERSION_COLUMN_COUNT + 5);
}

static code one_badge(struct rows *r, struct arena *a, struct badge_row *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_badge(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge");
}

static const char sql_get[] = SQL("SELECT " BADGE_COLUMNS BADGE_NEWEST "WHERE b.org_id = $1 AND b.id = $2");
static const char sql_by_public_id[] = SQL("SELECT " BADGE_COLUMNS BADGE_NEWEST "WHERE b.public_id = $1");

code catalog_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct badge_row *out, struct error *err)
{
    return one_badge(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code catalog_by_public_id(struct db *db, struct arena *a, str public_id, struct badge_row *out, struct error *err)
{
    return one_badge(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

static const char sql_version[] = SQL("SELECT " VERSION_COLUMNS " FROM achievement_version v WHERE v.id = $1");

code catalog_version(struct db *db, struct arena *a, int64_t version, struct badge_version_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_version, ARGS(v_int(version)));
    bool found = rows_next(r);

    if (found)
        version_row_read(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "there is no such version of a badge");
}

static const char sql_versions[] = SQL(
    "SELECT " VERSION_COLUMNS " FROM achievement_version v JOIN achievement b ON b.id = v.achievement_id"
    " WHERE b.org_id = $1 AND b.id = $2 AND v.number > 0 ORDER BY v.number DESC");

code catalog_versions(struct db *db, struct arena *a, int64_t org, int64_t id,
                      struct badge_version_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_versions, ARGS(v_int(org), v_int(id)));

    while (rows_next(r))
        version_row_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* People whose award of this version still stands. */
static const char sql_holders[] = SQL(
    "SELECT count(DISTINCT person_id) FROM (SELECT person_id, version_id, revoked_at FROM award WHERE achievement_id = $1"
    " AND org_id = $2 ORDER BY id DESC LIMIT $4) AS newest WHERE version_id = $3 AND revoked_at IS NULL");

code catalog_holders(struct db *db, int64_t org, const struct badge_version_row *v, int64_t *n, struct error *err)
{
    return db_int(db, sql_holders, ARGS(v_int(v->achievement), v_int(org), v_int(v->id), v_int(CATALOG_HOLDERS)), n, err);
}

static const char sql_count[] = SQL("SELECT count(*) FROM achievement WHERE org_id = $1 AND ($2 = '' OR state = $2)");

code catalog_count(struct db *db, int64_t org, str state, int64_t *n, struct error *err)
{
    return db_int(db, sql_count, ARGS(v_int(org), v_str(str_is_absent(state) ? S("") : state)), n, err);
}

/* Badges of an organisation, newest first; $2 state or all, $3 part of the name. */
#define PAGE(than, order)                                                      \
    "SELECT " BADGE_COLUMNS BADGE_NEWEST                                       \
    "WHERE b.org_id = $1 AND ($2 = '' OR b.state = $2) AND ($3 = '' OR lower(v.name) LIKE $3 ESCAPE '!')"  \
    " AND b.id " than " $4 ORDER BY b.id " order " LIMIT $5"
static const char sql_page[] = SQL(PAGE("<", "DESC"));
static const char sql_page_back[] = SQL(PAGE(">", "ASC"));

code catalog_list(struct db *db, struct arena *a, int64_t org, const struct badge_filter *f,
                  struct badge_list *out, struct error *err)
{
    struct rows *r = db_query(db, keyset_is_back(&f->at) ? sql_page_back : sql_page,
                              ARGS(v_int(org), v_str(str_is_absent(f->state) ? S("") : f->state), v_str(search_anywhere(a, f->search)),
                                   v_int(keyset_row(&f->at, INT64_MAX)), v_int(f->at.limit)));

    while (rows_next(r))
        read_badge(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- changing ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO achievement (org_id, public_id, state, award_count, created_at, changed_at)"
    " VALUES ($1, $2, 'draft', 0, $3, $3) RETURNING id");
static const char sql_point[] = SQL("UPDATE achievement SET version_id = $2, changed_at = $3 WHERE id = $1");
/* The version that everybody sees, new or changed. */
static code point_to(struct db *db, int64_t achievement, int64_t version, struct error *err)
{
    TRY(db_run(db, sql_point, ARGS(v_int(achievement), v_int(version), v_int(clock_now())), NULL, err));
    return public_changed(db, err);
}

static code add_version(struct db *db, struct arena *a, int64_t achievement, int64_t number,
                        const struct badge_version_row *v, struct error *err)
{
    int64_t id;

    TRY(version_row_insert(db, a, achievement, number, v, &id, err));
    return point_to(db, achievement, id, err);
}

static code create_rows(struct db *db, struct arena *a, int64_t org, const struct badge_version_row *v,
                        int64_t *id, struct error *err)
{
    TRY(db_int(db, sql_insert, ARGS(v_int(org), v_str(random_token(a, 16)), v_int(clock_now())), id, err));
    return add_version(db, a, *id, 1, v, err);
}

code catalog_create(struct db *db, struct arena *a, int64_t org, const struct badge_version_row *v,
                    int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, create_rows(db, a, org, v, id, err), err);
}

/* What a badge needs before anyone can receive it (OB 3.0 §Achievement). */
static const struct { const char *field, *sentence; size_t at; } needs[] = {
    {"name", "give the badge a name", offsetof(struct badge_version_row, name)},
    {"description", "say in a sentence what the badge stands for", offsetof(struct badge_version_row, description)},
    {"image", "give the badge a picture", offsetof(struct badge_version_row, png_hash)},
    {"criteria", "say what a person must do to earn the badge", offsetof(struct badge_version_row, criteria)},
};

void catalog_missing(struct arena *a, const struct badge_version_row *v, struct badge_need_list *out)
{
    struct badge_version_row whole = *v;

    whole.criteria = catalog_criteria(a, v);
    for (size_t i = 0; i < COUNT(needs); i++)
        if (str_is_empty(*(const str *)(const void *)((const char *)&whole + needs[i].at)))
            *list_add(a, out) = (struct badge_need){needs[i].field, needs[i].sentence};
}

static code complete(struct arena *a, const struct badge_version_row *v, struct error *err)
{
    struct badge_need_list missing = {0};

    catalog_missing(a, v, &missing);
    return missing.n ? fail(err, BAD_INPUT, missing.items[0].field, "%s", missing.items[0].sentence) : OK;
}

code catalog_save_rows(struct db *db, struct arena *a, int64_t org, int64_t id, const struct badge_version_row *v, struct error *err)
{
    struct badge_row b;
    int64_t changed = 0;

    TRY(catalog_get(db, a, org, id, &b, err));
    if (!str_eq(b.state, S("draft")))
        TRY(complete(a, v, err));
    if (version_row_is_same(a, &b.v, v))
        return OK;
    TRY(version_row_update(db, a, b.v.id, v, &changed, err));
    if (changed == 0)
        return add_version(db, a, id, b.v.number + 1, v, err);
    return point_to(db, id, b.v.id, err);
}

code catalog_save(struct db *db, struct arena *a, int64_t org, int64_t id,
                  const struct badge_version_row *v, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, catalog_save_rows(db, a, org, id, v, err), err);
}

/* $4: the state it must be in. */
static const char sql_set_state[] = SQL(
    "UPDATE achievement SET state = $3, changed_at = $5 WHERE org_id = $1 AND id = $2 AND state = $4");
static const char sql_exists[] = SQL("SELECT count(*) FROM achievement WHERE org_id = $1 AND id = $2");

/* Why nothing was changed: it is not there, or not in that state. */
static code refused(struct db *db, int64_t org, int64_t id, const char *sentence, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_exists, ARGS(v_int(org), v_int(id)), &n, err));
    return n ? fail(err, CONFLICT, "badge", "%s", sentence) : fail(err, NOT_FOUND, "badge", "there is no such badge");
}

static code set_state(struct db *db, int64_t org, int64_t id, str from, str to, int64_t *changed, struct error *err)
{
    return db_run(db, sql_set_state, ARGS(v_int(org), v_int(id), v_str(to), v_str(from), v_int(clock_now())),
                  changed, err);
}

static code publish_rows(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, org, id, &b, err));
    TRY(complete(a, &b.v, err));
    TRY(set_state(db, org, id, b.state, S("published"), NULL, err));
    return hook_tell(db, a, org, "badge.published", id, err);
}

code catalog_publish(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, publish_rows(db, a, org, id, err), err);
}

code catalog_archive(struct db *db, int64_t org, int64_t id, bool archived, struct error *err)
{
    int64_t changed = 0;

    TRY(set_state(db, org, id, archived ? S("published") : S("archived"), archived ? S("archived") : S("published"),
                  &changed, err));
    if (changed)
        return OK;
    return refused(db, org, id, archived ? "only a published badge can be archived" : "this badge is not archived", err);
}

static const char sql_delete[] = SQL(
    "DELETE FROM achievement WHERE org_id = $1 AND id = $2 AND state = 'draft' AND award_count = 0");

code catalog_delete_draft(struct db *db, int64_t org, int64_t id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_delete, ARGS(v_int(org), v_int(id)), &changed, err));
    return changed ? OK : refused(db, org, id, "only a draft can be deleted; archive this badge instead", err);
}

code catalog_copy(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t *copy, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, org, id, &b, err));
    b.v.name = str_printf(a, STR_FMT " (copy)", STR_ARG(b.v.name));
    return catalog_create(db, a, org, &b.v, copy, err);
}

static const char sql_renewal[] = SQL(
    "UPDATE achievement_version SET renew_by = $4 WHERE number = $3 AND number > 1 AND id ="
    " (SELECT b.version_id FROM achievement b WHERE b.org_id = $1 AND b.id = $2)");

code catalog_set_renewal_rows(struct db *db, int64_t org, int64_t id, int64_t number, msec renew_by, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_renewal, ARGS(v_int(org), v_int(id), v_int(number), v_int_if(renew_by > 0, renew_by)), &changed, err));
    return changed ? public_changed(db, err) : refused(db, org, id, "this is not the newest version any more", err);
}

code catalog_set_renewal(struct db *db, int64_t org, int64_t id, int64_t number, msec renew_by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, catalog_set_renewal_rows(db, org, id, number, renew_by, err), err);
}

static const char sql_freeze[] = SQL(
    "UPDATE achievement_version SET frozen_at = $2 WHERE id = $1 AND frozen_at IS NULL");

code catalog_freeze(struct db *db, int64_t version, msec at, struct error *err)
{
    return db_run(db, sql_freeze, ARGS(v_int(version), v_int(at)), NULL, err);
}
