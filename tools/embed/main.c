/* main.c — embed: files into C.
 *   embed --table NAME -o OUT.c [NAME=PATH | DIR]...   a table of files (base/embedded.h)
 *   embed --sprite ICONS.list DIR -o OUT.svg           icons of DIR as one file
 *   embed --icons ICONS.json DIR -o OUT.txt            every icon of DIR, to be searched
 *   embed --contexts|--schemas LIST MODULES -o OUT.c   JSON documents by address (documents.c)
 * A DIR is taken whole, names relative to it. A file `order.list` in one of
 * its folders names files that are joined into FOLDER/lapel.ENDING; other
 * `.list` files are for the build and stay out. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "base/arena.h"
#include "embed.h"
#include "../file.h"

#define QUOTA     ((size_t)512 << 20)
#define MAX_DEPTH 4

static code add_file(struct arena *a, struct items *items, str name, const char *path, struct error *err)
{
    struct item it = {.name = name};

    TRY(file_read(a, path, &it.bytes, err));
    *list_add(a, items) = it;
    return OK;
}

/* Joins what `order` names; `*joined` keeps those names, so that they are not
 * taken a second time on their own. */
static code add_joined(struct arena *a, struct items *items, str prefix, str dir, struct map *joined,
                       struct error *err)
{
    str order, name, bytes, ending = S("");
    struct buf b = buf_new(a);

    TRY(file_read(a, str_z(a, str_printf(a, STR_FMT "/order.list", STR_ARG(dir))), &order, err));
    while (str_cut_line(&order, &name)) {
        str path;
        name = str_trim(name);
        if (name.n == 0 || name.p[0] == '#')
            continue;
        path = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name));
        TRY(file_read(a, str_z(a, path), &bytes, err));
        buf_put(&b, bytes);
        if (!str_ends(bytes, S("\n")))
            buf_byte(&b, '\n');
        *map_at(joined, name) = joined;
        ending = str_from(name, (size_t)(str_find_byte(name, '.') + (str_find_byte(name, '.') < 0)));
    }
    *list_add(a, items) = (struct item){
        str_printf(a, STR_FMT "lapel" STR_FMT, STR_ARG(prefix), STR_ARG(ending)), buf_done(&b)};
    return OK;
}

static code add_folder(struct arena *a, struct items *items, str prefix, str dir, int depth, struct error *err);

static code add_entry(struct arena *a, struct items *items, str prefix, str dir, str name, int depth,
                      const struct map *joined, struct error *err)
{
    str path = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name));
    struct stat st;

    if (name.p[0] == '.' || str_ends(name, S(".list")) || str_ends(name, S(".md")) || map_get(joined, name))
        return OK;
    if (stat(str_z(a, path), &st) != 0)
        return fail(err, NOT_FOUND, str_z(a, path), "cannot be read");
    if (S_ISDIR(st.st_mode))
        return add_folder(a, items, str_printf(a, STR_FMT STR_FMT "/", STR_ARG(prefix), STR_ARG(name)), path,
                          depth + 1, err);
    return add_file(a, items, str_printf(a, STR_FMT STR_FMT, STR_ARG(prefix), STR_ARG(name)), str_z(a, path), err);
}

static code list_folder(struct arena *a, str dir, struct str_list *names, struct error *err)
{
    DIR *d = opendir(str_z(a, dir));
    struct dirent *e;

    if (!d)
        return fail(err, NOT_FOUND, str_z(a, dir), "this folder cannot be read");
    while ((e = readdir(d)))
        *list_add(a, names) = str_copy(a, cstr(e->d_name));
    closedir(d);
    return OK;
}

static code add_folder(struct arena *a, struct items *items, str prefix, str dir, int depth, struct error *err)
{
    struct str_list names = {0};
    struct map *joined = map_new(a);

    if (depth > MAX_DEPTH)
        return fail(err, LIMIT, str_z(a, dir), "folders are nested deeper than %d", MAX_DEPTH);
    TRY(list_folder(a, dir, &names, err));
    for (size_t i = 0; i < names.n; i++)
        if (str_eq(names.items[i], S("order.list")))
            TRY(add_joined(a, items, prefix, dir, joined, err));
    for (size_t i = 0; i < names.n; i++)
        TRY(add_entry(a, items, prefix, dir, names.items[i], depth, joined, err));
    return OK;
}

static code make_table(struct arena *a, const char *table, char **what, int n, str *out, struct error *err)
{
    struct items items = {0};

    for (int i = 0; i < n; i++) {
        str path = cstr(what[i]), name;
        if (str_find_byte(path, '=') < 0) {
            TRY(add_folder(a, &items, S(""), path, 0, err));
            continue;
        }
        str_cut(&path, '=', &name);
        TRY(add_file(a, &items, name, path.p, err));
    }
    return table_write(a, table, &items, out, err);
}

static int usage(void)
{
    fputs("usage: embed --table NAME -o OUT.c [NAME=PATH | DIR]...\n"
          "       embed --sprite ICONS.list DIR -o OUT.svg\n"
          "       embed --icons ICONS.json DIR -o OUT.txt\n"
          "       embed --contexts|--schemas LIST MODULES -o OUT.c\n", stderr);
    return 64;
}

static code run(struct arena *a, int argc, char **argv, struct error *err)
{
    bool is_table = strcmp(argv[1], "--table") == 0;
    const char *to = argv[is_table ? 4 : 5];
    str text;

    if (is_table)
        TRY(make_table(a, argv[2], argv + 5, argc - 5, &text, err));
    else if (strcmp(argv[1], "--sprite") == 0)
        TRY(sprite_write(a, argv[2], argv[3], &text, err));
    else if (strcmp(argv[1], "--icons") == 0)
        TRY(icons_write(a, argv[2], argv[3], &text, err));
    else
        TRY(documents_write(a, &(struct documents_input){argv[1] + 2, argv[2], argv[3]}, &text, err));
    return file_write(to, text, err);
}

static bool is_right_use(int argc, char **argv)
{
    if (argc >= 5 && strcmp(argv[1], "--table") == 0)
        return strcmp(argv[3], "-o") == 0;
    return argc == 6 && strcmp(argv[4], "-o") == 0 &&
           (strcmp(argv[1], "--sprite") == 0 || strcmp(argv[1], "--icons") == 0 ||
            (strncmp(argv[1], "--", 2) == 0 && documents_known(argv[1] + 2)));
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct arena *a;
    code c;

    if (!is_right_use(argc, argv))
        return usage();
    a = arena_new(QUOTA);
    c = run(a, argc, argv, &err);
    if (c != OK)
        fprintf(stderr, "%s: error: %s\n", err.where, err.text);
    arena_free(a);
    return c == OK ? 0 : 1;
}
