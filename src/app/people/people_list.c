/* people/people_list.c — the directory as a list: its columns and filters. */
#include "app/people/roster.h"

#include "base/utf8.h"
#include "web/text.h"

/* ---- columns ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s.n ? v[0].s : v[1].s;
    c->sub = v[2].s;
    c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[3].i);
}

/* The random name of who took a file is nothing to write to. */
static void address_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = person_has_address(v[0].s) ? v[0].s : S("");
}

static void awards_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->number = v[0].i;
}

static void employment_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = cstr(employment_words(v[0].s));
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[2].kind == VALUE_INT)
        c->tag = (struct tag_view){"warn", "user-minus", said("Removed")};
    else if (v[1].kind == VALUE_INT && v[1].i <= l->now)
        c->tag = (struct tag_view){"", "logout", said("Left")};
    else if (v[1].kind == VALUE_INT)
        c->tag = (struct tag_view){"info", "logout", said("Leaving")};
    else if (v[0].kind == VALUE_INT && v[0].i > l->now)
        c->tag = (struct tag_view){"info", "calendar", said("To come")};
    else
        c->tag = (struct tag_view){"good", "check", said("Here")};
}

#define DEPARTMENT_NAME SQL_PIECE("(SELECT d.name FROM department d WHERE d.id = p.department_id)")
#define SITE_NAME       SQL_PIECE("(SELECT s.name FROM site s WHERE s.id = p.site_id)")
#define MANAGER_NAME    SQL_PIECE("(SELECT CASE WHEN m.name = '' THEN m.email ELSE m.name END FROM person m WHERE m.id = p.manager_id)")
#define AWARDS          SQL_PIECE("(SELECT count(*) FROM award w WHERE w.person_id = p.id AND w.revoked_at IS NULL)")
static const struct list_column columns[] = {
    {"name", "Name", SQL_PIECE("p.name, p.email, p.title, p.id"), .values = 4, .cell = name_cell, .order = SQL_PIECE("lower(p.name)"),
     .indexed = true},
    {"address", "Address", SQL_PIECE("p.email"), .cell = address_cell, .order = SQL_PIECE("p.folded"), .indexed = true},
    {"department", "Department", DEPARTMENT_NAME, .order = SQL_PIECE("coalesce((SELECT d.folded FROM department d WHERE d.id = p.department_id), '')")},
    {"site", "Site", SITE_NAME, .order = SQL_PIECE("coalesce((SELECT s.folded FROM site s WHERE s.id = p.site_id), '')")},
    {"manager", "Manager", MANAGER_NAME, .order = SQL_PIECE("coalesce((SELECT lower(m.name) FROM person m WHERE m.id = p.manager_id), '')")},
    {"awards", "Awards", AWARDS, .kind = CELL_NUMBER, .cell = awards_cell, .order = AWARDS},
    {"title", "Job title", SQL_PIECE("p.title"), .order = SQL_PIECE("lower(p.title)"), .extra = true},
    {"number", "Staff number", SQL_PIECE("p.staff_number"), .order = SQL_PIECE("p.staff_number"), .extra = true},
    {"employment", "Employment", SQL_PIECE("p.employment"), .cell = employment_cell, .order = SQL_PIECE("p.employment"), .extra = true},
    {"starts", "Starts", SQL_PIECE("p.starts_at"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(p.starts_at, 0)"), .extra = true},
    {"leaves", "Leaves", SQL_PIECE("p.leaves_at"), .kind = CELL_DATE, .order = SQL_PIECE("coalesce(p.leaves_at, 0)"), .extra = true},
    {"since", "In the directory since", SQL_PIECE("p.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("p.created_at"), .extra = true},
    {"state", "State", SQL_PIECE("p.starts_at, p.leaves_at, p.removed_at"), .values = 3, .cell = state_cell, .extra = true},
};

/* ---- filters ---- */

#define ON_LIST "p.removed_at IS NULL AND "
static const struct list_option states[] = {
    {"here", "Working here", SQL_PIECE(WORKS_HERE("p", ":now"))},
    {"coming", "To come", SQL_PIECE(ON_LIST "p.starts_at > :now")},
    {"leaving", "Leaving soon", SQL_PIECE(ON_LIST "p.leaves_at > :now")},
    {"left", "Left", SQL_PIECE(ON_LIST "p.leaves_at <= :now")},
    {"removed", "Removed from the list", SQL_PIECE("p.removed_at IS NOT NULL")},
    {"all", "Everybody", NULL},
    {NULL, NULL, NULL},
};

#define OF_EMPLOYMENT(name) SQL_PIECE("p.employment = '" name "'")
static const struct list_option kinds[] = {
    {"permanent", "Permanent", OF_EMPLOYMENT("permanent")}, {"fixed-term", "Fixed term", OF_EMPLOYMENT("fixed-term")},
    {"part-time", "Part time", OF_EMPLOYMENT("part-time")}, {"apprentice", "Apprentice", OF_EMPLOYMENT("apprentice")},
    {"temporary", "Agency or temporary", OF_EMPLOYMENT("temporary")}, {"contractor", "Contractor", OF_EMPLOYMENT("contractor")},
    {"volunteer", "Volunteer", OF_EMPLOYMENT("volunteer")}, {"none", "Not known", OF_EMPLOYMENT("")}, {NULL, NULL, NULL},
};

static const struct list_option lacks[] = {
    {"department", "No department", SQL_PIECE("p.department_id IS NULL")},
    {"manager", "No manager, or one who left",
     SQL_PIECE("(p.manager_id IS NULL OR EXISTS (SELECT 1 FROM person m WHERE m.id = p.manager_id AND (m.removed_at IS NOT NULL"
               " OR m.leaves_at <= :now)))")},
    {"site", "No site", SQL_PIECE("p.site_id IS NULL")},
    {"name", "No name", SQL_PIECE("p.name = ''")},
    {"award", "No award yet", SQL_PIECE("NOT EXISTS (SELECT 1 FROM award w WHERE w.person_id = p.id AND w.revoked_at IS NULL)")},
    {NULL, NULL, NULL},
};

static const char sql_groups[] = SQL(
    "SELECT id, name FROM person_group WHERE org_id = $1 AND query IS NULL AND removed_at IS NULL ORDER BY folded LIMIT 500");
static const char sql_badges[] = SQL(
    "SELECT b.id, v.name FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1"
    " AND b.state <> 'draft' ORDER BY lower(v.name), b.id LIMIT 500");

static code load_choices(struct list *l, const char *sql, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static code groups(struct list *l, struct list_choices *out, struct error *err)
{
    return load_choices(l, sql_groups, out, err);
}

static code badges(struct list *l, struct list_choices *out, struct error *err)
{
    return load_choices(l, sql_badges, out, err);
}

static const char piece_led_by[] = SQL_PIECE("p.manager_id = :value");

static str manager_words(struct list *l, str value)
{
    struct person p;
    int64_t id = 0;

    if (!str_to_int(value, &id) || !list_any(l, piece_led_by, id) || person_get(l->db, l->a, l->org, id, &p, NULL) != OK)
        return S("");
    return p.name.n ? p.name : p.email;
}

/* Whom a list that was brought in is about: those too who were in the directory already. */
static const char piece_on_list[] = SQL_PIECE(
    "p.id IN (SELECT x.person_id FROM people_import_line x WHERE x.import_id = :value AND x.plan <> 'wrong' AND x.person_id IS NOT NULL)");

static str import_words(struct list *l, str value)
{
    struct people_import i;
    int64_t id = 0;

    if (!str_to_int(value, &id) || !list_any(l, piece_on_list, id) || roster_get(l->db, l->a, l->org, id, &i, NULL) != OK)
        return S("");
    return i.name;
}

#define HOLDS "EXISTS (SELECT 1 FROM award w WHERE w.person_id = p.id AND w.achievement_id = :value AND w.revoked_at IS NULL"  \
              " AND (w.valid_until IS NULL OR w.valid_until > :now))"
#define OF_ROWS(what) "SELECT DISTINCT " what " FROM person q WHERE q.id IN"
static const struct list_filter filters[] = {
    {"state", "Who", FILTER_OPTIONS, .options = states, .standard = "here"},
    {"department", "Department, with those in it", FILTER_CHOICES, .choices = people_departments, .seen = SQL_PIECE(OF_ROWS("q.department_id")), .is_number = true, .many = true, .finds = true,
     .sql = SQL_PIECE("p.department_id IN (SELECT d.id FROM department d WHERE d.org_id = :org AND d.path LIKE"
                      " (SELECT t.path || '%' FROM department t WHERE t.id = :value AND t.org_id = :org))")},
    {"team", "Team", FILTER_CHOICES, .choices = people_teams, .is_number = true, .many = true, .finds = true,
     .seen = SQL_PIECE("SELECT DISTINCT m.team_id FROM person_team m WHERE m.person_id IN"),
     .sql = SQL_PIECE("p.id IN (SELECT x.person_id FROM person_team x WHERE x.team_id = :value)")},
    {"site", "Site", FILTER_CHOICES, .choices = people_sites, .seen = SQL_PIECE(OF_ROWS("q.site_id")), .is_number = true, .many = true, .finds = true, .sql = SQL_PIECE("p.site_id = :value")},
    {"employment", "Employment", FILTER_OPTIONS, .options = kinds, .many = true},
    {"holds", "Holds the badge", FILTER_CHOICES, .choices = badges, .is_number = true, .sql = SQL_PIECE(HOLDS),
     .seen = SQL_PIECE("SELECT DISTINCT y.achievement_id FROM award y WHERE y.person_id IN")},
    {"lacks", "Does not hold the badge", FILTER_CHOICES, .choices = badges, .is_number = true, .sql = SQL_PIECE("NOT " HOLDS)},
    {"group", "Group", FILTER_CHOICES, .choices = groups, .is_number = true, .finds = true,
     .seen = SQL_PIECE("SELECT DISTINCT m.group_id FROM group_member m WHERE m.person_id IN"),
     .sql = SQL_PIECE("p.id IN (SELECT x.person_id FROM group_member x WHERE x.group_id = :value)")},
    {"missing", "Something is missing", FILTER_OPTIONS, .options = lacks},
    {"from", "Starts from", FILTER_FROM, .sql = SQL_PIECE("p.starts_at >= :value")},
    {"until", "Starts until", FILTER_UNTIL, .sql = SQL_PIECE("p.starts_at < :value")},
    {"import", "On the list", FILTER_LINK, .is_number = true, .finds = true, .words = import_words, .sql = piece_on_list},
    {"manager", "Led by", FILTER_LINK, .is_number = true, .finds = true, .words = manager_words, .sql = piece_led_by},
};

/* As addresses are compared: what is typed meets names and addresses alike. */
#define SEARCH                                                                 \
    .search = SQL_PIECE("lower(p.name) LIKE :word ESCAPE '!' OR p.folded LIKE :word ESCAPE '!' OR lower(p.staff_number) LIKE :word ESCAPE '!'"  \
                        " OR lower(p.title) LIKE :word ESCAPE '!'"                                        \
                        " OR p.id IN (SELECT o.person_id FROM person_address o WHERE o.org_id = :org AND o.folded LIKE :word ESCAPE '!')"),  \
    .search_start = SQL_PIECE("SELECT n.id FROM (SELECT q.id FROM person q WHERE q.org_id = :org AND lower(q.name) >= :from"        \
                              " AND lower(q.name) < :to ORDER BY lower(q.name), q.id LIMIT 1000) AS n UNION SELECT m.id FROM"        \
                              " (SELECT q.id FROM person q WHERE q.org_id = :org AND q.folded >= :from AND q.folded < :to"           \
                              " ORDER BY q.folded LIMIT 1000) AS m"),                                       \
    .search_label = "Name, address, staff number or job title"

const struct list_def people_list_def = {
    .name = "people", .title = "People", .thing = "person", .things = "people", .right = VIEW_PEOPLE, .scope = {.people = SQL_PIECE("p.id IN :people")},
    .from = "person p", .where = SQL_PIECE("p.org_id = :org"),
    .where_found = SQL_PIECE("+p.org_id = :org"), .key = "p.id", SEARCH,
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "name", .acts = people_acts,
};

/* ---- who, for others ---- */

static code of_query(struct db *db, struct arena *a, int64_t org, str query, struct list *l, struct error *err)
{
    return list_of_query(&(struct list_query_of){db, a, &people_list_def, org, .query = query}, l, err);
}

code people_count_most(struct db *db, struct arena *a, int64_t org, str query, int64_t most, int64_t *n, struct error *err)
{
    struct list l;

    TRY(of_query(db, a, org, query, &l, err));
    return list_count(&l, most, n, err);
}

code people_count(struct db *db, struct arena *a, int64_t org, str query, int64_t *n, struct error *err)
{
    return people_count_most(db, a, org, query, INT32_MAX, n, err);
}

code people_ids(struct db *db, struct arena *a, const struct people_part *p, struct id_list *out, struct error *err)
{
    struct list l;

    TRY(of_query(db, a, p->org, p->query, &l, err));
    return list_ids(&l, p->after, p->limit, out, err);
}

code people_in_words(struct db *db, struct arena *a, int64_t org, str query, str *out, struct error *err)
{
    struct list l;

    TRY(of_query(db, a, org, query, &l, err));
    return list_in_words(&l, out, err);
}
