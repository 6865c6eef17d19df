/* matrix/matrix_list.c — the people of the matrix as a list: whom, which columns, which day. */
#include "app/matrix/matrix.h"

#include "app/people/people.h"

/* ---- columns of the list itself ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->sub = v[2].s.p ? v[2].s : S("");
    c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[3].i);
}

/* What the reader does not answer for is told by no filter and no order either. */
#define OWN " AND (:owner = 0 OR EXISTS (SELECT 1 FROM requirement q WHERE q.id = t.requirement_id AND " REACH_REQUIREMENT("q", ":owner") "))"
/* As the partial index has it. */
#define OPEN SQL_PIECE("(SELECT count(*) FROM requirement_standing t WHERE t.person_id = p.id AND t.state IN (5, 8, 9)" OWN ")")
static const struct list_column list_columns[] = {
    {"name", "Name", SQL_PIECE("p.name, p.email, (SELECT d.name FROM department d WHERE d.id = p.department_id), p.id"), .values = 4, .cell = name_cell,
     .order = SQL_PIECE("lower(p.name)"), .indexed = true},
    {"open", "Overdue or expired", OPEN, .kind = CELL_NUMBER, .order = OPEN, .extra = true},      /* to sort by: a row shows it in its cells */
};

/* ---- filters ---- */

static const struct list_option whos[] = {
    {"here", "Working here", SQL_PIECE(WORKS_HERE("p", ":now"))},
    {"all", "Everybody", NULL},
    {NULL, NULL, NULL},
};

/* Of the one requirement that is chosen, else of any: a range either way, which is an index's. */
#define CHOSEN " AND t.requirement_id BETWEEN CAST(:id AS BIGINT) AND CASE WHEN CAST(:id AS BIGINT) = 0 THEN 9223372036854775807 ELSE CAST(:id AS BIGINT) END"
#define STANDS(state) SQL_PIECE("EXISTS (SELECT 1 FROM requirement_standing t WHERE t.person_id = p.id AND t.state = " state CHOSEN OWN ")")
static const struct list_option states[] = {
    {"overdue", "Overdue", STANDS("5")}, {"expired", "Expired", STANDS("9")}, {"grace", "In grace", STANDS("8")}, {"due-soon", "Due soon", STANDS("4")},
    {"in-renewal", "To be renewed", STANDS("7")}, {"not-started", "Not started", STANDS("1")}, {"in-progress", "In progress", STANDS("2")},
    {"submitted", "Handed in", STANDS("3")}, {"current", "Current", STANDS("6")}, {"waived", "Waived", STANDS("10")},
    {"suspended", "Suspended", STANDS("11")}, {NULL, NULL, NULL},
};

/* These choose columns, and nobody. */
static const struct list_option bases[] = {
    {"law", "Law", NULL}, {"standard", "Standard", NULL}, {"contract", "Contract", NULL}, {"policy", "Own policy", NULL}, {NULL, NULL, NULL},
};
static const struct list_option criticalities[] = {
    {"blocks", "Blocks work", NULL}, {"mandatory", "Mandatory", NULL}, {"recommended", "Recommended", NULL}, {NULL, NULL, NULL},
};
static const struct list_option knowns[] = {
    {"now", "By all that is known today", NULL}, {"then", "By what was known on that day", NULL}, {NULL, NULL, NULL},
};

/* 0: of every one. */
static const char sql_answered_for[] = SQL("SELECT q.id FROM requirement q WHERE q.org_id = $1 AND ($2 = 0 OR " REACH_REQUIREMENT("q", "$2") ")");

code matrix_requirements(struct list *l, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_answered_for, ARGS(v_int(l->org), v_int(list_owner(l))));

    while (rows_next(r))
        *list_add(l->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static bool has_id(const struct id_list *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i] == id)
            return true;
    return false;
}

static code requirements(struct list *l, struct list_choices *out, struct error *err)
{
    struct requirement_list all = {0};
    struct id_list own = {0};

    TRY(requirement_find(l->db, l->a, l->org, &all, err));
    TRY(matrix_requirements(l, &own, err));
    for (size_t i = 0; i < all.n; i++)
        if (has_id(&own, all.items[i].id))
            *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)all.items[i].id),
                                                        str_printf(l->a, STR_FMT " · " STR_FMT, STR_ARG(all.items[i].code), STR_ARG(all.items[i].name)), 0};
    return OK;
}

/* Who leads somebody. */
static const char sql_managers[] = SQL(
    "SELECT m.id, CASE WHEN m.name = '' THEN m.email ELSE m.name END FROM person m WHERE m.org_id = $1 AND m.removed_at IS NULL"
    " AND m.id IN (SELECT q.manager_id FROM person q WHERE q.org_id = $1 AND q.manager_id IS NOT NULL) ORDER BY lower(m.name), m.id LIMIT 500");

static code managers(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_managers, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

#define OF_ROWS(what) "SELECT DISTINCT " what " FROM person q WHERE q.id IN"
enum { WHO, DEPARTMENT_OF, TEAM_OF, SITE_OF, MANAGER, STATE, BASIS, CRITICALITY, REQUIREMENT, AT, KNOWN };
static const struct list_filter filters[] = {
    [WHO] = {"who", "Who", FILTER_OPTIONS, .options = whos, .standard = "here"},
    [DEPARTMENT_OF] = {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments, .seen = SQL_PIECE(OF_ROWS("q.department_id")), .is_number = true, .many = true, .finds = true,
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},
    [TEAM_OF] = {"team", "Team", FILTER_CHOICES, .choices = people_teams, .is_number = true, .many = true, .finds = true,
     .seen = SQL_PIECE("SELECT DISTINCT m.team_id FROM person_team m WHERE m.person_id IN"),
     .sql = SQL_PIECE("p.id IN (SELECT x.person_id FROM person_team x WHERE x.team_id = :value)")},
    [SITE_OF] = {"site", "Site", FILTER_CHOICES, .choices = people_sites, .seen = SQL_PIECE(OF_ROWS("q.site_id")), .is_number = true, .many = true, .finds = true, .sql = SQL_PIECE("p.site_id = :value")},
    [MANAGER] = {"manager", "Led by", FILTER_CHOICES, .choices = managers, .seen = SQL_PIECE(OF_ROWS("q.manager_id")), .is_number = true, .finds = true, .sql = SQL_PIECE("p.manager_id = :value")},
    [STATE] = {"state", "Who stands so today", FILTER_OPTIONS, .options = states, .many = true},
    [BASIS] = {"basis", "Requirements by basis", FILTER_OPTIONS, .options = bases, .many = true},
    [CRITICALITY] = {"criticality", "Requirements by weight", FILTER_OPTIONS, .options = criticalities, .many = true},
    [REQUIREMENT] = {"requirement", "Requirement", FILTER_CHOICES, .choices = requirements, .is_number = true, .many = true, .sql = SQL_PIECE("CAST(:value AS BIGINT) > 0")},
    [AT] = {"at", "As at", FILTER_FROM, .sql = SQL_PIECE("CAST(:value AS BIGINT) > 0")},
    [KNOWN] = {"known", "On that day", FILTER_OPTIONS, .options = knowns, .standard = "now"},
};

/* Whose right goes for some badges sees who is asked for what they answer for, and in that alone. */
const struct list_def matrix_list_def = {
    .name = "matrix", .title = "Matrix", .thing = "person", .things = "people", .right = VIEW_STANDINGS, 
    .scope = {.people = SQL_PIECE("p.id IN :people"),
              .badges = SQL_PIECE("p.id IN (SELECT t.person_id FROM requirement q JOIN requirement_standing t ON t.requirement_id = q.id WHERE q.org_id = :org AND " REACH_REQUIREMENT("q", ":me") ")")},
    .from = "person p", .where = SQL_PIECE("p.org_id = :org"), .where_found = SQL_PIECE("+p.org_id = :org"), .key = "p.id",
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(p.staff_number) LIKE :word ESCAPE '!'"
                        " OR lower(p.title) LIKE :word ESCAPE '!'"),
    .search_start = SQL_PIECE("SELECT n.id FROM (SELECT q.id FROM person q WHERE q.org_id = :org AND lower(q.name) >= :from"
                              " AND lower(q.name) < :to ORDER BY lower(q.name), q.id LIMIT 1000) AS n"),
    .search_label = "Name, address, staff number or job title",
    LIST_COLUMNS(list_columns), LIST_FILTERS(filters), .order = "name", .acts = matrix_acts,
};

void matrix_asked(const struct list *l, struct matrix_ask *out, struct requirement_moment *at)
{
    struct date day;

    *out = (struct matrix_ask){.org = l->org, .owner = list_owner(l)};
    *at = (struct requirement_moment){0};
    for (size_t i = 0; i < l->asked[BASIS].n; i++)
        *list_add(l->a, &out->bases) = l->asked[BASIS].values[i];
    for (size_t i = 0; i < l->asked[CRITICALITY].n; i++)
        *list_add(l->a, &out->criticalities) = l->asked[CRITICALITY].values[i];
    for (size_t i = 0; i < l->asked[REQUIREMENT].n; i++) {
        int64_t id = 0;
        if (str_to_int(l->asked[REQUIREMENT].values[i], &id))
            *list_add(l->a, &out->requirements) = id;
    }
    if (l->asked[AT].n && date_parse(l->asked[AT].values[0], &day, NULL) == OK)
        out->day = at->day = date_start(day);
    if (at->day && l->asked[KNOWN].n && str_eq(l->asked[KNOWN].values[0], S("then")))
        at->known = at->day + DAY;
}

/* Is somebody left out, by a filter or by the reader's right? */
static bool is_narrowed(const struct list *l)
{
    static const size_t by_people[] = {WHO, DEPARTMENT_OF, TEAM_OF, SITE_OF, MANAGER, STATE};

    if (l->search.n || !l->reach.everything)
        return true;
    for (size_t i = 1; i < COUNT(by_people); i++)
        if (l->asked[by_people[i]].n)
            return true;
    return false;
}

/* ---- totals ---- */

static const char sql_tally[] = SQL(
    "SELECT y.requirement_id, y.state, y.n FROM requirement_tally y JOIN requirement r ON r.id = y.requirement_id WHERE r.org_id = $1 AND y.n > 0");

static void count(struct matrix_columns *columns, int64_t requirement, int64_t state, int64_t n)
{
    for (size_t i = 0; i < columns->n; i++) {
        struct requirement_counts *c = &columns->items[i].counts;
        if (columns->items[i].id != requirement || state <= STANDING_NOT_APPLICABLE || state >= STANDING_STATES)
            continue;
        c->n[state] += n;
        c->all += n;
        c->met += requirement_state_is_met((enum requirement_state)state) ? n : 0;
    }
}

static code read_counts(struct rows *r, struct matrix_columns *columns, struct error *err)
{
    while (rows_next(r))
        count(columns, row_int(r, 0), row_int(r, 1), row_int(r, 2));
    return rows_end(r, err);
}

code matrix_totals(struct list *l, struct matrix_columns *columns, struct error *err)
{
    int64_t ids[GATHER_MOST];

    if (!is_narrowed(l))
        return read_counts(db_query(l->db, sql_tally, ARGS(v_int(l->org))), columns, err);
    for (size_t i = 0; i < columns->n; i++)
        ids[i] = columns->items[i].id;
    if (columns->n == 0)
        return OK;
    /* A few are looked up one by one; of many the requirements are read through, in the order they are counted in. */
    return read_counts(list_gather_rows(l, &(struct list_gather){
        .head = SQL_PIECE("SELECT t.requirement_id, t.state, count(*) FROM requirement_standing t WHERE t.requirement_id IN"), .row = l->is_few ? "t.person_id" : "+t.person_id",
        .tail = SQL_PIECE("GROUP BY t.requirement_id, t.state"), .values = ids, .n = columns->n}), columns, err);
}
