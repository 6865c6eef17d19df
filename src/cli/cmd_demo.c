/* cli/cmd_demo.c — `lapel demo`: a sample organisation with two years of life
 * in it, made on the first call, served on each. */
#include <stdio.h>

#include "app/demo/demo.h"
#include "app/settings.h"
#include "base/crypto.h"
#include "cli/app_options.h"
#include "cli/serve.h"

#define PASSWORD_BYTES 12

/* The sample's badges carry the address that it was made for. */
static code check_address(const struct app *app, struct db *db, struct arena *a, struct error *err)
{
    str made_for = setting_get(db, a, "public_url");

    if (str_eq(made_for, app->base))
        return OK;
    return fail(err, CONFLICT, app->data_folder, "this sample was made for " STR_FMT ": serve it there, or choose another folder",
                STR_ARG(made_for));
}

static code make(struct app *app, struct db *db, struct arena *a, str password, struct error *err)
{
    int64_t began = clock_monotonic_ns();

    printf("Making a sample organisation with two years of life in it …\n");
    fflush(stdout);
    TRY(demo_create(app, db, a, password, err));
    printf("Made in %.1f seconds.\n", (double)(clock_monotonic_ns() - began) / 1e9);
    return OK;
}

/* A new password each time: nobody remembers the old one, and none is kept in
 * clear. */
static code make_or_find(struct app *app, struct arena *a, str password, struct error *err)
{
    struct db *db = db_borrow(app->pool, err);

    if (!db)
        return FAULT;
    code c;
    if (!demo_is_here(db, a))
        c = make(app, db, a, password, err);
    else if ((c = check_address(app, db, a, err)) == OK)
        c = demo_set_password(db, a, password, err);
    db_return(app->pool, db);
    return c;
}

static str sign_in_data(struct arena *a, str password)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "\nSign in with one of these addresses:\n\n");
    for (size_t i = 0; i < demo_account_count; i++)
        buf_printf(&b, "  %-28s  %s\n", demo_accounts[i].email, demo_accounts[i].does);
    buf_printf(&b, "\n  Password of each: " STR_FMT "\n\nCtrl-C ends the server; everything stays in the folder.\n", STR_ARG(password));
    return buf_done(&b);
}

static code serve_sample(struct arena *a, struct app *app, const char *listen, bool make_only, struct error *err)
{
    str password = random_token(a, PASSWORD_BYTES);

    TRY(make_or_find(app, a, password, err));
    if (!make_only)
        return serve_until_stopped(a, app, listen, sign_in_data(a, password), err);
    return cli_print(sign_in_data(a, password)) ? OK : fail(err, FAULT, "", "standard output is closed");
}

/* A base fixed by the old folder must not hide that the listener moved. */
static code open_sample(struct arena *a, struct start_options *opt, bool make_only, struct error *err)
{
    struct app *app = NULL;
    int lock;

    opt->connections = serve_connections();
    if (!opt->public_url)
        opt->public_url = app_default_base(a, opt->listen);
    TRY(app_open(a, opt, &app, err));
    code c = serve_lock(a, app, &lock, err);
    if (c == OK) {
        c = app_settle_base(app, a, err);
        if (c == OK)
            c = serve_sample(a, app, opt->listen, make_only, err);
        data_folder_unlock(lock);
    }
    app_close(app);
    return c;
}

int cmd_demo(int argc, char **argv)
{
    struct arena *a = arena_new(SERVE_QUOTA);
    struct app_options o;
    struct start_options opt;
    struct str_list args = {0};
    struct error err = {0};
    bool make_only = false;
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"make-only", NULL, "make the sample, do not serve it", .flag = &make_only});
    o.data_else = "./demo-data";
    const struct cli_usage usage = {
        .command = "demo", .arguments = "[--data DIR] [--listen ADDR:PORT]",
        .unclear = CLI_DATABASE_AWAY, .yes = "it was asked to stop, and did",
        .summary = "Serve a sample organisation: 60 people, 14 badges, two years of awards", .options = o.rows, .n_options = o.n_rows,
        .more = "The folder is ./demo-data unless --data names another. It is made on the first call; no\n"
                "mail ever leaves it. The password is new on each call and is printed.",
    };
    if (!cli_parse(&usage, a, argc, argv, &args, &status)) {
        arena_free(a);
        return status;
    }
    code c = app_options_finish(a, &o, &opt, &err);
    if (c == OK)
        c = open_sample(a, &opt, make_only, &err);
    status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    arena_free(a);
    return status;
}
