/* office.c — fills the database of a running test server with one operator, one
 * organisation and two published badges: office DATA PUBLIC-URL PICTURE [DATABASE].
 * Prints the numbers of the organisation and of both badges.
 * office --standards DATA PUBLIC-URL BADGE [DATABASE]: 30 people and two requirements of
 * them, and how everybody stands; prints the numbers of both and of the first person.
 * office --sql DATABASE-URL STATEMENTS does to a database what no use case would. */
#include "app/account/account.h"
#include "app/catalog/catalog.h"
#include "app/people/people.h"
#include "app/requirement/requirement.h"
#include "app/start.h"
#include "store/blob.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PICTURE ((size_t)1 << 20)

struct office { struct app *app; struct db *db; struct arena *arena; int64_t org; str picture; };

static void need(code c, const struct error *err)
{
    if (c == OK)
        return;
    fprintf(stderr, "office: %s: %s\n", err->where, err->text);
    exit(1);
}

static str read_picture(struct arena *a, const char *path)
{
    char *bytes = NEW_ARRAY(a, MAX_PICTURE, char);
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(bytes, 1, MAX_PICTURE, f) : 0;

    if (f)
        fclose(f);
    return (str){bytes, n};
}

static void make_org(struct office *o)
{
    struct error err = {0};
    int64_t account;

    need(account_create(o->db, o->arena,
                        &(struct new_account){S("Maya Lindqvist"), S("maya@example.org"), S("four plain words here"), true, true},
                        &account, &err), &err);
    need(org_create(o->app, o->db, o->arena,
                    &(struct org){.slug = S("harbour"), .base = o->app->base, .name = S("Harbour & Vale Logistics"),
                                  .description = S(""), .url = S("https://example.org"), .email = S("b@example.org"),
                                  .id_form = S("https")},
                    account, &o->org, &err), &err);
    need(org_awarding_set(o->db, o->arena, o->org, account, &(struct org_awarding){S("UTC"), 0, false}, &err), &err);
}

static int64_t make_badge(struct office *o, str name, str description, int64_t months)
{
    struct error err = {0};
    int64_t id;

    need(catalog_create(o->db, o->arena, o->org,
                        &(struct badge_version_row){.name = name, .description = description, .type = S("Badge"),
                                                    .criteria = S("Two days of training."), .tags = S(""),
                                                    .validity_months = months, .png_hash = o->picture},
                        &id, &err), &err);
    need(catalog_publish(o->db, o->arena, o->org, id, &err), &err);
    return id;
}

/* What an accident does to a database: statements with references unchecked. */
static int run_sql(struct arena *a, const char *url, str sql)
{
    struct db_pool *pool;
    struct error err = {0};

    need(db_pool_open(url, 1, &pool, &err), &err);
    struct db *db = db_borrow(pool, &err);
    need(db_check_references(db, false, &err), &err);
    need(db_script(db, sql, &err), &err);
    db_return(pool, db);
    db_pool_close(pool);
    arena_free(a);
    return 0;
}

/* ---- what is asked of people ---- */

static int64_t add_person(struct office *o, int i)
{
    struct error err = {0};
    int64_t id;
    const struct person_details d = {.org = o->org, .by = 1, .email = str_printf(o->arena, "p%02d@example.org", i), .name = str_printf(o->arena, "Person %02d", i),
                                     .title = S(""), .staff_number = str_printf(o->arena, "N%02d", i), .employment = S("")};

    need(person_add(o->db, o->arena, &d, &id, &err), &err);
    return id;
}

static int64_t add_requirement(struct office *o, str id_code, str name, str rule)
{
    struct error err = {0};
    int64_t id, number;
    struct requirement_act act = {o->org, 0, 1};
    struct requirement_version v;
    struct audience_rules all = {0};

    need(requirement_add(o->db, o->arena, &(struct requirement_new){o->org, 1, id_code, name}, &id, &err), &err);
    act.id = id;
    need(requirement_working(o->db, o->arena, &act, &v, &err), &err);
    v.rule = rule;
    need(requirement_working_save(o->db, o->arena, &v, &err), &err);
    *list_add(o->arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    need(requirement_audience_set(o->db, o->arena, &act, &all, &err), &err);
    need(requirement_publish(o->db, o->arena, &(struct requirement_publish){.org = o->org, .id = id, .by = 1}, &number, &err), &err);
    return id;
}

static void make_standards(struct office *o, const char *badge)
{
    struct error err = {0};
    int64_t first = 0;

    o->org = 1;
    for (int i = 0; i < 30; i++) {
        int64_t id = add_person(o, i);
        first = first ? first : id;
    }
    int64_t fire = add_requirement(o, S("FS-01"), S("Fire safety"), S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2020-01-01\"}],\"validity\":\"P1Y\"}"));
    int64_t drive = add_requirement(o, S("DR-01"), S("Driving a truck"), str_printf(o->arena, "{\"proof\":{\"badge\":%s}}", badge));
    need(requirement_settle(o->db, o->arena, o->org, &err), &err);
    printf("%lld %lld %lld\n", (long long)fire, (long long)drive, (long long)first);
}

int main(int argc, char **argv)
{
    struct office o = {.arena = arena_new(0)};
    struct error err = {0};

    if (argc == 4 && !strcmp(argv[1], "--sql"))
        return run_sql(o.arena, argv[2], cstr(argv[3]));
    bool standards = argc > 1 && !strcmp(argv[1], "--standards");
    argv += standards;
    argc -= standards;
    if (argc < 4)
        return 64;
    need(app_open(o.arena, &(struct start_options){.data = argv[1], .public_url = argv[2], .listen = "127.0.0.1:1",
                                                   .database = argc > 4 ? argv[4] : NULL}, &o.app, &err), &err);
    o.db = db_borrow(o.app->pool, &err);
    need(o.db ? OK : err.code, &err);
    if (standards) {
        make_standards(&o, argv[3]);
        db_return(o.app->pool, o.db);
        app_close(o.app);
        arena_free(o.arena);
        return 0;
    }
    need(blob_put(o.db, o.arena, read_picture(o.arena, argv[3]), S("image/png"), clock_now(), &o.picture, &err), &err);
    make_org(&o);
    int64_t forklift = make_badge(&o, S("Forklift operator"), S("Drives counterbalance trucks up to 3.5 t safely."), 36);
    int64_t fire = make_badge(&o, S("Fire warden"), S("Knows the way out and leads others."), 12);
    printf("%lld %lld %lld\n", (long long)o.org, (long long)forklift, (long long)fire);
    db_return(o.app->pool, o.db);
    app_close(o.app);
    arena_free(o.arena);
    return 0;
}
