/* client.h — raw bytes to a listener on this machine, and what comes back. */
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

#define CLIENT_UNUSED static __attribute__((unused))

/* `address`: "127.0.0.1:PORT". */
CLIENT_UNUSED int client_connect(str address)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int64_t port = 0;
    str host;

    str_cut(&address, ':', &host);
    if (!str_to_int(address, &port))
        return -1;
    in.sin_port = htons((uint16_t)port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&in, sizeof in) == 0)
        return fd;
    close(fd);
    return -1;
}

/* False: the other side has closed. */
CLIENT_UNUSED bool client_send(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}

/* One read into `b`; false at the end, and when nothing came for `wait_ms`. */
CLIENT_UNUSED bool client_read_some(int fd, int wait_ms, struct buf *b, bool *closed)
{
    struct pollfd p = {fd, POLLIN, 0};
    char part[16384];

    if (poll(&p, 1, wait_ms) <= 0)
        return false;
    ssize_t n = recv(fd, part, sizeof part, 0);
    if (n <= 0) {
        *closed = true;
        return false;
    }
    buf_put(b, (str){part, (size_t)n});
    return true;
}

struct client_answer { str bytes; int status; bool closed; };

CLIENT_UNUSED int client_status(str bytes)
{
    int64_t status = 0;

    return str_starts(bytes, S("HTTP/1.")) && str_to_int(str_slice(bytes, 9, 12), &status) ? (int)status : 0;
}

CLIENT_UNUSED struct client_answer client_read(struct arena *a, int fd, int wait_ms)
{
    struct buf b = buf_new(a);
    struct client_answer out = {.closed = false};

    while (client_read_some(fd, wait_ms, &b, &out.closed))
        continue;
    out.bytes = buf_done(&b);
    out.status = client_status(out.bytes);
    return out;
}

/* A connection of its own; waits until the other side is quiet or closes. An
   answer that is to come may take its time on a busy machine. */
CLIENT_UNUSED struct client_answer client_ask(struct arena *a, str address, str bytes)
{
    int fd = client_connect(address);
    struct client_answer out = {.closed = true};

    if (fd < 0)
        return out;
    client_send(fd, bytes);
    if (poll(&(struct pollfd){fd, POLLIN, 0}, 1, 10000) > 0)
        out = client_read(a, fd, 300);
    close(fd);
    return out;
}

CLIENT_UNUSED size_t client_count(str bytes, str what)
{
    size_t n = 0;

    for (ptrdiff_t at; (at = str_find(bytes, what)) >= 0; n++)
        bytes = str_from(bytes, (size_t)at + what.n);
    return n;
}
