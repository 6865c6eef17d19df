/* catalog/framework_take.c — a skill of a file, taken or told of as a problem; what is part of what is
 * told apart when all of them were read. */
#include "app/catalog/framework_private.h"

#include "base/uri.h"
#include "base/utf8.h"

#define NAME_MOST  400
#define CODE_MOST  200
#define ABOUT_MOST 1000
#define URL_MOST   1000

void framework_problem(struct framework_reading *r, str place, const char *what)
{
    r->f->wrong++;
    if (r->f->problems.n < FRAMEWORK_PROBLEMS)
        *list_add(r->a, &r->f->problems) = str_printf(r->a, STR_FMT ": %s", STR_ARG(place), words(what));
}

str framework_language(struct arena *a, str text)
{
    str tag = str_lower(a, str_trim(text));
    size_t part = 0;

    for (size_t i = 0; i <= tag.n; i++) {
        char c = i < tag.n ? tag.p[i] : '-';
        if (c == '-' ? part < 2 || part > 8 : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && i > 1)))
            return (str){0};
        part = c == '-' ? 0 : part + 1;
    }
    return tag.n <= 20 && (tag.n < 3 || str_find_byte(tag, '-') != 1) ? tag : (str){0};
}

/* ---- taken ---- */

static str key_of(struct arena *a, const char *kind, str key)
{
    return str_printf(a, "%s " STR_FMT, kind, STR_ARG(key));
}

void framework_know(struct framework_reading *r, const char *kind, str key, const struct framework_skill *s)
{
    void **slot;

    if (str_is_empty(key))
        return;
    slot = map_at(r->known, key_of(r->a, kind, key));
    if (!*slot)
        *slot = (void *)(uintptr_t)(s - r->f->items.items + 1);
}

static size_t known(const struct framework_reading *r, const char *kind, str key)
{
    return str_is_empty(key) ? 0 : (size_t)(uintptr_t)map_get(r->known, key_of(r->a, kind, key));
}

code framework_is_full(const struct framework_reading *r, bool is_retired, struct error *err)
{
    if (r->f->items.n == FRAMEWORK_KEPT)
        return fail(err, BAD_INPUT, "file", "more than %d skills, with what is out of use: take a part of it", FRAMEWORK_KEPT);
    return is_retired || r->f->items.n - r->retired < FRAMEWORK_ITEMS ? OK : fail(err, BAD_INPUT, "file", "more than %d skills: take a part of it", FRAMEWORK_ITEMS);
}

static const char *flaw_of(const struct alignment *x)
{
    struct uri u;

    if (str_is_empty(x->target_name))
        return "has no name";
    if (!uri_is_http(x->target_url) || uri_parse(x->target_url, &u, NULL) != OK)
        return "has no web address that begins with http:// or https://";
    if (utf8_has_controls(x->target_name) || x->target_url.n > URL_MOST)
        return "has an invisible character in its name, or too long an address";
    if (utf8_has_controls(x->target_code) || str_find_byte(x->target_description, '\0') >= 0)
        return "has an invisible character in its code or description";
    return NULL;
}

static str cut(str s, size_t most)
{
    return str_is_absent(s) ? S("") : utf8_cut(s, most);
}

struct framework_skill *framework_take(struct framework_reading *r, const struct alignment *x, str place)
{
    const char *flaw = flaw_of(x);

    if (!flaw && known(r, "url", x->target_url) && r->is_quiet)
        return NULL;
    if (!flaw && known(r, "url", x->target_url))
        flaw = "has an address that another one has before it";
    if (flaw) {
        framework_problem(r, place, flaw);
        return NULL;
    }
    struct framework_skill *s = list_add(r->a, &r->f->items);
    *s = (struct framework_skill){.x = *x};
    s->x.target_name = cut(x->target_name, NAME_MOST);
    s->x.target_code = cut(x->target_code, CODE_MOST);
    s->x.target_description = cut(x->target_description, ABOUT_MOST);
    framework_know(r, "url", s->x.target_url, s);
    framework_know(r, "code", s->x.target_code, s);
    return s;
}

void framework_label_add(struct arena *a, struct framework_skill *s, str language, str name)
{
    str tag = framework_language(a, language);

    if (str_is_empty(tag) || str_is_empty(name) || utf8_has_controls(name) || s->labels.n == FRAMEWORK_LABELS)
        return;
    for (size_t i = 0; i < s->labels.n; i++)
        if (str_eq(s->labels.items[i].language, tag))
            return;
    *list_add(a, &s->labels) = (struct framework_label){tag, utf8_cut(name, NAME_MOST)};
}

/* ---- what is part of what ---- */

code framework_pair(struct framework_reading *r, str part, str whole, struct error *err)
{
    if (str_is_empty(part) || str_is_empty(whole))
        return OK;
    if (r->pairs.n == FRAMEWORK_PAIRS)
        return fail(err, BAD_INPUT, "file", "more than %d lines say what is part of what", FRAMEWORK_PAIRS);
    *list_add(r->a, &r->pairs) = (struct framework_pair){part, whole};
    return OK;
}

static struct framework_skill *found(const struct framework_reading *r, str name)
{
    size_t at = known(r, "url", name);

    if (!at)
        at = known(r, "id", name);
    if (!at)
        at = known(r, "code", name);
    return at ? &r->f->items.items[at - 1] : NULL;
}

/* What one of the files names and none of them has is of the part that was not taken. */
void framework_link_pairs(struct framework_reading *r)
{
    for (size_t i = 0; i < r->pairs.n; i++) {
        struct framework_skill *part = found(r, r->pairs.items[i].part), *whole = found(r, r->pairs.items[i].whole);
        bool is_there = !part || !whole || part == whole || part->broader.n == FRAMEWORK_BROADER;
        for (size_t k = 0; !is_there && k < part->broader.n; k++)
            is_there = str_eq(part->broader.items[k], whole->x.target_url);
        if (!is_there)
            *list_add(r->a, &part->broader) = whole->x.target_url;
    }
}
