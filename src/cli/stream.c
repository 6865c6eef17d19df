/* cli/stream.c — files too large for memory. */
#include "cli/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- out ---- */

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

code stream_create(struct arena *a, str path, str name_in_folder, struct stream_out *out, struct error *err)
{
    *out = (struct stream_out){.fd = STDOUT_FILENO, .path = "standard output"};
    if (str_eq(path, S("-")))
        return isatty(STDOUT_FILENO) ? fail(err, BAD_INPUT, "", "a terminal cannot show a backup: name a file") : OK;
    out->path = str_z(a, path);
    if (is_folder(out->path))
        out->path = str_z(a, str_printf(a, "%s/" STR_FMT, out->path, STR_ARG(name_in_folder)));
    out->temporary = str_z(a, str_printf(a, "%s.part", out->path));
    unlink(out->temporary);
    out->fd = open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return out->fd >= 0 ? OK : fail(err, FAULT, out->temporary, "the file cannot be written: %s", strerror(errno));
}

code stream_write(void *ctx, str bytes, struct error *err)
{
    struct stream_out *s = ctx;

    while (bytes.n) {
        ssize_t n = write(s->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(err, FAULT, s->path, "the file cannot be written: %s", strerror(errno));
        bytes = str_from(bytes, (size_t)n);
    }
    return OK;
}

static bool sync_folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    int fd = open(slash ? str_z(a, (str){path, (size_t)(slash - path) + 1}) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return synced;
}

code stream_finish(struct arena *a, struct stream_out *s, code result, struct error *err)
{
    if (!s->temporary)
        return result;
    bool good = result == OK && fsync(s->fd) == 0;
    good = close(s->fd) == 0 && good;
    if (good && rename(s->temporary, s->path) == 0 && sync_folder_of(a, s->path))
        return OK;
    code c = result != OK ? result : fail(err, FAULT, s->path, "the file cannot be written: %s", strerror(errno));
    unlink(s->temporary);
    return c;
}

/* ---- in ---- */

code stream_open(struct arena *a, str path, struct stream_in *in, struct error *err)
{
    *in = (struct stream_in){STDIN_FILENO, "standard input"};
    if (str_eq(path, S("-")))
        return OK;
    in->path = str_z(a, path);
    in->fd = open(in->path, O_RDONLY | O_CLOEXEC);
    return in->fd >= 0 ? OK : fail(err, NOT_FOUND, in->path, "the file cannot be opened: %s", strerror(errno));
}

code stream_read(void *ctx, char *out, size_t n, size_t *got, struct error *err)
{
    struct stream_in *s = ctx;

    for (*got = 0; *got < n;) {
        ssize_t some = read(s->fd, out + *got, n - *got);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return fail(err, UNREACHABLE, s->path, "the file cannot be read: %s", strerror(errno));
        if (some == 0)
            break;
        *got += (size_t)some;
    }
    return OK;
}

void stream_close(struct stream_in *s)
{
    if (s->fd > STDIN_FILENO)
        close(s->fd);
}

/* ---- how far ---- */

void stream_progress(void *ctx, int64_t done, int64_t all)
{
    if (!isatty(STDERR_FILENO))
        return;
    if (all > 0)
        fprintf(stderr, "\r%s: %lld of %lld rows", (const char *)ctx, (long long)done, (long long)all);
    else
        fprintf(stderr, "\r%s: %lld rows", (const char *)ctx, (long long)done);
}

void stream_progress_end(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}
