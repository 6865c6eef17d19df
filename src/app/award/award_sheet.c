/* award/award_sheet.c — the list of awards: search, filters, columns, acts, the
 * file for spreadsheets. */
#include "app/award/award_pages.h"
#include "app/catalog/results.h"
#include "app/people/people.h"
#include "web/out.h"

/* ---- cells ---- */

/* Name, id, picture, address. */
static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool has_name = v[0].s.n > 0, has_address = person_has_address(v[3].s);

    c->text = has_name ? v[0].s : has_address ? v[3].s : said("Nobody’s name is known");
    c->sub = has_name && has_address ? v[3].s : S("");
    c->href = str_printf(l->a, "/org/%lld/awards/%lld", (long long)l->org, (long long)v[1].i);
    c->picture = award_picture(l->a, v[2].kind == VALUE_NULL ? S("") : v[2].s);
}

static void badge_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->href = str_printf(l->a, "/org/%lld/badges/%lld", (long long)l->org, (long long)v[1].i);
}

static msec moment(const struct value *v)
{
    return v->kind == VALUE_INT ? v->i : 0;
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->tag = award_state_tag(l->a, &(struct award_state){moment(&v[0]), moment(&v[1]), moment(&v[2])});
}

/* What the result is called stands with the version that was awarded. */
static void result_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct result_description_list described = {0};

    c->text = S("");
    if (str_is_empty(v[0].s))
        return;
    results_read(l->a, v[1].s, &described);
    c->text = results_words(l->a, &described, v[0].s);
}

static void address_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = app_url(l->a, app_of(l->rq), str_join(l->a, S("/b/"), v[0].s));
}

#define ADDRESS "CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END"
static const struct list_column columns[] = {
    {"person", "Person", SQL_PIECE("p.name, w.id, coalesce(w.picture_hash, v.png_hash), " ADDRESS), .values = 4, .cell = name_cell},
    {"address", "Address", SQL_PIECE(ADDRESS), .extra = true},
    {"badge", "Badge", SQL_PIECE("v.name, w.achievement_id"), .values = 2, .cell = badge_cell},
    {"awarded", "Awarded", SQL_PIECE("w.awarded_at"), .kind = CELL_DATE, .order = SQL_PIECE("w.id"), .indexed = true},
    {"until", "Valid until", SQL_PIECE("w.valid_until"), .kind = CELL_DATE, .order = SQL_PIECE("w.valid_until")},
    {"state", "State", SQL_PIECE("w.revoked_at, w.valid_until, s.since"), .values = 3, .cell = state_cell},
    {"result", "Result", SQL_PIECE("coalesce(w.results, ''), v.results"), .values = 2, .cell = result_cell, .extra = true},
    {"reason", "Why it was revoked or suspended", SQL_PIECE("coalesce(w.revoke_reason, s.reason)"), .extra = true},
    {"sentence", "Sentence", SQL_PIECE("w.narrative"), .extra = true},
    {"evidence", "Evidence", SQL_PIECE("w.evidence_url"), .extra = true},
    {"link", "Public address", SQL_PIECE("w.public_id"), .cell = address_cell, .extra = true},
};

/* ---- filters ---- */

#define COUNTS "w.revoked_at IS NULL AND s.award_id IS NULL AND (w.valid_until IS NULL OR w.valid_until > :now)"
static const struct list_option states[] = {
    {"valid", "Valid", SQL_PIECE(COUNTS)},
    {"ending", "Valid, ends within 60 days", SQL_PIECE(COUNTS " AND w.valid_until < :now + 5184000000")},
    {"expired", "Expired", SQL_PIECE("w.revoked_at IS NULL AND w.valid_until <= :now")},
    {"suspended", "Suspended", SQL_PIECE("s.award_id IS NOT NULL")},
    {"revoked", "Revoked", SQL_PIECE("w.revoked_at IS NOT NULL")},
    {"corrected", "Corrected or moved", SQL_PIECE("w.edition > 0")}, {NULL, NULL, NULL},
};

static const char sql_badges[] = SQL(
    "SELECT b.id, v.name FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1"
    " AND b.award_count > 0 ORDER BY lower(v.name), b.id LIMIT 500");

static code badges(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_badges, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static const char piece_person[] = SQL_PIECE("w.person_id = :value");

static str person_words(struct list *l, str value)
{
    struct person p;
    int64_t id = 0;

    if (!str_to_int(value, &id) || !list_any(l, piece_person, id) || person_get(l->db, l->a, l->org, id, &p, NULL) != OK)
        return S("");
    return p.name.n ? p.name : p.email;
}

static const char piece_list[] = SQL_PIECE("w.batch_id = :value");

static str list_words(struct list *l, str value)
{
    struct bulk b;
    int64_t id = 0;

    if (!str_to_int(value, &id) || !list_any(l, piece_list, id) || bulk_get(l->db, l->a, l->org, id, &b, NULL) != OK)
        return S("");
    return words_printf(l->a, STR_FMT ", " STR_FMT, STR_ARG(b.badge_name), STR_ARG(out_day_said(l->a, b.created)));
}

static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"badge", "Badge", FILTER_CHOICES, .choices = badges, .is_number = true, .many = true,
     .seen = SQL_PIECE("SELECT DISTINCT y.achievement_id FROM award y WHERE y.id IN"), .sql = SQL_PIECE("w.achievement_id = :value")},
    {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments, .is_number = true, .many = true,
     .seen = SQL_PIECE("SELECT DISTINCT q.department_id FROM award y JOIN person q ON q.id = y.person_id WHERE y.id IN"),
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},
    {"from", "Awarded from", FILTER_FROM, .sql = SQL_PIECE("w.awarded_at >= :value")},
    {"until", "Awarded until", FILTER_UNTIL, .sql = SQL_PIECE("w.awarded_at < :value")},
    {"ends", "Ends until", FILTER_UNTIL, .sql = SQL_PIECE("w.valid_until < :value")},
    {"person", "Person", FILTER_LINK, .is_number = true, .words = person_words, .sql = piece_person},
    {"list", "List", FILTER_LINK, .is_number = true, .words = list_words, .sql = piece_list},
};

/* ---- the list ---- */

static const char sql_total[] = SQL("SELECT CAST(coalesce(sum(award_count), 0) AS BIGINT) FROM achievement WHERE org_id = $1");

static code total(struct list *l, int64_t *n, struct error *err)
{
    return db_int(l->db, sql_total, ARGS(v_int(l->org)), n, err);
}

const struct list_def awards_list_def = {
    .name = "awards", .title = "Awards", .thing = "award", .things = "awards", .right = VIEW_AWARDS,
    .scope = {.people = SQL_PIECE("w.person_id IN :people"), .badges = SQL_PIECE("w.achievement_id IN :badges")},
    .from = "award w JOIN person p ON p.id = w.person_id JOIN achievement_version v ON v.id = w.version_id"
            " LEFT JOIN award_suspension s ON s.award_id = w.id",
    .where = SQL_PIECE("w.org_id = :org"), .key = "w.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(w.recipient) LIKE :word ESCAPE '!'"),
    .search_start = SQL_PIECE("SELECT x.id FROM award x WHERE +x.org_id = :org AND x.person_id IN (SELECT n.id FROM (SELECT q.id FROM person q"
                              " WHERE q.org_id = :org AND lower(q.name) >= :from AND lower(q.name) < :to ORDER BY lower(q.name), q.id LIMIT 1000)"
                              " AS n UNION SELECT m.id FROM (SELECT q.id FROM person q WHERE q.org_id = :org AND q.folded >= :from"
                              " AND q.folded < :to ORDER BY q.folded LIMIT 1000) AS m)"),
    .search_label = "Name or e-mail address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-awarded", .total = total, .acts = award_acts,
};
