/* cli/bench_cold.c — what a new process costs: a verification by the command
 * line, and a server up to its first answer. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "badge/issue.h"
#include "base/clock.h"
#include "cli/bench.h"
#include "cli/cli.h"
#include "format/did.h"

#define RUNS 9

extern char **environ;

struct cold {
    struct arena *a;
    const char *folder, *data, *token;
    char self[512];
    double start_ms, memory;                     /* of the last start */
};

/* ---- a child ---- */

/* Its standard output goes to `out`, or nowhere when that is -1. */
static pid_t start_child(char *const argv[], int out)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (out < 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    else
        posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Exit status, or -1; `ms`: processor time of the child. */
static int run_child(char *const argv[], double *ms)
{
    struct rusage used;
    int status = 0;
    pid_t pid = start_child(argv, -1);

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

/* "Lapel listens on 127.0.0.1:41233", or with http:// before it. */
static int64_t read_port(int fd)
{
    char line[256];
    size_t n = 0;
    int64_t port = 0;

    while (n < sizeof line && read(fd, line + n, 1) == 1 && line[n] != '\n')
        n++;
    str text = {line, n};
    for (ptrdiff_t at; (at = str_find_byte(text, ':')) >= 0;)
        text = str_from(text, (size_t)at + 1);
    return str_to_int(text, &port) ? port : 0;
}

static bool answers(int64_t port)
{
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char got[16] = {0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
              write(fd, ask, sizeof ask - 1) == (ssize_t)sizeof ask - 1 && read(fd, got, 12) == 12;

    if (fd >= 0)
        close(fd);
    return ok && memcmp(got + 9, "200", 3) == 0;
}

static double resident_mib(struct arena *a, pid_t pid)
{
    str text, line, name;
    int64_t kb = 0;

    if (cli_read(a, str_printf(a, "/proc/%d/status", (int)pid), 65536, &text, NULL) != OK)
        return 0;
    while (str_cut_line(&text, &line))
        if (str_cut(&line, ':', &name) && str_eq(name, S("VmRSS"))) {
            line = str_trim(line);
            if (str_cut(&line, ' ', &name) && str_to_int(name, &kb))
                break;
        }
    return (double)kb / 1024;
}

static bool start_once(struct cold *c, struct arena *a)
{
    char *argv[] = {c->self, (char[]){"serve"}, (char[]){"--listen"}, (char[]){"127.0.0.1:0"},
                    (char[]){"--data"}, (char *)(uintptr_t)c->data, NULL};
    int out[2], status;

    if (pipe2(out, O_CLOEXEC) != 0)
        return false;
    int64_t began = clock_monotonic_ns();
    pid_t pid = start_child(argv, out[1]);
    close(out[1]);
    int64_t port = pid > 0 ? read_port(out[0]) : 0;
    bool ok = port > 0 && answers(port);
    c->start_ms = (double)(clock_monotonic_ns() - began) / 1e6;
    close(out[0]);
    if (pid <= 0)
        return false;
    c->memory = resident_mib(a, pid);
    kill(pid, SIGTERM);
    return waitpid(pid, &status, 0) == pid && ok;
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
    ssize_t n = readlink("/proc/self/exe", c->self, sizeof c->self - 1);

    if (n <= 0 || !(c->folder = bench_folder(b, err)) || !(c->data = bench_folder(b, err)))
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
