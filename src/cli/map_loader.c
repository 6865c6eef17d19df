#include "cli/map_loader.h"

#include "cli/cli.h"

#define MAX_MAP  ((size_t)64 << 20)
#define MAX_FILE ((size_t)5 << 20)               /* security.md §4: upload */

struct map_files { str folder; };

static code read_beside_map(void *ctx, struct arena *a, str path, str *bytes, struct error *err)
{
    const struct map_files *files = ctx;

    if (!str_starts(path, S("/")))
        path = str_join(a, files->folder, path);
    return cli_read(a, path, MAX_FILE, bytes, err);
}

static str folder_of(str path)
{
    for (size_t n = path.n; n > 0; n--)
        if (path.p[n - 1] == '/')
            return str_slice(path, 0, n);
    return S("");
}

code map_loader_open(struct arena *a, str path, struct loader *out, struct error *err)
{
    struct loader_map *map;
    struct map_files *files = NEW(a, struct map_files);
    str text;

    files->folder = folder_of(path);
    TRY(cli_read(a, path, MAX_MAP, &text, err));
    TRY(loader_map_open(a, text, read_beside_map, files, &map, err));
    *out = loader_of_map(map);
    return OK;
}
