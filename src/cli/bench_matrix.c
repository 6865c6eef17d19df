/* cli/bench_matrix.c — the matrix of 5,000 people and 200 requirements, each of them asked of
 * everybody: every order and filter is a page that stays under its bar. */
#include "cli/bench_get.h"

#define PEOPLE       5000
#define REQUIREMENTS 200
#define BAR_US       150000.0                    /* of one page in the server */
#define LOOKS        3                           /* a reading is the least of these */

/* Each shows at least so many cells. */
static const struct kind { const char *name, *query; size_t cells; } kinds[] = {
    {"as it opens", "", 625},
    {"in the middle", "?after=2500&from=2501", 625},
    {"the last requirements", "?c=175", 625},
    {"red first", "?sort=-open", 625},
    {"red first, in the middle", "?sort=-open&after=2500&from=2501", 25},
    {"red last", "?sort=open", 625},
    {"by name, backwards", "?sort=-name", 625},
    {"everybody, also who left", "?who=all", 625},
    {"who is overdue", "?state=overdue", 625},
    {"who is overdue, expired or in grace, red first", "?state=overdue&state=expired&state=grace&sort=-open", 625},
    {"who is suspended", "?state=suspended", 625},
    {"who is current", "?state=current", 625},
    {"who is overdue with one requirement", "?state=overdue&requirement=7", 1},
    {"one requirement", "?requirement=7", 25},
    {"requirements of a weight", "?criticality=blocks", 625},
    {"a department", "?department=3", 625},
    {"a department, red first", "?department=3&sort=-open", 625},
    {"a site", "?site=2", 625},
    {"who somebody leads", "?manager=2", 250},
    {"a wide search", "?q=person", 625},
    {"a wide search, red first", "?q=person&sort=-open", 625},
    {"a search for one", "?q=n04711", 25},
    {"as at a day last year", "?at=2025-06-01", 625},
};

/* Names in no order of their numbers. A third is asked nothing that is open; of the others
 * seven in a hundred are overdue, expired or in grace. */
static const char *const office[] = {
    "INSERT INTO department (org_id, name, folded, path, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)"
    " SELECT o.id, 'Department ' || i, 'department ' || i, '/' || i || '/', 0 FROM n, org o",
    "INSERT INTO site (org_id, name, folded, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
    " SELECT o.id, 'Site ' || i, 'site ' || i, 0 FROM n, org o",
    "INSERT INTO person (org_id, name, email, folded, staff_number, department_id, site_id, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
    " SELECT o.id, 'Person ' || (i * 7919 % 5000), 'p' || i || '@example.org', 'p' || i || '@example.org', printf('N%05d', i), i % 20 + 1, i % 10 + 1, 0 FROM n, org o",
    "UPDATE person SET manager_id = id / 20 + 1 WHERE id > 1",
    "INSERT INTO requirement (org_id, code, folded, owner_id, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
    " SELECT o.id, printf('R-%03d', i), printf('r-%03d', i), 1, 0 FROM n, org o",
    "INSERT INTO requirement_version (org_id, requirement_id, number, name, words, basis, basis_ref, basis_url, basis_version, criticality, rule, sign_off, retain_years,"
    " changed_at, published_at, published_on, carry) SELECT org_id, id, 1, 'Requirement ' || id, '', 'law', '', '', '',"
    " CASE id % 3 WHEN 0 THEN 'blocks' WHEN 1 THEN 'mandatory' ELSE 'recommended' END, '{\"proof\":{\"record\":\"\"}}', 'any', 0, 0, 0, 0, 'counts' FROM requirement",
    "INSERT INTO requirement_standing (person_id, requirement_id, org_id, version_id, state, due_on, expires_on, completed_on, next_at, computed_at)"
    " SELECT p.id, v.requirement_id, p.org_id, v.id, CASE WHEN p.id % 3 = 0 THEN 6 ELSE CASE abs(p.id * 7919 + v.requirement_id * 104729) % 100"
    " WHEN 0 THEN 5 WHEN 1 THEN 5 WHEN 2 THEN 5 WHEN 3 THEN 5 WHEN 4 THEN 9 WHEN 5 THEN 9 WHEN 6 THEN 8 WHEN 7 THEN 4 WHEN 8 THEN 4 WHEN 9 THEN 7 WHEN 10 THEN 7"
    " WHEN 11 THEN 1 WHEN 12 THEN 1 WHEN 13 THEN 2 WHEN 14 THEN 3 WHEN 15 THEN 10 WHEN 16 THEN 11 ELSE 6 END END, 1800000000000, 1800000000000, 1700000000000,"
    " 1800000000000 + p.id, 0 FROM person p CROSS JOIN requirement_version v ORDER BY p.id, v.requirement_id",
    "INSERT INTO requirement_tally (requirement_id, state, n) SELECT requirement_id, state, count(*) FROM requirement_standing GROUP BY requirement_id, state",
    /* Who stands on the first page; as at another day no other is looked at. */
    "INSERT INTO requirement_assignment (org_id, requirement_id, person_id, from_on, until_why, source, created_at)"
    " SELECT q.org_id, r.id, q.id, 1700000000000, '', 'audience', 0 FROM (SELECT p.id, p.org_id FROM person p ORDER BY lower(p.name), p.id LIMIT 25) q, requirement r",
};

struct matrix { struct bench_org org; struct arena *a; struct router *router; };

static code build(struct bench *b, struct matrix *m, struct error *err)
{
    m->a = arena_new(0);
    TRY(bench_org_open(b, (str){0}, false, &m->org, err));
    m->router = bench_router(bench_arena(b));
    TRY(db_begin(m->org.db, err));
    for (size_t i = 0; i < COUNT(office); i++) {
        code c = db_run(m->org.db, office[i], NO_ARGS, NULL, err);
        if (c != OK)
            return db_end(m->org.db, c, err);
    }
    return db_end(m->org.db, OK, err);
}

static double of_bar(void *ctx)
{
    double best = 0;

    for (int i = 0; i < LOOKS; i++) {
        double began = bench_cpu_us();
        bench_get_work(ctx);
        double us = bench_cpu_us() - began;
        best = i == 0 || us < best ? us : best;
    }
    return best / BAR_US;
}

static code compare(struct bench *b, const struct matrix *m, const struct kind *k, struct error *err)
{
    struct arena *a = bench_arena(b);
    str target = str_printf(a, "/org/%lld/matrix%s", (long long)m->org.org, k->query);
    struct bench_get get = bench_get_of(m->a, &m->org, m->router, target, "text/html");

    TRY(bench_get_shows(&get, k->name, "data-cell", k->cells, err));
    const struct measure measure = {k->name, "of 150 ms", .read = of_bar, .ctx = &get, .bar = {1, 0.5, false}};
    bench_compare(b, &(struct comparison){&measure, 1, NULL, 0, 5});
    return OK;
}

static code compare_all(struct bench *b, const struct matrix *m, struct error *err)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        TRY(compare(b, m, &kinds[i], err));
    return OK;
}

code bench_matrix(struct bench *b, struct error *err)
{
    struct matrix m = {0};
    code c = build(b, &m, err);

    if (c == OK)
        c = compare_all(b, &m, err);
    bench_org_close(&m.org);
    arena_free(m.a);
    return c;
}
