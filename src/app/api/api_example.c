/* api/api_example.c — requests and answers as they might look, put together from the
 * examples of the tables. */
#include "app/api/api_private.h"

/* Where the table has none: something of that kind. */
static const char *const usual[] = {
    [API_TEXT] = "\"\"", [API_INT] = "1", [API_BOOL] = "false", [API_TIME] = "\"2026-03-01T09:00:00Z\"", [API_DATE] = "\"2026-03-01\"",
    [API_EMAIL] = "\"ann.lee@example.org\"", [API_URL] = "\"https://example.org/\"", [API_BASE64] = "\"iVBORw0KGgo=\"",
    [API_WORDS] = "[]", [API_NUMBERS] = "[]",
};

static void put_whole(struct json_writer *w, const struct api_shape *s, unsigned needed, unsigned without);

static void put_value(struct json_writer *w, const struct api_field *f, unsigned needed, unsigned without)
{
    str rest = cstr(f->choices ? f->choices : ""), first = S("");

    if (f->kind == API_MANY)
        json_open_array(w);
    if (f->shape)
        put_whole(w, f->shape, needed, without);
    else if (!f->example && f->choices && str_cut(&rest, '|', &first))
        json_put_str(w, first);
    else
        json_put_text(w, cstr(f->example ? f->example : f->kind == API_TEXT && needed == NEEDED ? "\"…\"" : usual[f->kind]));
    if (f->kind == API_MANY)
        json_close_array(w);
}

/* Members that are always there, and those for which the table has an example. */
static void put_whole(struct json_writer *w, const struct api_shape *s, unsigned needed, unsigned without)
{
    json_open_object(w);
    for (size_t i = 0; i < s->n; i++) {
        const struct api_field *f = &s->fields[i];
        if (f->flags & without || !(f->flags & needed || f->example))
            continue;
        json_put_key(w, f->name);
        put_value(w, f, needed, without);
    }
    json_close_object(w);
}

/* Of a change: what might be changed, never who it is about. */
static void put_change(struct json_writer *w, const struct api_shape *s)
{
    json_open_object(w);
    for (size_t i = 0; i < s->n; i++) {
        const struct api_field *f = &s->fields[i];
        if (f->flags & (GIVEN | TAKEN) || !f->example || f->kind == API_EMAIL)
            continue;
        json_put_key(w, f->name);
        put_value(w, f, NEEDED, GIVEN);
    }
    json_close_object(w);
}

static str pretty(struct arena *a, str text)
{
    const struct json *v;

    return json_parse(a, text, NULL, &v, NULL) == OK ? json_pretty(a, v) : (str){0};
}

str api_example(struct arena *a, const struct api_about *about)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (!about->body)
        return (str){0};
    if (about->takes == CHANGES)
        put_change(&w, about->body);
    else
        put_whole(&w, about->body, NEEDED, GIVEN);
    return pretty(a, buf_done(&b));
}

str api_answer_example(struct arena *a, const struct api_shape *s, bool is_list)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (is_list) {
        json_open_object(&w);
        json_put_key(&w, "items");
        json_open_array(&w);
    }
    put_whole(&w, s, ALWAYS, TAKEN);
    if (is_list) {
        json_close_array(&w);
        json_close_object(&w);
    }
    return pretty(a, buf_done(&b));
}
