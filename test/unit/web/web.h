/* web.h — requests made by hand, and a checker for the HTML that strangers
 * may cause. */
#pragma once
#include "base/crypto.h"
#include "web/http.h"

__attribute__((constructor)) static void start_crypto_for_web(void)
{
    crypto_start();
}

static __attribute__((unused)) struct request *new_request(struct arena *a, enum method m, const char *path)
{
    struct request *rq = NEW(a, struct request);

    rq->arena = a;
    rq->method = m;
    rq->path = cstr(path);
    rq->target = cstr(path);
    rq->client = S("192.0.2.7");
    return rq;
}

static __attribute__((unused)) struct response *new_response(struct arena *a)
{
    struct response *rs = NEW(a, struct response);

    rs->arena = a;
    return rs;
}

static __attribute__((unused)) void add_header(struct request *rq, const char *name, const char *value)
{
    *list_add(rq->arena, &rq->headers) = (struct pair){cstr(name), cstr(value)};
}

static __attribute__((unused)) void add_field(struct request *rq, const char *name, const char *value)
{
    *list_add(rq->arena, &rq->form) = (struct part){.name = cstr(name), .value = cstr(value)};
}
