/* web/fetch_probe.c — one GET with eyes open: once as a browser would, and when
 * the certificate is refused once more without looking, to read its end. */
#include "web/fetch_probe.h"
#include "base/clock.h"
#include "base/uri.h"
#include "web/curl.h"
#include "web/scratch.h"

#define CONNECT_SECONDS 5L
#define TOTAL_SECONDS   10L
#define MAX_BODY        ((size_t)4 << 10)

struct look { struct buf body; int64_t date; };

static size_t on_body(char *data, size_t size, size_t count, void *ctx)
{
    struct look *l = ctx;
    size_t n = size * count, room = MAX_BODY - l->body.n;

    buf_put(&l->body, (str){data, n < room ? n : room});
    return n;
}

static size_t on_header(char *data, size_t size, size_t count, void *ctx)
{
    struct look *l = ctx;
    str name, value = {data, size * count};
    char text[64];

    if (str_cut(&value, ':', &name) && str_eq_nocase(name, S("date")) && value.n < sizeof text) {
        for (size_t i = 0; i <= value.n; i++)
            text[i] = i < value.n ? value.p[i] : '\0';
        time_t at = curl.getdate(text, NULL);
        l->date = at > 0 ? (int64_t)at * SECOND : 0;
    }
    return size * count;
}

/* "Expire date:Nov 25 12:00:00 2026 GMT" of the first, the host's own. */
static int64_t end_of_certificate(CURL *c)
{
    struct curl_certinfo *certs = NULL;

    if (curl.easy_getinfo(c, CURLINFO_CERTINFO, &certs) != CURLE_OK || !certs || certs->num_of_certs < 1)
        return 0;
    for (struct curl_slist *line = certs->certinfo[0]; line; line = line->next)
        if (str_starts(cstr(line->data), S("Expire date:"))) {
            time_t at = curl.getdate(line->data + 12, NULL);
            return at > 0 ? (int64_t)at * SECOND : 0;
        }
    return 0;
}

static CURLcode perform(CURL *c, const char *url, bool trust_all, struct look *l)
{
    curl.easy_setopt(c, CURLOPT_URL, url);
    curl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl.easy_setopt(c, CURLOPT_PROXY, "");
    curl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl.easy_setopt(c, CURLOPT_TIMEOUT, TOTAL_SECONDS);
    curl.easy_setopt(c, CURLOPT_USERAGENT, "Lapel doctor");
    curl.easy_setopt(c, CURLOPT_CERTINFO, 1L);
    curl.easy_setopt(c, CURLOPT_SSL_VERIFYPEER, trust_all ? 0L : 1L);
    curl.easy_setopt(c, CURLOPT_SSL_VERIFYHOST, trust_all ? 0L : 2L);
    curl.easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl.easy_setopt(c, CURLOPT_WRITEDATA, l);
    curl.easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl.easy_setopt(c, CURLOPT_HEADERDATA, l);
    return curl.easy_perform(c);
}

static code explain(CURLcode done, const char *url, struct error *err)
{
    switch (done) {
    case CURLE_OK:
        return OK;
    case CURLE_COULDNT_RESOLVE_HOST:
        return fail(err, NOT_FOUND, url, "there is no host of that name");
    case CURLE_OPERATION_TIMEDOUT:
        return fail(err, UNREACHABLE, url, "no answer in time");
    case CURLE_PEER_FAILED_VERIFICATION:
        return fail(err, DENIED, url, "browsers do not trust its certificate");
    default:
        return fail(err, UNREACHABLE, url, "no usable answer: %s", curl.easy_strerror(done));
    }
}

/* In the scratch arena, as nothing may jump out while the handle is open. */
static code look(struct arena *scratch, const char *url, bool trust_all, struct probe *out, struct error *err)
{
    struct look l = {.body = buf_new(scratch)};
    CURL *c = curl.easy_init();
    char *ip = NULL;
    long status = 0;

    if (!c)
        return fail(err, FAULT, url, "the HTTP library does not start");
    code result = explain(perform(c, url, trust_all, &l), url, err);
    curl.easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl.easy_getinfo(c, CURLINFO_PRIMARY_IP, &ip);
    *out = (struct probe){str_copy(scratch, cstr(ip ? ip : "")), (int)status, buf_done(&l.body), l.date, end_of_certificate(c)};
    curl.easy_cleanup(c);
    return result;
}

/* RFC 6761 §6.4: such a name leads nowhere, and no resolver need be waited for. */
static bool leads_nowhere(str url)
{
    struct uri u;

    return uri_parse(url, &u, NULL) == OK && str_ends(u.host, S(".invalid"));
}

code fetch_probe(struct arena *a, str url, struct probe *out, struct error *err)
{
    *out = (struct probe){0};
    if (leads_nowhere(url))
        return fail(err, NOT_FOUND, str_z(a, url), "there is no host of that name");
    TRY(curl_load(err));
    struct arena *scratch = scratch_open();
    const char *z = str_z(scratch, url);
    struct probe refused = {0};
    code c = look(scratch, z, false, out, err);

    if (c == DENIED && look(scratch, z, true, &refused, NULL) == OK)
        out->certificate_ends = refused.certificate_ends;
    out->ip = str_copy(a, out->ip);
    out->body = str_copy(a, out->body);
    return c;
}
