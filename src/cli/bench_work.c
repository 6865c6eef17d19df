/* cli/bench_work.c — what an office of 100,000 people asks of everybody: how far requirements are
 * met, skills by department, who is ready. What jobs count is counted before. */
#include "app/catalog/catalog.h"
#include "app/jobrole/met.h"
#include "app/reports/counted.h"
#include "cli/bench_get.h"
#include "store/blob.h"
#include <string.h>

#define BADGES       40
#define SKILLS       200
#define BAR_US       100000.0                    /* of one page in the server */
#define LOOKS        3                           /* a reading is the least of these */

static const struct kind { const char *name, *path, *mark; size_t times; } kinds[] = {
    {"compliance", "/org/$O/reports/compliance", "Department ", 10},
    {"compliance of a site", "/org/$O/reports/compliance?site=2", "Department ", 10},
    {"compliance of a requirement", "/org/$O/reports/compliance?requirement=3", "Department ", 10},
    {"how recognition is spread", "/org/$O/reports/recognition", "<h1", 1},
    {"skills by department", "/org/$O/skills", "Skill ", 20},
    {"who has a skill", "/org/$O/skills/7", "Person ", 25},
    {"skills without a place", "/org/$O/frameworks/unplaced", "<h1", 1},
    {"who is ready", "/org/$O/job-roles/1/ready", "Person ", 25},
    {"who is ready, whom least is missing", "/org/$O/job-roles/1/ready?sort=ready", "Person ", 25},
    {"who is ready, of those who are", "/org/$O/job-roles/1/ready?state=ready", "<h1", 1},
    {"who could fill a post", "/org/$O/job-roles/2/could", "Person ", 25},
};

/* Names in no order of their numbers. Everybody is asked for ten requirements. */
#define UP_TO(n) " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " n ") "
static const char *const office[] = {
    "INSERT INTO department (org_id, name, folded, path, created_at)" UP_TO("20") "SELECT o.id, 'Department ' || i, 'department ' || i, '/' || i || '/', 0 FROM n, org o",
    "INSERT INTO site (org_id, name, folded, created_at)" UP_TO("10") "SELECT o.id, 'Site ' || i, 'site ' || i, 0 FROM n, org o",
    "INSERT INTO person (org_id, name, email, folded, staff_number, title, department_id, site_id, created_at)" UP_TO("100000")
    "SELECT o.id, 'Person ' || (i * 7919 % 100000), 'p' || i || '@example.org', 'p' || i || '@example.org', printf('N%06d', i), CASE i % 5 WHEN 0 THEN 'Driver' WHEN 1 THEN 'Loader' ELSE 'Clerk' END,"
    " i % 20 + 1, i % 10 + 1, 0 FROM n, org o",
    "UPDATE person SET manager_id = id / 20 + 1 WHERE id > 1",
    "INSERT INTO account_email (account_id, address, folded, is_primary, verified_at) SELECT 1, email, folded, 1, 1 FROM person WHERE id = 2",
    "INSERT INTO requirement (org_id, code, folded, owner_id, created_at)" UP_TO("10") "SELECT o.id, printf('R-%03d', i), printf('r-%03d', i), 1, 0 FROM n, org o",
    "INSERT INTO requirement_version (org_id, requirement_id, number, name, words, basis, basis_ref, basis_url, basis_version, criticality, rule, sign_off, retain_years,"
    " changed_at, published_at, published_on, carry) SELECT org_id, id, 1, 'Requirement ' || id, '', 'law', '', '', '',"
    " CASE id % 3 WHEN 0 THEN 'blocks' WHEN 1 THEN 'mandatory' ELSE 'recommended' END, '{\"proof\":{\"record\":\"\"}}', 'any', 0, 0, 0, 0, 'counts' FROM requirement",
    "INSERT INTO requirement_standing (person_id, requirement_id, org_id, version_id, state, due_on, expires_on, completed_on, next_at, computed_at)"
    " SELECT p.id, v.requirement_id, p.org_id, v.id, CASE abs(p.id * 7919 + v.requirement_id * 104729) % 100 WHEN 0 THEN 5 WHEN 1 THEN 5 WHEN 2 THEN 9 WHEN 3 THEN 8 WHEN 4 THEN 4 WHEN 5 THEN 7"
    " WHEN 6 THEN 1 WHEN 7 THEN 3 WHEN 8 THEN 10 WHEN 9 THEN 11 ELSE 6 END, 1800000000000, $1 + abs(p.id * 31 + v.requirement_id * 17) % 365 * 86400000, 1700000000000, 1900000000000, 0"
    " FROM person p CROSS JOIN requirement_version v ORDER BY p.id, v.requirement_id",
    "INSERT INTO requirement_tally (requirement_id, state, n) SELECT requirement_id, state, count(*) FROM requirement_standing GROUP BY requirement_id, state",
    "INSERT INTO framework (org_id, name, items, created_at, months) SELECT id, 'Yard work', 200, 1, 24 FROM org",
    "INSERT INTO framework_item (framework_id, code, name, url, about, type, folded)" UP_TO("200")
    "SELECT f.id, 'S-' || i, printf('Skill %03d', i), 'https://example.org/' || i, '', '', printf('skill %03d', i) FROM n, framework f",
    "INSERT INTO skill_claim (org_id, person_id, item_id, note, said_at, created_at) SELECT p.org_id, p.id, p.id % 200 + 1, '', $1 - p.id % 400 * 86400000, 0 FROM person p",
    "INSERT INTO skill_word (org_id, claim_id, by_id, state, is_manager, note, said_at) SELECT c.org_id, c.id, p.manager_id, 'said', 1, '', c.said_at FROM skill_claim c JOIN person p ON p.id = c.person_id WHERE p.id % 2 = 0 AND p.manager_id > 0",
    /* Forty badges among those who have one; 100,000 awards of the rest are not looked at here. */
    "INSERT INTO status_list (org_id, public_id, purpose, size, next_place, shuffle, generation, created_at) SELECT id, 'bench', 'revocation', 131072, 100001, 1, 1, 0 FROM org",
    "INSERT INTO award (org_id, public_id, version_id, achievement_id, org_version_id, person_id, form, recipient, salt, awarded_at, valid_from, key_id, signature, created_at, narrative, evidence_url, results, status_list_id, status_index)"
    " SELECT o.id, 'bench' || p.id, v.id, v.achievement_id, o.version_id, p.id, 0, '', '', $1 - p.id % 700 * 86400000, 0, (SELECT min(k.id) FROM org_key k), x'00', 0, '', '', '', (SELECT min(s.id) FROM status_list s), p.id"
    " FROM person p JOIN org o ON o.id = p.org_id JOIN achievement_version v ON v.id = (SELECT min(x.id) FROM achievement_version x WHERE x.alignments <> '[]') + p.id % 40",
    "INSERT INTO outside_skill (org_id, url, name, code, framework)" UP_TO("500") "SELECT o.id, 'https://other.example/' || i, 'Unplaced ' || i, '', '' FROM n, org o",
    "INSERT INTO intake (org_id, person_id, kind, state, hash, title, issuer, number, note, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason, created_at, changed_at)"
    " SELECT p.org_id, p.id, 'badge', CASE p.id % 10 WHEN 0 THEN 'waiting' ELSE 'accepted' END, 'h' || p.id, 'Lifter', 'Port school', '', '', 1, 'good', '', '', '', '', '', '', '', 1, 1 FROM person p WHERE p.id <= 20000",
    "INSERT INTO intake_skill (intake_id, outside_id, taken) SELECT i.id, i.id % 500 + 1, 1 FROM intake i",
    "INSERT INTO jobrole (org_id, code, folded, name, words, created_at, known_from) SELECT id, 'DRV', 'drv', 'Driver', '', 1, 1 FROM org",
    "INSERT INTO jobrole (org_id, code, folded, name, words, created_at, known_from) SELECT id, 'LEAD', 'lead', 'Lead', '', 1, 1 FROM org",
    "INSERT INTO jobrole_title (jobrole_id, title) VALUES (1, 'Driver')",
    "INSERT INTO jobrole_ask (jobrole_id, requirement_id, org_id, mandatory, why) SELECT j.id, r.id, j.org_id, 1, '' FROM jobrole j, requirement r WHERE r.id <= 5",
    "INSERT INTO jobrole_skill (org_id, jobrole_id, item_id, name, mandatory, least, weight, why) SELECT j.org_id, j.id, i.id, i.name, 1, 1, 1, '' FROM jobrole j, framework_item i WHERE i.id IN (5, 10)",
    "INSERT INTO jobrole_step (org_id, from_id, to_id, words) SELECT org_id, 1, 2, '' FROM jobrole WHERE id = 1",
};

struct work { struct bench_org org; struct arena *a; struct router *router; };

static code add_badges(struct bench *b, struct work *w, struct error *err)
{
    struct arena *a = bench_arena(b);
    str picture;

    TRY(blob_put(w->org.db, a, S("not really a picture"), S("image/png"), clock_now(), &picture, err));
    for (int i = 0; i < BADGES; i++) {
        struct badge_version_row v = {.name = str_printf(a, "Badge %d", i), .description = S("x"), .criteria = S("x"), .type = S("Badge"), .tags = S(""), .png_hash = picture};
        int64_t id;
        for (int k = 0; k < 5; k++)
            *list_add(a, &v.alignments) = (struct alignment){.target_name = S("Skill"), .target_url = str_printf(a, "https://example.org/%d", 1 + (i * 5 + k) % SKILLS)};
        TRY(catalog_create(w->org.db, a, w->org.org, &v, &id, err));
        TRY(catalog_publish(w->org.db, a, w->org.org, id, err));
    }
    return OK;
}

static code build(struct bench *b, struct work *w, struct error *err)
{
    struct arena *a = bench_arena(b);

    w->a = arena_new(0);
    TRY(bench_org_open(b, (str){0}, false, &w->org, err));
    w->router = bench_router(a);
    TRY(add_badges(b, w, err));
    TRY(db_begin(w->org.db, err));
    for (size_t i = 0; i < COUNT(office); i++) {
        code c = db_run(w->org.db, office[i], strchr(office[i], '$') ? ARGS(v_int(clock_now() / DAY * DAY)) : NO_ARGS, NULL, err);
        if (c != OK)
            return db_end(w->org.db, c, err);
    }
    TRY(db_end(w->org.db, OK, err));
    TRY(counted_make(w->org.db, a, w->org.org, err));
    return jobrole_met_work_out(w->org.db, w->org.org, 0, err);
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

static str target_of(struct arena *a, const struct work *w, const char *path)
{
    struct buf out = buf_new(a);

    for (; *path; path++)
        if (*path != '$')
            buf_byte(&out, *path);
        else if (*++path == 'O')
            buf_int(&out, w->org.org);
    return buf_done(&out);
}

static code compare(struct bench *b, const struct work *w, const struct kind *k, struct error *err)
{
    struct bench_get get = bench_get_of(w->a, &w->org, w->router, target_of(bench_arena(b), w, k->path), "text/html");

    TRY(bench_get_shows(&get, k->name, k->mark, k->times, err));
    const struct measure measure = {k->name, "of 100 ms", .read = of_bar, .ctx = &get, .bar = {1, 0.5, false}};
    bench_compare(b, &(struct comparison){&measure, 1, NULL, 0, 3});
    return OK;
}

code bench_work_pages(struct bench *b, struct error *err)
{
    struct work w = {0};
    code c = build(b, &w, err);

    for (size_t i = 0; c == OK && i < COUNT(kinds); i++)
        c = compare(b, &w, &kinds[i], err);
    bench_org_close(&w.org);
    arena_free(w.a);
    return c;
}
