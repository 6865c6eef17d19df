/* catalog/criteria.c — what has to be shown for a badge, one by one: as it is
 * kept, and as everybody reads it. */
#include "app/catalog/catalog_private.h"

#include "base/crypto.h"

str criterion_new_id(struct arena *a)
{
    return random_token(a, 6);
}

const struct criterion *catalog_criterion(const struct badge_version_row *v, str id)
{
    for (size_t i = 0; i < v->items.n; i++)
        if (!str_is_empty(id) && str_eq(v->items.items[i].id, id))
            return &v->items.items[i];
    return NULL;
}

/* ---- as JSON ---- */

static str or_empty(str s)
{
    return str_is_absent(s) ? S("") : s;
}

void criteria_read(struct arena *a, str text, struct criterion_list *out)
{
    const struct json *list;

    if (json_parse(a, text, NULL, &list, NULL) != OK)
        return;
    for (size_t i = 0; i < json_count(list) && out->n < CATALOG_CRITERIA; i++) {
        const struct json *x = json_item(list, i);
        *list_add(a, out) = (struct criterion){
            .id = or_empty(json_str(json_get(x, "id"))), .text = or_empty(json_str(json_get(x, "text"))),
            .proof = or_empty(json_str(json_get(x, "proof"))), .note = or_empty(json_str(json_get(x, "note"))),
            .is_required = json_bool(json_get(x, "required")),
        };
    }
}

/* One that was given no id is called by the first number that no other has:
 * the same list always gives the same text. */
static str id_in(struct arena *a, const struct criterion_list *list, size_t i)
{
    if (!str_is_empty(list->items[i].id))
        return list->items[i].id;
    size_t number = 1, before = 0;
    for (size_t k = 0; k < i; k++)
        before += str_is_empty(list->items[k].id);
    for (;; number++) {
        str id = str_printf(a, "%zu", number);
        bool is_taken = false;
        for (size_t k = 0; k < list->n; k++)
            is_taken |= str_eq(list->items[k].id, id);
        if (!is_taken && before-- == 0)
            return id;
    }
}

static void put_any(struct json_writer *w, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(w, key, value);
}

str criteria_write(struct arena *a, const struct criterion_list *list)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < list->n; i++) {
        const struct criterion *x = &list->items[i];
        json_open_object(&w);
        json_put_member(&w, "id", id_in(a, list, i));
        json_put_member(&w, "text", or_empty(x->text));
        json_put_member_bool(&w, "required", x->is_required);
        put_any(&w, "proof", x->proof);
        put_any(&w, "note", x->note);
        json_close_object(&w);
    }
    json_close_array(&w);
    return buf_done(&b);
}

/* ---- as Markdown ----
 * It is part of signed credentials that are rebuilt: a change of these words
 * would break every award of a badge that has a list. */

static bool has_optional(const struct criterion_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (!list->items[i].is_required)
            return true;
    return false;
}

static void put_list(struct buf *b, const struct criterion_list *list, bool required, const char *head)
{
    bool any = false;

    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].is_required != required)
            continue;
        if (!any)
            buf_printf(b, "%s%s", b->n ? "\n\n" : "", head);
        buf_printf(b, "%s- " STR_FMT, any ? "\n" : "", STR_ARG(list->items[i].text));
        any = true;
    }
}

str catalog_criteria(struct arena *a, const struct badge_version_row *v)
{
    struct buf b = buf_new(a);

    if (!v->items.n)
        return v->criteria;
    buf_put(&b, str_trim(or_empty(v->criteria)));
    put_list(&b, &v->items, true, has_optional(&v->items) ? "**Required**\n\n" : "");
    put_list(&b, &v->items, false, "**Optional**\n\n");
    return buf_done(&b);
}
