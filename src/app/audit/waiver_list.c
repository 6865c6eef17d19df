/* audit/waiver_list.c — every waiver, extension and suspension as one register: for whom,
 * of what, why, by whom, how long, and what became of it. */
#include "app/audit/audit.h"

#include "app/people/people.h"
#include "app/requirement/requirement_view.h"

/* ---- columns ---- */

static const struct { const char *kind, *words; } kind_words[] = {{"waive", "Waived"}, {"extend", "Extended"}, {"suspend", "Suspended"}};

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->href = str_printf(l->a, "/org/%lld/matrix/%lld/%lld", (long long)l->org, (long long)v[2].i, (long long)v[3].i);
}

static void requirement_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = v[1].s;
    c->href = str_printf(l->a, "/org/%lld/standards/%lld", (long long)l->org, (long long)v[2].i);
}

static void kind_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    for (size_t i = 0; i < COUNT(kind_words); i++)
        if (str_eq(v[0].s, cstr(kind_words[i].kind)))
            c->text = c->tag.words = said(kind_words[i].words);
}

static void until_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    if (v[0].kind == VALUE_NULL) {
        c->kind = CELL_TEXT;
        c->text = said("for good");
    } else {
        c->number = v[0].i;
    }
}

/* Days as the calendar has them; the day of the organisation may be another for an hour or two. */
static struct tag_view tag_of(const struct list *l, const struct value *v)
{
    msec today = date_start(date_of(l->now));

    if (v[0].kind != VALUE_NULL)
        return (struct tag_view){NULL, "arrow-back-up", said("Taken back")};
    if (v[1].i > today)
        return (struct tag_view){"info", "hourglass", said("Begins later")};
    if (v[2].kind != VALUE_NULL && v[2].i < today)
        return (struct tag_view){NULL, "archive", said("Over")};
    if (v[2].kind != VALUE_NULL && v[2].i < today + 30 * DAY)
        return (struct tag_view){"warn", "clock", said("Ends soon")};
    return (struct tag_view){"good", "check", said("Holds")};
}

static void now_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->tag = tag_of(l, v);
    c->text = c->tag.words;
    if (v[0].kind != VALUE_NULL && v[3].kind != VALUE_NULL && v[3].s.n)
        c->sub = v[3].s;
}

static void standing_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = requirement_state_tag(v[0].kind == VALUE_NULL ? STANDING_NOT_APPLICABLE : (enum requirement_state)v[0].i);
    c->text = c->tag.words;
}

static void by_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = str_is_absent(v[0].s) ? said("no account") : v[0].s;
}

#define NAME "(SELECT v.name FROM requirement_version v WHERE v.requirement_id = r.id ORDER BY v.number DESC LIMIT 1)"
#define NOW  "(SELECT s.state FROM requirement_standing s WHERE s.person_id = x.person_id AND s.requirement_id = x.requirement_id)"
static const struct list_column columns[] = {
    {"person", "Person", SQL_PIECE("p.name, p.email, p.id, r.id"), .values = 4, .cell = person_cell, .order = SQL_PIECE("lower(p.name)")},
    {"requirement", "Requirement", SQL_PIECE("r.code, " NAME ", r.id"), .values = 3, .cell = requirement_cell, .order = SQL_PIECE("r.folded")},
    {"kind", "What", SQL_PIECE("x.kind"), .cell = kind_cell},
    {"reason", "Reason", SQL_PIECE("x.reason")},
    {"from", "From", SQL_PIECE("x.from_on"), .kind = CELL_DATE, .order = SQL_PIECE("x.from_on")},
    {"until", "Until", SQL_PIECE("x.until_on"), .kind = CELL_DATE, .cell = until_cell, .order = SQL_PIECE("coalesce(x.until_on, 9007199254740991)")},
    {"now", "Now", SQL_PIECE("x.ended_at, x.from_on, x.until_on, x.ended_why"), .values = 4, .cell = now_cell},
    {"by", "Granted by", SQL_PIECE("(SELECT c.name FROM account c WHERE c.id = x.account_id)"), .cell = by_cell, .extra = true},
    {"recorded", "Granted", SQL_PIECE("x.recorded_at"), .kind = CELL_TIME, .order = SQL_PIECE("x.id"), .indexed = true, .extra = true},
    {"standing", "How they stand", SQL_PIECE(NOW), .cell = standing_cell, .extra = true},
    {"ended", "Taken back", SQL_PIECE("x.ended_at"), .kind = CELL_TIME, .extra = true},
    {"ended-by", "Taken back by", SQL_PIECE("coalesce((SELECT c.name FROM account c WHERE c.id = x.ended_by), '')"), .extra = true},
    {"number", "Staff number", SQL_PIECE("p.staff_number"), .extra = true},
};

/* ---- filters ---- */

#define LIVES "x.ended_at IS NULL AND (x.until_on IS NULL OR x.until_on >= :today)"
static const struct list_option states[] = {
    {"open", "Not over", SQL_PIECE(LIVES)}, {"holds", "Hold today", SQL_PIECE(LIVES " AND x.from_on <= :today")},
    {"soon", "End within 30 days", SQL_PIECE(LIVES " AND x.until_on < :today + 2592000000")}, {"good", "For good", SQL_PIECE("x.ended_at IS NULL AND x.until_on IS NULL")},
    {"later", "Begin later", SQL_PIECE("x.ended_at IS NULL AND x.from_on > :today")},
    {"over", "Over", SQL_PIECE("x.ended_at IS NULL AND x.until_on < :today")}, {"back", "Taken back", SQL_PIECE("x.ended_at IS NOT NULL")}, {"all", "All", NULL},
    {NULL, NULL, NULL},
};
static const struct list_option kinds[] = {
    {"waive", "Waived", SQL_PIECE("x.kind = 'waive'")}, {"extend", "Extended", SQL_PIECE("x.kind = 'extend'")}, {"suspend", "Suspended", SQL_PIECE("x.kind = 'suspend'")},
    {NULL, NULL, NULL},
};

static const char sql_requirements[] = SQL("SELECT r.id, r.code FROM requirement r WHERE r.org_id = $1 ORDER BY r.folded LIMIT 1000");
static const char sql_givers[] = SQL(
    "SELECT c.id, c.name FROM account c WHERE c.id IN (SELECT x.account_id FROM requirement_exception x WHERE x.org_id = $1) ORDER BY c.name, c.id LIMIT 200");

static code read_choices(struct list *l, struct rows *r, struct list_choices *out, struct error *err)
{
    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static code requirements(struct list *l, struct list_choices *out, struct error *err)
{
    return read_choices(l, db_query(l->db, sql_requirements, ARGS(v_int(l->org))), out, err);
}

static code givers(struct list *l, struct list_choices *out, struct error *err)
{
    return read_choices(l, db_query(l->db, sql_givers, ARGS(v_int(l->org))), out, err);
}

#define OF_ROWS(what) "SELECT DISTINCT " what " FROM requirement_exception y JOIN person q ON q.id = y.person_id WHERE y.id IN"
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states, .standard = "open"},
    {"kind", "What", FILTER_OPTIONS, .options = kinds, .many = true},
    {"requirement", "Requirement", FILTER_CHOICES, .choices = requirements, .seen = SQL_PIECE(OF_ROWS("y.requirement_id")), .is_number = true, .many = true, .sql = SQL_PIECE("x.requirement_id = :value")},
    {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments, .seen = SQL_PIECE(OF_ROWS("q.department_id")), .is_number = true, .many = true,
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},
    {"site", "Site", FILTER_CHOICES, .choices = people_sites, .seen = SQL_PIECE(OF_ROWS("q.site_id")), .is_number = true, .many = true, .sql = SQL_PIECE("p.site_id = :value")},
    {"by", "Granted by", FILTER_CHOICES, .choices = givers, .seen = SQL_PIECE(OF_ROWS("y.account_id")), .is_number = true, .sql = SQL_PIECE("x.account_id = :value")},
};

const struct list_def waivers_list_def = {
    .name = "waivers", .title = "Waivers", .thing = "waiver", .things = "waivers", .right = VIEW_STANDINGS,
    .scope = {.people = SQL_PIECE("x.person_id IN :people"),
              .badges = SQL_PIECE("EXISTS (SELECT 1 FROM requirement q WHERE q.id = x.requirement_id AND " REACH_REQUIREMENT("q", ":me") ")")},
    .from = "requirement_exception x JOIN person p ON p.id = x.person_id JOIN requirement r ON r.id = x.requirement_id",
    .where = SQL_PIECE("x.org_id = :org"), .key = "x.id",
    .search = SQL_PIECE("(lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR r.folded LIKE :word ESCAPE '!' OR lower(x.reason) LIKE :word ESCAPE '!')"),
    .search_label = "Name, address, requirement or reason",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-recorded",
};
