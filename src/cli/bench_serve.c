/* cli/bench_serve.c */
#include "cli/bench_serve.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/cli.h"

#define MOST_ANSWER ((size_t)1 << 20)

extern char **environ;

/* ---- a child ---- */

pid_t child_start(char *const argv[], int out)
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

bool child_self(char path[CHILD_PATH])
{
    ssize_t n = readlink("/proc/self/exe", path, CHILD_PATH - 1);

    path[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* ---- its answers ---- */

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

static int connect_to(int64_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static size_t read_all(int fd, char *to, size_t room)
{
    size_t got = 0;
    ssize_t n;

    while (got < room && (n = read(fd, to + got, room - got)) > 0)
        got += (size_t)n;
    return got;
}

bool serve_ask(const struct served *s, struct arena *a, str path, const char *accept, str *answer)
{
    str ask = str_printf(a, "GET " STR_FMT " HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\nConnection: close\r\n\r\n",
                         STR_ARG(path), accept);
    char *room = NEW_ARRAY(a, MOST_ANSWER, char);
    int fd = connect_to(s->port);
    bool sent = fd >= 0 && write(fd, ask.p, ask.n) == (ssize_t)ask.n;

    *answer = (str){room, sent ? read_all(fd, room, MOST_ANSWER) : 0};
    if (fd >= 0)
        close(fd);
    return answer->n > 12 && memcmp(room + 9, "200", 3) == 0;
}

/* ---- its life ---- */

bool serve_start(struct served *s, const char *data)
{
    char self[CHILD_PATH];
    char *argv[] = {self, (char[]){"serve"}, (char[]){"--listen"}, (char[]){"127.0.0.1:0"}, (char[]){"--log"},
                    (char[]){"warn"}, (char[]){"--public-url"}, (char[]){"https://badges.example.org"},
                    (char[]){"--data"}, (char *)(uintptr_t)data, NULL};
    struct arena *a = arena_new(0);
    int out[2];
    str answer;

    *s = (struct served){.pid = -1};
    if (!child_self(self) || pipe2(out, O_CLOEXEC) != 0)
        return false;
    int64_t began = clock_monotonic_ns();
    s->pid = child_start(argv, out[1]);
    close(out[1]);
    s->port = s->pid > 0 ? read_port(out[0]) : 0;
    bool ok = s->port > 0 && serve_ask(s, a, S("/healthz"), "*/*", &answer);
    s->start_ms = (double)(clock_monotonic_ns() - began) / 1e6;
    close(out[0]);
    arena_free(a);
    return ok;
}

/* "Rss:  13540 kB" */
static double mib_of(str text, str wanted)
{
    str line, name;
    int64_t kb = 0;

    while (str_cut_line(&text, &line))
        if (str_cut(&line, ':', &name) && str_eq(name, wanted)) {
            line = str_trim(line);
            str_cut(&line, ' ', &name);
            return str_to_int(name, &kb) ? (double)kb / 1024 : 0;
        }
    return 0;
}

struct memory serve_memory(const struct served *s, struct arena *a)
{
    str text;

    if (cli_read(a, str_printf(a, "/proc/%d/smaps_rollup", (int)s->pid), 65536, &text, NULL) != OK)
        return (struct memory){0};
    return (struct memory){mib_of(text, S("Rss")), mib_of(text, S("Anonymous")), mib_of(text, S("Pss_File"))};
}

bool serve_stop(struct served *s)
{
    int status = 0;

    if (s->pid <= 0)
        return false;
    kill(s->pid, SIGTERM);
    return waitpid(s->pid, &status, 0) == s->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
