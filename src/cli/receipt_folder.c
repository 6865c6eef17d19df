#include "cli/receipt_folder.h"

#include "cli/cli.h"

#define MAX_FILE ((size_t)5 << 20)               /* security.md §4: upload */

struct beside { str folder; };

static code read_document(void *ctx, struct arena *a, str sha256, str *bytes, struct error *err)
{
    const struct beside *b = ctx;

    return cli_read(a, str_join(a, b->folder, sha256), MAX_FILE, bytes, err);
}

static str folder_of(str path)
{
    for (size_t n = path.n; n > 0; n--)
        if (path.p[n - 1] == '/')
            return str_slice(path, 0, n);
    return S("");
}

code receipt_folder_open(struct arena *a, str path, struct receipt_case *out, struct error *err)
{
    struct beside *b = NEW(a, struct beside);

    b->folder = str_join(a, folder_of(path), S("documents/"));
    out->folder = (struct receipt_folder){read_document, b};
    return cli_read(a, path, RECEIPT_BYTES, &out->token, err);
}
