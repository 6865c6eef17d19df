/* jobrole/jobrole_list.c — the job roles as a list. */
#include "app/jobrole/jobrole_view.h"

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = v[1].s;
    c->href = str_printf(l->a, "/org/%lld/job-roles/%lld", (long long)l->org, (long long)v[2].i);
    c->faded = v[3].kind == VALUE_INT;
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    if (v[0].kind == VALUE_INT)
        c->tag = (struct tag_view){NULL, "archive", said("Archived")};
    c->text = v[0].kind == VALUE_INT ? c->tag.words : said("In use");
}

static const struct list_column columns[] = {
    {"name", "Job role", SQL_PIECE("j.name, j.code, j.id, j.archived_at"), .values = 4, .cell = name_cell, .order = SQL_PIECE("lower(j.name)")},
    {"mandatory", "Mandatory", SQL_PIECE(JOBROLE_TAKES("1")), .kind = CELL_NUMBER, .order = SQL_PIECE(JOBROLE_TAKES("1"))},
    {"desirable", "Desirable", SQL_PIECE(JOBROLE_TAKES("0")), .kind = CELL_NUMBER, .order = SQL_PIECE(JOBROLE_TAKES("0"))},
    {"state", "State", SQL_PIECE("j.archived_at"), .cell = state_cell},
};
static const struct list_option states[] = {
    {"now", "In use", SQL_PIECE("j.archived_at IS NULL")}, {"archived", "Archived", SQL_PIECE("j.archived_at IS NOT NULL")}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter filters[] = {{"state", "State", FILTER_OPTIONS, .options = states, .standard = "now"}};

const struct list_def jobroles_list_def = {
    .name = "job-roles", .title = "Job roles", .thing = "job role", .things = "job roles", .right = VIEW_ORG,
    .from = "jobrole j", .where = SQL_PIECE("j.org_id = :org"), .key = "j.id",
    .search = SQL_PIECE("(j.folded LIKE :word ESCAPE '!' OR lower(j.name) LIKE :word ESCAPE '!')"), .search_label = "Code or name",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "name",
};
