/* cli/manual.c — `lapel manual`: the manual pages, from the table of commands
 * and from what each command tells --help. lapel(1), and lapel-COMMAND(1) for
 * each. The library's page, lapel(3), is dist/lapel.3. */
#include <lapel/lapel.h>

#include "base/utf8.h"
#include "cli/app_options.h"
#include "cli/commands.h"

/* Text for man(7): no line is a request, no hyphen a dash, all of it ASCII. */
static void put_text(struct buf *b, const char *text)
{
    str left = cstr(text);
    bool at_start = true;

    while (left.n) {
        int32_t c = utf8_next(&left);
        if (at_start && (c == '.' || c == '\''))
            buf_putz(b, "\\&");
        if (c == '\\')
            buf_putz(b, "\\e");
        else if (c == '-')
            buf_putz(b, "\\-");
        else if (c > 0x7e)
            buf_printf(b, "\\[u%04X]", (unsigned)c);
        else
            buf_byte(b, (char)c);
        at_start = c == '\n';
    }
}

static void put_heading(struct buf *b, const char *title, const char *name, const char *summary)
{
    buf_printf(b, ".TH \"%s\" 1 \"\" \"Lapel " LAPEL_VERSION "\"\n.SH NAME\n", title);
    put_text(b, name);
    buf_putz(b, " \\- ");
    put_text(b, summary);
    buf_putz(b, "\n");
}

static void put_synopsis(struct buf *b, const struct cli_usage *u)
{
    buf_putz(b, ".B lapel ");
    put_text(b, u->command);
    buf_putz(b, "\n");
    if (*u->arguments) {
        put_text(b, u->arguments);
        buf_putz(b, "\n");
    }
}

static void put_option(struct buf *b, const struct cli_option *o)
{
    buf_putz(b, ".TP\n\\fB\\-\\-");
    put_text(b, o->name);
    buf_putz(b, "\\fR");
    if (o->value) {
        buf_putz(b, " \\fI");
        put_text(b, o->value);
        buf_putz(b, "\\fR");
    }
    buf_putz(b, "\n");
    put_text(b, o->help);
    buf_putz(b, "\n");
}

static void put_options(struct buf *b, const struct cli_usage *u, bool with_common)
{
    for (size_t i = 0; i < u->n_options; i++)
        if (with_common || !u->options[i].is_common)
            put_option(b, &u->options[i]);
}

static void put_more(struct buf *b, const struct cli_usage *u)
{
    if (!u->more)
        return;
    buf_putz(b, ".PP\n.nf\n");
    put_text(b, u->more);
    buf_putz(b, "\n.fi\n");
}

static void put_status(struct buf *b, int status, const char *meaning)
{
    buf_printf(b, ".TP\n\\fB%d\\fR\n", status);
    put_text(b, meaning);
    buf_putz(b, "\n");
}

/* ---- a command ---- */

struct manual {
    struct buf b;
    const struct command *command;
    bool is_verb;
};

/* A verb with options of its own: a section within its command's page. */
static void put_verb(struct manual *p, const struct cli_usage *u)
{
    struct buf *b = &p->b;

    buf_putz(b, ".SS ");
    put_text(b, u->command);
    buf_putz(b, "\n");
    put_synopsis(b, u);
    buf_putz(b, ".PP\n");
    put_text(b, u->summary);
    buf_putz(b, ".\n");
    put_options(b, u, false);
    put_more(b, u);
}

static void show(void *ctx, const struct cli_usage *u);

static void put_verbs(struct manual *p, const struct cli_usage *u)
{
    buf_putz(&p->b, ".SH VERBS\n");
    for (size_t i = 0; i < u->n_verbs; i++) {
        if (u->verbs_have_options) {
            struct manual verb = {p->b, p->command, true};
            command_show(p->command, u->verbs[i].name, show, &verb);
            p->b = verb.b;
            continue;
        }
        buf_putz(&p->b, ".TP\n.B ");
        put_text(&p->b, u->verbs[i].name);
        buf_putz(&p->b, "\n");
        put_text(&p->b, u->verbs[i].summary);
        buf_putz(&p->b, "\n");
    }
}

static bool has_common(const struct cli_usage *u)
{
    for (size_t i = 0; i < u->n_options; i++)
        if (u->options[i].is_common)
            return true;
    return false;
}

static void show(void *ctx, const struct cli_usage *u)
{
    struct manual *p = ctx;
    struct buf *b = &p->b;
    const char *meaning;

    if (p->is_verb) {
        put_verb(p, u);
        return;
    }
    buf_putz(b, ".SH SYNOPSIS\n");
    put_synopsis(b, u);
    buf_putz(b, ".SH DESCRIPTION\n");
    put_text(b, u->summary);
    buf_putz(b, ".\n");
    put_more(b, u);
    if (u->n_verbs)
        put_verbs(p, u);
    if (u->n_options)
        buf_putz(b, ".SH OPTIONS\n");
    put_options(b, u, true);
    if (has_common(u))
        buf_putz(b, ".PP\nThese options of the data folder also come from the environment and from\n"
                    "DATA/lapel.conf; see ENVIRONMENT in\n.BR lapel (1).\n");
    if (u->verbs_have_options && (str_eq(cstr(u->command), S("admin")) || str_eq(cstr(u->command), S("ledger"))))
        buf_putz(b, ".SH OPTIONS\nEach verb also takes the options of\n.BR lapel\\-serve (1)\nthat say where the data are.\n");
    buf_putz(b, ".SH EXIT STATUS\n");
    for (const struct exit_status *s = exit_statuses; s->meaning; s++)
        if ((meaning = exit_status_meaning(u, s->status)))
            put_status(b, s->status, meaning);
    buf_putz(b, ".SH SEE ALSO\n.BR lapel (1)\n");
}

static str page_of(struct arena *a, const struct command *c)
{
    struct manual p = {.b = buf_new(a), .command = c};
    const char *name = str_z(a, str_printf(a, "lapel-%s", c->name));

    put_heading(&p.b, name, name, c->summary);
    command_show(c, NULL, show, &p);
    return buf_done(&p.b);
}

/* ---- the program ---- */

static void put_environment(struct buf *b)
{
    struct app_options o;

    app_options_init(&o);
    buf_putz(b, ".SH ENVIRONMENT\nThe options of commands that work on a data folder also come from the\n"
                "environment, and from lines `name = value` in DATA/lapel.conf. The command line\n"
                "goes before the environment, that before the file. Switches say\n.BR yes .\n");
    for (size_t i = 0; i < o.n_rows; i++) {
        buf_printf(b, ".TP\n.B %s\n\\-\\-", app_options_environment(i));
        put_text(b, o.rows[i].name);
        buf_putz(b, ": ");
        put_text(b, o.rows[i].help);
        buf_putz(b, "\n");
    }
}

static str page_of_all(struct arena *a)
{
    struct buf b = buf_new(a);

    put_heading(&b, "lapel", "lapel", "Open Badges: verify, bake, issue, serve");
    buf_putz(&b, ".SH SYNOPSIS\n.B lapel\n.I COMMAND\n[\\fIOPTION\\fR...]\n.SH DESCRIPTION\n"
                 "Lapel verifies Open Badges of every version, puts them into pictures, issues them,\n"
                 "and is the server on which organisations award them and people collect them.\n"
                 ".SH COMMANDS\n");
    for (size_t i = 0; i < commands_n; i++) {
        buf_putz(&b, ".TP\n.BR lapel\\-");
        put_text(&b, commands[i].name);
        buf_putz(&b, " (1)\n");
        put_text(&b, commands[i].summary);
        buf_putz(&b, "\n");
    }
    buf_putz(&b, ".SH EXIT STATUS\n");
    for (const struct exit_status *s = exit_statuses; s->meaning; s++)
        put_status(&b, s->status, s->meaning);
    put_environment(&b);
    buf_putz(&b, ".SH SEE ALSO\n.BR lapel (3)\n");
    return buf_done(&b);
}

static code write_page(struct arena *a, str folder, const char *name, str text, struct error *err)
{
    return cli_write(a, str_printf(a, STR_FMT "/%s.1", STR_ARG(folder), name), text, false, err);
}

static code write_pages(struct arena *a, str folder, struct error *err)
{
    TRY(write_page(a, folder, "lapel", page_of_all(a), err));
    for (size_t i = 0; i < commands_n; i++) {
        const char *name = str_z(a, str_printf(a, "lapel-%s", commands[i].name));
        TRY(write_page(a, folder, name, page_of(a, &commands[i]), err));
    }
    return OK;
}

int cmd_manual(int argc, char **argv)
{
    struct arena *a = arena_new(0);
    struct str_list args = {0};
    struct error err = {0};
    int status;
    const struct cli_usage usage = {
        .command = "manual",
        .arguments = "DIR",
        .summary = "Write the manual pages, lapel.1 and one for each command, into a folder",
        .min_arguments = 1,
        .max_arguments = 1,
        .reads_nothing = true,
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status)) {
        code c = write_pages(a, args.items[0], &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(a);
    return status;
}
