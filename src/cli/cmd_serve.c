/* cli/cmd_serve.c — `lapel serve`: from a data folder to a running server. */
#include "cli/app_options.h"
#include "cli/serve.h"

static code open_and_serve(struct arena *a, struct start_options *opt, struct error *err)
{
    struct app *app = NULL;
    int lock;

    opt->connections = serve_connections();
    TRY(app_open(a, opt, &app, err));
    code c = serve_lock(a, app, &lock, err);
    if (c == OK) {
        c = app_settle_base(app, a, err);
        if (c == OK)
            c = serve_until_stopped(a, app, opt->listen, (str){0}, err);
        data_folder_unlock(lock);
    }
    app_close(app);
    return c;
}

int cmd_serve(int argc, char **argv)
{
    struct arena *a = arena_new(SERVE_QUOTA);
    struct app_options o;
    struct start_options opt;
    struct str_list args = {0};
    struct error err = {0};
    int status;

    app_options_init(&o);
    const struct cli_usage usage = {
        .command = "serve", .arguments = "[--data DIR] [--listen ADDR:PORT] [--public-url URL]",
        .unclear = CLI_DATABASE_AWAY, .yes = "it was asked to stop, and did",
        .summary = "Run the server", .options = o.rows, .n_options = o.n_rows,
        .more = "Each option also comes from the environment (LAPEL_DATA, LAPEL_LISTEN, …) and from\n"
                "lines `name = value` in DATA/lapel.conf.",
    };
    if (!cli_parse(&usage, a, argc, argv, &args, &status)) {
        arena_free(a);
        return status;
    }
    code c = app_options_finish(a, &o, &opt, &err);
    if (c == OK)
        c = open_and_serve(a, &opt, &err);
    status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    arena_free(a);
    return status;
}
