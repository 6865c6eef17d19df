#include "badge/receipt.h"
#include "badge/verify.h"
#include "badge/verify_cache.h"
#include "base/attempt.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"
#include "cli/map_loader.h"
#include "cli/pdf_badges.h"
#include "cli/receipt_folder.h"
#include "cli/web_loader.h"

#define MAX_INPUT ((size_t)5 << 20) /* security.md §4: upload */
#define MANY      100000
#define READING   ((size_t)32 << 20) /* a buffer doubles as it grows */
#define QUOTA     ((size_t)40 << 20) /* of one check */

struct job {
    struct arena *a;
    str at, documents, receipt, trust;
    struct str_list inputs;
    bool json, offline, intranet, strict, short_lists;
    struct str_list recipients;
    struct fetch_policy policy;
    struct verify_options options;
    struct loader loader;
    struct receipt_case seen;                    /* its receipt, when one was given */
};

/* One of the badges that were asked for, and what came of it. */
struct one {
    const struct job *job;
    struct arena *reading, *checking;
    str input, bytes;
    struct pdf_badges within; /* of a PDF */
    str text; /* the report; absent: there is none */
    struct error err;
    int status;
};

static code open_loader(struct job *j, struct error *err)
{
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

static code prepare(struct job *j, struct error *err)
{
    j->options.recipients = j->recipients;
    j->options.loader = &j->loader;
    j->options.short_lists = j->strict        ? SHORT_LISTS_NONE
                             : j->short_lists ? SHORT_LISTS_ANY
                                              : SHORT_LISTS_USUAL;
    if (!str_is_absent(j->at))
        TRY(time_parse(j->at, &j->options.at, err));
    return OK;
}

/* ---- one badge ---- */

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

static code judge(const struct one *o, struct report *report, struct error *err)
{
    struct receipt_case seen = o->job->seen;

    if (str_is_absent(seen.token))
        return badge_verify(o->checking, o->bytes, &o->job->options, report, err);
    seen.badge = o->bytes;
    return receipt_verify(o->checking, &seen, &o->job->options, report, err);
}

static code check(void *ctx, struct error *err)
{
    struct one *o = ctx;
    struct arena *a = o->checking;
    struct report report;

    code c = judge(o, &report, err);
    o->status = c == OK ? status_of(&report) : cli_status_of(c);
    o->text = o->job->json ? report_json(a, &report) : report_text(a, &report);
    return c;
}

/* The badges that are attached to a PDF, each as if it had been handed in alone. */
static code check_within_pdf(struct one *o)
{
    o->status = EXIT_UNREADABLE;
    TRY(pdf_badges_check(o->reading, o->bytes, &o->job->options, QUOTA, &o->within, &o->err));
    o->text = o->job->json ? pdf_badges_json(o->reading, &o->within) : pdf_badges_text(o->reading, &o->within);
    switch (o->within.verdict) {
    case VALID:
        o->status = EXIT_YES;
        break;
    case INVALID:
        o->status = EXIT_NO;
        break;
    default:
        o->status = EXIT_UNCLEAR;
    }
    return OK;
}

/* What the checks make lives in an arena of its own, so that a badge made to
 * be expensive ends there and is named as what it is, and the others get their
 * turn. */
static void check_within_quota(struct one *o)
{
    o->status = EXIT_FAULT;
    if (attempt(check, o, &o->err) != NO_MEMORY)
        return;
    o->text = (str){0};
    o->status = cli_status_of(
        fail(&o->err, LIMIT, "", "the badge needs more memory to check than any badge should"));
}

static void read_and_check(struct one *o)
{
    code c = OK;

    o->bytes = o->input;
    if (!uri_is_http(o->input))
        c = cli_read(o->reading, o->input, MAX_INPUT, &o->bytes, &o->err);
    if (c != OK)
        o->status = EXIT_UNREADABLE;
    else if (pdf_looks_like(o->bytes))
        (void)!check_within_pdf(o);
    else
        check_within_quota(o);
}

/* ---- printing ---- */

static bool is_error(const struct one *o)
{
    return o->status > EXIT_UNCLEAR;
}

/* In a list each says which it is, and those without a report why. */
static bool print_json_item(struct one *o, bool is_first)
{
    struct buf b = buf_new(o->reading);
    struct json_writer w = json_writer(&b);

    buf_putz(&b, is_first ? "[\n" : ",\n");
    json_open_object(&w);
    json_put_member(&w, "input", o->input);
    if (is_error(o))
        json_put_member(&w, "error", cstr(o->err.text));
    if (str_is_absent(o->text)) {
        json_put_member(&w, "verdict", cstr(verdict_name(UNVERIFIED)));
        json_close_object(&w);
        return cli_print(buf_done(&b));
    }
    buf_putz(&b, ",");
    return cli_print(buf_done(&b)) && cli_print(str_from(o->text, 1));
}

static bool print_text_item(struct one *o, bool is_first)
{
    return cli_print(str_printf(o->reading, "%s" STR_FMT ": ", is_first ? "" : "\n",
                                STR_ARG(o->input))) &&
           cli_print(str_is_absent(o->text)
                         ? str_printf(o->reading, "Could not be checked: %s.\n", o->err.text)
                         : o->text);
}

static bool print_alone(struct one *o)
{
    if (is_error(o))
        cli_fail(o->status, &o->err);
    return str_is_absent(o->text) || (cli_print(o->text) && (!o->job->json || cli_print(S("\n"))));
}

static bool print(struct one *o, size_t i)
{
    if (o->job->inputs.n == 1)
        return print_alone(o);
    if (is_error(o))
        cli_complain(o->status, STR_FMT ": %s", STR_ARG(o->input), o->err.text);
    return o->job->json ? print_json_item(o, i == 0) : print_text_item(o, i == 0);
}

/* ---- all of them ---- */

static int do_one(const struct job *j, size_t i)
{
    struct one o = {.job = j,
                    .input = j->inputs.items[i],
                    .reading = arena_new(READING),
                    .checking = arena_new(QUOTA)};

    read_and_check(&o);
    if (!print(&o, i))
        o.status = EXIT_FAULT;
    arena_free(o.reading);
    arena_free(o.checking);
    return o.status;
}

/* From the best to the worst. */
static int rank(int status)
{
    static const int ranks[] = {EXIT_YES, EXIT_UNCLEAR, EXIT_NO, EXIT_UNREADABLE};

    for (int i = 0; i < (int)COUNT(ranks); i++)
        if (status == ranks[i])
            return i;
    return COUNT(ranks);
}

static int do_all(struct job *j)
{
    bool is_list = j->inputs.n > 1;
    int worst = EXIT_YES;

    if (is_list)
        j->options.cache = verify_cache_open(0);
    for (size_t i = 0; i < j->inputs.n && worst != EXIT_FAULT; i++) {
        int status = do_one(j, i);
        if (rank(status) > rank(worst))
            worst = status;
    }
    if (is_list && j->json && !cli_print(S("\n]\n")))
        worst = EXIT_FAULT;
    verify_cache_close(j->options.cache);
    return worst;
}

static int run(struct job *j)
{
    struct error err = {0};

    crypto_start_lean();
    if (j->strict && j->short_lists)
        return cli_complain(EXIT_USAGE, "--strict and --short-lists do not go together");
    if (prepare(j, &err) != OK)
        return cli_fail(EXIT_USAGE, &err);
    if (j->receipt.n && (j->inputs.n > 1 || j->documents.n || j->at.n))
        return cli_complain(EXIT_USAGE, "--receipt is of one badge, and brings its own documents and moment");
    if (open_loader(j, &err) != OK)
        return cli_fail(EXIT_UNREADABLE, &err);
    if (j->receipt.n && receipt_folder_open(j->a, j->receipt, &j->seen, &err) != OK)
        return cli_fail(EXIT_UNREADABLE, &err);
    j->seen.trusted = j->trust;
    return do_all(j);
}

int cmd_verify(int argc, char **argv)
{
    struct arena *a = arena_new((size_t)192 << 20);
    struct job j = {.a = a};
    int status;
    const struct cli_option options[] = {
        {"json", NULL, "print the report as JSON", .flag = &j.json},
        {"offline", NULL, "fetch nothing", .flag = &j.offline},
        {"documents", "MAP.json", "a file that stands for the whole web", .text = &j.documents},
        {"recipient", "EMAIL|URL|DID", "whose badge it should be; may be given again",
         .texts = &j.recipients},
        {"at", "RFC3339", "the moment of judgement; else now", .text = &j.at},
        {"receipt", "FILE", "judge by what a Backpack saw and kept, beside this receipt", .text = &j.receipt},
        {"trust", "DID", "whose receipts count: the did:key of that Backpack", .text = &j.trust},
        {"strict", NULL, "no status list may be shorter than the standard allows",
         .flag = &j.strict},
        {"short-lists", NULL, "status lists may have any length; else 131,072 places, or 100,000",
         .flag = &j.short_lists},
        {"intranet", NULL, "also fetch from private addresses", .flag = &j.intranet},
    };
    const struct cli_usage usage = {
        .command = "verify",
        .arguments = "[--json] [--offline] [--documents MAP.json] [--recipient WHO] [--at TIME] "
                     "FILE|URL|- …",
        .summary = "Say whether badges of any version and wrapping hold, and why",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 1,
        .max_arguments = MANY,
        .yes = "every badge holds",
        .no = "a badge does not hold",
        .unclear = "could not tell: something needed was out of reach",
        .more =
            "Of a PDF the badges are judged that are attached to it, not what its pages say.\n"
            "MAP.json maps each URL to a file name beside the map, or to {\"status\", "
            "\"headers\",\n"
            "and one of \"file\", \"json\", \"text\", \"base64\"}; a URL that is not in it "
            "does not answer.\n"
            "A receipt (receipt.jwt of what was taken away) lies beside the folder documents/, whose\n"
            "files are what was seen then. The badge is judged for that moment; it is valid only if\n"
            "the receipt is signed by the key that --trust names. A server tells its own at\n"
            "/.well-known/lapel-receipts.json.\n"
            "Of several badges each is judged, lists and keys of one issuer are fetched once,\n"
            "and the exit status is the worst: 65, then 1, then 2. With --json they are a list.",
    };

    if (cli_parse(&usage, a, argc, argv, &j.inputs, &status))
        status = run(&j);
    arena_free(a);
    return status;
}
