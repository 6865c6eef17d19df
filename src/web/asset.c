/* web/asset.c — the address of an embedded file holds the hash of its bytes,
 * so a browser may keep it for ever; an old hash answers 404. */
#include "web/asset.h"
#include <stdlib.h>
#include <string.h>
#include "base/embedded.h"
#include "base/log.h"

static const struct embedded_file *find(str name)
{
    size_t low = 0, high = embedded_asset_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(name, cstr(embedded_assets[middle].name));
        if (c == 0)
            return &embedded_assets[middle];
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

str asset_href(struct arena *a, const char *name)
{
    const struct embedded_file *f = find(cstr(name));

    if (!f) {
        log_event(LOG_ERROR, "asset.unknown", "name", name, NULL);
        abort();
    }
    return str_printf(a, "/assets/%s/%s", f->hash, f->name);
}

bool asset_find(const char *name, str *bytes, str *type)
{
    const struct embedded_file *f = find(cstr(name));

    if (!f)
        return false;
    *bytes = (str){(const char *)f->data, f->size};
    *type = cstr(f->type);
    return true;
}

static bool takes_gzip(const struct request *rq)
{
    str header = request_header(rq, "accept-encoding"), part, coding;

    while (str_cut(&header, ',', &part)) {
        if (!str_cut(&part, ';', &coding) || !str_eq_nocase(str_trim(coding), S("gzip")))
            continue;
        part = str_trim(part);
        return !(str_eq(part, S("q=0")) || str_eq(part, S("q=0.0")) ||
                 str_eq(part, S("q=0.00")) || str_eq(part, S("q=0.000")));
    }
    return false;
}

void asset_serve(struct request *rq, struct response *rs)
{
    const struct embedded_file *f = find(request_param(rq, "name"));

    if (!f || !str_eq(request_param(rq, "hash"), cstr(f->hash))) {
        response_text(rs, 404, S("There is no such file.\n"));
        return;
    }
    bool packed = f->gzip_data && takes_gzip(rq);
    str tag = str_printf(rq->arena, "\"%s%s\"", f->hash, packed ? "-gz" : "");
    response_header(rs, "Cache-Control", S("public, max-age=31536000, immutable"));
    response_header(rs, "ETag", tag);
    if (f->gzip_data)
        response_header(rs, "Vary", S("Accept-Encoding"));
    if (str_eq(request_header(rq, "if-none-match"), tag)) {
        rs->status = 304;
        return;
    }
    if (packed)
        response_header(rs, "Content-Encoding", S("gzip"));
    response_bytes(rs, cstr(f->type), packed ? (str){(const char *)f->gzip_data, f->gzip_size}
                                             : (str){(const char *)f->data, f->size});
}
