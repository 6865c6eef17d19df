#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"

static void print_help(const struct cli_usage *u)
{
    printf("usage: lapel %s %s\n\n%s.\n", u->command, u->arguments, u->summary);
    if (u->n_options)
        printf("\n");
    for (size_t i = 0; i < u->n_options; i++) {
        const struct cli_option *o = &u->options[i];
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "",
                 o->value ? o->value : "");
        printf("  %-26s %s\n", left, o->help);
    }
    if (u->more)
        printf("\n%s\n", u->more);
}

static bool wrong(const struct cli_usage *u, int *status, const char *what, const char *which)
{
    fprintf(stderr, "lapel %s: %s%s\nusage: lapel %s %s\n", u->command, what, which, u->command,
            u->arguments);
    *status = EXIT_USAGE;
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
    if (!o || (o->flag && eq >= 0))
        return wrong(u, status, "there is no option ", argv[*at]);
    if (o->flag) {
        *o->flag = true;
        return true;
    }
    if (eq < 0) {
        if (*at + 1 >= argc)
            return wrong(u, status, "a value is missing behind ", argv[*at]);
        value = cstr(argv[++*at]);
    }
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
            print_help(u);
            *status = EXIT_YES;
            return false;
        }
        if (options && str_eq(s, S("--")))
            options = false;
        else if (options && str_starts(s, S("--"))) {
            if (!take_option(u, a, argc, argv, &i, status))
                return false;
        } else if (options && s.n > 1 && s.p[0] == '-')
            return wrong(u, status, "there is no option ", argv[i]);
        else
            *list_add(a, arguments) = s;
    }
    if ((int)arguments->n < u->min_arguments)
        return wrong(u, status, "something is missing", "");
    if ((int)arguments->n > u->max_arguments)
        return wrong(u, status, "too many arguments", "");
    return true;
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
