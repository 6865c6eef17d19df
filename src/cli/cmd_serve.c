/* cli/cmd_serve.c — the server: says where it listens, serves until it is told
 * to stop, and lets what is under way finish. */
#include <stdio.h>
#include <sys/file.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/routes.h"
#include "base/crypto.h"
#include "base/log.h"
#include "cli/app_options.h"
#include "store/job.h"
#include "web/server.h"

#define JOB_THREADS 2
#define SERVE_QUOTA ((size_t)256 << 20)

/* One process per SQLite folder: a second one would take over running jobs. */
static int lock_folder(struct arena *a, const struct start_options *opt, struct error *err)
{
    int fd = open(str_z(a, str_printf(a, "%s/lapel.lock", opt->data)), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
        fail(err, CONFLICT, opt->data, "another lapel serves this data folder already");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static void announce(struct app *app, struct server *server, struct arena *a)
{
    str address = server_address(server, a);

    printf("Lapel listens on " STR_FMT "\n", STR_ARG(address));
    printf("Open " STR_FMT " in a browser\n", STR_ARG(app->base));
    fflush(stdout);
}

static code serve(struct arena *a, struct app *app, const struct start_options *opt, struct error *err)
{
    struct server *server = NULL;
    bool sole = !db_pool_is_postgres(app->pool);
    const struct server_options so = {
        .listen = opt->listen, .pool = app->pool, .tables = routes_of_role(app->role), .app = app,
        .hooks = {.allow = app_allow, .fill_page = app_fill_page, .error_page = app_error_page,
                  .sign_in_path = "/sign-in", .session = &app->session},
    };

    server_block_signals();
    TRY(job_runner_start(app->pool, app_jobs(a), app, JOB_THREADS, sole, &app->jobs, err));
    code c = server_start(&so, &server, err);
    if (c == OK) {
        announce(app, server, a);
        server_run(server);
        server_stop(server);
    }
    job_runner_stop(app->jobs);
    app->jobs = NULL;
    return c;
}

static code open_and_serve(struct arena *a, struct start_options *opt, struct error *err)
{
    struct app *app = NULL;

    opt->connections = server_connections(0, 0) + JOB_THREADS + 2;
    TRY(app_open(a, opt, &app, err));
    int lock = db_pool_is_postgres(app->pool) ? 0 : lock_folder(a, opt, err);
    code c = lock < 0 ? CONFLICT : serve(a, app, opt, err);
    if (lock > 0)
        close(lock);
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
        .summary = "Run the server", .options = o.rows, .n_options = o.n_rows,
        .more = "Each option also comes from the environment (LAPEL_DATA, LAPEL_LISTEN, …) and from\n"
                "lines `name = value` in DATA/lapel.conf.",
    };
    if (!cli_parse(&usage, a, argc, argv, &args, &status))
        return status;
    code c = app_options_finish(a, &o, &opt, &err);
    if (c == OK)
        c = open_and_serve(a, &opt, &err);
    status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    arena_free(a);
    return status;
}
