/* web/fetch.c — libcurl with the doors shut: no proxy, no redirects of its own,
 * two schemes, limits on everything, and a look at each address at the moment
 * the socket is opened, so that no name can mean two things. */
#include "web/fetch.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "web/address.h"
#include "web/curl.h"
#include "web/scratch.h"

#define DEFAULT_MAX     ((size_t)1 << 20)
#define LARGEST_MAX     ((size_t)8 << 20)        /* twice that fits the scratch arena */
#define CONNECT_SECONDS 3
#define TOTAL_SECONDS   10
#define MAX_REDIRECTS   3
#define MAX_HEADERS     64
#define MAX_HEADER      ((size_t)8 << 10)
#define MAX_URL         ((size_t)2048)
#define MAX_AUTHORIZATION ((size_t)8 << 10)      /* tokens of some providers are long */

struct question {
    const struct fetch_policy *policy;
    const char *accept;
    const char *method;                          /* NULL: by the body */
    str content_type, body;                      /* of a POST; body absent: GET */
    const char *authorization;                   /* NULL: none */
    const struct str_list *headers;              /* NULL: none */
};

struct transfer {
    const struct fetch_policy *policy;
    struct buf body;
    str link;
    size_t max, headers;
    bool address_refused, too_large, too_many_headers, bad_length;
};

/* Addresses. */

static bool is_named_by_test(const struct sockaddr *s, const char *wanted)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)s;
    char ip[INET_ADDRSTRLEN], text[INET_ADDRSTRLEN + 8];

    if (!wanted || s->sa_family != AF_INET)
        return false;
    snprintf(text, sizeof text, "%s:%u", inet_ntop(AF_INET, &in->sin_addr, ip, sizeof ip),
             ntohs(in->sin_port));
    return strcmp(text, wanted) == 0;
}

static bool may_connect(const struct sockaddr *s, const struct fetch_policy *p)
{
    enum address_class c = address_classify(s);

    return c == ADDRESS_PUBLIC || (c == ADDRESS_PRIVATE && p->allow_private) ||
           is_named_by_test(s, p->also_public);
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = ctx;

    (void)purpose;
    if (!may_connect(&address->addr, t->policy)) {
        t->address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool fetch_address_is_public(str ip)
{
    char text[INET6_ADDRSTRLEN];
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

    if (ip.n == 0 || ip.n >= sizeof text)
        return false;
    memcpy(text, ip.p, ip.n);
    text[ip.n] = '\0';
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return address_classify((const struct sockaddr *)&in) == ADDRESS_PUBLIC;
    if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
        return address_classify((const struct sockaddr *)&in6) == ADDRESS_PUBLIC;
    return false;
}

/* Before any name is looked up. The parser is curl's own, so that what is
 * checked is what will be fetched. */

static code check_port(const char *port, const struct fetch_policy *p, const char *where, struct error *err)
{
    const char *test_port = p->also_public ? strrchr(p->also_public, ':') : NULL;

    if (p->allow_private || strcmp(port, "443") == 0 || strcmp(port, "80") == 0 ||
        (test_port && strcmp(test_port + 1, port) == 0))
        return OK;
    return fail(err, DENIED, where, "port %s is not one that web pages are fetched from", port);
}

/* "4294967297" and "1.2.3" are no names, whatever a resolver makes of them:
 * what ends in a number is an IPv4 address or wrong (URL Standard §3.5). */
static bool is_broken_number(const char *host)
{
    struct in_addr v4;
    str s = cstr(host), label, rest;

    if (str_starts(s, S("[")) || inet_pton(AF_INET, host, &v4) == 1)
        return false;
    if (str_ends(s, S(".")))
        s = str_slice(s, 0, s.n - 1);
    for (rest = s; str_cut(&rest, '.', &label);)
        s = label;
    if (str_eq_nocase(str_slice(s, 0, 2), S("0x")))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static code check_parts(CURLU *u, const struct fetch_policy *p, const char *where, struct error *err)
{
    char *scheme = NULL, *port = NULL, *user = NULL, *host = NULL;
    code c;

    curl.url_get(u, CURLUPART_SCHEME, &scheme, 0);
    curl.url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    curl.url_get(u, CURLUPART_USER, &user, 0);
    curl.url_get(u, CURLUPART_HOST, &host, 0);
    if (!scheme || !port || (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
        c = fail(err, BAD_INPUT, where, "only http and https addresses are fetched");
    else if (strcmp(scheme, "http") == 0 && !p->allow_http)
        c = fail(err, DENIED, where, "only https addresses are fetched");
    else if (!host || is_broken_number(host))
        c = fail(err, BAD_INPUT, where, "the address names no host");
    else if (user)
        c = fail(err, BAD_INPUT, where, "the address holds a user name");
    else
        c = check_port(port, p, where, err);
    curl.free(scheme);
    curl.free(port);
    curl.free(user);
    curl.free(host);
    return c;
}

static bool is_plain(str url)
{
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.p[i] <= ' ' || url.p[i] == 0x7F || url.p[i] == '\\')
            return false;
    return url.n > 0 && url.n <= MAX_URL;
}

/* `z` is what curl will see: NUL-terminated, without an inner NUL. */
static code check_z(const char *z, const struct fetch_policy *p, struct error *err)
{
    CURLU *u = curl.url();
    CURLUcode parsed = u ? curl.url_set(u, CURLUPART_URL, z, CURLU_NON_SUPPORT_SCHEME)
                         : CURLUE_OUT_OF_MEMORY;
    code c = parsed == CURLUE_OK ? check_parts(u, p, z, err)
                                 : fail(err, BAD_INPUT, z, "this is not a web address");

    curl.url_cleanup(u);
    return c;
}

/* What can be said before any name is looked up: scheme, port, no user part,
 * length. BAD_INPUT or DENIED. */
code fetch_check_url(str url, const struct fetch_policy *p, struct error *err)
{
    char z[MAX_URL + 1];

    if (!is_plain(url))
        return fail(err, BAD_INPUT, "", "this is not a web address");
    TRY(curl_load(err));
    memcpy(z, url.p, url.n);
    z[url.n] = '\0';
    return check_z(z, p, err);
}

/* One request. */

static size_t on_body(char *data, size_t size, size_t count, void *ctx)
{
    struct transfer *t = ctx;
    size_t n = size * count;

    if (n > t->max - t->body.n) {
        t->too_large = true;
        return 0;
    }
    buf_put(&t->body, (str){data, n});
    return n;
}

/* curl takes "+5" for a length; two readers of one answer must agree on it. */
static bool is_bad_length(str line)
{
    str name, value = line;
    int64_t n;

    if (!str_cut(&value, ':', &name) || !str_eq_nocase(name, S("content-length")))
        return false;
    value = str_trim(value);
    return value.n == 0 || value.p[0] < '0' || value.p[0] > '9' || !str_to_int(value, &n);
}

/* Where a list goes on (RFC 8288). */
static void note_link(struct transfer *t, str line)
{
    str name;

    if (str_cut(&line, ':', &name) && str_eq_nocase(name, S("link")))
        t->link = str_copy(t->body.a, str_trim(line));
}

static size_t on_header(char *data, size_t size, size_t count, void *ctx)
{
    struct transfer *t = ctx;
    size_t n = size * count;

    t->bad_length = t->bad_length || is_bad_length((str){data, n});
    if (t->bad_length)
        return 0;
    if (++t->headers > MAX_HEADERS || n > MAX_HEADER) {
        t->too_many_headers = true;
        return 0;
    }
    note_link(t, (str){data, n});
    return n;
}

static void set_limits(CURL *c, const struct fetch_policy *p)
{
    curl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl.easy_setopt(c, CURLOPT_PROXY, "");      /* an environment's proxy would hide the address */
    curl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl.easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)(p->connect_seconds ? p->connect_seconds : CONNECT_SECONDS));
    curl.easy_setopt(c, CURLOPT_TIMEOUT, (long)(p->total_seconds ? p->total_seconds : TOTAL_SECONDS));
    curl.easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip"); /* the limit counts what it unpacks to */
    curl.easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
    curl.easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl.easy_setopt(c, CURLOPT_USERAGENT, "Lapel");
    curl.easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
}

static struct curl_slist *headers_of(const struct question *q)
{
    char line[MAX_AUTHORIZATION + 32];
    struct curl_slist *list = NULL;

    if (q->accept) {
        snprintf(line, sizeof line, "Accept: %s", q->accept);
        list = curl.slist_append(list, line);
    }
    if (q->authorization) {
        snprintf(line, sizeof line, "Authorization: %s", q->authorization);
        list = curl.slist_append(list, line);
    }
    for (size_t i = 0; q->headers && i < q->headers->n; i++) {
        snprintf(line, sizeof line, STR_FMT, STR_ARG(q->headers->items[i]));
        list = curl.slist_append(list, line);
    }
    if (q->body.p) {
        snprintf(line, sizeof line, "Content-Type: " STR_FMT, STR_ARG(q->content_type));
        list = curl.slist_append(list, line);
        list = curl.slist_append(list, "Expect:");
    }
    return list;
}

static CURLcode perform(CURL *c, const char *url, const struct question *q, struct transfer *t)
{
    struct curl_slist *headers = headers_of(q);

    set_limits(c, q->policy);
    curl.easy_setopt(c, CURLOPT_URL, url);
    curl.easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl.easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl.easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
    curl.easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl.easy_setopt(c, CURLOPT_WRITEDATA, t);
    curl.easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl.easy_setopt(c, CURLOPT_HEADERDATA, t);
    if (q->method)
        curl.easy_setopt(c, CURLOPT_CUSTOMREQUEST, q->method);
    if (q->body.p) {
        curl.easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
        curl.easy_setopt(c, CURLOPT_POSTFIELDS, q->body.p);
    }
    CURLcode done = curl.easy_perform(c);
    curl.slist_free_all(headers);
    return done;
}

static code explain(CURLcode done, const struct transfer *t, const char *url, struct error *err)
{
    if (t->address_refused)
        return fail(err, DENIED, url, "the address leads into a private network");
    if (t->too_large)
        return fail(err, LIMIT, url, "the answer is larger than %zu KB", t->max >> 10);
    if (t->bad_length)
        return fail(err, UNREACHABLE, url, "the answer does not say how long it is");
    if (t->too_many_headers)
        return fail(err, LIMIT, url, "the answer has too many headers");
    switch (done) {
    case CURLE_OK:
        return OK;
    case CURLE_COULDNT_RESOLVE_HOST:
        return fail(err, UNREACHABLE, url, "there is no host of that name");
    case CURLE_OPERATION_TIMEDOUT:
        return fail(err, UNREACHABLE, url, "no answer in time");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return fail(err, UNREACHABLE, url, "no safe connection: %s", curl.easy_strerror(done));
    default:
        return fail(err, UNREACHABLE, url, "no usable answer: %s", curl.easy_strerror(done));
    }
}

/* What one request brought, in memory that outlives the handle. */
struct answer { long status; str content_type, redirect, body, link; };

/* All that curl lends is copied into the scratch arena: the caller's may run
 * full, and a jump out of here would leave the handle open. */
static code ask(struct arena *scratch, const char *url, const struct question *q, struct answer *out, struct error *err)
{
    const struct fetch_policy *p = q->policy;
    size_t max = p->max_bytes ? p->max_bytes : DEFAULT_MAX;
    struct transfer t = {.policy = p, .body = buf_new(scratch), .max = max > LARGEST_MAX ? LARGEST_MAX : max};
    char *type = NULL, *redirect = NULL;
    CURL *c = curl.easy_init();

    if (!c)
        return fail(err, FAULT, url, "the HTTP library does not start");
    code result = explain(perform(c, url, q, &t), &t, url, err);
    curl.easy_getinfo(c, CURLINFO_RESPONSE_CODE, &out->status);
    curl.easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
    curl.easy_getinfo(c, CURLINFO_REDIRECT_URL, &redirect);
    out->content_type = str_copy(scratch, cstr(type));
    out->redirect = str_copy(scratch, cstr(redirect));
    out->body = buf_done(&t.body);
    out->link = t.link;
    curl.easy_cleanup(c);
    return result;
}

/* The whole way. */

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static code check_hop(str from, str to, const struct fetch_policy *p, struct error *err)
{
    if (str_eq_nocase(str_slice(from, 0, 6), S("https:")) && !str_eq_nocase(str_slice(to, 0, 6), S("https:")))
        return fail(err, DENIED, "", "the address leads from https to an unsafe one");
    return fetch_check_url(to, p, err);
}

/* Each step begins with an empty scratch arena, so four large answers need no
 * more than one; the address alone goes along. */
static code follow(str url, const struct question *q, struct answer *out, str *final, struct error *err)
{
    static _Thread_local char here[MAX_URL + 1];

    TRY(fetch_check_url(url, q->policy, err));
    for (int hops = 0;; hops++) {
        memmove(here, url.p, url.n);             /* it may lie in the arena that is emptied now */
        here[url.n] = '\0';
        *final = (str){here, url.n};
        struct arena *scratch = scratch_open();
        *out = (struct answer){0};
        TRY(ask(scratch, here, q, out, err));
        if (q->body.p || q->authorization || !is_redirect(out->status) || str_is_empty(out->redirect))
            return OK;
        if (hops == MAX_REDIRECTS)
            return fail(err, LIMIT, here, "the address leads on more than %d times", MAX_REDIRECTS);
        TRY(check_hop(*final, out->redirect, q->policy, err));
        url = out->redirect;
    }
}

static code fetch(struct arena *a, str url, const struct question *q, struct fetched *out, struct error *err)
{
    struct answer got;
    str final;

    TRY(follow(url, q, &got, &final, err));
    *out = (struct fetched){
        .status = (int)got.status,
        .content_type = str_copy(a, got.content_type),
        .body = str_copy(a, got.body),
        .final_url = str_copy(a, final),
        .link = str_copy(a, got.link),
    };
    return OK;
}

code fetch_get(struct arena *a, str url, const char *accept, const struct fetch_policy *p,
               struct fetched *out, struct error *err)
{
    const struct question q = {.policy = p, .accept = accept};

    return fetch(a, url, &q, out, err);
}

code fetch_post(struct arena *a, str url, str content_type, str body, const struct fetch_policy *p,
                struct fetched *out, struct error *err)
{
    const struct question q = {.policy = p, .content_type = content_type, .body = body.p ? body : S("")};

    return fetch(a, url, &q, out, err);
}

/* What must not become a second header. */
static bool is_one_line(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
            return false;
    return s.n > 0 && s.n <= MAX_AUTHORIZATION;
}

code fetch_authorized(struct arena *a, const struct fetch_call *call, const struct fetch_policy *p,
                      struct fetched *out, struct error *err)
{
    if (call->authorization.p && !is_one_line(call->authorization))
        return fail(err, BAD_INPUT, "authorization", "this cannot be sent as a word of who asks");
    for (size_t i = 0; call->headers && i < call->headers->n; i++)
        if (!is_one_line(call->headers->items[i]))
            return fail(err, BAD_INPUT, "header", "this cannot be sent as a header");
    const struct question q = {.policy = p, .method = call->method, .accept = call->accept, .content_type = call->content_type, .body = call->body, .headers = call->headers,
                               .authorization = call->authorization.p ? str_z(a, call->authorization) : NULL};

    return fetch(a, call->url, &q, out, err);
}
