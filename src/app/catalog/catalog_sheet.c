/* catalog/catalog_sheet.c — the badges, as cards or as a table: sorted and filtered
 * by the address, a file for spreadsheets, many archived at once. */
#include "app/catalog/catalog_view.h"
#include "app/hook/hook.h"
#include "app/list/act.h"
#include "templates.h"

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str hash = v[2].kind == VALUE_NULL ? S("") : v[2].s;

    c->text = v[0].s;
    c->href = str_printf(l->a, "/org/%lld/badges/%lld", (long long)l->org, (long long)v[1].i);
    c->picture = str_is_empty(hash) ? S("") : str_join(l->a, S("/images/"), hash);
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = catalog_state_tag(v[0].s);
    c->faded = str_eq(v[0].s, S("archived"));
}

static void validity_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = catalog_validity_words(l->a, v[0].kind == VALUE_INT ? v[0].i : 0);
}

static void address_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = app_url(l->a, app_of(l->rq), str_join(l->a, S("/badges/"), v[0].s));
}

static const struct list_column columns[] = {
    {"badge", "Badge", SQL_PIECE("v.name, b.id, v.png_hash"), .values = 3, .cell = name_cell, .order = SQL_PIECE("lower(v.name)")},
    {"state", "State", SQL_PIECE("b.state"), .cell = state_cell, .order = SQL_PIECE("b.state")},
    {"awards", "Awards", SQL_PIECE("b.award_count"), .kind = CELL_NUMBER, .order = SQL_PIECE("b.award_count")},
    {"validity", "Valid for", SQL_PIECE("v.validity_months"), .cell = validity_cell, .order = SQL_PIECE("v.validity_months")},
    {"version", "Version", SQL_PIECE("v.number"), .kind = CELL_NUMBER, .order = SQL_PIECE("v.number"), .extra = true},
    {"made", "Made", SQL_PIECE("b.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("b.id"), .indexed = true},
    {"changed", "Changed", SQL_PIECE("b.changed_at"), .kind = CELL_DATE, .order = SQL_PIECE("b.changed_at")},
    {"tags", "Keywords", SQL_PIECE("v.tags"), .extra = true},
    {"says", "Description", SQL_PIECE("v.description"), .extra = true},
    {"link", "Public address", SQL_PIECE("b.public_id"), .cell = address_cell, .extra = true},
};
static const struct list_option states[] = {
    {"published", "Published", SQL_PIECE("b.state = 'published'")}, {"draft", "Drafts", SQL_PIECE("b.state = 'draft'")},
    {"archived", "Archived", SQL_PIECE("b.state = 'archived'")}, {NULL, NULL, NULL},
};
static const struct list_option uses[] = {
    {"yes", "Awarded", SQL_PIECE("b.award_count > 0")}, {"no", "Never awarded", SQL_PIECE("b.award_count = 0")}, {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .many = true},
    {"used", "Awards", FILTER_OPTIONS, .options = uses},
    {"from", "Made from", FILTER_FROM, .sql = SQL_PIECE("b.created_at >= :value")},
    {"until", "Made until", FILTER_UNTIL, .sql = SQL_PIECE("b.created_at < :value")},
};

static str award_words(struct arena *a, int64_t n)
{
    if (n == 0)
        return said("No awards yet");
    return n == 1 ? said("1 award") : words_printf(a, "%lld awards", (long long)n);
}

static void card_of(struct list *l, const struct list_row *row, struct badge_card *c)
{
    const struct list_cell *badge = &row->cells.items[0], *state = badge + 1, *awards = badge + 2, *validity = badge + 3;

    c->href = badge->href;
    c->picture = badge->picture;
    c->title = badge->text;
    c->by = validity->text;
    c->foot = award_words(l->a, awards->number);
    c->tag = state->tag;
    c->faded = state->faded;
}

/* ---- with many ---- */

static code noted(struct act_run *run, const char *what, int64_t row, struct error *err)
{
    return org_log(run->db, run->org, run->account, what, str_printf(run->a, "badge %lld", (long long)row), S(""), err);
}

static code archive_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    TRY(catalog_archive(run->db, run->org, row, true, err));
    TRY(hook_tell(run->db, run->a, run->org, "badge.archived", row, err));
    return noted(run, "badge.archive", row, err);
}

static code restore_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    TRY(catalog_archive(run->db, run->org, row, false, err));
    return noted(run, "badge.restore", row, err);
}

static const struct list_act archive_act = {
    "archive", "Archive", "archive", "Archive {n}?", "{n} archived",
    "They are awarded no more. Awards of them stay valid. Drafts are left as they are.", NULL, DESIGN_BADGES, NULL, NULL, NULL,
    archive_row, restore_row,
};
static const struct list_act restore_act = {
    "restore", "Publish again", "archive", "Publish {n} again?", "{n} published again",
    "They can be awarded again. What is not archived is left as it is.", NULL, DESIGN_BADGES, NULL, NULL, NULL, restore_row, archive_row,
};
static const struct list_act *const acts[] = {&archive_act, &restore_act, NULL};

const struct list_def badges_list_def = {
    .name = "badges", .title = "Badges", .thing = "badge", .things = "badges", .right = VIEW_ORG,
    .from = "achievement b JOIN achievement_version v ON v.id = b.version_id", .where = SQL_PIECE("b.org_id = :org"), .key = "b.id",
    .search = SQL_PIECE("lower(v.name) LIKE :word ESCAPE '!' OR lower(v.tags) LIKE :word ESCAPE '!' OR lower(v.description) LIKE :word ESCAPE '!'"),
    .search_label = "Name, keyword or description",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "badge", .acts = acts,
    .card = card_of, .card_columns = "badge,state,awards,validity",
};

void badges_show(struct request *rq, struct response *rs)
{
    struct badges_view v = {
        .base = catalog_base_path(rq), .endorsements = str_printf(rq->arena, "/org/%lld/endorsements", (long long)rq->org),
        .shop = str_printf(rq->arena, "/org/%lld/catalogue", (long long)rq->org), .may_design = app_allow(rq, DESIGN_BADGES, rq->org) == OK};

    v.list = (struct list){.def = &badges_list_def, .address = v.base,
                           .empty = {"award", "No badges yet", "As soon as somebody of your organisation makes one, it is shown here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Badges", "badges");
    tmpl_badges(&o, &v);
    app_send(rq, rs, &o);
}
