/* file.c — whole files in and out. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "file.h"

code file_read(struct arena *a, const char *path, str *out, struct error *err)
{
    FILE *f = fopen(path, "rb");
    struct buf b = buf_new(a);
    char part[4096];
    size_t n;

    if (!f)
        return fail(err, NOT_FOUND, path, "cannot be opened: %s", strerror(errno));
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_put(&b, (str){part, n});
    fclose(f);
    *out = buf_done(&b);
    return OK;
}

code file_write(const char *path, str text, struct error *err)
{
    FILE *f = fopen(path, "wb");
    bool is_written = f && fwrite(text.p, 1, text.n, f) == text.n;

    if (f && fclose(f) != 0)
        is_written = false;
    return is_written ? OK : fail(err, FAULT, path, "cannot be written: %s", strerror(errno));
}
