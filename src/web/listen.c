/* web/listen.c */
#include "web/listen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG         1024
#define FIRST_SYSTEMD_FD 3

static code told_by_errno(const char *where, const char *what, struct error *err)
{
    return fail(err, errno == EADDRINUSE ? CONFLICT : FAULT, where, "%s: %s", what, strerror(errno));
}

/* systemd. */

static bool is_for_us(const char *name, long wanted)
{
    const char *text = getenv(name);
    int64_t n;

    return text && str_to_int(cstr(text), &n) && (wanted ? n == wanted : n > 0);
}

static bool systemd_gave_one(void)
{
    return is_for_us("LISTEN_PID", getpid()) && is_for_us("LISTEN_FDS", 0);
}

/* Unix. */

/* A socket that nobody listens on any more is left over from a crash. */
static void remove_stale(const struct sockaddr_un *address)
{
    struct stat st;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return;
    if (stat(address->sun_path, &st) == 0 && S_ISSOCK(st.st_mode) &&
        connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED)
        unlink(address->sun_path);
    close(fd);
}

static code open_unix(struct arena *a, const char *path, struct listener *out, struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (!path[0] || strlen(path) >= sizeof address.sun_path)
        return fail(err, BAD_INPUT, path, "the path of a Unix socket has 1 to 107 bytes");
    memcpy(address.sun_path, path, strlen(path) + 1);
    remove_stale(&address);
    out->unix_path = str_z(a, cstr(path));
    out->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (out->fd < 0 || bind(out->fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(path, 0660) != 0 || listen(out->fd, BACKLOG) != 0) {
        code c = told_by_errno(path, "cannot listen there", err);
        out->unix_path = NULL;
        return c;
    }
    return OK;
}

/* TCP. */

static code split_host_port(struct arena *a, const char *where, const char **host, const char **port, struct error *err)
{
    str s = cstr(where);
    const char *colon = strrchr(where, ':');
    int64_t n;

    if (!colon || !str_to_int(cstr(colon + 1), &n) || n < 0 || n > 65535)
        return fail(err, BAD_INPUT, where, "the address to listen on is HOST:PORT, such as 127.0.0.1:8080");
    str h = str_slice(s, 0, (size_t)(colon - where));
    if (str_starts(h, S("[")) && str_ends(h, S("]")))
        h = str_slice(h, 1, h.n - 1);
    *host = h.n && !str_eq(h, S("*")) ? str_z(a, h) : NULL;
    *port = colon + 1;
    return OK;
}

static int open_one(const struct addrinfo *ai)
{
    int one = 1, fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static code open_tcp(struct arena *a, const char *where, struct listener *out, struct error *err)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *list = NULL;
    const char *host = NULL, *port = NULL;

    TRY(split_host_port(a, where, &host, &port, err));
    int why = getaddrinfo(host, port, &hints, &list);
    if (why != 0)
        return fail(err, BAD_INPUT, where, "no such address: %s", gai_strerror(why));
    for (const struct addrinfo *ai = list; ai && out->fd < 0; ai = ai->ai_next)
        out->fd = open_one(ai);
    int saved = errno;
    freeaddrinfo(list);
    errno = saved;
    return out->fd < 0 ? told_by_errno(where, "cannot listen there", err) : OK;
}

/* Whatever kind it is. */

static bool is_local(int fd)
{
    struct sockaddr_storage s = {0};
    socklen_t n = sizeof s;

    if (getsockname(fd, (struct sockaddr *)&s, &n) != 0)
        return false;
    if (s.ss_family == AF_INET)
        return (ntohl(((struct sockaddr_in *)&s)->sin_addr.s_addr) >> 24) == 127;
    if (s.ss_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&s)->sin6_addr);
    return s.ss_family == AF_UNIX;
}

code listen_open(struct arena *a, const char *where, struct listener *out, struct error *err)
{
    code c;

    *out = (struct listener){.fd = -1};
    if (systemd_gave_one()) {
        out->fd = FIRST_SYSTEMD_FD;
        fcntl(out->fd, F_SETFD, FD_CLOEXEC);
        fcntl(out->fd, F_SETFL, fcntl(out->fd, F_GETFL) | O_NONBLOCK);
        c = OK;
    } else if (str_starts(cstr(where), S("unix:"))) {
        c = open_unix(a, where + 5, out, err);
    } else {
        c = open_tcp(a, where, out, err);
    }
    if (c != OK)
        listen_close(out);
    else
        out->is_local = is_local(out->fd);
    return c;
}

str listen_address(const struct listener *l, struct arena *a)
{
    struct sockaddr_storage s = {0};
    socklen_t n = sizeof s;
    char host[INET6_ADDRSTRLEN];

    if (getsockname(l->fd, (struct sockaddr *)&s, &n) != 0)
        return (str){NULL, 0};
    if (s.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&s;
        return str_printf(a, "%s:%u", inet_ntop(AF_INET, &in->sin_addr, host, sizeof host),
                          ntohs(in->sin_port));
    }
    if (s.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&s;
        return str_printf(a, "[%s]:%u", inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host),
                          ntohs(in6->sin6_port));
    }
    return str_printf(a, "unix:%s", ((const struct sockaddr_un *)&s)->sun_path);
}

void listen_close(struct listener *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->unix_path)
        unlink(l->unix_path);
    *l = (struct listener){.fd = -1};
}

size_t listen_raise_file_limit(size_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}
