/* A badge whose issuer lets its holder choose (ecdsa-sd-2023) into one that
 * shows what is chosen, and still proves itself. */
#include "badge/suites_sd.h"
#include "base/crypto.h"
#include "cli/cli.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

static code derive(struct arena *a, str badge, const struct str_list *pointers, str out,
                   struct error *err)
{
    str text, shown;

    TRY(cli_read(a, badge, MAX_INPUT, &text, err));
    TRY(sd_derive(a, text, pointers, &shown, err));
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
                "/evidence, /credentialSubject/narrative, /evidence/0/name.",
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status)) {
        crypto_start_lean();
        code c = derive(a, args.items[0], &pointers, out, &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(a);
    return status;
}
