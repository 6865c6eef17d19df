/* web/request.c — looking things up in a request. */
#include "web/http.h"

static str find(const struct pair_list *list, str name)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i].name, name))
            return list->items[i].value;
    return (str){NULL, 0};
}

str request_header(const struct request *rq, const char *lower_name)
{
    return find(&rq->headers, cstr(lower_name));
}

str request_query(const struct request *rq, const char *name)
{
    return find(&rq->query, cstr(name));
}

str request_param(const struct request *rq, const char *name)
{
    return find(&rq->params, cstr(name));
}

int64_t request_param_int(const struct request *rq, const char *name)
{
    int64_t v;

    return str_to_int(request_param(rq, name), &v) && v >= 0 ? v : -1;
}

str request_field(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->form.n; i++)
        if (str_eq(rq->form.items[i].name, cstr(name)) && str_is_absent(rq->form.items[i].file_name))
            return rq->form.items[i].value;
    return (str){NULL, 0};
}

/* A browser sends an empty part when no file was chosen. */
const struct part *request_file(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->form.n; i++) {
        const struct part *p = &rq->form.items[i];
        if (str_eq(p->name, cstr(name)) && !str_is_absent(p->file_name) && p->value.n)
            return p;
    }
    return NULL;
}
