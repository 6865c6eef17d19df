/* Bake and unbake: a badge into a picture, and out again. */
#include <stdio.h>

#include "badge/bake.h"
#include "badge/verify.h"
#include "base/crypto.h"
#include "cli/cli.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

static code bake_files(struct arena *a, const struct str_list *args, struct error *err)
{
    struct badge badge;
    str payload, image, out;

    TRY(cli_read(a, args->items[0], MAX_INPUT, &payload, err));
    TRY(cli_read(a, args->items[1], MAX_INPUT, &image, err));
    TRY(badge_read(a, payload, &badge, err));
    TRY(bake(a, image, badge.version, badge.original, &out, err));
    return cli_write(a, args->items[2], out, false, err);
}

int cmd_bake(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct str_list args = {0};
    struct error err = {0};
    int status;
    const struct cli_usage usage = {
        .command = "bake",
        .arguments = "BADGE IMAGE OUT",
        .summary = "Put a badge (JWS or JSON, or a picture that holds one) inside a PNG or SVG",
        .min_arguments = 3,
        .max_arguments = 3,
        .more = "A badge that the image holds already in the same place is replaced; pixels and\n"
                "everything else stay as they are. OUT may be - for standard output.",
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status)) {
        code c = bake_files(a, &args, &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(a);
    return status;
}

static code unbake_file(struct arena *a, str path, struct error *err)
{
    struct unbaked found;
    str image;

    TRY(cli_read(a, path, MAX_INPUT, &image, err));
    TRY(unbake(a, image, &found, err));
    if (found.twice)
        fprintf(stderr, "lapel: the image holds more than one badge; this is the first\n");
    if (!cli_print(found.payload) || !cli_print(S("\n")))
        return fail(err, FAULT, "", "standard output cannot be written");
    return OK;
}

int cmd_unbake(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct str_list args = {0};
    struct error err = {0};
    int status;
    const struct cli_usage usage = {
        .command = "unbake",
        .arguments = "IMAGE",
        .summary = "Print the badge that a PNG or SVG holds, judging nothing",
        .min_arguments = 1,
        .max_arguments = 1,
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status)) {
        code c = unbake_file(a, args.items[0], &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(a);
    return status;
}
