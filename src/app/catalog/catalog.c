/* catalog/catalog.c — badges and their versions. A version that was awarded is
 * frozen; the next edit makes a new one, so that no award ever changes. */
#include "app/catalog/catalog.h"

#include "base/crypto.h"

#define VERSION_COLUMNS                                                        \
    "v.id, v.achievement_id, v.number, v.name, v.description, v.criteria, v.type, v.tags,"   \
    " v.alignments, v.validity_months, v.png_hash, v.svg_hash, v.studio, v.frozen_at"
#define VERSION_COLUMN_COUNT 14
#define BADGE_COLUMNS VERSION_COLUMNS ", b.id, b.org_id, b.public_id, b.state, b.award_count, b.changed_at"
#define BADGE_NEWEST " FROM achievement b JOIN achievement_version v ON v.id = b.version_id "

/* ---- alignments, kept as the JSON that the credential will carry ---- */

static const struct {
    const char *key;
    size_t at;
} alignment_members[] = {
    {"targetName", offsetof(struct alignment, target_name)},
    {"targetUrl", offsetof(struct alignment, target_url)},
    {"targetDescription", offsetof(struct alignment, target_description)},
    {"targetFramework", offsetof(struct alignment, target_framework)},
    {"targetCode", offsetof(struct alignment, target_code)},
    {"targetType", offsetof(struct alignment, target_type)},
};

static str *alignment_member(struct alignment *x, size_t i)
{
    return (str *)(void *)((char *)x + alignment_members[i].at);
}

static void read_alignments(struct arena *a, str text, struct alignment_list *out)
{
    const struct json *list;

    if (json_parse(a, text, NULL, &list, NULL) != OK)
        return;
    for (size_t i = 0; i < json_count(list); i++) {
        struct alignment *x = list_add(a, out);
        *x = (struct alignment){0};
        for (size_t m = 0; m < COUNT(alignment_members); m++)
            *alignment_member(x, m) = json_str(json_get(json_item(list, i), alignment_members[m].key));
    }
}

static str write_alignments(struct arena *a, const struct alignment_list *list)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < list->n; i++) {
        json_open_object(&w);
        for (size_t m = 0; m < COUNT(alignment_members); m++) {
            str value = *alignment_member(&list->items[i], m);
            if (!str_is_empty(value))
                json_put_member(&w, alignment_members[m].key, value);
        }
        json_close_object(&w);
    }
    json_close_array(&w);
    return buf_done(&b);
}

/* ---- reading ---- */

static void read_version(struct rows *r, struct arena *a, struct badge_version_row *v)
{
    *v = (struct badge_version_row){
        .id = row_int(r, 0), .achievement = row_int(r, 1), .number = row_int(r, 2), .name = row_str(r, 3, a),
        .description = row_str(r, 4, a), .criteria = row_str(r, 5, a), .type = row_str(r, 6, a),
        .tags = row_str(r, 7, a), .validity_months = row_int(r, 9), .png_hash = row_str(r, 10, a),
        .svg_hash = row_str(r, 11, a), .studio = row_str(r, 12, a), .frozen_at = row_int(r, 13),
    };
    read_alignments(a, row_str(r, 8, a), &v->alignments);
}

static void read_badge(struct rows *r, struct arena *a, struct badge_row *b)
{
    read_version(r, a, &b->v);
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
        read_version(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badge", "there is no such version of a badge");
}

static const char sql_versions[] = SQL(
    "SELECT " VERSION_COLUMNS " FROM achievement_version v JOIN achievement b ON b.id = v.achievement_id"
    " WHERE b.org_id = $1 AND b.id = $2 ORDER BY v.number DESC");

code catalog_versions(struct db *db, struct arena *a, int64_t org, int64_t id,
                      struct badge_version_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_versions, ARGS(v_int(org), v_int(id)));

    while (rows_next(r))
        read_version(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* Badges of an organisation, newest first; $2 state or all, $3 part of the name. */
static const char sql_list[] = SQL(
    "SELECT " BADGE_COLUMNS BADGE_NEWEST
    "WHERE b.org_id = $1 AND ($2 = '' OR b.state = $2) AND lower(v.name) LIKE $3"
    " AND b.id < $4 ORDER BY b.id DESC LIMIT $5");

code catalog_list(struct db *db, struct arena *a, int64_t org, const struct badge_filter *f,
                  struct badge_list *out, struct error *err)
{
    str like = str_printf(a, "%%" STR_FMT "%%", STR_ARG(str_lower(a, f->search)));
    struct rows *r = db_query(db, sql_list,
                              ARGS(v_int(org), v_str(str_is_absent(f->state) ? S("") : f->state), v_str(like),
                                   v_int(f->before_id > 0 ? f->before_id : INT64_MAX), v_int(f->limit)));

    while (rows_next(r))
        read_badge(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- changing ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO achievement (org_id, public_id, state, award_count, created_at, changed_at)"
    " VALUES ($1, $2, 'draft', 0, $3, $3) RETURNING id");
static const char sql_insert_version[] = SQL(
    "INSERT INTO achievement_version (achievement_id, number, name, description, criteria, type,"
    " validity_months, tags, alignments, png_hash, svg_hash, studio, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id");
static const char sql_point[] = SQL("UPDATE achievement SET version_id = $2, changed_at = $3 WHERE id = $1");
static const char sql_update_version[] = SQL(
    "UPDATE achievement_version SET name = $2, description = $3, criteria = $4, type = $5,"
    " validity_months = $6, tags = $7, alignments = $8, png_hash = $9, svg_hash = $10, studio = $11"
    " WHERE id = $1 AND frozen_at IS NULL");

static code add_version(struct db *db, struct arena *a, int64_t achievement, int64_t number,
                        const struct badge_version_row *v, struct error *err)
{
    int64_t id;

    TRY(db_int(db, sql_insert_version,
               ARGS(v_int(achievement), v_int(number), v_str(v->name), v_str(v->description),
                    v_str(v->criteria), v_str(v->type), v_int(v->validity_months), v_str(v->tags),
                    v_str(write_alignments(a, &v->alignments)), v_str(v->png_hash), v_str(v->svg_hash),
                    v_str(v->studio), v_int(clock_now())),
               &id, err));
    return db_run(db, sql_point, ARGS(v_int(achievement), v_int(id), v_int(clock_now())), NULL, err);
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

static code save_rows(struct db *db, struct arena *a, int64_t org, int64_t id,
                      const struct badge_version_row *v, struct error *err)
{
    struct badge_row b;
    int64_t changed = 0;

    TRY(catalog_get(db, a, org, id, &b, err));
    TRY(db_run(db, sql_update_version,
               ARGS(v_int(b.v.id), v_str(v->name), v_str(v->description), v_str(v->criteria), v_str(v->type),
                    v_int(v->validity_months), v_str(v->tags), v_str(write_alignments(a, &v->alignments)),
                    v_str(v->png_hash), v_str(v->svg_hash), v_str(v->studio)),
               &changed, err));
    if (changed == 0)
        return add_version(db, a, id, b.v.number + 1, v, err);
    return db_run(db, sql_point, ARGS(v_int(id), v_int(b.v.id), v_int(clock_now())), NULL, err);
}

code catalog_save(struct db *db, struct arena *a, int64_t org, int64_t id,
                  const struct badge_version_row *v, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, save_rows(db, a, org, id, v, err), err);
}

static const char sql_set_state[] = SQL(
    "UPDATE achievement SET state = $3, changed_at = $4 WHERE org_id = $1 AND id = $2");

static code set_state(struct db *db, int64_t org, int64_t id, const char *state, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_set_state, ARGS(v_int(org), v_int(id), v_str(cstr(state)), v_int(clock_now())), &changed, err));
    return changed ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge");
}

/* What a badge needs before anyone can receive it (OB 3.0 §Achievement). */
static code complete(const struct badge_version_row *v, struct error *err)
{
    if (str_is_empty(v->name))
        return fail(err, BAD_INPUT, "name", "give the badge a name before you publish it");
    if (str_is_empty(v->description))
        return fail(err, BAD_INPUT, "description", "say in a sentence what the badge stands for");
    if (str_is_empty(v->criteria))
        return fail(err, BAD_INPUT, "criteria", "say what a person must do to earn the badge");
    if (str_is_empty(v->png_hash))
        return fail(err, BAD_INPUT, "image", "give the badge a picture");
    return OK;
}

code catalog_publish(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, org, id, &b, err));
    TRY(complete(&b.v, err));
    return set_state(db, org, id, "published", err);
}

code catalog_archive(struct db *db, int64_t org, int64_t id, bool archived, struct error *err)
{
    return set_state(db, org, id, archived ? "archived" : "published", err);
}

static const char sql_delete[] = SQL(
    "DELETE FROM achievement WHERE org_id = $1 AND id = $2 AND state = 'draft' AND award_count = 0");

code catalog_delete_draft(struct db *db, int64_t org, int64_t id, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_delete, ARGS(v_int(org), v_int(id)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "badge", "only a draft can be deleted; archive this badge instead");
}

code catalog_copy(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t *copy, struct error *err)
{
    struct badge_row b;

    TRY(catalog_get(db, a, org, id, &b, err));
    b.v.name = str_printf(a, STR_FMT " (copy)", STR_ARG(b.v.name));
    return catalog_create(db, a, org, &b.v, copy, err);
}

static const char sql_freeze[] = SQL(
    "UPDATE achievement_version SET frozen_at = $2 WHERE id = $1 AND frozen_at IS NULL");

code catalog_freeze(struct db *db, int64_t version, msec at, struct error *err)
{
    return db_run(db, sql_freeze, ARGS(v_int(version), v_int(at)), NULL, err);
}

/* ---- in the words of the standard ---- */

static void split_tags(struct arena *a, str tags, struct str_list *out)
{
    str tag;

    while (str_cut(&tags, ',', &tag)) {
        tag = str_trim(tag);
        if (!str_is_empty(tag))
            *list_add(a, out) = tag;
    }
}

void catalog_achievement(struct arena *a, const struct org *o, const struct badge_row *b,
                         const struct badge_version_row *v, struct achievement *out)
{
    *out = (struct achievement){
        .id = str_printf(a, STR_FMT "/badges/" STR_FMT "/%lld", STR_ARG(o->base), STR_ARG(b->public_id),
                         (long long)v->number),
        .name = v->name, .description = v->description, .achievement_type = v->type,
        .criteria_id = str_printf(a, STR_FMT "/badges/" STR_FMT, STR_ARG(o->base), STR_ARG(b->public_id)),
        .criteria_narrative = v->criteria,
        .alignments = v->alignments,
        .version = str_printf(a, "%lld", (long long)v->number),
    };
    if (!str_is_empty(v->png_hash))
        out->image.id = str_printf(a, STR_FMT "/images/" STR_FMT, STR_ARG(o->base), STR_ARG(v->png_hash));
    split_tags(a, v->tags, &out->tags);
}
