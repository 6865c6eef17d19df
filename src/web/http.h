/* web/http.h — requests and responses as values, and the listener. http.c is
 * the only file that knows libmicrohttpd. */
#pragma once
#include "base/arena.h"
#include "base/list.h"

enum method { GET = 1, POST, PUT, PATCH, DELETE, OPTIONS, OTHER_METHOD };  /* HEAD arrives as GET */

struct pair { str name, value; };
LIST_OF(pair_list, struct pair);

/* A part of a form: a field, or an uploaded file (file_name present). */
struct part { str name, value, file_name, content_type; };
LIST_OF(part_list, struct part);

struct db;
struct session;
struct route;
struct router;
struct request {
    struct arena *arena;                         /* ends with the response */
    struct db *db;                               /* connection of this request */
    bool db_is_shared;                           /* only for reading */
    void *app;                                   /* what the features share (app/app.h) */
    enum method method;
    str path;                                    /* decoded, begins "/", no dot segments */
    str target;                                  /* as sent, with the query */
    struct pair_list query;                      /* decoded */
    struct pair_list headers;                    /* names in lower case */
    struct pair_list cookies;
    str body;                                    /* unless it was a form */
    struct part_list form;                       /* urlencoded or multipart */
    str client;                                  /* network address of the other side */
    bool is_http10;                              /* spoken by proxies and scripts, by no browser */
    /* Set by the router: */
    const struct router *router;
    const struct route *route;
    struct pair_list params;                     /* {org} and so on */
    struct session *session;                     /* never NULL; may be nobody's */
    int64_t org;                                 /* of {org}, after the right was checked; else 0 */
    /* Set by the application, for machines: */
    const void *bearer;                          /* whose token came; NULL: none */
    const void *grant;                           /* … or which program somebody let in */
    str refused;                                 /* a sentence; absent: the router's own */
    const void *access;                          /* what the account may do in an organisation, once it was asked */
    bool is_noted;                               /* that this was opened, where that is written down */
};

str request_header(const struct request *rq, const char *lower_name);
str request_query(const struct request *rq, const char *name);      /* absent if not given */
str request_param(const struct request *rq, const char *name);
int64_t request_param_int(const struct request *rq, const char *name); /* -1 if not a number */
str request_field(const struct request *rq, const char *name);      /* form field, as sent */
const struct part *request_file(const struct request *rq, const char *name); /* NULL: none or empty */
/* Best of the offered media types by Accept (RFC 9110 §12.5.1), among equals the
 * first; -1: none. Without a header, the first. */
int accept_best(str header, const char *const *types, size_t n);
int request_accepts(const struct request *rq, const char *const *types, size_t n);

struct response {
    int status;                                  /* 200 unless set */
    str body, type;
    struct pair_list headers;
    struct arena *arena;
    bool keep;                                   /* the same for everybody who asks like this: may be kept ready */
    int file;                                    /* the body is in this file, see response_file_open; 0: none */
    size_t file_size;
};
void response_header(struct response *rs, const char *name, str value); /* CR, LF refused */
void response_text(struct response *rs, int status, str text);
void response_json(struct response *rs, int status, str json);
void response_bytes(struct response *rs, str type, str bytes);
/* For answers without an end in sight: a file without a name, written bit by
 * bit and sent from the disk. It ends with the response, or with the next body
 * that is set instead. */
MUST_USE code response_file_open(struct response *rs, str type, struct error *err);
MUST_USE code response_file_put(struct response *rs, str bytes, struct error *err);
/* A file that is there already, which is the response's from now on. */
void response_file_take(struct response *rs, str type, int fd, uint64_t size);
void response_file_drop(struct response *rs);
size_t response_size(const struct response *rs);
void response_redirect(struct response *rs, str path);              /* 303; "/" unless local */
str response_get_header(const struct response *rs, const char *name);
/* A path on our own host: one slash first, no backslash, no control. What
 * `next=` may say. */
bool path_is_local(str path);
void response_cookie(struct response *rs, const char *name, str value, int64_t max_age_s, bool secure);
/* For when the arena is full: takes nothing from it. `text` lives elsewhere. */
void response_refusal(struct response *rs, int status, str text);
/* ETag of the body and 304 when the request already has it. */
void response_etag(const struct request *rq, struct response *rs);
/* Does the request have this very answer already (If-None-Match)? */
bool response_is_known(const struct request *rq, str tag);

/* Limits of security.md §4, all of them settable by tests. */
struct http_limits {
    size_t body, form_fields, headers, arena;    /* bytes, count, count, bytes */
    size_t long_body;                            /* bytes, of requests whose long_sender may send so many */
    unsigned head_seconds, body_min_rate;        /* absolute deadline; bytes per second after 10 s */
    unsigned connections, connections_per_ip;
};

/* An answer made ready: whole, it can be sent any number of times, by any
 * thread. What it holds is the library's until http_ready_end. */
struct exchange;
struct MHD_Response;
struct http_ready { struct MHD_Response *whole; unsigned status; size_t size; char tag[40]; };
/* False: it cannot be kept (too large, from a file, with a cookie). */
bool http_ready_make(const struct response *rs, struct http_ready *out);
void http_ready_end(struct http_ready *r);
/* To be called from `ready`, once: 304 when the client has it already. */
void http_send_ready(struct exchange *x, const struct http_ready *r);

typedef void http_handler(void *ctx, struct request *rq, struct response *rs);
struct http_options {
    const char *listen;                          /* "127.0.0.1:8080", "[::1]:0", "unix:/path" */
    unsigned event_threads, workers;             /* 0: by the number of cores */
    bool behind_proxy;                           /* a proxy on this machine says who asks (X-Forwarded-For) */
    struct http_limits limits;
    http_handler *handle;                        /* on a worker thread */
    /* True: on the event thread itself. It may note in `rq` what it found out. */
    bool (*is_quick)(void *ctx, struct request *rq);
    /* On the event thread, when the head was read: who sends it, if the body may have
     * long_body bytes; absent: it may not. What is longer than `body` lies in a file then,
     * and the request reads it from there; one sender may have a few under way at a time
     * (429 for more). It may note in `rq` what it found out. NULL: none may. */
    str (*long_sender)(void *ctx, struct request *rq);
    /* On the event thread, for a GET whose head was read: true when it was
     * answered by http_send_ready. NULL: nothing is ever ready. */
    bool (*ready)(void *ctx, const struct request *rq, struct exchange *x);
    void (*tick)(void *ctx);                     /* four times a second, on a thread of its own; NULL: nothing to do */
    void *ctx;
};
struct http;
MUST_USE code http_start(const struct http_options *opt, struct http **out, struct error *err);
str http_address(const struct http *h, struct arena *a);            /* with the real port */
void http_stop(struct http *h, unsigned drain_seconds);             /* NULL is fine */
