/* cli/bench_cold.c — what a new process costs: a verification by the command
 * line, and a server up to its first answer. */
#include <sys/resource.h>
#include <sys/wait.h>

#include "badge/issue.h"
#include "cli/bench.h"
#include "cli/bench_serve.h"
#include "cli/cli.h"
#include "format/did.h"

#define RUNS 9

struct cold {
    struct arena *a;
    const char *folder, *data, *token;
    char self[CHILD_PATH];
    double start_ms, memory;                     /* of the last start */
};

/* Exit status, or -1; `ms`: processor time of the child. */
static int run_child(char *const argv[], double *ms)
{
    struct rusage used;
    int status = 0;
    pid_t pid = child_start(argv, -1);

    if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
        return -1;
    *ms = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
          (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The least of several runs: whatever else the machine does only adds. */
static double least_ms(char *const argv[])
{
    double best = 1e9, ms = 0;

    for (int i = 0; i < RUNS; i++)
        if (run_child(argv, &ms) == 0 && ms < best)
            best = ms;
    return best;
}

static double read_verify(void *ctx)
{
    struct cold *c = ctx;
    char *argv[] = {c->self, (char[]){"verify"}, (char[]){"--offline"}, (char *)(uintptr_t)c->token, NULL};

    return least_ms(argv);
}

static double read_openssl(void *ctx)
{
    char *argv[] = {(char[]){"openssl"}, (char[]){"version"}, NULL};

    (void)ctx;
    return least_ms(argv);
}

/* ---- a server ---- */

static bool start_once(struct cold *c, struct arena *a)
{
    struct served s;
    bool ok = serve_start(&s, c->data);

    c->start_ms = s.start_ms;
    c->memory = s.pid > 0 ? serve_memory(&s, a).resident : 0;
    return serve_stop(&s) && ok;
}

static double read_start(void *ctx)
{
    struct cold *c = ctx;
    struct arena *a = arena_new(0);
    double best = 1e9;

    for (int i = 0; i < 3; i++)
        if (start_once(c, a) && c->start_ms < best)
            best = c->start_ms;
    arena_free(a);
    return best;
}

static double read_memory(void *ctx)
{
    return ((struct cold *)ctx)->memory;
}

/* ---- all together ---- */

static code write_token(struct cold *c, struct key *key, struct error *err)
{
    str did = did_key_from(c->a, key), payload, signature, token;
    struct issue_key signer = {key, str_printf(c->a, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(str_from(did, 8)))};
    const struct badge b = {
        .version = OB_3_0, .kind = KIND_VC_JWT, .id = S("urn:uuid:7d1c5f6e-0000-4000-8000-000000000001"),
        .subject_id = S("did:example:ada"), .has_valid_from = true, .valid_from = 1767225600000,
        .issuer = {.id = did, .name = S("Acme Training")},
        .achievement = {.id = S("https://acme.example.org/b/1"), .name = S("Ladder safety"),
                        .description = S("Safe use of ladders"), .criteria_narrative = S("Pass the test.")}};

    TRY(vcjwt_payload(c->a, &b, &payload, err));
    TRY(vcjwt_sign(c->a, payload, &signer, &signature, &token, err));
    return cli_write(c->a, cstr(c->token), token, false, err);
}

/* A broken token is refused with 1, a good one accepted with 0. */
static code prove(struct cold *c, struct error *err)
{
    str text;
    double ms;
    char *argv[] = {c->self, (char[]){"verify"}, (char[]){"--offline"}, (char *)(uintptr_t)c->token, NULL};

    if (run_child(argv, &ms) != EXIT_YES)
        return fail(err, FAULT, "cold", "lapel verify does not accept the badge that it should");
    TRY(cli_read(c->a, cstr(c->token), 65536, &text, err));
    str changed = str_copy(c->a, text);
    ((char *)(uintptr_t)changed.p)[text.n / 2] = text.p[text.n / 2] == 'A' ? 'B' : 'A';
    TRY(cli_write(c->a, cstr(c->token), changed, false, err));
    if (run_child(argv, &ms) != EXIT_NO)
        return fail(err, FAULT, "cold", "lapel verify does not refuse a changed badge");
    TRY(cli_write(c->a, cstr(c->token), text, false, err));
    if (!start_once(c, c->a))
        return fail(err, FAULT, "cold", "lapel serve does not answer");
    return OK;
}

static code prepare(struct bench *b, struct cold *c, struct error *err)
{
    struct key *key = NULL;

    if (!child_self(c->self) || !(c->folder = bench_folder(b, err)) || !(c->data = bench_folder(b, err)))
        return FAULT;
    c->token = str_z(c->a, str_printf(c->a, "%s/badge.jwt", c->folder));
    TRY(key_generate(KEY_ED25519, &key, err));
    code result = write_token(c, key, err);
    key_close(key);
    TRY(result);
    return prove(c, err);
}

code bench_cold(struct bench *b, struct error *err)
{
    struct cold c = {.a = bench_arena(b)};
    code result = prepare(b, &c, err);
    const struct measure measures[] = {
        {"openssl version, processor time", "ms", .read = read_openssl, .ctx = &c},
        {"lapel verify, processor time", "ms", .read = read_verify, .ctx = &c},
        {"lapel serve to its first answer, second start", "ms", .read = read_start, .ctx = &c, .bar = {100, 30, false}},
        {"lapel serve, memory when empty", "MiB", .read = read_memory, .ctx = &c, .bar = {16, 8, false}},
    };
    const struct ratio ratios[] = {{"lapel verify / openssl version", 1, 0, 0, {2, 1.4, false}}};

    if (result == OK)
        bench_compare(b, &(struct comparison){measures, COUNT(measures), ratios, COUNT(ratios), 5});
    bench_remove_folder(c.folder);
    bench_remove_folder(c.data);
    return result;
}
