#include <stdio.h>
#include <stdlib.h>

#include "badge/verify.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"
#include "cli/map_loader.h"
#include "cli/web_loader.h"

#define MAX_INPUT ((size_t)5 << 20) /* security.md §4: upload */
#define QUOTA     ((size_t)40 << 20) /* of one check */

struct job {
    struct arena *a;
    str at, documents, input;
    bool json, offline, intranet;
    struct str_list recipients;
    struct fetch_policy policy;
    struct verify_options options;
    struct loader loader;
};

static code prepare(struct job *j, struct error *err)
{
    j->options.recipients = j->recipients;
    j->options.loader = &j->loader;
    if (!str_is_absent(j->documents)) {
        TRY(map_loader_open(j->a, j->documents, &j->loader, err));
        j->loader.allow_local_web = j->intranet;
        return OK;
    }
    j->policy = (struct fetch_policy){
        .allow_private = j->intranet, .allow_http = true, .max_bytes = MAX_INPUT};
    j->loader = j->offline ? loader_offline() : web_loader(&j->policy);
    return OK;
}

static int status_of(const struct report *r)
{
    switch (r->verdict) {
    case VALID:
        return EXIT_YES;
    case INVALID:
        return EXIT_NO;
    default:
        return EXIT_UNCLEAR;
    }
}

/* What the checks make lives in an arena of its own, so that a badge made to
 * be expensive ends there and is named as what it is. */
static void too_large(void *ctx)
{
    (void)ctx;
    fputs("lapel: the badge needs more memory to check than any badge should\n", stderr);
    exit(EXIT_UNREADABLE);
}

static int judge(struct job *j, str input)
{
    struct report report;
    struct error err = {0};
    struct arena *a = arena_new(QUOTA);

    arena_on_full(a, too_large, NULL);
    code c = badge_verify(a, input, &j->options, &report, &err);
    bool printed = cli_print(j->json ? report_json(a, &report) : report_text(a, &report)) &&
                   (!j->json || cli_print(S("\n")));
    int status = c == OK ? status_of(&report) : cli_fail(cli_status_of(c), &err);
    arena_free(a);
    return printed ? status : EXIT_FAULT;
}

static int run(struct job *j)
{
    struct error err = {0};
    str input = j->input;

    crypto_start();
    if (!str_is_absent(j->at) && time_parse(j->at, &j->options.at, &err) != OK)
        return cli_fail(EXIT_USAGE, &err);
    if (prepare(j, &err) != OK)
        return cli_fail(EXIT_UNREADABLE, &err);
    if (!uri_is_http(j->input)) {
        code c = cli_read(j->a, j->input, MAX_INPUT, &input, &err);
        if (c != OK)
            return cli_fail(EXIT_UNREADABLE, &err);
    }
    return judge(j, input);
}

int cmd_verify(int argc, char **argv)
{
    struct arena *a = arena_new((size_t)192 << 20);
    struct job j = {.a = a};
    struct str_list arguments = {0};
    int status;
    const struct cli_option options[] = {
        {"json", NULL, "print the report as JSON", .flag = &j.json},
        {"offline", NULL, "fetch nothing", .flag = &j.offline},
        {"documents", "MAP.json", "a file that stands for the whole web", .text = &j.documents},
        {"recipient", "EMAIL|URL|DID", "whose badge it should be; may be given again",
         .texts = &j.recipients},
        {"at", "RFC3339", "the moment of judgement; else now", .text = &j.at},
        {"intranet", NULL, "also fetch from private addresses", .flag = &j.intranet},
    };
    const struct cli_usage usage = {
        .command = "verify",
        .arguments = "[--json] [--offline] [--documents MAP.json] [--recipient WHO] [--at TIME] "
                     "FILE|URL|-",
        .summary = "Say whether a badge of any version and wrapping holds, and why",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 1,
        .max_arguments = 1,
        .more = "MAP.json maps each URL to a file name beside the map, or to {\"status\", "
                "\"headers\",\n"
                "and one of \"file\", \"json\", \"text\", \"base64\"}; a URL that is not in it "
                "does not answer.",
    };

    if (cli_parse(&usage, a, argc, argv, &arguments, &status)) {
        j.input = arguments.items[0];
        status = run(&j);
    }
    arena_free(a);
    return status;
}
