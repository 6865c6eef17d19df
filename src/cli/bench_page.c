/* cli/bench_page.c — the pages of the administration and of the public as the
 * router gives them: rights, queries, template. The same with ten times the
 * awards, or more, must not take noticeably longer. */
#include "base/crypto.h"
#include "cli/bench_get.h"

#define FEW   10000
#define LISTS 10                                 /* as many for few as for many */

/* $O, $B, $P: organisation, badge, the newest award's public id; $M: the row in
 * the middle of a list, $N: the person in the middle by name. Each shows `mark` at least `times`. What `grows` counts matches, of which
 * a larger organisation has more, or asks something of everybody. */
static const struct kind { const char *name, *path, *accept, *mark; size_t times; bool grows; } kinds[] = {
    {"home", "/org/$O", "text/html", "Person ", 3},
    {"awards", "/org/$O/awards", "text/html", "@example.org", 25},
    {"awards, in the middle", "/org/$O/awards?after=$M&from=5001", "text/html", "@example.org", 25},
    {"awards, back from the middle", "/org/$O/awards?before=$M&from=5001", "text/html", "@example.org", 25},
    {"awards of a badge, valid", "/org/$O/awards?badge=$B&state=valid", "text/html", "@example.org", 25},
    {"awards, expired", "/org/$O/awards?state=expired", "text/html", "@example.org", 25, true},
    {"awards, revoked", "/org/$O/awards?state=revoked&after=$M", "text/html", "@example.org", 25, true},
    {"awards of a department", "/org/$O/awards?department=1", "text/html", "@example.org", 25, true},
    {"awards that ended before a day", "/org/$O/awards?ends=2020-01-01", "text/html", "<h1", 1, true},
    {"awards, by name", "/org/$O/awards?q=person ab", "text/html", "@example.org", 1},
    {"one award", "/org/$O/awards/$M", "text/html", "@example.org", 1},
    {"lists of awards", "/org/$O/awards/lists", "text/html", "Working at heights", 1},
    {"one list of awards", "/org/$O/awards/lists/1", "text/html", "@example.org", 25},
    {"people", "/org/$O/people", "text/html", "@example.org", 25},
    {"people, in the middle", "/org/$O/people?after=$N&from=51", "text/html", "@example.org", 25},
    {"people, by name", "/org/$O/people?q=person ab", "text/html", "@example.org", 1},
    {"people of a department", "/org/$O/people?department=1", "text/html", "@example.org", 25, true},
    {"people of a site and kind of work", "/org/$O/people?site=2&employment=contractor", "text/html", "@example.org", 25, true},
    {"people with a badge", "/org/$O/people?holds=$B", "text/html", "@example.org", 25, true},
    {"people without a badge", "/org/$O/people?lacks=$B", "text/html", "@example.org", 10, true},
    {"people without an award", "/org/$O/people?missing=award", "text/html", "<h1", 1, true},
    {"people whose manager left", "/org/$O/people?missing=manager", "text/html", "@example.org", 1, true},
    {"people who left", "/org/$O/people?state=left", "text/html", "@example.org", 25, true},
    {"people by department", "/org/$O/people?sort=department", "text/html", "@example.org", 25, true},
    {"people with most awards", "/org/$O/people?sort=-awards", "text/html", "@example.org", 25, true},
    {"my team, a twentieth", "/org/$O/team", "text/html", "@example.org", 25, true},
    {"departments", "/org/$O/places/departments", "text/html", "Department", 10, true},
    {"log, by a word", "/org/$O/settings/log?q=ladder", "text/html", "<h1", 1, true},
    {"log of awards", "/org/$O/settings/log?kind=awards", "text/html", "<tr", 25},
    {"one person", "/org/$O/people/$M", "text/html", "@example.org", 1},
    {"mail", "/org/$O/mail", "text/html", "@example.org", 25},
    {"mail, in the middle", "/org/$O/mail?state=outbox&after=$M&from=26", "text/html", "@example.org", 25},
    {"log, in the middle", "/org/$O/settings/log?after=$M&from=51", "text/html", "<tr", 25},
    {"badges", "/org/$O/badges", "text/html", "Working at heights", 1},
    {"one badge", "/org/$O/badges/$B", "text/html", "Working at heights", 1},
    {"public page of an award", "/b/$P", "text/html", "Working at heights", 1},
    {"hosted assertion, Open Badges 3.0", "/b/$P", "application/json", "VerifiableCredential", 1},
    {"hosted assertion, Open Badges 2.0", "/ob2/b/$P", "application/json", "https://badges.example.org/ob2/b/", 1},
};

struct pages {
    struct arena *a;                             /* of one call */
    struct bench_org org;
    struct router *router;
    int64_t middle, person;
    str award;
};

static str target_of(struct arena *a, const struct pages *in, const char *pattern)
{
    struct buf b = buf_new(a);

    for (; *pattern; pattern++)
        if (*pattern != '$')
            buf_byte(&b, *pattern);
        else if (*++pattern == 'P')
            buf_put(&b, in->award);
        else
            buf_int(&b, *pattern == 'O' ? in->org.org : *pattern == 'B' ? in->org.achievement
                        : *pattern == 'N' ? in->person : in->middle);
    return buf_done(&b);
}

static code open_page(struct bench *b, struct pages *in, const struct kind *kind, struct bench_get *out, struct error *err)
{
    *out = bench_get_of(in->a, &in->org, in->router, target_of(bench_arena(b), in, kind->path), kind->accept);
    return bench_get_shows(out, kind->name, kind->mark, kind->times, err);
}

/* ---- an organisation with some history ---- */

/* Of a hundred awards five have expired and two are revoked; as many lines of
 * the log as awards. */
static const char *const history[] = {
    "UPDATE award SET valid_until = awarded_at - id % 1000 WHERE id % 20 = 0",
    "UPDATE award SET revoked_at = created_at, revoke_reason = 'mistake' WHERE id % 50 = 1",
    "INSERT INTO org_log (org_id, account_id, at, what, subject, detail)"
    " SELECT org_id, 1, created_at, 'award.revoke', 'award ' || id, '' FROM award ORDER BY id",
    "INSERT INTO department (org_id, name, folded, path, created_at)"
    " SELECT org_id, 'Department ' || id, 'department ' || id, '/' || id || '/', 0 FROM person ORDER BY id LIMIT 20",
    "INSERT INTO site (org_id, name, folded, created_at) SELECT org_id, 'Site ' || id, 'site ' || id, 0 FROM person ORDER BY id LIMIT 10",
    "UPDATE person SET department_id = id % 20 + 1, site_id = id % 10 + 1, manager_id = CASE WHEN id > 1 THEN id / 20 + 1 END,"
    " employment = CASE id % 4 WHEN 0 THEN 'permanent' WHEN 1 THEN 'contractor' ELSE '' END,"
    " leaves_at = CASE WHEN id % 30 = 7 THEN 1 END",
    "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT 1, email, folded, 1, 1 FROM person WHERE id = 2",
};
static const char sql_middle_person[] = "SELECT id FROM person ORDER BY lower(name), id LIMIT 1 OFFSET $1";
static const char sql_newest[] = "SELECT public_id FROM award ORDER BY id DESC LIMIT 1";

static code write_history(struct db *db, struct arena *a, struct pages *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(history); i++)
        TRY(db_run(db, history[i], NO_ARGS, NULL, err));
    struct rows *r = db_query(db, sql_newest, NO_ARGS);
    if (rows_next(r))
        out->award = row_str(r, 0, a);
    return rows_end(r, err);
}

static code open_pages(struct bench *b, struct pages *p, int awards, struct error *err)
{
    struct bench_work cost;

    p->a = arena_new(0);
    TRY(bench_org_open(b, (str){0}, false, &p->org, err));
    for (int i = 0; i < LISTS; i++)
        TRY(bench_org_award(&p->org, awards / LISTS, &cost, err));
    p->middle = awards / 2;
    TRY(db_int(p->org.db, sql_middle_person, ARGS(v_int(awards / 2)), &p->person, err));
    p->router = bench_router(bench_arena(b));
    return write_history(p->org.db, bench_arena(b), p, err);
}

static void close_pages(struct pages *p)
{
    bench_org_close(&p->org);
    arena_free(p->a);
}

/* ---- all together ---- */

static void compare(struct bench *b, const struct kind *kind, struct bench_get *few, struct bench_get *many)
{
    struct arena *a = bench_arena(b);
    const char *name = kind->name;
    const struct measure measures[] = {
        {str_z(a, str_printf(a, "%s, of 10,000", name)), "us", bench_get_work, .ctx = few, .bar = {100000, 5000, false}},
        {str_z(a, str_printf(a, "%s, of %d", name, bench_awards(b))), "us", bench_get_work, .ctx = many, .bar = {100000, 5000, false}},
    };
    const struct ratio ratios[] = {{str_z(a, str_printf(a, "growth: %s", name)), 1, 0, 0,
                                    kind->grows ? (struct bar){0} : (struct bar){1.5, 1.2, false}}};

    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 5});
}

static code compare_all(struct bench *b, struct pages *few, struct pages *many, struct error *err)
{
    struct bench_get x, y;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        TRY(open_page(b, few, &kinds[i], &x, err));
        TRY(open_page(b, many, &kinds[i], &y, err));
        compare(b, &kinds[i], &x, &y);
    }
    return OK;
}

/* ---- reports ---- */

/* Two years of awards, a third of them claimed, without which a report is one column. */
static const char *const years[] = {
    "UPDATE award SET awarded_at = awarded_at - (id % 730) * 86400000",
    "UPDATE award SET valid_until = created_at + (id % 365) * 86400000 WHERE id % 3 = 0",
    "INSERT INTO award_claim (award_id, at) SELECT id, created_at FROM award WHERE id % 3 = 1",
};
static const struct kind reports[] = {
    {"reports of twelve months", "/org/$O/reports", "text/html", "Awards over time", 1, true},
    {"reports since the first award", "/org/$O/reports?period=all", "text/html", "Awards over time", 1, true},
    {"reports, compared with the period before", "/org/$O/reports?compare=1", "text/html", "Awards over time", 1, true},
    {"reports, a file of departments", "/org/$O/reports/files/departments.csv?period=all", "text/csv", "Department", 10, true},
};
/* What no report can do without: each award looked at once, with its person, and counted. */
static const char sql_raw[] =
    "SELECT w.awarded_at / 86400000, w.achievement_id, p.department_id, count(*) FROM award w JOIN person p ON p.id = w.person_id GROUP BY 1, 2, 3";

static void count_raw(void *ctx)
{
    struct pages *p = ctx;
    struct rows *r = db_query(p->org.db, sql_raw, NO_ARGS);
    int64_t n = 0;

    while (rows_next(r))
        n += row_int(r, 3);
    if (rows_end(r, NULL) != OK || n == 0)
        __builtin_trap();
}

static code compare_reports(struct bench *b, struct pages *in, struct error *err)
{
    struct bench_get at[COUNT(reports)];
    struct measure measures[COUNT(reports) + 1] = {{"awards counted by day, badge and department, bare SQL", "us", count_raw, .ctx = in}};
    struct ratio ratios[COUNT(reports)];

    for (size_t i = 0; i < COUNT(years); i++)
        TRY(db_run(in->org.db, years[i], NO_ARGS, NULL, err));
    for (size_t i = 0; i < COUNT(reports); i++) {
        TRY(open_page(b, in, &reports[i], &at[i], err));
        measures[i + 1] = (struct measure){reports[i].name, "us", bench_get_work, .ctx = &at[i]};
        ratios[i] = (struct ratio){str_z(bench_arena(b), str_printf(bench_arena(b), "%s / bare SQL", reports[i].name)), i + 1, 0, 0, {3, 2, false}};
    }
    bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 5});
    return OK;
}

code bench_page(struct bench *b, struct error *err)
{
    struct pages few = {0}, many = {0};
    code c = open_pages(b, &few, FEW, err);

    if (c == OK)
        c = open_pages(b, &many, bench_awards(b), err);
    if (c == OK)
        c = compare_all(b, &few, &many, err);
    if (c == OK)
        c = compare_reports(b, &many, err);
    close_pages(&many);
    close_pages(&few);
    return c;
}
