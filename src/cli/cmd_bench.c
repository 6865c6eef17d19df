/* cli/cmd_bench.c — measures Lapel against the raw limits of this machine. */
#include "base/crypto.h"
#include "base/log.h"
#include "cli/bench.h"
#include "cli/cli.h"

#define QUOTA ((size_t)256 << 20)

static const struct {
    const char *name, *what;
    code (*run)(struct bench *b, struct error *err);
} groups[] = {
    {"proof", "issue and verify Data Integrity, against the bare signature", bench_proof},
    {"warm", "verify a badge when its issuer's list and keys are at hand, against its proof", bench_warm},
    {"jwt", "sign and verify a VC-JWT, against the bare signature over the same bytes", bench_jwt},
    {"bytes", "bake a picture and read JSON, against copying the same bytes", bench_bytes},
    {"rdfc", "canonical forms of a credential, against the hash of the same bytes", bench_rdfc},
    {"jsonld", "understand a JSON-LD credential, against hashing its canonical form", bench_jsonld},
    {"award", "award 10,000 people and 100,000, against one bare insert and signature each", bench_award},
    {"busy", "award 100,000 people in one list to its end, against as many bare signatures, with pages asked meanwhile", bench_busy},
    {"postgres", "award 10,000 people on PostgreSQL, in time on the wall", bench_postgres},
    {"import", "bring 2,000 people and 20,000 into the directory, against bare inserts", bench_import},
    {"roster", "look at a list of 100,000 people, bring it in and take it back to the last, with pages asked meanwhile", bench_roster},
    {"page", "every list of the administration and what is public, with ten times the awards", bench_page},
    {"matrix", "the matrix of 5,000 people and 200 requirements, each order and filter, against its bar", bench_matrix},
    {"work", "what 100,000 people are asked for, can do and are ready for, each page against its bar", bench_work_pages},
    {"memory", "a server with many awards, against an empty one", bench_memory},
    {"cold", "from nothing to an answer, against `openssl version`", bench_cold},
};

static bool is_known(str name)
{
    for (size_t i = 0; i < COUNT(groups); i++)
        if (str_eq(name, cstr(groups[i].name)))
            return true;
    return false;
}

#define MOST_AWARDS 10000000

static bool read_awards(str text, int *out)
{
    int64_t n = 0;

    *out = 100000;
    if (str_is_absent(text))
        return true;
    if (!str_to_int(text, &n) || n < 10000 || n > MOST_AWARDS || n % 10000)
        return false;
    *out = (int)n;
    return true;
}

static int run(struct arena *a, const struct bench_options *opt, str only)
{
    struct bench *b = bench_open(a, opt);
    struct error err = {0};

    crypto_start();
    log_set_level(LOG_WARN);
    for (size_t i = 0; i < COUNT(groups); i++) {
        if (!str_is_absent(only) && !str_eq(only, cstr(groups[i].name)))
            continue;
        bench_begin_group(b, groups[i].name, groups[i].what);
        if (groups[i].run(b, &err) != OK)
            return cli_fail(EXIT_FAULT, &err);
    }
    return bench_all_met(b) ? EXIT_YES : EXIT_NO;
}

int cmd_bench(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct bench_options opt = {.to = stdout};
    struct str_list args = {0};
    str only = {0}, awards = {0};
    int status;
    const struct cli_option options[] = {
        {"tsv", NULL, "group, name, unit, median, least, greatest, rounds, with tabs between", .flag = &opt.tsv},
        {"group", "NAME", "only this one: proof, warm, jwt, bytes, rdfc, jsonld, award, busy, postgres, import, roster, page, matrix, work, memory or cold", .text = &only},
        {"peer", "COMMAND", "compare with a program: node tools/peer-vc.mjs", .text = &opt.peer},
        {"database", "URL", "an empty PostgreSQL database for the group postgres", .text = &opt.database},
        {"awards", "N", "of the large organisation of the groups page and memory, of the lists of busy and roster; else 100000", .text = &awards},
        {"data", "DIR", "keep the organisation of the group memory in this new folder", .text = &opt.data},
    };
    const struct cli_usage usage = {
        .command = "bench",
        .no = "something that must be reached was missed",
        .unclear = "a database or a peer does not answer",
        .arguments = "[--tsv] [--group NAME] [--database URL] [--data DIR]",
        .summary = "Measure Lapel against the raw limits of this machine",
        .options = options,
        .n_options = COUNT(options),
        .more = "Times are processor time.\n"
                "`make bench` adds the server against nginx.",
    };

    if (!cli_parse(&usage, a, argc, argv, &args, &status))
        ;
    else if (!str_is_absent(only) && !is_known(only))
        status = cli_complain(EXIT_USAGE, "there is no group " STR_FMT, STR_ARG(only));
    else if (!read_awards(awards, &opt.awards))
        status = cli_complain(EXIT_USAGE, "--awards is a number of ten thousands: 10000 to %d", MOST_AWARDS);
    else
        status = run(a, &opt, only);
    arena_free(a);
    return status;
}
