/* base/spill.c — pwrite and pread through one buffer. */
#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define AT_ONCE ((size_t)64 << 10)

code spill_open(struct arena *a, struct spill *out, struct error *err)
{
    const char *folder = getenv("TMPDIR");

    *out = (struct spill){.waiting = arena_alloc(a, AT_ONCE, 1)};
    out->fd = open(folder && *folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (out->fd < 0) {
        out->fd = 0;
        return fail(err, FAULT, "", "cannot make a temporary file: %s", strerror(errno));
    }
    return OK;
}

static code write_out(struct spill *s, str bytes, struct error *err)
{
    while (bytes.n) {
        ssize_t n = pwrite(s->fd, bytes.p, bytes.n, (off_t)s->bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(err, errno == ENOSPC ? LIMIT : FAULT, "", "cannot write to a temporary file: %s", strerror(errno));
        bytes = str_from(bytes, (size_t)n);
        s->bytes += (size_t)n;
    }
    return OK;
}

static code empty_buffer(struct spill *s, struct error *err)
{
    size_t n = s->n;

    s->n = 0;
    return write_out(s, (str){s->waiting, n}, err);
}

code spill_put(void *spill, str bytes, struct error *err)
{
    struct spill *s = spill;

    if (bytes.n > AT_ONCE - s->n)
        TRY(empty_buffer(s, err));
    if (bytes.n > AT_ONCE)
        return write_out(s, bytes, err);
    if (bytes.n)
        memcpy(s->waiting + s->n, bytes.p, bytes.n);
    s->n += bytes.n;
    return OK;
}

code spill_read(struct spill *s, uint64_t at, char *out, size_t n, size_t *got, struct error *err)
{
    if (s->n)
        TRY(empty_buffer(s, err));
    for (*got = 0; *got < n;) {
        ssize_t some = pread(s->fd, out + *got, n - *got, (off_t)(at + *got));
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return fail(err, FAULT, "", "cannot read from a temporary file: %s", strerror(errno));
        if (some == 0)
            return OK;
        *got += (size_t)some;
    }
    return OK;
}

code spill_again(void *spill, spill_fn *to, void *ctx, struct error *err)
{
    struct spill *s = spill;

    TRY(empty_buffer(s, err));
    for (uint64_t at = 0; at < s->bytes;) {
        ssize_t n = pread(s->fd, s->waiting, AT_ONCE, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(err, FAULT, "", "cannot read from a temporary file: %s", n ? strerror(errno) : "it is too short");
        at += (uint64_t)n;
        TRY(to(ctx, (str){s->waiting, (size_t)n}, err));
    }
    return OK;
}

void spill_close(struct spill *s)
{
    if (s->fd)
        close(s->fd);
    *s = (struct spill){0};
}
