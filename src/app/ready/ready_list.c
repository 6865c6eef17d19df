/* ready/ready_list.c — who works as a job role, and who of them is ready: as their
 * standings and skills were worked out last. */
#include "app/ready/ready_view.h"

#include "app/jobrole/met.h"
#include "app/people/people.h"

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->sub = v[2].s.p ? v[2].s : S("");
    c->href = str_printf(l->a, "/org/%lld/people/%lld/ready/%lld", (long long)l->org, (long long)v[3].i, (long long)l->id);
}

static msec int_or_none(const struct value *v)
{
    return v->kind == VALUE_INT ? v->i : NO_DAY;
}

static void ready_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct ready r = {.mandatory = v[0].i, .missing = v[1].i, .until = int_or_none(&v[3]), .by = int_or_none(&v[4])};

    r.state = !r.mandatory ? READY_UNKNOWN : !r.missing ? READY_YES : v[2].i || !r.by ? READY_NO : READY_UNDER_WAY;
    c->tag = ready_tag(l->a, &r);
    c->text = c->tag.words;
}

/* Of the mandatory requirements and skills; as ready_judge has it. No day is set for a skill: one that is missing is late. */
#define OF_ROLE        " FROM jobrole_ask k LEFT JOIN requirement_standing t ON t.requirement_id = k.requirement_id AND t.person_id = p.id WHERE k.jobrole_id = :id AND k.mandatory = 1"
#define ARE_MET        " AND t.state IN (6, 7, 10)"
#define NOT_MET        " AND (t.state IS NULL OR t.state NOT IN (6, 7, 10))"
#define SKILLS         " FROM jobrole_skill s WHERE s.jobrole_id = :id AND s.mandatory = 1"
#define MANDATORY      "((SELECT count(*) FROM jobrole_ask k WHERE k.jobrole_id = :id AND k.mandatory = 1) + (SELECT count(*)" SKILLS "))"
#define SKILLS_MISSING "(SELECT count(*)" SKILLS " AND NOT " JOBROLE_MET("s", "p.id", ":today") ")"
#define MISSING        "((SELECT count(*)" OF_ROLE NOT_MET ") + " SKILLS_MISSING ")"
#define LATE           "((SELECT count(*)" OF_ROLE " AND (t.state IS NULL OR t.state IN (0, 5, 8, 9, 11) OR (t.state IN (1, 2, 3, 4) AND (t.due_on IS NULL OR t.due_on < :today)))) + " SKILLS_MISSING ")"
/* The first day on which one of both ends; those that do not end are left out. */
#define ENDS                                                                                                                     \
    "(SELECT min(e.day) FROM (SELECT t.expires_on AS day" OF_ROLE ARE_MET " AND t.expires_on > 0"                                \
    " UNION ALL SELECT " JOBROLE_MET_UNTIL("m") " FROM jobrole_skill s JOIN jobrole_met m ON m.skill_id = s.id AND m.person_id = p.id" \
    " WHERE s.jobrole_id = :id AND s.mandatory = 1 AND m.ends_at > 0) e)"
#define UNTIL          "(CASE WHEN " MISSING " = 0 THEN " ENDS " END)"
#define BY             "(SELECT max(t.due_on)" OF_ROLE NOT_MET ")"

#define NAME      {"name", "Name", SQL_PIECE("p.name, p.email, p.title, p.id"), .values = 4, .cell = name_cell, .order = SQL_PIECE("lower(p.name)"), .indexed = true}
#define READY     "ready", "Ready", SQL_PIECE(MANDATORY ", " MISSING ", " LATE ", " UNTIL ", " BY), .values = 5, .cell = ready_cell, .order = SQL_PIECE(MISSING)
#define UNTIL_DAY SQL_PIECE(UNTIL), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(" UNTIL ", 9007199254740991)")
#define WHERE                                                                                                                    \
    {"department", "Department", SQL_PIECE("(SELECT coalesce(d.name, '') FROM department d WHERE d.id = p.department_id)")},     \
    {"site", "Site", SQL_PIECE("(SELECT coalesce(i.name, '') FROM site i WHERE i.id = p.site_id)")},                             \
    {"email", "Address", SQL_PIECE("p.email"), .extra = true},                                                                   \
    {"staff_number", "Staff number", SQL_PIECE("p.staff_number"), .extra = true}

static const struct list_column columns[] = {
    NAME, {READY}, {"until", "Until", UNTIL_DAY}, {"missing", "Missing", SQL_PIECE(MISSING), .kind = CELL_NUMBER, .order = SQL_PIECE(MISSING), .extra = true}, WHERE,
};

static const struct list_option states[] = {
    {"ready", "Ready", SQL_PIECE(MANDATORY " > 0 AND " MISSING " = 0")},
    {"ending", "Ready, but not for 30 days more", SQL_PIECE(UNTIL " < :today + 2592000000")},
    {"not-ready", "Not ready", SQL_PIECE("(" MANDATORY " = 0 OR " MISSING " > 0)")},
    {"late", "Not ready, and its day is past or none is known", SQL_PIECE(LATE " > 0")}, {NULL, NULL, NULL},
};

#define OF_ROWS(what) "SELECT DISTINCT " what " FROM person q WHERE q.id IN"
#define PLACES                                                                                                                   \
    {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments, .seen = SQL_PIECE(OF_ROWS("q.department_id")), .is_number = true, .many = true, \
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"                  \
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},                    \
    {"team", "Team", FILTER_CHOICES, .choices = people_teams, .is_number = true, .many = true,                                   \
     .seen = SQL_PIECE("SELECT DISTINCT m.team_id FROM person_team m WHERE m.person_id IN"),                                     \
     .sql = SQL_PIECE("p.id IN (SELECT x.person_id FROM person_team x WHERE x.team_id = :value)")},                              \
    {"site", "Site", FILTER_CHOICES, .choices = people_sites, .seen = SQL_PIECE(OF_ROWS("q.site_id")), .is_number = true, .many = true, .sql = SQL_PIECE("p.site_id = :value")}

static const struct list_filter filters[] = {{"state", "Ready", FILTER_OPTIONS, .options = states}, PLACES};

/* Whose right goes for some requirements alone cannot be told whether somebody is ready. */
const struct list_def ready_list_def = {
    .name = "ready",
    .title = "Who is ready", .thing = "person", .things = "people", .right = VIEW_STANDINGS,
    .scope = {.people = SQL_PIECE("p.id IN :people")},
    .from = "person p",
    .where = SQL_PIECE("p.org_id = :org AND " WORKS_HERE("p", ":now") " AND p.id IN " JOB_HOLDERS(":org", ":id")), .key = "p.id",
    .search = SQL_PIECE("(lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(p.staff_number) LIKE :word ESCAPE '!')"),
    .search_start = SQL_PIECE("SELECT n.id FROM (SELECT q.id FROM person q WHERE q.org_id = :org AND lower(q.name) >= :from"
                              " AND lower(q.name) < :to ORDER BY lower(q.name), q.id LIMIT 1000) AS n"),
    .search_label = "Name, address or staff number", .order = "name",
    LIST_COLUMNS(columns), LIST_FILTERS(filters),
};
