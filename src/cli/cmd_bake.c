/* Bake and unbake: a badge into a picture, and out again. */
#include <stdio.h>

#include "badge/bake.h"
#include "badge/verify.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

struct baking {
    struct arena *a;
    struct str_list args;
    str version;
    bool beside, only_new;
};

static code version_named(str name, enum badge_version *out, struct error *err)
{
    for (int v = OB_0_5; v <= CLR_2_0; v++)
        if (str_eq(name, cstr(badge_version_name((enum badge_version)v)))) {
            *out = (enum badge_version)v;
            return OK;
        }
    return fail(err, BAD_INPUT, "--version", "there is no version " STR_FMT, STR_ARG(name));
}

/* A file, or the address of a hosted badge itself. */
static code read_badge(struct baking *b, struct badge *out, struct error *err)
{
    str given = b->args.items[0];

    if (!uri_is_http(given))
        TRY(cli_read(b->a, given, MAX_INPUT, &given, err));
    TRY(badge_read(b->a, given, out, err));
    return str_is_empty(b->version) ? OK : version_named(b->version, &out->version, err);
}

/* The badge that is in it already: replaced, unless that was forbidden. */
static code judge_earlier(const struct baking *b, str image, struct error *err)
{
    struct unbaked earlier;

    if (b->beside || unbake(b->a, image, &earlier, NULL) != OK)
        return OK;
    if (b->only_new)
        return fail(err, CONFLICT, str_z(b->a, b->args.items[1]),
                    "the image holds a badge already");
    fprintf(stderr, "lapel: the badge that the image held is replaced\n");
    return OK;
}

static code bake_files(struct baking *b, struct error *err)
{
    struct badge badge;
    str image, out;

    TRY(read_badge(b, &badge, err));
    TRY(cli_read(b->a, b->args.items[1], MAX_INPUT, &image, err));
    TRY(judge_earlier(b, image, err));
    TRY((b->beside ? bake_beside : bake)(b->a, image, badge.version, badge.original, &out, err));
    return cli_write(b->a, b->args.items[2], out, false, err);
}

int cmd_bake(int argc, char **argv)
{
    struct baking b = {.a = arena_new(QUOTA)};
    struct error err = {0};
    int status;
    const struct cli_option options[] = {
        {"version", "VERSION", "bake as 0.5, 1.0, 1.1, 2.0, 3.0 or clr-2.0; else as the badge is",
         .text = &b.version},
        {"beside", NULL, "keep a badge of another version that the image holds", .flag = &b.beside},
        {"only-new", NULL, "stop when the image holds a badge already", .flag = &b.only_new},
    };
    const struct cli_usage usage = {
        .command = "bake",
        .arguments = "[--version VERSION] [--beside] [--only-new] BADGE|URL IMAGE OUT",
        .summary =
            "Put a badge (JWS, JSON, address, or a picture that holds one) inside a PNG or SVG",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 3,
        .max_arguments = 3,
        .more =
            "A badge that the image holds already is replaced; pixels and everything else stay\n"
            "as they are. OUT may be - for standard output.",
    };

    if (cli_parse(&usage, b.a, argc, argv, &b.args, &status)) {
        code c = bake_files(&b, &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(b.a);
    return status;
}

static void warn_about(const struct unbaked *u, str image)
{
    const struct {
        bool is_so;
        const char *text;
    } warnings[] = {
        {u->conflict, "the image holds different badges; this is the first"},
        {u->twice && !u->conflict, "the image holds the badge twice"},
        {!str_is_absent(u->older), "the image holds an older form of a badge as well"},
        {u->compressed, "the badge was compressed, which the standard forbids"},
        {u->is_text_odd, "the text beside the address is no badge"},
        {!image_is_whole(image), "the image is damaged"},
    };
    for (size_t i = 0; i < COUNT(warnings); i++)
        if (warnings[i].is_so)
            fprintf(stderr, "lapel: %s\n", warnings[i].text);
}

static code unbake_file(struct arena *a, str path, str to, struct error *err)
{
    struct unbaked found;
    str image;

    TRY(cli_read(a, path, MAX_INPUT, &image, err));
    TRY(unbake(a, image, &found, err));
    if (str_is_empty(str_trim(found.payload)))
        return fail(err, BAD_INPUT, str_z(a, path), "the badge in the image is empty");
    warn_about(&found, image);
    return cli_write(a, to, str_join(a, found.payload, S("\n")), false, err);
}

int cmd_unbake(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct str_list args = {0};
    str to = S("-");
    struct error err = {0};
    int status;
    const struct cli_option options[] = {
        {"out", "FILE", "write it there; else to standard output", .text = &to},
    };
    const struct cli_usage usage = {
        .command = "unbake",
        .arguments = "[--out FILE] IMAGE",
        .summary = "Print the badge that a PNG or SVG holds, judging nothing",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 1,
        .max_arguments = 1,
    };

    if (cli_parse(&usage, a, argc, argv, &args, &status)) {
        code c = unbake_file(a, args.items[0], to, &err);
        status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
    }
    arena_free(a);
    return status;
}
