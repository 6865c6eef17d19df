/* catalog/version_row.c — a version of a badge as a row: read, written, compared. */
#include "app/catalog/version_row.h"
#include "app/catalog/results.h"

/* Columns that are never NULL: a draft may lack anything. */
static str written(str s)
{
    return str_is_absent(s) ? S("") : s;
}

void version_row_read(struct rows *r, struct arena *a, struct badge_version_row *v)
{
    *v = (struct badge_version_row){
        .id = row_int(r, 0), .achievement = row_int(r, 1), .number = row_int(r, 2), .name = row_str(r, 3, a),
        .description = row_str(r, 4, a), .criteria = row_str(r, 5, a), .type = row_str(r, 6, a),
        .tags = row_str(r, 7, a), .validity_months = row_int(r, 9), .png_hash = row_str(r, 10, a),
        .svg_hash = row_str(r, 11, a), .studio = row_str(r, 12, a), .frozen_at = row_int(r, 13),
        .renew_by = row_int(r, 15), .language = row_str(r, 17, a), .issuer = row_int(r, 18),
    };
    alignments_read(a, row_str(r, 8, a), &v->alignments);
    results_read(a, row_str(r, 16, a), &v->results);
    criteria_read(a, row_str(r, 14, a), &v->items);
}

static const char sql_insert_version[] = SQL(
    "INSERT INTO achievement_version (achievement_id, number, name, description, criteria, type,"
    " validity_months, tags, alignments, png_hash, svg_hash, studio, created_at,"
    " criteria_items, results, language, issuer_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    " RETURNING id");

code version_row_insert(struct db *db, struct arena *a, int64_t achievement, int64_t number, const struct badge_version_row *v,
                        int64_t *id, struct error *err)
{
    return db_int(db, sql_insert_version,
                  ARGS(v_int(achievement), v_int(number), v_str(written(v->name)), v_str(written(v->description)),
                       v_str(written(v->criteria)), v_str(written(v->type)), v_int(v->validity_months),
                       v_str(written(v->tags)), v_str(alignments_write(a, &v->alignments)),
                       v_text_if_any(v->png_hash), v_text_if_any(v->svg_hash), v_text_if_any(v->studio),
                       v_int(clock_now()), v_str(criteria_write(a, &v->items)), v_str(results_write(a, &v->results)),
                       v_str(written(v->language)), v_int(v->issuer)),
                  id, err);
}

static const char sql_update_version[] = SQL(
    "UPDATE achievement_version SET name = $2, description = $3, criteria = $4, type = $5,"
    " validity_months = $6, tags = $7, alignments = $8, png_hash = $9, svg_hash = $10, studio = $11, criteria_items = $12,"
    " results = $13, language = $14, issuer_id = $15"
    " WHERE id = $1 AND frozen_at IS NULL");

bool version_row_is_same(struct arena *a, const struct badge_version_row *x, const struct badge_version_row *y)
{
    return str_eq(written(x->name), written(y->name)) && str_eq(written(x->description), written(y->description)) &&
           str_eq(written(x->criteria), written(y->criteria)) && str_eq(written(x->type), written(y->type)) &&
           str_eq(written(x->tags), written(y->tags)) && x->validity_months == y->validity_months &&
           str_eq(written(x->png_hash), written(y->png_hash)) && str_eq(written(x->svg_hash), written(y->svg_hash)) &&
           str_eq(written(x->studio), written(y->studio)) &&
           str_eq(alignments_write(a, &x->alignments), alignments_write(a, &y->alignments)) &&
           str_eq(criteria_write(a, &x->items), criteria_write(a, &y->items)) &&
           str_eq(results_write(a, &x->results), results_write(a, &y->results)) &&
           str_eq(written(x->language), written(y->language)) && x->issuer == y->issuer;
}

code version_row_update(struct db *db, struct arena *a, int64_t version, const struct badge_version_row *v, int64_t *changed,
                        struct error *err)
{
    return db_run(db, sql_update_version,
                  ARGS(v_int(version), v_str(written(v->name)), v_str(written(v->description)),
                       v_str(written(v->criteria)), v_str(written(v->type)), v_int(v->validity_months),
                       v_str(written(v->tags)), v_str(alignments_write(a, &v->alignments)),
                       v_text_if_any(v->png_hash), v_text_if_any(v->svg_hash), v_text_if_any(v->studio),
                       v_str(criteria_write(a, &v->items)), v_str(results_write(a, &v->results)), v_str(written(v->language)),
                       v_int(v->issuer)),
                  changed, err);
}
