/* Files of commands: read whole within a limit, written whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static code read_all(struct arena *a, int fd, const char *name, size_t max, str *out,
                     struct error *err)
{
    struct buf b = buf_new(a);
    char chunk[16384];
    ssize_t n;

    while ((n = read(fd, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(err, UNREACHABLE, name, "the file cannot be read: %s", strerror(errno));
        if (b.n + (size_t)n > max)
            return fail(err, LIMIT, name, "the file is larger than %zu KB", max / 1024);
        buf_put(&b, (str){chunk, (size_t)n});
    }
    *out = buf_done(&b);
    return OK;
}

code cli_read(struct arena *a, str path, size_t max, str *out, struct error *err)
{
    const char *name = str_z(a, path);

    if (str_eq(path, S("-")))
        return read_all(a, STDIN_FILENO, "standard input", max, out, err);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(err, NOT_FOUND, name, "the file cannot be opened: %s", strerror(errno));
    code c = read_all(a, fd, name, max, out, err);
    close(fd);
    return c;
}

bool cli_print(str text)
{
    fwrite(text.p, 1, text.n, stdout);
    return fflush(stdout) == 0 && !ferror(stdout);
}

static bool write_all(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}

code cli_write(struct arena *a, str path, str bytes, bool secret, struct error *err)
{
    const char *name = str_z(a, path);
    const char *temporary = str_z(a, str_printf(a, "%s.new", name));

    if (str_eq(path, S("-")))
        return cli_print(bytes) ? OK : fail(err, FAULT, "", "standard output cannot be written");
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secret ? 0600 : 0666);
    if (fd < 0)
        return fail(err, FAULT, name, "the file cannot be written: %s", strerror(errno));
    bool ok = write_all(fd, bytes) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    if (ok && rename(temporary, name) == 0)
        return OK;
    code c = fail(err, FAULT, name, "the file cannot be written: %s", strerror(errno));
    unlink(temporary);
    return c;
}
