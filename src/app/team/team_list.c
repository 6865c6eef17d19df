/* team/team_list.c — the people below whoever looks, as a list: red first, as their
 * standings were worked out last. */
#include "app/team/team.h"

#include "app/jobrole/jobrole.h"
#include "app/people/people.h"
#include "app/team/team_sql.h"

/* ---- columns ---- */

#define FOR_GOOD 253402214400000                 /* of a leave without an end */
static str about(struct list *l, str title, msec away_until)
{
    if (!away_until)
        return title;
    str away = away_until >= FOR_GOOD ? said("away") : words_printf(l->a, "away until " STR_FMT, STR_ARG(out_day_said(l->a, away_until)));
    return title.n ? str_printf(l->a, STR_FMT " · " STR_FMT, STR_ARG(title), STR_ARG(away)) : away;
}

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->sub = about(l, v[2].s.p ? v[2].s : S(""), v[4].i);
    c->href = str_printf(l->a, "/org/%lld/team/%lld", (long long)l->org, (long long)v[3].i);
}

static void late_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->tag = v[0].i ? (struct tag_view){"bad", "alert-triangle", words_printf(l->a, "%lld late", (long long)v[0].i)} : (struct tag_view){"good", "check", said("Nothing late")};
    c->text = c->tag.words;
}

static void soon_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].i)
        c->tag = (struct tag_view){"warn", "clock", words_printf(l->a, "%lld soon", (long long)v[0].i)};
    c->text = c->tag.words;
}

/* v: how many mandatory requirements their job roles have, and how many of these are not met. */
static void ready_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].i == 0)
        c->tag = (struct tag_view){NULL, "minus", said("No job role")};
    else if (v[1].i == 0)
        c->tag = (struct tag_view){"good", "circle-check", said("Ready")};
    else
        c->tag = (struct tag_view){"bad", "circle-x", words_printf(l->a, "%lld missing", (long long)v[1].i)};
    c->text = c->tag.words;
}

static void address_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = person_has_address(v[0].s) ? v[0].s : S("");
}

#define AWAY_UNTIL                                                                                                               \
    "(SELECT coalesce(max(coalesce(y.until_on, 253402214400000)), 0) FROM person_leave y WHERE y.person_id = p.id AND y.from_on <= :today"  \
    " AND (y.until_on IS NULL OR y.until_on >= :today))"
/* As ready_judge has it: what nobody asks any more is met by nobody. */
#define OF_ROLES "(SELECT count(*) FROM jobrole j JOIN jobrole_ask k ON k.jobrole_id = j.id AND k.mandatory = 1"
#define THEIRS   " WHERE j.org_id = :org AND j.archived_at IS NULL AND " WORKS_AS("j.id")
#define MANDATORY OF_ROLES THEIRS ")"
#define MISSING   OF_ROLES THEIRS " AND NOT EXISTS (SELECT 1 FROM requirement_standing t WHERE t.requirement_id = k.requirement_id AND t.person_id = p.id AND t.state IN (6, 7, 10)))"
#define LATE      TEAM_HOW_MANY(TEAM_LATE)
#define DIRECT    TEAM_DIRECT(":org", ":me", ":now")

static const struct list_column columns[] = {
    {"name", "Name", SQL_PIECE("p.name, p.email, p.title, p.id, " AWAY_UNTIL), .values = 5, .cell = name_cell, .order = SQL_PIECE("lower(p.name)"), .indexed = true},
    {"open", "Overdue or expired", SQL_PIECE(LATE), .cell = late_cell, .order = SQL_PIECE("(" LATE " * 2 + CASE WHEN " DIRECT " THEN 1 ELSE 0 END)")},
    {"soon", "Due soon or to be renewed", SQL_PIECE(TEAM_HOW_MANY(TEAM_SOON)), .cell = soon_cell, .order = SQL_PIECE(TEAM_HOW_MANY(TEAM_SOON))},
    {"ready", "Ready for their job", SQL_PIECE(MANDATORY ", " MISSING), .values = 2, .cell = ready_cell, .order = SQL_PIECE(MISSING)},
    {"department", "Department", SQL_PIECE("(SELECT d.name FROM department d WHERE d.id = p.department_id)"),
     .order = SQL_PIECE("coalesce((SELECT d.folded FROM department d WHERE d.id = p.department_id), '')")},
    {"manager", "Manager", SQL_PIECE("(SELECT CASE WHEN m.name = '' THEN m.email ELSE m.name END FROM person m WHERE m.id = p.manager_id)"), .extra = true},
    {"site", "Site", SQL_PIECE("(SELECT s.name FROM site s WHERE s.id = p.site_id)"), .extra = true},
    {"address", "Address", SQL_PIECE("p.email"), .cell = address_cell, .order = SQL_PIECE("p.folded"), .indexed = true, .extra = true},
    {"awards", "Awards", SQL_PIECE("(SELECT count(*) FROM award w WHERE w.person_id = p.id AND w.revoked_at IS NULL)"), .kind = CELL_NUMBER, .extra = true},
};

/* ---- filters ---- */

static const struct list_option reaches[] = {
    {"direct", "Those you lead yourself", SQL_PIECE(DIRECT)}, {"all", "With those whom these lead", NULL}, {NULL, NULL, NULL},
};
static const struct list_option stands[] = {
    {"late", "Overdue or expired", SQL_PIECE(TEAM_STANDS(TEAM_LATE))}, {"soon", "Due soon or to be renewed", SQL_PIECE(TEAM_STANDS(TEAM_SOON))},
    {"handed-in", "Handed in, not judged yet", SQL_PIECE(TEAM_STANDS(TEAM_HANDED_IN))}, {"not-ready", "Not ready for their job", SQL_PIECE(MISSING " > 0")},
    {"away", "Away today", SQL_PIECE(TEAM_AWAY(":today"))}, {"fine", "Nothing to do", SQL_PIECE("NOT " TEAM_STANDS("(3, 4, 5, 7, 8, 9)"))}, {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {
    {"reach", "Whom", FILTER_OPTIONS, .options = reaches, .standard = "direct"},
    {"stands", "Who", FILTER_OPTIONS, .options = stands, .many = true},
};

/* The reader is in the condition itself, so no role is asked for and nobody else's people are found. */
const struct list_def reports_list_def = {
    .name = "reports", .title = "My team", .thing = "person", .things = "people", .right = SIGNED_IN,
    .from = "person p", .where = SQL_PIECE("+p.org_id = :org AND " WORKS_HERE("p", ":now") " AND p.id IN " TEAM_BELOW(":org", ":me", ":now")), .key = "p.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(p.staff_number) LIKE :word ESCAPE '!' OR lower(p.title) LIKE :word ESCAPE '!'"),
    .search_start = SQL_PIECE("SELECT n.id FROM (SELECT q.id FROM person q WHERE q.org_id = :org AND lower(q.name) >= :from"
                              " AND lower(q.name) < :to ORDER BY lower(q.name), q.id LIMIT 1000) AS n"),
    .search_label = "Name, address, staff number or job title", LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-open",
};
