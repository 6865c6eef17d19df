/* cli/cmd_ledger.c — `lapel ledger`: is everything as it was written down? */
#include <string.h>

#include "app/ledger/ledger.h"
#include "app/org/org.h"
#include "cli/app_options.h"

#define LEDGER_QUOTA ((size_t)256 << 20)
#define CHECKPOINT_BYTES ((size_t)64 << 10)

struct looking { struct arena *a; struct app *app; struct db *db; str slug; bool json; struct str_list checkpoints; bool *taken; int64_t flaws, found; };

static bool print_one(struct looking *l, const struct org_summary *o, const struct ledger_report *r)
{
    struct buf b = buf_new(l->a);

    buf_printf(&b, STR_FMT ": %lld entries, %lld rows, ", STR_ARG(o->slug), (long long)r->entries, (long long)r->rows);
    if (r->flaws == 0)
        buf_putz(&b, "nothing was changed outside of Lapel\n");
    else
        buf_printf(&b, "%lld found:\n", (long long)r->flaws);
    for (size_t i = 0; i < r->found.n; i++)
        buf_printf(&b, "  " STR_FMT "\n", STR_ARG(r->found.items[i]));
    if (r->flaws > (int64_t)r->found.n)
        buf_printf(&b, "  and %lld more\n", (long long)r->flaws - (long long)r->found.n);
    for (size_t i = 0; i < r->accepted.n; i++)
        buf_printf(&b, "  " STR_FMT "\n", STR_ARG(r->accepted.items[i]));
    return cli_print(buf_done(&b));
}

static void put_texts(struct json_writer *w, const char *name, const struct str_list *all)
{
    json_put_key(w, name);
    json_open_array(w);
    for (size_t i = 0; i < all->n; i++)
        json_put_str(w, all->items[i]);
    json_close_array(w);
}

static void put_json(struct json_writer *w, const struct org_summary *o, const struct ledger_report *r)
{
    json_open_object(w);
    json_put_member(w, "organisation", o->slug);
    json_put_member_int(w, "entries", r->entries);
    json_put_member_int(w, "rows", r->rows);
    json_put_member_int(w, "checkpoints", r->checkpoints);
    json_put_member_int(w, "newest", r->seq);
    json_put_member(w, "hash", r->hash);
    json_put_member_int(w, "flaws", r->flaws);
    put_texts(w, "found", &r->found);
    put_texts(w, "accepted", &r->accepted);
    json_close_object(w);
}

static code look_at(struct looking *l, const struct org_summary *o, struct json_writer *w, struct error *err)
{
    struct ledger_report r;
    const struct ledger_ask ask = {.master_key = l->app->master_key, .org = o->id, .checkpoints = &l->checkpoints, .taken = l->taken};

    TRY(ledger_verify(l->app, l->db, l->a, &ask, &r, err));
    l->flaws += r.flaws;
    l->found++;
    if (l->json)
        put_json(w, o, &r);
    return l->json || print_one(l, o, &r) ? OK : fail(err, FAULT, "", "standard output is closed");
}

/* One that nobody looked at proves nothing: whose ledger it is may be gone. */
static void tell_left_over(struct looking *l)
{
    for (size_t i = 0; i < l->checkpoints.n; i++)
        if (!l->taken[i]) {
            cli_complain(EXIT_NO, "checkpoint %zu is of no organisation that was looked at", i + 1);
            l->flaws++;
        }
}

static code look_at_all(struct looking *l, struct error *err)
{
    struct org_summary_list orgs = {0};
    struct buf b = buf_new(l->a);
    struct json_writer w = json_writer(&b);

    TRY(org_all(l->db, l->a, &orgs, err));
    l->taken = NEW_ARRAY(l->a, l->checkpoints.n + 1, bool);
    json_open_array(&w);
    for (size_t i = 0; i < orgs.n; i++)
        if (str_is_empty(l->slug) || str_eq(l->slug, orgs.items[i].slug))
            TRY(look_at(l, &orgs.items[i], &w, err));
    json_close_array(&w);
    if (!str_is_empty(l->slug) && l->found == 0)
        return fail(err, NOT_FOUND, "organisation", "there is no organisation " STR_FMT, STR_ARG(l->slug));
    tell_left_over(l);
    return !l->json || cli_print(str_join(l->a, buf_done(&b), S("\n"))) ? OK : fail(err, FAULT, "", "standard output is closed");
}

/* Everything is seen as it was at one moment, whatever is written meanwhile. */
static code verify_within(struct looking *l, struct error *err)
{
    l->db = db_borrow(l->app->pool, err);
    if (!l->db)
        return FAULT;
    code c = db_begin_snapshot(l->db, err);
    if (c == OK)
        c = db_end(l->db, look_at_all(l, err), err);
    db_return(l->app->pool, l->db);
    return c;
}

static int verify(struct looking *l, struct start_options *opt)
{
    struct error err = {0};

    opt->as_is = true;
    code c = app_open(l->a, opt, &l->app, &err);
    if (c != OK)
        return cli_fail(c == NOT_FOUND ? EXIT_UNREADABLE : cli_status_of(c), &err);
    if (str_is_empty(l->app->master_key))
        c = fail(&err, NOT_FOUND, "master-key", "the seals cannot be tried without the master key of this server");
    if (c == OK)
        c = verify_within(l, &err);
    app_close(l->app);
    return c == OK ? l->flaws ? EXIT_NO : EXIT_YES : cli_fail(cli_status_of(c), &err);
}

/* Each holds one, as it was downloaded. */
static code read_checkpoints(struct looking *l, const struct str_list *files, struct error *err)
{
    for (size_t i = 0; i < files->n; i++) {
        str text;
        TRY(cli_read(l->a, files->items[i], CHECKPOINT_BYTES, &text, err));
        *list_add(l->a, &l->checkpoints) = str_trim(text);
    }
    return OK;
}

static int run_verify(struct arena *a, int argc, char **argv)
{
    struct looking l = {.a = a};
    struct app_options o;
    struct start_options opt;
    struct str_list args = {0}, files = {0};
    struct error err = {0};
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"organisation", "SLUG", "only this one: the word in its address", .text = &l.slug});
    app_options_add(&o, (struct cli_option){"checkpoint", "FILE", "one that was kept elsewhere; may be given several times", .texts = &files});
    app_options_add(&o, (struct cli_option){"json", NULL, "the report as JSON, for programs", .flag = &l.json});
    const struct cli_usage usage = {
        .yes = "everything is as it was written", .no = "something was changed outside of Lapel", .unclear = CLI_DATABASE_AWAY,
        .command = "ledger verify", .arguments = "[--data DIR | --database URL] [--checkpoint FILE]", .summary = "Hold everything against the ledger",
        .options = o.rows, .n_options = o.n_rows,
        .more = "Goes through every entry, and then through every row that the ledger covers, and names\n"
                "what was changed, put in, taken out or cut off. Nothing is written; the server may run.",
    };
    if (!cli_parse(&usage, a, argc, argv, &args, &status))
        return status;
    code c = app_options_finish(a, &o, &opt, &err);
    if (c == OK && read_checkpoints(&l, &files, &err) != OK)
        return cli_fail(EXIT_UNREADABLE, &err);
    return c == OK ? verify(&l, &opt) : cli_fail(cli_status_of(c), &err);
}

/* ---- export ---- */

static code put_line(void *ctx, str line, struct error *err)
{
    (void)ctx;
    return cli_print(line) ? OK : fail(err, FAULT, "", "standard output is closed");
}

static code export_one(struct looking *l, struct error *err)
{
    struct org o;
    code c = org_by_slug(l->db, l->a, l->slug, &o, err);

    if (c == NOT_FOUND)
        return fail(err, NOT_FOUND, "organisation", "there is no organisation " STR_FMT, STR_ARG(l->slug));
    TRY(c);
    return ledger_export(l->app, l->db, l->a, o.id, put_line, NULL, err);
}

static code export_within(struct looking *l, struct error *err)
{
    l->db = db_borrow(l->app->pool, err);
    if (!l->db)
        return FAULT;
    code c = db_begin_snapshot(l->db, err);
    if (c == OK)
        c = db_end(l->db, export_one(l, err), err);
    db_return(l->app->pool, l->db);
    return c;
}

static int export(struct looking *l, struct start_options *opt)
{
    struct error err = {0};

    opt->as_is = true;
    code c = app_open(l->a, opt, &l->app, &err);
    if (c != OK)
        return cli_fail(c == NOT_FOUND ? EXIT_UNREADABLE : cli_status_of(c), &err);
    c = export_within(l, &err);
    app_close(l->app);
    return c == OK ? EXIT_YES : cli_fail(c == NOT_FOUND ? EXIT_UNREADABLE : cli_status_of(c), &err);
}

static int run_export(struct arena *a, int argc, char **argv)
{
    struct looking l = {.a = a};
    struct app_options o;
    struct start_options opt;
    struct str_list args = {0};
    struct error err = {0};
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"organisation", "SLUG", "which one: the word in its address", .text = &l.slug});
    const struct cli_usage usage = {
        .unclear = CLI_DATABASE_AWAY, .command = "ledger export", .arguments = "[--data DIR | --database URL] --organisation SLUG",
        .summary = "Write the whole ledger as lines of JSON", .options = o.rows, .n_options = o.n_rows,
        .more = "Entries, public keys and checkpoints, for who checks them without Lapel; docs/ledger.md\nsays how.",
    };
    if (!cli_parse(&usage, a, argc, argv, &args, &status))
        return status;
    if (str_is_empty(l.slug))
        return cli_complain(EXIT_USAGE, "which organisation? --organisation SLUG");
    code c = app_options_finish(a, &o, &opt, &err);
    return c == OK ? export(&l, &opt) : cli_fail(cli_status_of(c), &err);
}

static const struct cli_verb verbs[] = {
    {"verify", "", "Hold everything against the ledger, and name what was changed outside of Lapel"},
    {"export", "", "Write the whole ledger as lines of JSON, for who checks it without Lapel"},
};

int cmd_ledger(int argc, char **argv)
{
    static const struct cli_usage usage = {
        .command = "ledger", .arguments = "VERB …", .summary = "The record of everything that changed anybody's standing",
        .verbs = verbs, .n_verbs = COUNT(verbs), .verbs_have_options = true, .min_arguments = 1, .max_arguments = -1, .reads_nothing = true,
    };
    int status, verb = cli_verb(&usage, argc, argv, &status);

    if (verb < 0)
        return status;
    struct arena *a = arena_new(LEDGER_QUOTA);
    status = (verb == 0 ? run_verify : run_export)(a, argc - 1, argv + 1);
    arena_free(a);
    return status;
}
