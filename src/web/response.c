/* web/response.c — filling an answer. Whatever goes into a header is checked
 * here, so that no value can end its line and begin another. */
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/crypto.h"
#include "base/log.h"
#include "web/http.h"
#include "web/spool.h"

static bool is_header_value(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == 0x7F || (c < ' ' && c != '\t'))
            return false;
    }
    return true;
}

/* RFC 9110 §5.6.2 */
static bool is_token(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  str_find_byte(S("!#$%&'*+-.^_`|~"), c) >= 0;
        if (!ok)
            return false;
    }
    return s.n > 0;
}

static bool may_repeat(str name)
{
    return str_eq_nocase(name, S("Set-Cookie")) || str_eq_nocase(name, S("Vary")) ||
           str_eq_nocase(name, S("Link"));
}

static struct pair *find_header(const struct response *rs, str name)
{
    for (size_t i = 0; i < rs->headers.n; i++)
        if (str_eq_nocase(rs->headers.items[i].name, name))
            return &rs->headers.items[i];
    return NULL;
}

void response_header(struct response *rs, const char *name, str value)
{
    if (!is_token(cstr(name)) || !is_header_value(value)) {
        log_event(LOG_WARN, "http.header_refused", "name", name, NULL);
        return;
    }
    struct pair *old = may_repeat(cstr(name)) ? NULL : find_header(rs, cstr(name));
    if (!old)
        old = list_add(rs->arena, &rs->headers);
    *old = (struct pair){cstr(name), str_copy(rs->arena, value.p ? value : S(""))};
}

str response_get_header(const struct response *rs, const char *name)
{
    const struct pair *p = find_header(rs, cstr(name));

    return p ? p->value : (str){NULL, 0};
}

static void respond(struct response *rs, int status, str type, str body)
{
    response_file_drop(rs);
    rs->status = status;
    rs->type = type;
    rs->body = body;
}

void response_text(struct response *rs, int status, str text)
{
    respond(rs, status, S("text/plain; charset=utf-8"), text);
}

void response_json(struct response *rs, int status, str json)
{
    respond(rs, status, S("application/json"), json);
}

void response_bytes(struct response *rs, str type, str bytes)
{
    respond(rs, rs->status ? rs->status : 200, type, bytes);
}

/* ---- from a file ---- */

code response_file_open(struct response *rs, str type, struct error *err)
{
    int fd;

    respond(rs, rs->status ? rs->status : 200, type, (str){NULL, 0});
    TRY(spool_open(&fd, err));
    rs->file = fd;
    return OK;
}

code response_file_put(struct response *rs, str bytes, struct error *err)
{
    TRY(spool_put(rs->file, bytes, err));
    rs->file_size += bytes.n;
    return OK;
}

void response_file_take(struct response *rs, str type, int fd, uint64_t size)
{
    respond(rs, rs->status ? rs->status : 200, type, (str){NULL, 0});
    rs->file = fd;
    rs->file_size = (size_t)size;
}

void response_file_drop(struct response *rs)
{
    if (rs->file)
        close(rs->file);
    rs->file = 0;
    rs->file_size = 0;
}

size_t response_size(const struct response *rs)
{
    return rs->file ? rs->file_size : rs->body.n;
}

static const struct pair refusal_headers[] = {
    {{"X-Content-Type-Options", 22}, {"nosniff", 7}},
    {{"Content-Security-Policy", 23}, {"default-src 'none'", 18}},
    {{"Cache-Control", 13}, {"no-store", 8}},
};

void response_refusal(struct response *rs, int status, str text)
{
    response_text(rs, status, text);
    rs->headers.items = (struct pair *)refusal_headers;
    rs->headers.n = rs->headers.cap = COUNT(refusal_headers);
}

bool path_is_local(str path)
{
    if (!str_starts(path, S("/")) || str_starts(path, S("//")))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] <= ' ' || path.p[i] == 0x7F || path.p[i] == '\\')
            return false;
    return true;
}

void response_redirect(struct response *rs, str path)
{
    respond(rs, 303, S("text/plain; charset=utf-8"), S("See the other page.\n"));
    response_header(rs, "Location", path_is_local(path) ? path : S("/"));
}

/* `__Host-` binds the cookie to this host, this path and https (RFC 6265bis §4.1.3). */
void response_cookie(struct response *rs, const char *name, str value, int64_t max_age_s, bool secure)
{
    struct buf b = buf_new(rs->arena);

    buf_printf(&b, "%s%s=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax", secure ? "__Host-" : "",
               name, STR_ARG(value));
    if (max_age_s >= 0)
        buf_printf(&b, "; Max-Age=%lld", (long long)max_age_s);
    if (secure)
        buf_putz(&b, "; Secure");
    response_header(rs, "Set-Cookie", buf_done(&b));
}

/* RFC 9110 §13.1.2: a list of tags, weak ones compare equal, "*" is any. */
static bool names_tag(str list, str tag)
{
    str part;

    while (str_cut(&list, ',', &part)) {
        part = str_trim(part);
        if (str_starts(part, S("W/")))
            part = str_from(part, 2);
        if (str_eq(part, tag) || str_eq(part, S("*")))
            return true;
    }
    return false;
}

bool response_is_known(const struct request *rq, str tag)
{
    return rq->method == GET && names_tag(request_header(rq, "if-none-match"), tag);
}

void response_etag(const struct request *rq, struct response *rs)
{
    if (rs->status && rs->status != 200)
        return;
    struct sha256 h = sha256(rs->body);
    struct buf b = buf_new(rs->arena);
    buf_byte(&b, '"');
    buf_put(&b, base64url_encode(rs->arena, (str){(const char *)h.b, 15}));
    buf_byte(&b, '"');
    str tag = buf_done(&b);
    response_header(rs, "ETag", tag);
    if (response_is_known(rq, tag)) {
        rs->status = 304;
        rs->body = (str){NULL, 0};
    }
}
