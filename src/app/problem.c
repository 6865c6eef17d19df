/* app/problem.c — errors as documents for programs. */
#include "app/problem.h"

#include "app/token/token.h"
#include "format/json.h"

bool problem_wanted(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/json"};

    return (rq->route && rq->route->scope) || str_starts(rq->path, S("/api/v1"))
        || request_accepts(rq, types, COUNT(types)) == 1;
}

static void put_fields(struct json_writer *w, const struct problem_field_list *fields)
{
    json_put_key(w, "errors");
    json_open_array(w);
    for (size_t i = 0; i < fields->n; i++) {
        json_open_object(w);
        json_put_member(w, "pointer", fields->items[i].pointer);
        json_put_member(w, "detail", fields->items[i].detail);
        json_close_object(w);
    }
    json_close_array(w);
}

void problem_send(struct request *rq, struct response *rs, const struct problem *p)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "type", S("about:blank"));
    json_put_member_int(&w, "status", p->status);
    json_put_member(&w, "title", p->title);
    json_put_member(&w, "detail", p->detail);
    if (p->fields.n)
        put_fields(&w, &p->fields);
    json_close_object(&w);
    response_json(rs, p->status, buf_done(&b));
    rs->type = S("application/problem+json");
    token_headers(rq, rs);
}
