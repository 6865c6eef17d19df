/* cli/cmd_explain.c — `lapel explain`: why somebody stands as they do with a requirement,
 * on any day, as sentences or for programs. */
#include "app/matrix/matrix.h"
#include "app/org/person.h"
#include "cli/app_options.h"
#include "store/migrate.h"

#define EXPLAIN_QUOTA ((size_t)64 << 20)

struct explain { struct arena *a; struct db *db; int64_t org; str person, requirement; struct requirement_moment at; bool json; };

static const char sql_orgs[] = SQL("SELECT id FROM org WHERE $1 = '' OR slug = $1 ORDER BY id LIMIT 2");
static const char sql_person[] = SQL(
    "SELECT p.id FROM person p WHERE p.org_id = $1 AND (p.folded = $2 OR p.staff_number = $3"
    " OR p.id IN (SELECT n.person_id FROM person_address n WHERE n.org_id = $1 AND n.folded = $2)) ORDER BY p.id LIMIT 2");

/* The only row. */
static code only(struct rows *r, const char *what, const char *none, const char *many, int64_t *id, struct error *err)
{
    int n = 0;

    for (; rows_next(r); n++)
        *id = row_int(r, 0);
    TRY(rows_end(r, err));
    return n == 1 ? OK : fail(err, n ? BAD_INPUT : NOT_FOUND, what, "%s", n ? many : none);
}

static code find(struct explain *e, str slug, struct why_ask *q, struct error *err)
{
    struct requirement r;

    TRY(only(db_query(e->db, sql_orgs, ARGS(v_str(slug))), "organisation", "there is no such organisation", "there are several organisations: name one with --organisation", &e->org, err));
    TRY(only(db_query(e->db, sql_person, ARGS(v_int(e->org), v_str(str_lower(e->a, e->person)), v_str(e->person))), "person",
             "there is nobody of that address or staff number", "several people have that staff number: say their address", &q->person, err));
    TRY(requirement_by_code(e->db, e->a, e->org, e->requirement, &r, err));
    q->org = e->org;
    q->requirement = r.id;
    q->at = e->at;
    return OK;
}

static str sentences(const struct explain *e, const struct why *w)
{
    struct buf b = buf_new(e->a);
    const struct requirement_whys *all = &w->x.standing.why;

    buf_printf(&b, STR_FMT ", " STR_FMT " (version %lld), as at " STR_FMT ": %s\n", STR_ARG(w->person), STR_ARG(w->requirement.code),
               (long long)w->x.version.number, STR_ARG(date_format(e->a, date_of(w->x.day))), requirement_state_name(w->x.standing.state));
    for (size_t i = 0; i < all->n; i++)
        buf_printf(&b, "  " STR_FMT "\n", STR_ARG(requirement_why_words(e->a, e->db, &w->x, &all->items[i])));
    return buf_done(&b);
}

static code explain(struct explain *e, str slug, struct error *err)
{
    struct why_ask q;
    struct why w;

    TRY(find(e, slug, &q, err));
    TRY(why_find(e->db, e->a, &q, &w, err));
    str text = e->json ? str_join(e->a, why_json(e->a, e->db, &w), S("\n")) : sentences(e, &w);
    return cli_print(text) ? OK : fail(err, FAULT, "", "standard output is closed");
}

static code check_schema(struct explain *e, struct error *err)
{
    size_t n;
    const struct migration *steps = migrate_steps(e->a, &n);
    int here = migrate_version(e->db), needed = n ? steps[n - 1].number : 0;

    return here == needed ? OK : fail(err, CONFLICT, "database", "the database has schema %d, this program needs %d: start the server once, or use the program that it runs", here, needed);
}

static code run(struct explain *e, struct app_options *o, str slug, struct error *err)
{
    struct start_options opt;
    struct app *app;

    TRY(app_options_finish(e->a, o, &opt, err));
    opt.as_is = true;
    opt.connections = 1;
    TRY(app_open(e->a, &opt, &app, err));
    e->db = db_borrow(app->pool, err);
    code c = !e->db ? FAULT : check_schema(e, err);
    if (c == OK)
        c = explain(e, slug, err);
    if (e->db)
        db_return(app->pool, e->db);
    app_close(app);
    return c;
}

int cmd_explain(int argc, char **argv)
{
    struct arena *a = arena_new(EXPLAIN_QUOTA);
    struct explain e = {.a = a};
    struct app_options o;
    struct str_list args = {0};
    str at = {0}, slug = {0};
    struct error err = {0};
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"as-at", "DATE", "the day, 2026-11-24; or a moment, 2026-11-24T09:00:00Z: by what was known then", .text = &at});
    app_options_add(&o, (struct cli_option){"organisation", "SLUG", "which one: the word in its address, where there are several", .text = &slug});
    app_options_add(&o, (struct cli_option){"json", NULL, "reasons as an object, for programs", .flag = &e.json});
    const struct cli_usage usage = {
        .command = "explain", .arguments = "PERSON REQUIREMENT [--as-at DATE]",
        .summary = "Say how somebody stands with a requirement, and why",
        .options = o.rows, .n_options = o.n_rows, .min_arguments = 2, .max_arguments = 2, .unclear = CLI_DATABASE_AWAY,
        .more = "PERSON is an address or a staff number, REQUIREMENT its code. Reads only, beside a running server.",
    };

    if (!cli_parse(&usage, a, argc, argv, &args, &status)) {
        arena_free(a);
        return status;
    }
    e.person = args.items[0];
    e.requirement = args.items[1];
    code c = why_moment(str_is_absent(at) ? S("") : at, &e.at, &err);
    if (c == OK)
        c = run(&e, &o, str_is_absent(slug) ? S("") : slug, &err);
    status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    arena_free(a);
    return status;
}
