/* api/api_read.c — what a program sent, held against the table: every flaw is
 * told at once, with the place where it is. */
#include "app/api/api_private.h"

#include "base/codec.h"
#include "base/uri.h"
#include "format/email.h"

#define TEXT_MOST  ((size_t)2000)
#define ITEMS_MOST ((size_t)100)
#define FLAWS_MOST ((size_t)50)
#define URL_MOST   ((size_t)2048)

struct checker { struct arena *a; struct problem_field_list *flaws; enum api_body takes; };

static void check_object(struct checker *k, const struct api_shape *s, const struct json *v, str at);

const struct api_field *api_field(const struct api_shape *s, str name)
{
    for (size_t i = 0; s && i < s->n; i++)
        if (str_eq(name, cstr(s->fields[i].name)))
            return &s->fields[i];
    return NULL;
}

static void flaw(struct checker *k, str at, const char *detail)
{
    if (k->flaws->n < FLAWS_MOST)
        *list_add(k->a, k->flaws) = (struct problem_field){str_is_empty(at) ? S("#") : at, cstr(detail)};
}

/* RFC 6901 §3, §6: within a fragment. */
static str below(struct arena *a, str at, str name)
{
    struct buf b = buf_new(a);

    buf_put(&b, str_is_empty(at) ? S("#") : at);
    buf_byte(&b, '/');
    for (size_t i = 0; i < name.n && i < 100; i++) {
        char ch = name.p[i];
        if (ch == '~' || ch == '/')
            buf_putz(&b, ch == '~' ? "~0" : "~1");
        else
            buf_put(&b, uri_encode(a, str_slice(name, i, i + 1)));
    }
    return buf_done(&b);
}

/* ---- one value by its kind: NULL, or what is wrong ---- */

static const char *text_flaw(struct arena *a, const struct api_field *f, const struct json *v)
{
    size_t most = f->max ? f->max : TEXT_MOST;
    str s = json_str(v);

    if (!json_is(v, JSON_STRING))
        return "this must be text";
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\t')
            return "this has a character in it that is no letter";
    if (f->flags & NEEDED && str_is_empty(str_trim(s)))
        return "this must not be empty";
    return s.n > most ? str_printf(a, "at most %zu bytes", most).p : NULL;
}

static const char *int_flaw(struct arena *a, const struct api_field *f, const struct json *v)
{
    int64_t n;

    if (!json_is(v, JSON_NUMBER) || !json_int(v, &n))
        return "this must be a whole number";
    if (n < 0)
        return "this must not be less than 0";
    return f->max && n > (int64_t)f->max ? str_printf(a, "at most %zu", f->max).p : NULL;
}

static const char *choice_flaw(struct arena *a, const char *choices, str s)
{
    str rest = cstr(choices), one;
    struct buf b = buf_new(a);

    while (str_cut(&rest, '|', &one)) {
        if (!str_is_absent(s) && str_eq(one, s))
            return NULL;
        buf_putz(&b, b.n ? ", " : "one of: ");
        buf_put(&b, one);
    }
    return buf_done(&b).p;
}

static const char *written_flaw(struct arena *a, const struct api_field *f, str s)
{
    struct date d;
    struct email e;
    msec t;

    if (f->kind == API_TIME)
        return time_parse(s, &t, NULL) == OK ? NULL : "this must be a moment such as 2026-03-01T09:00:00Z";
    if (f->kind == API_DATE)
        return date_parse(s, &d, NULL) == OK ? NULL : "this must be a day such as 2026-03-01";
    if (f->kind == API_EMAIL)
        return email_parse(a, s, &e, NULL) == OK ? NULL : "this is no e-mail address";
    if (f->kind == API_URL)
        return uri_is_http(s) && s.n <= URL_MOST ? NULL : "this must be an address that begins with https://";
    if (f->kind == API_BASE64)
        return !str_is_absent(base64_decode(a, s)) && s.n > 0 ? NULL : "this must be base64";
    return choice_flaw(a, f->choices, s);
}

static void check_items(struct checker *k, const struct api_field *f, const struct json *v, str at)
{
    size_t most = f->max ? f->max : ITEMS_MOST;

    if (!json_is(v, JSON_ARRAY)) {
        flaw(k, at, "this must be a list");
        return;
    }
    if (json_count(v) > most)
        flaw(k, at, str_printf(k->a, "at most %zu of them", most).p);
    for (size_t i = 0; i < json_count(v) && i < most && k->flaws->n < FLAWS_MOST; i++) {
        str here = below(k->a, at, str_printf(k->a, "%zu", i));
        const char *why = f->kind == API_WORDS     ? text_flaw(k->a, &(struct api_field){.max = 200}, json_item(v, i))
                          : f->kind == API_NUMBERS ? int_flaw(k->a, &(struct api_field){0}, json_item(v, i))
                                                   : NULL;
        if (why)
            flaw(k, here, why);
        else if (f->kind == API_MANY)
            check_object(k, f->shape, json_item(v, i), here);
    }
}

static void check_value(struct checker *k, const struct api_field *f, const struct json *v, str at)
{
    const char *why = NULL;

    if (json_is(v, JSON_NULL) && !(k->takes == CHANGES && !(f->flags & EMPTIES)))
        return;                                  /* as if it were not there; NEEDED is asked elsewhere */
    if (f->kind == API_WORDS || f->kind == API_NUMBERS || f->kind == API_MANY)
        check_items(k, f, v, at);
    else if (f->kind == API_ONE)
        check_object(k, f->shape, v, at);
    else if (f->kind == API_INT)
        why = int_flaw(k->a, f, v);
    else if (f->kind == API_BOOL)
        why = json_is(v, JSON_TRUE) || json_is(v, JSON_FALSE) ? NULL : "this must be true or false";
    else if (f->kind == API_TEXT)
        why = text_flaw(k->a, f, v);
    else
        why = json_is(v, JSON_STRING) ? written_flaw(k->a, f, json_str(v)) : "this must be text";
    if (why)
        flaw(k, at, why);
}

static void check_object(struct checker *k, const struct api_shape *s, const struct json *v, str at)
{
    if (!json_is(v, JSON_OBJECT)) {
        flaw(k, at, "this must be an object");
        return;
    }
    for (size_t i = 0; i < json_count(v) && k->flaws->n < FLAWS_MOST; i++) {
        const struct api_field *f = api_field(s, json_key(v, i));
        str here = below(k->a, at, json_key(v, i));
        if (!f)
            flaw(k, here, "there is no such member");
        else if (f->flags & GIVEN)
            flaw(k, here, "this is told, and cannot be set");
        else
            check_value(k, f, json_value(v, i), here);
    }
    for (size_t i = 0; i < s->n && k->takes != CHANGES; i++) {
        const struct json *given = json_get(v, s->fields[i].name);
        if (s->fields[i].flags & NEEDED && !(s->fields[i].flags & GIVEN) && (!given || json_is(given, JSON_NULL)))
            flaw(k, below(k->a, at, cstr(s->fields[i].name)), "this is missing");
    }
}

void api_check(struct arena *a, const struct api_shape *s, enum api_body takes, const struct json *v,
               struct problem_field_list *flaws)
{
    struct checker k = {a, flaws, takes};

    check_object(&k, s, v, S(""));
}

/* ---- the query ---- */

static const struct api_field page_fields[] = {
    {"after", API_INT, 0, "The page begins behind the item of this number.", NULL, 0, NULL, NULL},
    {"limit", API_INT, 0, "So many at most.", "25", API_PAGE_MOST, NULL, NULL},
};
const struct api_shape api_page_shape = API_SHAPE("Page", "", page_fields);

static const char *query_flaw(struct arena *a, const struct api_field *f, str s)
{
    int64_t n;

    if (f->kind == API_INT && (!str_to_int(s, &n) || n < 0))
        return "this must be a whole number";
    if (f->kind == API_INT)
        return f->max && n > (int64_t)f->max ? str_printf(a, "at most %zu", f->max).p : NULL;
    if (f->kind == API_TEXT)
        return s.n > (f->max ? f->max : 200) ? "this is too long" : NULL;
    return written_flaw(a, f, s);
}

void api_check_query(struct arena *a, const struct request *rq, const struct api_about *about, struct problem_field_list *flaws)
{
    for (size_t i = 0; i < rq->query.n && i < 50; i++) {
        const struct pair *p = &rq->query.items[i];
        const struct api_field *f = api_field(about->query, p->name);
        const char *why;
        if (!f && about->is_list)
            f = api_field(&api_page_shape, p->name);
        why = f ? query_flaw(a, f, p->value) : "there is no such filter";
        if (why)
            *list_add(a, flaws) = (struct problem_field){str_join(a, S("?"), p->name), cstr(why)};
    }
}

/* ---- taking values ---- */

bool api_has(const struct json *v, const char *name)
{
    return json_get(v, name) != NULL;
}

str api_text(const struct json *v, const char *name, str otherwise)
{
    const struct json *m = json_get(v, name);

    if (!m)
        return otherwise;
    return json_is(m, JSON_STRING) ? str_trim(json_str(m)) : S("");
}

int64_t api_number(const struct json *v, const char *name, int64_t otherwise)
{
    const struct json *m = json_get(v, name);
    int64_t n = 0;

    if (!m)
        return otherwise;
    return json_int(m, &n) ? n : 0;
}

bool api_truth(const struct json *v, const char *name, bool otherwise)
{
    const struct json *m = json_get(v, name);

    return m ? json_bool(m) : otherwise;
}

msec api_moment(const struct json *v, const char *name, msec otherwise)
{
    const struct json *m = json_get(v, name);
    struct date d;
    msec t = 0;

    if (!m)
        return otherwise;
    if (time_parse(json_str(m), &t, NULL) == OK)
        return t;
    return date_parse(json_str(m), &d, NULL) == OK ? date_start(d) : 0;
}

void api_numbers(struct arena *a, const struct json *v, const char *name, struct id_list *out)
{
    const struct json *m = json_get(v, name);
    int64_t n;

    for (size_t i = 0; i < json_count(m); i++)
        if (json_int(json_item(m, i), &n))
            *list_add(a, out) = n;
}
