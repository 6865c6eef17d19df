#include "cli/bench_peer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct peer {
    FILE *to, *from;
    pid_t pid;
};

static pid_t start(const char *command, int in, int out)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static bool is_ready(struct peer *p, str badge)
{
    char line[64];

    fprintf(p->to, STR_FMT "\n", STR_ARG(badge));
    fflush(p->to);
    return fgets(line, sizeof line, p->from) && strcmp(line, "ready\n") == 0;
}

static struct peer *run(struct arena *a, const char *command)
{
    int in[2], out[2];

    if (pipe2(in, O_CLOEXEC) != 0)
        return NULL;
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in[0]);
        close(in[1]);
        return NULL;
    }
    struct peer *p = NEW(a, struct peer);
    p->pid = start(command, in[0], out[1]);
    close(in[0]);
    close(out[1]);
    p->to = fdopen(in[1], "w");
    p->from = fdopen(out[0], "r");
    return p;
}

struct peer *peer_open(struct arena *a, str command, str badge)
{

    if (str_is_empty(command))
        return NULL;
    struct peer *p = run(a, str_z(a, command));
    if (p && (p->pid < 0 || !p->to || !p->from || !is_ready(p, badge))) {
        fprintf(stderr, "lapel: the peer does not verify the badge, and is left out\n");
        peer_close(p);
        return NULL;
    }
    return p;
}

double peer_read(void *peer)
{
    struct peer *p = peer;
    char line[64];

    fputc('\n', p->to);
    fflush(p->to);
    return fgets(line, sizeof line, p->from) ? strtod(line, NULL) : 0;
}

void peer_close(struct peer *p)
{
    if (!p)
        return;
    if (p->to)
        fclose(p->to);
    if (p->from)
        fclose(p->from);
    if (p->pid > 0)
        waitpid(p->pid, NULL, 0);
}
