/* cli/cmd_routes.c — every address that the server answers: method, path, who
 * may, and how the row is treated. For tests that walk them all, and for people. */
#include <stdio.h>

#include "app/org/role.h"
#include "app/routes.h"
#include "cli/app_options.h"
#include "format/json.h"
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

/* How they are printed; neither: in columns for people. */
struct form { bool tsv, json; };

static void put_object(struct buf *out, const struct route *r)
{
    struct json_writer w = json_writer(out);

    json_open_object(&w);
    json_put_member(&w, "method", cstr(method_word(r->method)));
    json_put_member(&w, "path", cstr(r->path));
    json_put_member(&w, "right", cstr(right_name((enum right)r->right)));
    json_put_member(&w, "within", cstr(within_name((enum within)r->within)));
    json_put_key(&w, "flags");
    json_open_array(&w);
    for (size_t i = 0; i < COUNT(flag_words); i++)
        if (r->flags & flag_words[i].flag)
            json_put_str(&w, cstr(flag_words[i].word));
    json_close_array(&w);
    json_close_object(&w);
}

static void print_row(struct arena *a, struct buf *out, const struct route *r, const struct form *f)
{
    if (f->json) {
        buf_putz(out, out->n > 1 ? ",\n" : "\n");
        put_object(out, r);
        return;
    }
    buf_printf(out, f->tsv ? "%s\t%s\t%s\t" STR_FMT "\t%s\n" : "%-7s %-52s %-14s " STR_FMT " %s\n", method_word(r->method), r->path,
               right_name((enum right)r->right), STR_ARG(flags_in_words(a, r->flags)), within_name((enum within)r->within));
}

static void print_table(struct arena *a, struct buf *out, const struct route *rows, const struct form *f)
{
    for (const struct route *r = rows; r->path; r++)
        print_row(a, out, r, f);
}

static int print_all(struct arena *a, enum app_role role, const struct form *f)
{
    struct buf out = buf_new(a);

    buf_putz(&out, f->json ? "[" : "");
    for (const struct route *const *t = routes_of_role(role); *t; t++)
        print_table(a, &out, *t, f);
    print_table(a, &out, server_routes, f);
    buf_putz(&out, f->json ? "\n]\n" : "");
    return cli_print(buf_done(&out)) ? EXIT_YES : EXIT_FAULT;
}

/* The table of roles: role, right, "y", "part" or "own". */
static int print_roles(struct arena *a, const struct form *f)
{
    struct buf out = buf_new(a);

    for (const struct role *r = role_table; r->name; r++)
        for (const struct right_about_row *w = role_rights; w->words; w++)
            if (r->may[w->right])
                buf_printf(&out, f->tsv ? "%s\t%s\t%s\n" : "%-12s %-16s %s\n", r->name, right_name(w->right), role_may_words(r, w->right));
    return cli_print(buf_done(&out)) ? EXIT_YES : EXIT_FAULT;
}

int cmd_routes(int argc, char **argv)
{
    struct arena *a = arena_new(ROUTES_QUOTA);
    struct str_list args = {0};
    struct error err = {0};
    enum app_role role;
    str name = {0};
    struct form form = {0};
    bool by_role = false;
    int status;
    const struct cli_option options[] = {
        {"tsv", NULL, "columns with tabs between them, for programs", .flag = &form.tsv},
        {"json", NULL, "a list of objects, for programs", .flag = &form.json},
        {"rights", NULL, "instead: which role of a member has which right", .flag = &by_role},
        {"role", "all|issuer|backpack", "what such a server answers; else all", .text = &name},
    };
    const struct cli_usage usage = {
        .command = "routes", .arguments = "[--tsv|--json] [--rights] [--role NAME]",
        .summary = "List the addresses that the server answers",
        .reads_nothing = true, .options = options, .n_options = COUNT(options),
        .more = "Columns: method, path, the right that is asked for, flags, what a right for a part is held against. GET answers HEAD too.",
    };

    if (!cli_parse(&usage, a, argc, argv, &args, &status)) {
        arena_free(a);
        return status;
    }
    code c = app_role_named(name, &role, &err);
    status = c != OK ? cli_fail(EXIT_USAGE, &err) : by_role ? print_roles(a, &form) : print_all(a, role, &form);
    arena_free(a);
    return status;
}
