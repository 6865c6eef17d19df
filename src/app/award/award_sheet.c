/* award/award_sheet.c — the awards as filtered, as a file for spreadsheets. The page
 * itself walks indexes of its own (award_find); a file walks them all anyway. */
#include "app/award/award_pages.h"
#include "app/catalog/results.h"

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = v[0].s;
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    bool is_over = v[1].kind == VALUE_INT && v[1].i <= l->now;

    c->text = v[0].kind == VALUE_INT ? said("Revoked") : is_over ? said("Expired") : said("Valid");
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

static const struct list_column columns[] = {
    {"person", "Person", SQL_PIECE("p.name"), .cell = name_cell},
    {"address", "Address", SQL_PIECE("CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END")},
    {"badge", "Badge", SQL_PIECE("v.name")},
    {"awarded", "Awarded", SQL_PIECE("w.awarded_at"), .kind = CELL_DATE, .order = SQL_PIECE("w.id"), .indexed = true},
    {"until", "Valid until", SQL_PIECE("w.valid_until"), .kind = CELL_DATE},
    {"state", "State", SQL_PIECE("w.revoked_at, w.valid_until"), .values = 2, .cell = state_cell},
    {"result", "Result", SQL_PIECE("coalesce(w.results, ''), v.results"), .values = 2, .cell = result_cell},
    {"reason", "Why it was revoked", SQL_PIECE("w.revoke_reason")},
    {"link", "Public address", SQL_PIECE("w.public_id"), .cell = address_cell},
};

static const struct list_option states[] = {
    {"valid", "Valid", SQL_PIECE("w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > :now)")},
    {"expired", "Expired", SQL_PIECE("w.revoked_at IS NULL AND w.valid_until <= :now")},
    {"revoked", "Revoked", SQL_PIECE("w.revoked_at IS NOT NULL")}, {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"badge", "Badge", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("w.achievement_id = :value")},
    {"person", "Person", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("w.person_id = :value")},
    {"list", "List", FILTER_LINK, .is_number = true, .sql = SQL_PIECE("w.batch_id = :value")},
};

const struct list_def awards_list_def = {
    .name = "awards", .title = "Awards", .thing = "award", .things = "awards", .right = VIEW_ORG,
    .from = "award w JOIN person p ON p.id = w.person_id JOIN achievement_version v ON v.id = w.version_id",
    .where = SQL_PIECE("w.org_id = :org"), .key = "w.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!'"), .search_label = "Name or e-mail address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-awarded",
};
