/* web/http_answer.c — responses in the library's form: for one request, or made
 * ready for many. */
#include "web/http_answer.h"

#include <stdio.h>
#include <string.h>

#define MOST_KEPT   ((size_t)32 << 10)
#define FOR_HEADERS 2048                         /* about what the library needs for a dozen */

static bool has_no_body(int status)
{
    return status == 204 || status == 304;
}

static struct MHD_Response *from_body(const struct response *rs, enum MHD_ResponseMemoryMode mode)
{
    size_t n = has_no_body(rs->status) ? 0 : rs->body.n;

    return mhd.create_response_from_buffer(n, (void *)(uintptr_t)(n ? rs->body.p : ""), n ? mode : MHD_RESPMEM_PERSISTENT);
}

/* The library closes the file when it is done with it. */
static struct MHD_Response *from_file(struct response *rs)
{
    struct MHD_Response *r = mhd.create_response_from_fd(rs->file_size, rs->file);

    if (r)
        rs->file = 0;
    return r;
}

static void add_headers(const struct response *rs, struct MHD_Response *r)
{
    if (!str_is_empty(rs->type) && !has_no_body(rs->status)) {
        char type[128];
        snprintf(type, sizeof type, STR_FMT, STR_ARG(rs->type));
        mhd.add_response_header(r, "Content-Type", type);
    }
    for (size_t i = 0; i < rs->headers.n; i++)   /* NUL-terminated: response_header copied them */
        mhd.add_response_header(r, rs->headers.items[i].name.p, rs->headers.items[i].value.p);
}

struct MHD_Response *http_answer(struct response *rs)
{
    struct MHD_Response *r = rs->file && !has_no_body(rs->status) ? from_file(rs) : from_body(rs, MHD_RESPMEM_PERSISTENT);

    if (r)
        add_headers(rs, r);
    return r;
}

/* ---- made ready ---- */

bool http_ready_make(const struct response *rs, struct http_ready *out)
{
    str tag = response_get_header(rs, "ETag");

    if (rs->file || rs->body.n > MOST_KEPT || tag.n >= sizeof out->tag || has_no_body(rs->status) ||
        !str_is_absent(response_get_header(rs, "Set-Cookie")))
        return false;
    *out = (struct http_ready){.whole = from_body(rs, MHD_RESPMEM_MUST_COPY), .status = (unsigned)rs->status,
                               .size = rs->body.n + FOR_HEADERS};
    if (!out->whole)
        return false;
    add_headers(rs, out->whole);
    memcpy(out->tag, tag.n ? tag.p : "", tag.n);
    return true;
}

void http_ready_end(struct http_ready *r)
{
    if (r->whole)
        mhd.destroy_response(r->whole);
    *r = (struct http_ready){0};
}

/* RFC 9110 §15.4.5: the headers that the whole would have, but for those of the body. */
static enum MHD_Result copy_header(void *ctx, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    if (strcasecmp(name, "Content-Type") != 0)
        mhd.add_response_header(ctx, name, value);
    return MHD_YES;
}

struct MHD_Response *http_answer_unchanged(const struct http_ready *r)
{
    struct MHD_Response *out = mhd.create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);

    if (out)
        mhd.get_response_headers(r->whole, copy_header, out);
    return out;
}
