/* cli/cmd_routes.c — every address that the server answers: method, path, who
 * may, and how the row is treated. For tests that walk them all, and for people. */
#include <stdio.h>

#include "app/routes.h"
#include "cli/app_options.h"
#include "web/server.h"

#define ROUTES_QUOTA ((size_t)4 << 20)

static const struct { unsigned flag; const char *word; } flag_words[] = {
    {NO_CSRF, "no-csrf"}, {QUICK, "quick"}, {PUBLIC_CORS, "public-cors"},
    {NO_SESSION, "no-session"}, {EMBEDDABLE, "embeddable"}, {NO_DB, "no-db"}, {FRESH, "fresh"},
};

static const char *method_word(enum method m)
{
    static const char *const words[] = {[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS"};

    return (size_t)m < COUNT(words) && words[m] ? words[m] : "-";
}

/* "no-csrf,no-session", or "-". */
static str flags_in_words(struct arena *a, unsigned flags)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(flag_words); i++) {
        if (!(flags & flag_words[i].flag))
            continue;
        if (b.n)
            buf_byte(&b, ',');
        buf_putz(&b, flag_words[i].word);
    }
    return b.n ? buf_done(&b) : S("-");
}

static void print_row(struct arena *a, struct buf *out, const struct route *r, bool tsv)
{
    buf_printf(out, tsv ? "%s\t%s\t%s\t" STR_FMT "\n" : "%-7s %-52s %-14s " STR_FMT "\n", method_word(r->method), r->path,
               right_name((enum right)r->right), STR_ARG(flags_in_words(a, r->flags)));
}

static void print_table(struct arena *a, struct buf *out, const struct route *rows, bool tsv)
{
    for (const struct route *r = rows; r->path; r++)
        print_row(a, out, r, tsv);
}

static int print_all(struct arena *a, enum app_role role, bool tsv)
{
    struct buf out = buf_new(a);

    for (const struct route *const *t = routes_of_role(role); *t; t++)
        print_table(a, &out, *t, tsv);
    print_table(a, &out, server_routes, tsv);
    return cli_print(buf_done(&out)) ? EXIT_YES : EXIT_FAULT;
}

int cmd_routes(int argc, char **argv)
{
    struct arena *a = arena_new(ROUTES_QUOTA);
    struct str_list args = {0};
    struct error err = {0};
    enum app_role role;
    str name = {0};
    bool tsv = false;
    int status;
    const struct cli_option options[] = {
        {"tsv", NULL, "columns with tabs between them, for programs", .flag = &tsv},
        {"role", "NAME", "what such a server answers: all (else), issuer or backpack", .text = &name},
    };
    const struct cli_usage usage = {
        .command = "routes", .arguments = "[--tsv] [--role NAME]",
        .summary = "List the addresses that the server answers",
        .options = options, .n_options = COUNT(options),
        .more = "Columns: method, path, the right that is asked for, flags. GET answers HEAD too.",
    };

    if (!cli_parse(&usage, a, argc, argv, &args, &status)) {
        arena_free(a);
        return status;
    }
    code c = app_role_named(name, &role, &err);
    status = c == OK ? print_all(a, role, tsv) : cli_fail(EXIT_USAGE, &err);
    arena_free(a);
    return status;
}
