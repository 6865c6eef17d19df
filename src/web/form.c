/* web/form.c — a table of fields drives reading: each kind is one function
 * that cleans what was typed and says what is wrong with it. */
#include "web/form.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/log.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "web/text.h"

#define DEFAULT_LINE ((size_t)200)
#define DEFAULT_TEXT ((size_t)64 << 10)
#define DEFAULT_FILE ((size_t)5 << 20)
#define MAX_SECRET   ((size_t)1 << 10)
#define MAX_EMAIL    ((size_t)254)               /* RFC 5321 §4.5.3.1.3 */
#define MAX_URL      ((size_t)2048)

struct reader {
    struct request *rq;
    struct form *form;
    str lang;
};

/* Messages. "{name}" is the label; "{max}" and "{min}" are numbers. */

static str fill(struct arena *a, str message, str name, str value)
{
    ptrdiff_t at = str_find(message, name);

    if (at < 0)
        return message;
    return str_printf(a, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(message, 0, (size_t)at)),
                      STR_ARG(value), STR_ARG(str_from(message, (size_t)at + name.n)));
}

static void say(struct reader *r, struct form_value *v, const char *english)
{
    struct arena *a = r->rq->arena;
    str m = cstr(text(r->lang, english));

    m = fill(a, m, S("{name}"), cstr(text(r->lang, v->field->label ? v->field->label : v->field->name)));
    m = fill(a, m, S("{max}"), str_printf(a, "%zu", v->field->max));
    m = fill(a, m, S("{min}"), str_printf(a, "%lld", (long long)v->field->min));
    v->error = m;
    r->form->ok = false;
}

/* Cleaning. */

static size_t limit_of(const struct form_value *v, size_t by_default)
{
    return v->field->max ? v->field->max : by_default;
}

static void check_length(struct reader *r, struct form_value *v, size_t max)
{
    if (v->text.n > max) {
        struct arena *a = r->rq->arena;
        v->error = fill(a, cstr(text(r->lang, "This is too long: at most {max} characters.")),
                        S("{max}"), str_printf(a, "%zu", max));
        r->form->ok = false;
    }
}

static str without_controls(struct arena *a, str s, bool keep_lines)
{
    struct buf b = buf_new(a);

    while (s.n) {
        str rest = s;
        int32_t cp = utf8_next(&rest);
        str one = str_slice(s, 0, s.n - rest.n);
        s = rest;
        if (cp == '\r' && keep_lines) {
            if (!str_starts(s, S("\n")))
                buf_byte(&b, '\n');
        } else if (keep_lines && (cp == '\n' || cp == '\t')) {
            buf_byte(&b, (char)cp);
        } else if (cp == '\n' || cp == '\r' || cp == '\t') {
            buf_byte(&b, ' ');
        } else if (!utf8_has_controls(one)) {
            buf_put(&b, one);
        }
    }
    return buf_done(&b);
}

/* Empty lines at the front go, the indentation of the first written one stays:
 * it may be code in Markdown. */
static str trim_lines(str s)
{
    const char *first = s.p;
    str all = str_trim(s);

    for (const char *p = s.p; p < all.p; p++)
        if (*p == '\n')
            first = p + 1;
    return all.n ? (str){first, (size_t)(all.p + all.n - first)} : all;
}

str form_clean(struct arena *a, str text, bool keep_lines)
{
    str clean = utf8_nfc(a, without_controls(a, text, keep_lines));

    return keep_lines ? trim_lines(clean) : str_trim(clean);
}

static bool take_text(struct reader *r, struct form_value *v, bool keep_lines)
{
    if (!utf8_is_valid(v->text)) {
        v->text = S("");
        say(r, v, "“{name}” holds characters that are not valid text.");
        return false;
    }
    v->text = form_clean(r->rq->arena, v->text, keep_lines);
    if (v->text.n == 0 && v->field->required)
        say(r, v, "Please fill in “{name}”.");
    return v->text.n > 0;
}

/* Kinds. Each finds v->text as it was sent. */

static void read_line(struct reader *r, struct form_value *v)
{
    if (take_text(r, v, false))
        check_length(r, v, limit_of(v, DEFAULT_LINE));
}

static void read_text(struct reader *r, struct form_value *v)
{
    if (take_text(r, v, true))
        check_length(r, v, limit_of(v, DEFAULT_TEXT));
}

static void read_secret(struct reader *r, struct form_value *v)
{
    if (!utf8_is_valid(v->text))
        say(r, v, "“{name}” holds characters that are not valid text.");
    else if (v->text.n == 0 && v->field->required)
        say(r, v, "Please fill in “{name}”.");
    else
        check_length(r, v, limit_of(v, MAX_SECRET));
}

static bool is_local_part(str s)
{
    if (s.n == 0 || s.n > 64 || s.p[0] == '.' || s.p[s.n - 1] == '.' || str_contains(s, S("..")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || str_find_byte(S("\"(),:;<>@[\\]"), s.p[i]) >= 0)
            return false;
    return true;
}

static bool is_domain_label(str s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c >= 0x80;
        if (!ok)
            return false;
    }
    return true;
}

/* The dot-atom form only (RFC 5321 §4.1.2): no quoted strings, no literals. */
static bool is_email(str s)
{
    ptrdiff_t at = str_find_byte(s, '@');
    str domain, label;
    size_t labels = 0;

    if (at < 0 || s.n > MAX_EMAIL || !is_local_part(str_slice(s, 0, (size_t)at)))
        return false;
    domain = str_from(s, (size_t)at + 1);
    while (str_cut(&domain, '.', &label)) {
        if (!is_domain_label(label))
            return false;
        labels++;
    }
    return labels >= 2 || str_ends(s, S("@localhost"));
}

static void read_email(struct reader *r, struct form_value *v)
{
    if (take_text(r, v, false) && !is_email(v->text))
        say(r, v, "This is not an e-mail address, such as ada@example.org.");
}

static void read_url(struct reader *r, struct form_value *v)
{
    struct uri u;

    if (!take_text(r, v, false))
        return;
    if (uri_parse(v->text, &u, NULL) != OK || !uri_is_http(v->text))
        say(r, v, "This is not a web address, such as https://example.org/.");
    else
        check_length(r, v, limit_of(v, MAX_URL));
}

static void read_int(struct reader *r, struct form_value *v)
{
    if (!take_text(r, v, false))
        return;
    if (!str_to_int(v->text, &v->number))
        say(r, v, "Please give a whole number.");
    else if (v->field->max && v->number > (int64_t)v->field->max)
        say(r, v, "The number may be at most {max}.");
    else if (v->number < v->field->min)
        say(r, v, "The number must be at least {min}.");
}

static void read_date(struct reader *r, struct form_value *v)
{
    struct date d;

    if (!take_text(r, v, false))
        return;
    if (date_parse(v->text, &d, NULL) == OK)
        v->number = date_start(d);
    else
        say(r, v, "This is not a date, such as 2027-05-31.");
}

static void read_bool(struct reader *r, struct form_value *v)
{
    v->number = v->text.n > 0 && !str_eq(v->text, S("0"));
    v->text = v->number ? S("1") : S("");
    if (!v->number && v->field->required)
        say(r, v, "Please tick “{name}”.");
}

static bool is_choice(const struct form_field *f, str value)
{
    str rest = cstr(f->choices), one;

    while (str_cut(&rest, '|', &one))
        if (str_eq(one, value))
            return true;
    return false;
}

static void read_choice(struct reader *r, struct form_value *v)
{
    if (take_text(r, v, false) && !is_choice(v->field, v->text))
        say(r, v, "Please choose one of the offered values.");
}

/* Chosen, but nothing in it. No choice comes as a part without a name. */
static bool is_empty_file(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->form.n; i++)
        if (str_eq(rq->form.items[i].name, cstr(name)) && rq->form.items[i].file_name.n && rq->form.items[i].value.n == 0)
            return true;
    return false;
}

static str too_large(struct arena *a, str lang, size_t max)
{
    if (max % (1 << 20) == 0)
        return fill(a, cstr(text(lang, "The file is too large: at most {max} MB.")), S("{max}"), str_printf(a, "%zu", max >> 20));
    return fill(a, cstr(text(lang, "The file is too large: at most {max} KB.")), S("{max}"), str_printf(a, "%zu", max >> 10));
}

static void read_file(struct reader *r, struct form_value *v)
{
    const struct part *p = request_file(r->rq, v->field->name);
    size_t max = limit_of(v, DEFAULT_FILE);

    v->text = S("");
    if (!p && is_empty_file(r->rq, v->field->name))
        say(r, v, "This file is empty.");
    else if (!p && v->field->required)
        say(r, v, "Please choose a file.");
    if (p && p->value.n > max) {
        v->error = too_large(r->rq->arena, r->lang, max);
        r->form->ok = false;
    } else if (p) {
        v->file = *p;
    }
}

static void read_many(struct reader *r, struct form_value *v)
{
    const struct part_list *parts = &r->rq->form;

    for (size_t i = 0; i < parts->n; i++) {
        const struct part *p = &parts->items[i];
        if (!str_eq(p->name, cstr(v->field->name)) || !str_is_absent(p->file_name))
            continue;
        v->text = p->value;
        if (take_text(r, v, false)) {
            check_length(r, v, limit_of(v, DEFAULT_LINE));
            *list_add(r->rq->arena, &v->many) = v->text;
        }
    }
    v->text = v->many.n ? v->many.items[0] : S("");
    if (v->many.n && v->field->choices)
        for (size_t i = 0; i < v->many.n; i++)
            if (!is_choice(v->field, v->many.items[i]))
                say(r, v, "Please choose one of the offered values.");
    if (!v->many.n && v->field->required)
        say(r, v, "Please choose at least one.");
}

typedef void read_fn(struct reader *r, struct form_value *v);
static read_fn *const readers[] = {
    [FIELD_LINE] = read_line,     [FIELD_TEXT] = read_text,   [FIELD_SECRET] = read_secret,
    [FIELD_EMAIL] = read_email,   [FIELD_URL] = read_url,     [FIELD_INT] = read_int,
    [FIELD_DATE] = read_date,     [FIELD_BOOL] = read_bool,   [FIELD_CHOICE] = read_choice,
    [FIELD_FILE] = read_file,     [FIELD_MANY] = read_many,
};

struct form *form_empty(struct arena *a, const struct form_spec *spec)
{
    struct form *f = NEW(a, struct form);

    f->values = NEW_ARRAY(a, spec->n, struct form_value);
    f->n = spec->n;
    f->ok = true;
    for (size_t i = 0; i < spec->n; i++)
        f->values[i] = (struct form_value){.field = &spec->fields[i], .text = S("")};
    return f;
}

struct form *form_read(struct request *rq, const struct form_spec *spec)
{
    struct form *f = form_empty(rq->arena, spec);
    struct reader r = {rq, f, request_language(rq)};

    for (size_t i = 0; i < f->n; i++) {
        struct form_value *v = &f->values[i];
        str sent = request_field(rq, v->field->name);
        if (!str_is_absent(sent))
            v->text = sent;
        readers[v->field->kind](&r, v);
    }
    return f;
}

/* Asking and filling. */

static struct form_value *find(const struct form *f, str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(cstr(f->values[i].field->name), name))
            return &f->values[i];
    return NULL;
}

struct form_value *form_value(struct form *f, const char *name)
{
    struct form_value *v = find(f, cstr(name));

    if (!v) {
        log_event(LOG_ERROR, "form.unknown_field", "name", name, NULL);
        abort();
    }
    return v;
}

static const struct form_value *value_of(const struct form *f, const char *name)
{
    return form_value((struct form *)f, name);
}

str form_text(const struct form *f, const char *name)
{
    return value_of(f, name)->text;
}

int64_t form_int(const struct form *f, const char *name)
{
    return value_of(f, name)->number;
}

bool form_bool(const struct form *f, const char *name)
{
    return value_of(f, name)->number != 0;
}

const struct part *form_file(const struct form *f, const char *name)
{
    const struct form_value *v = value_of(f, name);

    return v->file.value.n ? &v->file : NULL;
}

void form_set(struct form *f, const char *name, str value)
{
    struct form_value *v = form_value(f, name);
    struct date d;

    v->text = value.p ? value : S("");
    switch (v->field->kind) {
    case FIELD_INT:
        if (!str_to_int(v->text, &v->number))
            v->number = 0;
        break;
    case FIELD_DATE:
        v->number = date_parse(v->text, &d, NULL) == OK ? date_start(d) : 0;
        break;
    case FIELD_BOOL:
        v->number = v->text.n > 0 && !str_eq(v->text, S("0"));
        break;
    default:
        break;
    }
}

void form_set_int(struct form *f, const char *name, int64_t value)
{
    struct form_value *v = form_value(f, name);
    struct date d = date_of(value);
    int n;

    v->number = value;
    if (v->field->kind == FIELD_BOOL)
        n = snprintf(v->digits, sizeof v->digits, "%s", value ? "1" : "");
    else if (v->field->kind == FIELD_DATE)
        n = snprintf(v->digits, sizeof v->digits, "%04d-%02d-%02d", d.year, d.month, d.day);
    else
        n = snprintf(v->digits, sizeof v->digits, "%lld", (long long)value);
    v->text = (str){v->digits, (size_t)n};
}

void form_reject(struct form *f, const char *name, str message)
{
    form_value(f, name)->error = message;
    f->ok = false;
}

/* "begins small, no full stop" becomes a sentence. */
static str sentence(struct arena *a, str s)
{
    struct buf b = buf_new(a);
    char first = s.n ? s.p[0] : '\0';

    if (first >= 'a' && first <= 'z')
        first = (char)(first - ('a' - 'A'));
    if (s.n) {
        buf_byte(&b, first);
        buf_put(&b, str_from(s, 1));
    }
    if (s.n && !str_ends(s, S(".")) && !str_ends(s, S("?")) && !str_ends(s, S("!")))
        buf_byte(&b, '.');
    return buf_done(&b);
}

void form_reject_error(struct form *f, const struct error *err, struct arena *a)
{
    str message = sentence(a, cstr(err->text));
    struct form_value *v = err->where[0] ? find(f, cstr(err->where)) : NULL;

    if (v)
        v->error = message;
    else
        f->error = message;
    f->ok = false;
}
