/* audit/audit_view.c — what auditors opened: written with each answer, read as a list. */
#include "app/audit/audit.h"

#include "app/org/person.h"

/* ---- which page ---- */

/* The first start that fits the row of the route. */
static const struct { const char *start, *kind, *words; } pages[] = {
    {"/org/{org}/matrix/{person}", "why", "Why somebody stands so"},
    {"/org/{org}/matrix", "matrix", "Matrix"},
    {"/org/{org}/standards/{id}/people", "standing", "How somebody stands"},
    {"/org/{org}/standards/{id}", "requirement", "Requirement"},
    {"/org/{org}/standards", "standards", "Standards"},
    {"/org/{org}/people/{id}/ready", "ready", "What they are ready for"},
    {"/org/{org}/people/{id}/clearance", "clearance", "Clearance"},
    {"/org/{org}/people/{id}", "person", "Person"},
    {"/org/{org}/people", "people", "Directory"},
    {"/org/{org}/external", "external", "External training"},
    {"/org/{org}/partners", "partners", "Partners"},
    {"/org/{org}/vacancies", "vacancies", "Vacancies"},
    {"/org/{org}/job-roles", "roles", "Job roles"},
    {"/org/{org}/clearance", "clearance", "Clearance"},
    {"/org/{org}/awards/{id}/judged", "judged", "How it was judged"},
    {"/org/{org}/awards/{id}", "award", "Award"},
    {"/org/{org}/awards", "awards", "Awards"},
    {"/org/{org}/badges", "badges", "Badges"},
    {"/org/{org}/records", "records", "Learner records"},
    {"/org/{org}/reports", "reports", "Reports"},
    {"/org/{org}/settings/ledger", "ledger", "Ledger"},
    {"/org/{org}/settings/log", "log", "Log"},
    {"/org/{org}/audit/views", "views", "What auditors opened"},
    {"/org/{org}/audit/packs", "packs", "Audit packs"},
    {"/org/{org}/audit/samples", "samples", "Samples"},
    {"/org/{org}/audit/waivers", "waivers", "Waivers"},
    {"/org/{org}/audit", "audit", "Audit"},
    {"/evidence/", "evidence", "Evidence"},
    /* By a program with a token of theirs; in the words above. */
    {"/api/v1/people/{id}/standing", "why", ""},
    {"/api/v1/people/{id}/records", "records", ""},
    {"/api/v1/people/{id}", "person", ""},
    {"/api/v1/people", "people", ""},
    {"/api/v1/standings", "matrix", ""},
    {"/api/v1/intake", "external", ""},
    {"/api/v1/clearance", "clearance", ""},
    {"/api/v1/awards/{id}", "award", ""},
    {"/api/v1/award", "awards", ""},
    {"/api/v1/records", "records", ""},
    {"/api/v1/badges", "badges", ""},
    {"/api/v1/reports", "reports", ""},
    {"/scim/", "people", ""},
    {"", "other", "Another page"},
};

static const char *kind_of(const char *pattern)
{
    size_t i = 0;

    while (!str_starts(cstr(pattern), cstr(pages[i].start)))
        i++;                                     /* the last one fits all */
    return pages[i].kind;
}

static const char *kind_words(str kind)
{
    for (size_t i = 0; i < COUNT(pages); i++)
        if (str_eq(kind, cstr(pages[i].kind)))
            return words(pages[i].words);
    return "";
}

/* ---- written ---- */

#define ADDRESS_MOST 300

/* A day that is one, and a file that is one: nothing else of what was typed. */
static str address_of(struct request *rq)
{
    struct arena *a = rq->arena;
    str day = request_query(rq, "at"), file = request_query(rq, "as"), path = str_slice(rq->path, 0, rq->path.n < ADDRESS_MOST ? rq->path.n : ADDRESS_MOST);
    bool is_file = str_eq(file, S("csv")) || str_eq(file, S("json"));
    struct date d;

    day = date_parse(day, &d, NULL) == OK ? str_join(a, S("?at="), date_format(a, d)) : S("");
    if (!is_file)
        return str_join(a, path, day);
    return str_printf(a, STR_FMT STR_FMT "%sas=" STR_FMT, STR_ARG(path), STR_ARG(day), day.n ? "&" : "?", STR_ARG(file));
}

/* Whom it is about: $6 a person, $7 an award, $8 evidence. */
static const char sql_note[] = SQL(
    "INSERT INTO audit_view (org_id, account_id, hour, address, kind, first_at, times, requirement_id, person_id) VALUES ($1, $2, $3, $4, $5, $10, 1,"
    " (SELECT r.id FROM requirement r WHERE r.org_id = $1 AND r.id = $9),"
    " coalesce((SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $6), (SELECT w.person_id FROM award w WHERE w.org_id = $1 AND w.id = $7),"
    " (SELECT min(q.id) FROM evidence_folder f JOIN person q ON q.org_id = f.org_id AND q.folded = f.folded WHERE f.org_id = $1 AND f.public_id = $8)))"
    " ON CONFLICT (org_id, account_id, hour, address) DO UPDATE SET times = audit_view.times + 1");

struct about { int64_t person, award, requirement; str folder; };

static bool is_at(const struct request *rq, const char *start)
{
    return str_starts(cstr(rq->route->path), cstr(start));
}

/* A number that was typed is one of the organisation, or nothing is said of it. */
static struct about about_of(struct request *rq)
{
    enum within within = (enum within)rq->route->within;
    int64_t id = request_param_int(rq, "id"), asked = 0;
    struct about x = {.folder = request_param(rq, "folder")};

    if (str_is_absent(x.folder))
        x.folder = S("");
    if (within == OF_STANDING)
        x.person = request_param_int(rq, "person");
    else if (within == OF_PERSON || is_at(rq, "/api/v1/people/{id}"))
        x.person = id;
    else if (is_at(rq, "/api/v1/clearance") && str_to_int(request_query(rq, "person"), &asked))
        x.person = asked;
    x.award = within == OF_AWARD ? id : 0;
    if (within == OF_STANDING || is_at(rq, "/org/{org}/standards/{id}"))
        x.requirement = id;
    else if (is_at(rq, "/api/v1/people/{id}/standing") && str_to_int(request_query(rq, "requirement"), &asked))
        x.requirement = asked;
    return x;
}

static code note(struct request *rq, int64_t org, struct error *err)
{
    struct about x = about_of(rq);
    msec now = clock_now();

    return db_run(rq->db, sql_note,
                  ARGS(v_int(org), v_int(rq->session->account), v_int(now / HOUR), v_str(address_of(rq)), v_str(cstr(kind_of(rq->route->path))),
                       v_int(x.person), v_int(x.award), v_str(x.folder), v_int(x.requirement), v_int(now)), NULL, err);
}

code audit_note(struct request *rq, const struct access *may, struct error *err)
{
    if (rq->is_noted || rq->method != GET || !rq->route || !access_has_role(may, role_named(S("auditor"))))
        return OK;
    rq->is_noted = true;
    return note(rq, may->org, err);
}

/* ---- read ---- */

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str address = v[1].s;

    (void)l;
    c->text = cstr(kind_words(v[0].s));
    if (str_starts(address, S("/api/")) || str_starts(address, S("/scim/"))) {
        c->sub = said("by a program with a token");
        return;
    }
    c->href = str_ends(address, S("as=csv")) ? S("") : address;
    if (str_ends(address, S("as=csv")) || str_ends(address, S(".zip")))
        c->sub = said("as a file");
}

static void about_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].kind != VALUE_NULL) {
        c->text = v[1].s.n ? v[1].s : words_printf(l->a, "Person %lld", (long long)v[0].i);
        c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[0].i);
        c->sub = v[2].kind == VALUE_NULL ? S("") : v[2].s;
    } else if (v[2].kind != VALUE_NULL) {
        c->text = v[2].s;
    }
}

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = str_is_absent(v[0].s) ? said("no account") : v[0].s;
}

static const struct list_column columns[] = {
    {"what", "What", SQL_PIECE("v.kind, v.address"), .values = 2, .cell = what_cell},
    {"about", "About", SQL_PIECE("v.person_id, (SELECT p.name FROM person p WHERE p.id = v.person_id), (SELECT r.code FROM requirement r WHERE r.id = v.requirement_id)"),
     .values = 3, .cell = about_cell},
    {"who", "Who", SQL_PIECE("(SELECT c.name FROM account c WHERE c.id = v.account_id)"), .cell = who_cell},
    {"when", "First opened", SQL_PIECE("v.first_at"), .kind = CELL_TIME, .order = SQL_PIECE("v.id"), .indexed = true},
    {"times", "Times in that hour", SQL_PIECE("v.times"), .kind = CELL_NUMBER},
    {"address", "Address", SQL_PIECE("v.address"), .extra = true},
};

static const struct list_option kinds[] = {
    {"people", "People and how they stand", SQL_PIECE("v.kind IN ('person', 'people', 'why', 'standing', 'matrix')")},
    {"requirements", "Requirements", SQL_PIECE("v.kind IN ('requirement', 'standards')")},
    {"awards", "Awards", SQL_PIECE("v.kind IN ('award', 'awards', 'judged', 'records')")},
    {"evidence", "Evidence", SQL_PIECE("v.kind = 'evidence'")},
    {"logs", "Ledger and logs", SQL_PIECE("v.kind IN ('ledger', 'log', 'views')")},
    {NULL, NULL, NULL},
};

static const char sql_who[] = SQL(
    "SELECT DISTINCT c.id, c.name FROM account c WHERE c.id IN (SELECT v.account_id FROM audit_view v WHERE v.org_id = $1) ORDER BY c.name, c.id LIMIT 200");

static code who(struct list *l, struct list_choices *out, struct error *err)
{
    struct rows *r = db_query(l->db, sql_who, ARGS(v_int(l->org)));

    while (rows_next(r))
        *list_add(l->a, out) = (struct list_choice){str_printf(l->a, "%lld", (long long)row_int(r, 0)), row_str(r, 1, l->a), 0};
    return rows_end(r, err);
}

static const struct list_filter filters[] = {
    {"kind", "What", FILTER_OPTIONS, .options = kinds, .many = true},
    {"who", "Who", FILTER_CHOICES, .sql = SQL_PIECE("v.account_id = :value"), .choices = who, .is_number = true},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("v.first_at >= :value")},
    {"until", "Until", FILTER_UNTIL, .sql = SQL_PIECE("v.first_at < :value")},
};

const struct list_def audit_views_list_def = {
    .name = "audit-views", .title = "What auditors opened", .thing = "entry", .things = "entries", .right = READ_LOG,
    .from = "audit_view v", .where = SQL_PIECE("v.org_id = :org"), .key = "v.id",
    .search = SQL_PIECE("v.person_id IN (SELECT p.id FROM person p WHERE p.org_id = :org AND lower(p.name) LIKE :word ESCAPE '!')"),
    .search_label = "Name of the person it is about",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when",
};
