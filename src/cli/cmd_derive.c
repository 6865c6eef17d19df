/* A badge whose issuer lets its holder choose (ecdsa-sd-2023) into one that
 * shows what is chosen, and still proves itself. */
#include <stdio.h>

#include "badge/suites_sd.h"
#include "badge/verify.h"
#include "base/crypto.h"
#include "cli/cli.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

/* ---- whose badge it is ---- */

static bool is_same(const struct identity *x, const struct identity *y)
{
    return str_eq(x->type, y->type) && str_eq(x->value, y->value) && str_eq(x->salt, y->salt) &&
           x->hashed == y->hashed;
}

/* An identity that lost its salt or its type can be compared by nobody. */
static bool is_named(const struct badge *shown, const struct badge *whole)
{
    if (!str_is_empty(shown->subject_id))
        return true;
    for (size_t i = 0; i < shown->identities.n; i++)
        for (size_t k = 0; k < whole->identities.n; k++)
            if (is_same(&shown->identities.items[i], &whole->identities.items[k]))
                return true;
    return false;
}

static void warn_if_nobodys(struct arena *a, str text, str shown)
{
    struct badge whole, part;

    if (badge_read(a, text, &whole, NULL) != OK || badge_read(a, shown, &part, NULL) != OK ||
        is_named(&part, &whole) || !is_named(&whole, &whole))
        return;
    bool is_list = json_is(json_get(whole.document, "credentialSubject"), JSON_ARRAY);
    fprintf(stderr,
            "lapel: what is shown does not say whose badge it is, so no reader can tell that it is "
            "yours; to show that too, add --show /credentialSubject%s/%s\n",
            is_list ? "/0" : "", whole.identities.n ? "identifier" : "id");
}

/* ---- the command ---- */

static code derive(struct arena *a, str badge, const struct str_list *pointers, str out,
                   struct error *err)
{
    str text, shown;

    TRY(cli_read(a, badge, MAX_INPUT, &text, err));
    TRY(sd_derive(a, text, pointers, &shown, err));
    warn_if_nobodys(a, text, shown);
    return cli_write(a, out, str_join(a, shown, S("\n")), false, err);
}

int cmd_derive(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct str_list args = {0}, pointers = {0};
    struct error err = {0};
    str out = S("-");
    int status;
    const struct cli_option options[] = {
        {"show", "POINTER", "a part to show, as JSON pointer; may be repeated", .texts = &pointers},
        {"out", "FILE", "where to; else standard output", .text = &out},
    };
    const struct cli_usage usage = {
        .command = "derive",
        .arguments = "BADGE [--show POINTER]... [--out FILE]",
        .summary = "Show only parts of a badge that was issued for that",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 1,
        .max_arguments = 1,
        .more = "What the issuer made mandatory is always shown. A pointer names a part:\n"
                "/evidence, /credentialSubject/narrative, /evidence/0/name. When what is shown "
                "does not\n"
                "say whose badge it is, standard error says so.",
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status)) {
        crypto_start_lean();
        code c = derive(a, args.items[0], &pointers, out, &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(a);
    return status;
}
