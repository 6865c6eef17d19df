/* web/ticket.c — "time LF text" in a sealed box, base64url. */
#include "web/ticket.h"
#include <assert.h>
#include "base/codec.h"
#include "base/crypto.h"

#define MAX_TEXT ((size_t)2048)
#define MAX_COOKIE ((size_t)4096)                /* what browsers keep */

static str key_of(const struct session_config *cfg, const char *name, struct arena *a)
{
    struct sha256 h = hmac_sha256(cfg->secret, str_printf(a, "ticket:%s", name));

    return str_copy(a, (str){(const char *)h.b, sizeof h.b});
}

void ticket_give(struct response *rs, const struct session_config *cfg, const char *name, str text, msec life)
{
    struct arena *a = rs->arena;

    assert(text.n <= MAX_TEXT);
    str plain = str_printf(a, "%lld\n" STR_FMT, (long long)(clock_now() + life), STR_ARG(text));
    response_cookie(rs, name, base64url_encode(a, seal(a, key_of(cfg, name, a), plain)), life / SECOND, cfg->secure_cookies);
}

bool ticket_read(const struct request *rq, const struct session_config *cfg, const char *name, str *text)
{
    struct arena *a = rq->arena;
    str cookie = session_cookie(rq, cfg, name), plain, until;
    int64_t t;

    if (cookie.n == 0 || cookie.n > MAX_COOKIE)
        return false;
    str box = base64url_decode(a, cookie);
    if (str_is_absent(box) || unseal(a, key_of(cfg, name, a), box, &plain, NULL) != OK)
        return false;
    if (!str_cut(&plain, '\n', &until) || !str_to_int(until, &t) || t <= clock_now())
        return false;
    *text = plain;
    return true;
}

void ticket_drop(struct response *rs, const struct session_config *cfg, const char *name)
{
    response_cookie(rs, name, S(""), 0, cfg->secure_cookies);
}
