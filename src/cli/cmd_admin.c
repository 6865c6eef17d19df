/* cli/cmd_admin.c — `lapel admin`: what an operator does at the machine itself. */
#include "cli/admin.h"
#include "cli/app_options.h"
#include "store/migrate.h"

#define ADMIN_QUOTA ((size_t)64 << 20)

/* What a verb works on. */
enum opens {
    FILES,                                       /* the data folder alone */
    EXISTING,                                    /* a database of this version */
    ANY,                                         /* as EXISTING; makes one where there is none */
};

static const struct verb {
    const char *name, *arguments, *summary;
    enum opens opens;
    int min, max;                                /* arguments */
    const char *flag, *flag_help;                /* NULL: none of its own */
    admin_fn *run;
    const char *more, *value, *value_name, *value_help;      /* value NULL: no option with a value */
    const char *also, *also_help;                /* a second flag */
} verbs[] = {
    {"accounts", "", "List who can sign in", EXISTING, 0, 0, "operators", "only those who run this server", admin_accounts, NULL},
    {"add-operator", "EMAIL [NAME]", "Let somebody run this server", ANY, 1, 2, "password", "read the password from standard input", admin_add_operator,
     "Makes the account when there is none (then NAME is needed), and prints a link with which\n"
     "the person chooses a password, unless --password is given."},
    {"set-password", "EMAIL", "Set a password, read from standard input", EXISTING, 1, 1, NULL, NULL, admin_set_password,
     "At a terminal it is asked for and not shown. Every session of the account ends."},
    {"sign-in-link", "EMAIL", "Print a link that signs somebody in once, within 30 minutes", EXISTING, 1, 1, NULL, NULL, admin_sign_in_link, NULL},
    {"organisations", "", "List the organisations", EXISTING, 0, 0, NULL, NULL, admin_organisations, NULL},
    {"public-url", "[URL]", "Show or set the public address", EXISTING, 0, 1, "yes", "although badges were awarded under the old one", admin_public_url,
     "It stands in every badge. Awards that were made keep the address of their day, so the old one\n"
     "must go on leading here. Stop the server first."},
    {"keys", "", "List the signing keys of the organisations", EXISTING, 0, 0, NULL, NULL, admin_keys, NULL},
    {"key", "sheet|restore SLUG [KEY]", "Print a signing key for a safe, or put one back from its sheet", EXISTING, 2, 3, "sign", "restore: sign with it from now on", admin_key,
     "sheet     prints lines and code of the KEY of the profile at /i/SLUG\n"
     "restore   reads the lines of a sheet, or the text of its code, from standard input; without\n"
     "          --sign the key only proves what it signed before"},
    {"master-key", "name|confirm|restore", "Name the master key, confirm a copy of it, or put it back from its sheet", FILES, 1, 1, NULL, NULL, admin_master_key,
     "name      prints by which name backups and sheets know it\n"
     "confirm   notes that a copy is kept elsewhere, for the page of the server's health\n"
     "restore   reads the lines of a sheet (lapel backup --key-sheet) from standard input"},
    {"mails", "", "List the mails that are not sent, newest first", EXISTING, 0, 0, "failed", "only those that failed", admin_mails, NULL},
    {"retry-mails", "", "Send again what failed or waits in the outbox", EXISTING, 0, 0, NULL, NULL, admin_retry_mails, NULL},
    {"bounce", "", "Take a mail that came back, from standard input", EXISTING, 0, 0, NULL, NULL, admin_bounce, NULL},
    {"export", "FILE", "Write everything of an organisation into one ZIP", EXISTING, 1, 1, "keys",
     "with the secret halves of its keys, under a passphrase read from standard input", admin_export,
     "FILE is a file, a folder or - for standard output. It opens without Lapel; docs/export.md\n"
     "describes it. `lapel admin import` takes it into an empty server.", "organisation", "SLUG", "which one: the word in its address",
     "no-pictures", "without the picture of each award: they can be made again from badge and award"},
    {"import", "FILE", "Take an exported organisation into an empty server", FILES, 1, 1, "keys",
     "its keys too: their passphrase is read from standard input", admin_import,
     "The data folder, or the database, must be empty. Every file is held against the export's\n"
     "manifest first; all of it comes in or nothing. Addresses stay what they were, and awards go\n"
     "on verifying, with or without the keys; without them new ones are made."},
    {"jobs", "", "List the work that waits or runs", EXISTING, 0, 0, "dead", "only what was given up", admin_jobs, NULL},
    {"retry-jobs", "[ID]", "Try again what was given up", EXISTING, 0, 1, NULL, NULL, admin_retry_jobs, NULL},
};

code admin_say(struct admin *ad, struct error *err, const char *fmt, ...)
{
    struct buf b = buf_new(ad->a);
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    buf_byte(&b, '\n');
    return cli_print(buf_done(&b)) ? OK : fail(err, FAULT, "", "standard output is closed");
}

/* A server of another version may be at work on it: nothing is brought up to date here. */
static code check_schema(struct admin *ad, struct error *err)
{
    size_t n;
    const struct migration *steps = migrate_steps(ad->a, &n);
    int here = migrate_version(ad->db), needed = n ? steps[n - 1].number : 0;

    return here == needed ? OK : fail(err, CONFLICT, "database", "the database has schema %d, this program needs %d: start the server once, or use the program that it runs",
                                      here, needed);
}

static code with_database(const struct verb *v, struct admin *ad, struct error *err)
{
    ad->db = db_borrow(ad->app->pool, err);
    if (!ad->db)
        return FAULT;
    code c = v->opens == EXISTING ? check_schema(ad, err) : OK;
    if (c == OK)
        c = v->run(ad, err);
    db_return(ad->app->pool, ad->db);
    return c;
}

static code run(const struct verb *v, struct admin *ad, struct start_options *opt, struct error *err)
{
    ad->opt = opt;
    opt->as_is = v->opens == EXISTING;
    opt->connections = 1;
    if (v->opens == FILES)
        return v->run(ad, err);
    TRY(app_open(ad->a, opt, &ad->app, err));
    code c = with_database(v, ad, err);
    app_close(ad->app);
    return c;
}

static int run_verb(const struct verb *v, struct arena *a, int argc, char **argv)
{
    struct admin ad = {.a = a, .status = EXIT_YES};
    struct app_options o;
    struct start_options opt;
    struct error err = {0};
    int status;

    app_options_init(&o);
    if (str_starts(cstr(v->summary), S("List ")))
        app_options_add(&o, (struct cli_option){"json", NULL, "the list as JSON, for programs", .flag = &ad.json});
    if (v->flag)
        app_options_add(&o, (struct cli_option){v->flag, NULL, v->flag_help, .flag = &ad.flag});
    if (v->also)
        app_options_add(&o, (struct cli_option){v->also, NULL, v->also_help, .flag = &ad.also});
    if (v->value)
        app_options_add(&o, (struct cli_option){v->value, v->value_name, v->value_help, .text = &ad.value});
    const struct cli_usage usage = {
        .unclear = CLI_DATABASE_AWAY,
        .command = str_z(a, str_printf(a, "admin %s", v->name)), .arguments = v->arguments, .summary = v->summary,
        .options = o.rows, .n_options = o.n_rows, .min_arguments = v->min, .max_arguments = v->max, .more = v->more,
    };
    if (!cli_parse(&usage, a, argc, argv, &ad.args, &status))
        return status;
    code c = app_options_finish(a, &o, &opt, &err);
    if (c == OK)
        c = run(v, &ad, &opt, &err);
    return c == OK ? ad.status : cli_fail(cli_status_of(c), &err);
}

int cmd_admin(int argc, char **argv)
{
    struct cli_verb rows[COUNT(verbs)];
    const struct cli_usage usage = {
        .command = "admin",
        .arguments = "VERB … [--data DIR | --database URL]",
        .summary = "Look after accounts, organisations, exports, the address, keys, mails and jobs",
        .verbs = rows,
        .n_verbs = COUNT(rows),
        .verbs_have_options = true,
        .more = "Works beside a running server, on either engine.",
        .unclear = CLI_DATABASE_AWAY,
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i] = (struct cli_verb){verbs[i].name, verbs[i].arguments, verbs[i].summary};
    int status, i = cli_verb(&usage, argc, argv, &status);
    if (i < 0)
        return status;
    struct arena *a = arena_new(ADMIN_QUOTA);
    status = run_verb(&verbs[i], a, argc - 1, argv + 1);
    arena_free(a);
    return status;
}
