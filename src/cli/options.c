#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/nearest.h"

/* ---- help ---- */

static void print_statuses(const struct cli_usage *u)
{
    const char *meaning;

    fputs("\nExit status:\n", stdout);
    for (const struct exit_status *s = exit_statuses; s->meaning; s++)
        if ((meaning = exit_status_meaning(u, s->status)))
            printf("  %2d  %s\n", s->status, meaning);
}

static int widest_arguments(const struct cli_usage *u)
{
    size_t most = 0;

    for (size_t i = 0; i < u->n_verbs; i++)
        if (strlen(u->verbs[i].arguments) > most)
            most = strlen(u->verbs[i].arguments);
    return (int)most;
}

static void print_verbs(const struct cli_usage *u)
{
    int width = widest_arguments(u);

    for (size_t i = 0; i < u->n_verbs; i++)
        printf("  %-13s %-*s%s%s\n", u->verbs[i].name, width, u->verbs[i].arguments,
               width ? "  " : "", u->verbs[i].summary);
    if (u->verbs_have_options)
        printf("\n`lapel %s VERB --help` says more.\n", u->command);
}

static void print_help(const struct cli_usage *u)
{
    printf("usage: lapel %s%s%s\n\n%s.\n", u->command, *u->arguments ? " " : "", u->arguments,
           u->summary);
    if (u->n_verbs) {
        printf("\n");
        print_verbs(u);
    }
    if (u->n_options)
        printf("\n");
    for (size_t i = 0; i < u->n_options; i++) {
        const struct cli_option *o = &u->options[i];
        char left[80];
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "",
                 o->value ? o->value : "");
        printf("  %-26s %s\n", left, o->help);
    }
    if (u->more)
        printf("\n%s\n", u->more);
    print_statuses(u);
}

static cli_show_fn *show_instead;
static void *show_ctx;

void cli_show_with(cli_show_fn *show, void *ctx)
{
    show_instead = show;
    show_ctx = ctx;
}

/* As --help does it. */
static void cli_show(const struct cli_usage *u)
{
    if (show_instead)
        show_instead(show_ctx, u);
    else
        print_help(u);
}

/* ---- what was given ---- */

static bool wrong(const struct cli_usage *u, int *status, const char *what, const char *which,
                  str question)
{
    fprintf(stderr, "lapel %s: %s%s" STR_FMT "\nusage: lapel %s %s\n", u->command, what, which,
            STR_ARG(question), u->command, u->arguments);
    *status = EXIT_USAGE;
    return false;
}

static bool unknown_option(const struct cli_usage *u, struct arena *a, const char *given,
                           int *status)
{
    str name = str_from(cstr(given), 2), alone;
    struct nearest near = {0};

    str_cut(&name, '=', &alone);
    near.given = alone;
    for (size_t i = 0; i < u->n_options; i++)
        nearest_try(&near, u->options[i].name);
    return wrong(u, status, "there is no option ", given, nearest_question(a, &near, "--"));
}

static bool is_one_of(str value, str words)
{
    str word;

    while (str_cut(&words, '|', &word))
        if (str_eq_nocase(value, word))
            return true;
    return false;
}

static const struct cli_option *option_named(const struct cli_usage *u, str name)
{
    for (size_t i = 0; i < u->n_options; i++)
        if (str_eq(cstr(u->options[i].name), name))
            return &u->options[i];
    return NULL;
}

/* "--name", "--name value" or "--name=value". */
static bool take_option(const struct cli_usage *u, struct arena *a, int argc, char **argv, int *at,
                        int *status)
{
    str given = str_from(cstr(argv[*at]), 2), value = {0};
    ptrdiff_t eq = str_find_byte(given, '=');
    const struct cli_option *o;

    if (eq >= 0) {
        value = str_from(given, (size_t)eq + 1);
        given = str_slice(given, 0, (size_t)eq);
    }
    o = option_named(u, given);
    if (!o)
        return unknown_option(u, a, argv[*at], status);
    if (o->flag && eq >= 0)
        return wrong(u, status, str_z(a, str_printf(a, "--%s", o->name)), " takes no value", (str){0});
    if (o->flag) {
        *o->flag = true;
        return true;
    }
    if (eq < 0) {
        if (*at + 1 >= argc)
            return wrong(u, status, "a value is missing behind ", argv[*at], (str){0});
        value = cstr(argv[++*at]);
    }
    if (option_is_choice(o) && !is_one_of(value, cstr(o->value)))
        return wrong(u, status, str_z(a, str_printf(a, "--%s", o->name)), " is one of ", cstr(o->value));
    if (o->texts)
        *list_add(a, o->texts) = value;
    else
        *o->text = value;
    return true;
}

bool cli_parse(const struct cli_usage *u, struct arena *a, int argc, char **argv,
               struct str_list *arguments, int *status)
{
    bool options = true;

    for (int i = 1; i < argc; i++) {
        str s = cstr(argv[i]);
        if (options && (str_eq(s, S("--help")) || str_eq(s, S("-h")))) {
            cli_show(u);
            *status = EXIT_YES;
            return false;
        }
        if (options && str_eq(s, S("--")))
            options = false;
        else if (options && str_starts(s, S("--"))) {
            if (!take_option(u, a, argc, argv, &i, status))
                return false;
        } else if (options && s.n > 1 && s.p[0] == '-')
            return wrong(u, status, "there is no option ", argv[i], (str){0});
        else
            *list_add(a, arguments) = s;
    }
    if ((int)arguments->n < u->min_arguments)
        return wrong(u, status, "something is missing", "", (str){0});
    if ((int)arguments->n > u->max_arguments)
        return wrong(u, status, "too many arguments", "", (str){0});
    return true;
}

int cli_verb(const struct cli_usage *u, int argc, char **argv, int *status)
{
    str given = argc > 1 ? cstr(argv[1]) : S("");
    struct nearest near = {.given = given};

    *status = EXIT_YES;
    if (str_eq(given, S("--help")) || str_eq(given, S("-h"))) {
        cli_show(u);
        return -1;
    }
    for (size_t i = 0; i < u->n_verbs; i++) {
        if (str_eq(given, cstr(u->verbs[i].name)))
            return (int)i;
        nearest_try(&near, u->verbs[i].name);
    }
    struct arena *a = arena_new(0);
    *status = str_is_empty(given)
                  ? cli_complain(EXIT_USAGE, "%s needs a verb; `lapel %s --help` lists them",
                                 u->command, u->command)
                  : cli_complain(EXIT_USAGE, "%s has no verb " STR_FMT STR_FMT "\n`lapel %s --help` lists them",
                                 u->command, STR_ARG(given), STR_ARG(nearest_question(a, &near, "")),
                                 u->command);
    arena_free(a);
    return -1;
}

int cli_status_of(code c)
{
    switch (c) {
    case OK:
        return EXIT_YES;
    case UNREACHABLE:
        return EXIT_UNCLEAR;
    case FAULT:
        return EXIT_FAULT;
    default:
        return EXIT_UNREADABLE;
    }
}

int cli_fail(int status, const struct error *err)
{
    if (err->where[0])
        fprintf(stderr, "lapel: %s: %s\n", err->where, err->text);
    else
        fprintf(stderr, "lapel: %s\n", err->text);
    return status;
}

int cli_complain(int status, const char *fmt, ...)
{
    va_list ap;

    fputs("lapel: ", stderr);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    return status;
}
