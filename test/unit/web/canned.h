/* canned.h — a server of one thread that says what it was given, byte by byte,
 * and keeps what was said to it. */
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/str.h"

struct canned {
    int listener;
    pthread_t thread;
    atomic_bool stopping;
    atomic_int requests;
    char address[32];                            /* "127.0.0.1:PORT" */
    void (*serve)(struct canned *c, int fd);     /* one connection */
    const void *script;
    char heard[65536];
    size_t heard_n;
};

static __attribute__((unused)) void canned_say(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes = str_from(bytes, (size_t)n);
    }
}

/* Reads into `heard` until `end` stands there; false when the other side left. */
static __attribute__((unused)) bool canned_hear(struct canned *c, int fd, str end)
{
    size_t from = c->heard_n;

    while (!str_contains((str){c->heard + from, c->heard_n - from}, end)) {
        struct pollfd p = {fd, POLLIN, 0};
        if (c->heard_n == sizeof c->heard || poll(&p, 1, 3000) <= 0)
            return false;
        ssize_t n = recv(fd, c->heard + c->heard_n, sizeof c->heard - c->heard_n, 0);
        if (n <= 0)
            return false;
        c->heard_n += (size_t)n;
    }
    return true;
}

static void *canned_run(void *arg)
{
    struct canned *c = arg;

    while (!atomic_load(&c->stopping)) {
        struct pollfd p = {c->listener, POLLIN, 0};
        if (poll(&p, 1, 20) <= 0)
            continue;
        int fd = accept(c->listener, NULL, NULL);
        if (fd < 0)
            continue;
        atomic_fetch_add(&c->requests, 1);
        c->serve(c, fd);
        shutdown(fd, SHUT_WR);
        char rest[4096];
        struct pollfd q = {fd, POLLIN, 0};
        while (poll(&q, 1, 100) > 0 && recv(fd, rest, sizeof rest, 0) > 0)
            continue;
        close(fd);
    }
    return NULL;
}

static __attribute__((unused)) void canned_start(struct canned *c, void (*serve)(struct canned *, int), const void *script)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof in;

    *c = (struct canned){.serve = serve, .script = script};
    c->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(c->listener, (struct sockaddr *)&in, sizeof in) != 0 || listen(c->listener, 16) != 0)
        perror("canned");
    getsockname(c->listener, (struct sockaddr *)&in, &n);
    snprintf(c->address, sizeof c->address, "127.0.0.1:%u", ntohs(in.sin_port));
    pthread_create(&c->thread, NULL, canned_run, c);
}

static __attribute__((unused)) void canned_stop(struct canned *c)
{
    atomic_store(&c->stopping, true);
    pthread_join(c->thread, NULL);
    close(c->listener);
}
