/* web/listen.h — the listening socket: TCP, Unix, or one that systemd opened. */
#pragma once
#include "base/arena.h"
#include "base/str.h"

struct listener {
    int fd;
    bool is_local;                               /* loopback or Unix: all clients may be one proxy */
    const char *unix_path;                       /* removed at the end; NULL otherwise */
};

/* `where`: "127.0.0.1:8080", "[::1]:0", ":8080", "unix:/path". With LISTEN_FDS
 * for this process (sd_listen_fds(3)) the first socket given is used instead.
 * BAD_INPUT: not such a text; CONFLICT: the address is taken. */
MUST_USE code listen_open(struct arena *a, const char *where, struct listener *out, struct error *err);
str listen_address(const struct listener *l, struct arena *a);  /* with the real port */
void listen_close(struct listener *l);
/* Raises the limit of open files as far as allowed; says what it is now. */
size_t listen_raise_file_limit(size_t wanted);
