/* main.c — tmplc: HTML templates to C.
 *   tmplc -o OUT.c FILE.html          one file's functions
 *   tmplc --header -o OUT.h FILE...   the prototypes of all
 *   tmplc --pot -o OUT.pot FILE...    the strings for translators */
#include <stdio.h>
#include <string.h>
#include "tmplc.h"
#include "../file.h"

#define QUOTA ((size_t)256 << 20)

struct options { const char *out; bool header, pot; char **files; size_t n; };

static code read_all(struct arena *a, const struct options *o, struct header_file *files, struct error *err)
{
    for (size_t i = 0; i < o->n; i++) {
        files[i].path = o->files[i];
        TRY(file_read(a, o->files[i], &files[i].text, err));
    }
    return OK;
}

static str translate(struct arena *a, const struct options *o, const struct header_file *files)
{
    struct messages messages = {0};
    struct buf b = buf_new(a);

    if (o->header)
        return header_write(a, files, o->n);
    for (size_t i = 0; i < o->n; i++) {
        str c = compile_file(a, files[i].path, files[i].text, &messages);
        if (!o->pot)
            buf_put(&b, c);
    }
    if (o->pot)
        messages_write(&messages, &b);
    return buf_done(&b);
}

static bool read_options(int argc, char **argv, struct options *o)
{
    int i = 1;

    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--header") == 0)
            o->header = true;
        else if (strcmp(argv[i], "--pot") == 0)
            o->pot = true;
        else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
            o->out = argv[++i];
        else
            return false;
    }
    o->files = argv + i;
    o->n = (size_t)(argc - i);
    return o->out && o->n > 0 && (o->header || o->pot || o->n == 1);
}

static code run(struct arena *a, const struct options *o, struct error *err)
{
    struct header_file *files = NEW_ARRAY(a, o->n, struct header_file);

    TRY(read_all(a, o, files, err));
    return file_write(o->out, translate(a, o, files), err);
}

int main(int argc, char **argv)
{
    struct options o = {0};
    struct error err = {0};
    struct arena *a;
    code c;

    if (!read_options(argc, argv, &o)) {
        fputs("usage: tmplc [--header | --pot] -o OUT FILE...\n", stderr);
        return 64;
    }
    a = arena_new(QUOTA);
    c = run(a, &o, &err);
    if (c != OK)
        fprintf(stderr, "%s: error: %s\n", err.where, err.text);
    arena_free(a);
    return c == OK ? 0 : 1;
}
