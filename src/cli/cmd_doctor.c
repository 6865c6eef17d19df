/* cli/cmd_doctor.c — `lapel doctor`: every check of the installation, a line
 * each, with what to do. */
#include <stdio.h>

#include "app/health/health.h"
#include "cli/app_options.h"
#include "format/email.h"

#define DOCTOR_QUOTA ((size_t)256 << 20)

static void print_report(struct arena *a, const struct health_report *r)
{
    int count[4] = {0};
    struct buf b = buf_new(a);

    for (size_t i = 0; i < r->n; i++) {
        const struct health_result *c = &r->items[i];
        count[c->outcome]++;
        buf_printf(&b, "%-8s %-20s  " STR_FMT "\n", health_word(c->outcome), c->title, STR_ARG(c->sentence));
        if (c->advice.n)
            buf_printf(&b, "%-8s %-20s  > " STR_FMT "\n", "", "", STR_ARG(c->advice));
    }
    buf_printf(&b, "\n%d ok, %d to look at soon, %d wrong, %d could not be asked.\n", count[HEALTH_GOOD], count[HEALTH_WARN], count[HEALTH_FAIL],
               count[HEALTH_UNKNOWN]);
    if (!cli_print(buf_done(&b)))
        cli_complain(EXIT_FAULT, "standard output is closed");
}

static int status_of(const struct health_report *r)
{
    static const int statuses[] = {
        [HEALTH_GOOD] = EXIT_YES, [HEALTH_WARN] = EXIT_YES, [HEALTH_FAIL] = EXIT_NO, [HEALTH_UNKNOWN] = EXIT_UNCLEAR,
    };

    return statuses[health_worst(r)];
}

static int examine(struct arena *a, struct start_options *opt, str mail_to, bool json)
{
    struct app *app = NULL;
    struct error err = {0};
    struct health_report report = {0};
    struct health_options ho = {.database = opt->database, .mail_to = mail_to};

    opt->as_is = true;
    code c = app_open(a, opt, &app, &err);
    if (c == NOT_FOUND)
        return cli_fail(EXIT_UNREADABLE, &err);
    if (c != OK) {
        app = app_without_database(a, opt);
        ho.database_error = &err;
    }
    health_run(app, a, &ho, &report);
    if (!json)
        print_report(a, &report);
    else if (!cli_print(str_join(a, health_json(a, &report, clock_now()), S("\n"))))
        cli_complain(EXIT_FAULT, "standard output is closed");
    if (c == OK)
        app_close(app);
    return status_of(&report);
}

static int run(struct arena *a, struct app_options *o, str mail_to, bool json)
{
    struct start_options opt;
    struct error err = {0};
    struct email e;

    if (!str_is_absent(mail_to) && email_parse(a, mail_to, &e, &err) != OK)
        return cli_fail(EXIT_USAGE, &err);
    code c = app_options_finish(a, o, &opt, &err);
    return c == OK ? examine(a, &opt, str_is_absent(mail_to) ? S("") : mail_to, json) : cli_fail(cli_status_of(c), &err);
}

int cmd_doctor(int argc, char **argv)
{
    struct arena *a = arena_new(DOCTOR_QUOTA);
    struct app_options o;
    struct str_list args = {0};
    str mail_to = {0};
    bool json = false;
    int status;

    app_options_init(&o);
    app_options_add(&o, (struct cli_option){"mail", "ADDRESS", "send a test mail there", .text = &mail_to});
    app_options_add(&o, (struct cli_option){"json", NULL, "the report as JSON, for monitoring", .flag = &json});
    const struct cli_usage usage = {
        .yes = "all is well, or can wait (ok, warn)", .no = "something is wrong (fail)",
        .unclear = "something could not be asked (unknown)",
        .command = "doctor", .arguments = "[--data DIR | --database URL] [--mail ADDRESS] [--json]",
        .summary = "Look at everything an installation needs, and say what to do", .options = o.rows, .n_options = o.n_rows,
        .more = "Looks at the database and its integrity, backups, the data folder, disk, keys, clock, the\n"
                "public address with DNS and certificate, the mail server, mails and jobs that wait, and the\n"
                "drawing program. Nothing is changed. Give the options that the server has. Operators\n"
                "see the same on the page Health of this server.",
    };
    if (cli_parse(&usage, a, argc, argv, &args, &status))
        status = run(a, &o, mail_to, json);
    arena_free(a);
    return status;
}
