/* api/api_docs.c — the interface as a document for programs and as a page for
 * people, both from the tables. */
#include "app/api/api_docs.h"

#include "templates.h"

static const char *const kinds[] = {
    [API_TEXT] = "text", [API_INT] = "whole number", [API_BOOL] = "true or false", [API_TIME] = "moment", [API_DATE] = "day",
    [API_EMAIL] = "e-mail address", [API_URL] = "web address", [API_CHOICE] = "one of", [API_BASE64] = "base64",
    [API_WORDS] = "list of texts", [API_NUMBERS] = "list of whole numbers", [API_ONE] = "object", [API_MANY] = "list",
};

static str choices_of(struct arena *a, const char *choices)
{
    str rest = cstr(choices ? choices : ""), one;
    struct buf b = buf_new(a);

    while (str_cut(&rest, '|', &one))
        if (one.n)
            buf_printf(&b, "%s" STR_FMT, b.n ? ", " : "", STR_ARG(one));
    return buf_done(&b);
}

/* "recipient.email" of what is within. */
static void add_fields(struct arena *a, const struct api_shape *s, unsigned without, str before, struct doc_field_list *out)
{
    for (size_t i = 0; s && i < s->n; i++) {
        const struct api_field *f = &s->fields[i];
        str name = str_printf(a, STR_FMT "%s%s", STR_ARG(before), f->name, f->kind == API_MANY || f->kind == API_WORDS || f->kind == API_NUMBERS ? "[]" : "");
        if (f->flags & without)
            continue;
        *list_add(a, out) = (struct doc_field){name, kinds[f->kind], f->says, choices_of(a, f->choices), f->flags & NEEDED && without == GIVEN};
        if (f->shape)
            add_fields(a, f->shape, without, str_printf(a, STR_FMT ".", STR_ARG(name)), out);
    }
}

static str curl_of(struct arena *a, str base, const struct route *r)
{
    const struct api_about *about = r->about;
    str path = cstr(r->path), example = api_example(a, about);
    ptrdiff_t at = str_find(path, S("{id}"));
    struct buf b = buf_new(a);

    if (at >= 0)
        path = str_printf(a, STR_FMT "12" STR_FMT, STR_ARG(str_slice(path, 0, (size_t)at)), STR_ARG(str_from(path, (size_t)at + 4)));
    buf_putz(&b, "curl ");
    if (r->method != GET)
        buf_printf(&b, "-X %s ", api_methods[r->method]);
    buf_printf(&b, STR_FMT STR_FMT " \\\n  -H \"Authorization: Bearer $TOKEN\"", STR_ARG(base), STR_ARG(path));
    if (!str_is_absent(example))
        buf_printf(&b, " \\\n  -H \"Content-Type: application/json\" \\\n  -d '" STR_FMT "'", STR_ARG(str_trim(example)));
    return buf_done(&b);
}

static void add_call(struct arena *a, const struct route *r, struct docs_view *v)
{
    const struct api_about *about = r->about;
    struct doc_call d = {.method = api_methods[r->method], .path = r->path, .scope = r->scope, .tag = about->tag, .about = about,
                         .anchor = cstr(about->id), .curl = curl_of(a, v->base, r), .answer = about->answer ? about->answer->name : ""};

    d.example = about->answer ? api_answer_example(a, about->answer, about->is_list) : S("");
    d.is_first = v->calls.n == 0 || !str_eq(cstr(v->calls.items[v->calls.n - 1].tag), cstr(about->tag));
    if (d.is_first) {
        d.tag_anchor = str_printf(a, "tag-%zu", v->tags.n + 1);
        *list_add(a, &v->tags) = (struct doc_tag){about->tag, str_join(a, S("#"), d.tag_anchor)};
    }
    add_fields(a, about->query, GIVEN, S(""), &d.asked);
    if (about->is_list)
        add_fields(a, &api_page_shape, GIVEN, S(""), &d.asked);
    add_fields(a, about->body, GIVEN, S(""), &d.sent);
    *list_add(a, &v->calls) = d;
}

static void add_shape(struct arena *a, const struct api_shape *s, struct docs_view *v)
{
    struct doc_shape d = {s, cstr(s->name), {0}};

    for (size_t i = 0; i < v->shapes.n; i++)
        if (v->shapes.items[i].shape == s)
            return;
    add_fields(a, s, TAKEN, S(""), &d.fields);
    *list_add(a, &v->shapes) = d;
}

static void show_docs(struct request *rq, struct response *rs)
{
    struct docs_view v = {.base = app_of(rq)->base};
    struct arena *a = rq->arena;

    for (const struct route *const *t = api_tables; *t; t++)
        for (const struct route *r = *t; r->path; r++) {
            const struct api_about *about = r->about;
            add_call(a, r, &v);
            if (about->answer)
                add_shape(a, about->answer, &v);
        }
    for (const struct api_shape *const *s = api_work_shapes; *s; s++)
        add_shape(a, *s, &v);
    for (const struct hook_event *e = hook_events; e->name; e++)
        *list_add(a, &v.messages) = (struct doc_message){e, str_printf(a, "event-%s", e->name), api_message_example(a, e)};
    for (const struct token_scope *s = token_scopes; s->name; s++)
        *list_add(a, &v.scopes) = s;
    struct out o = app_page(rq, "How programs talk to Lapel", "");
    tmpl_api_docs(&o, &v);
    app_send(rq, rs, &o);
}

static void show_document(struct request *rq, struct response *rs)
{
    response_json(rs, 200, api_document(rq->arena, app_of(rq)->base));
    response_etag(rq, rs);
}

const struct route api_docs_routes[] = {
    {GET, "/api/docs", EVERYBODY, show_docs, NULL, 0},
    {GET, "/api/openapi.json", EVERYBODY, show_document, NULL, NO_SESSION | PUBLIC_CORS},
    {0},
};
