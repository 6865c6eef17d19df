#include "cli/status_options.h"

#include "base/uri.h"

static code add_place(struct arena *a, str purpose, str url, str index, struct status_ref_list *out,
                      struct error *err)
{
    int64_t i;

    if (!uri_is_http(url) || !str_to_int(index, &i) || i < 0)
        return fail(err, BAD_INPUT, "status", "a status list needs its address and an index");
    *list_add(a, out) =
        (struct status_ref){.id = str_printf(a, STR_FMT "#%lld", STR_ARG(url), (long long)i),
                            .purpose = purpose,
                            .list_url = url,
                            .index = i,
                            .size = 1};
    return OK;
}

/* PURPOSE=URL#INDEX */
static code read_place(struct arena *a, str text, struct status_ref_list *out, struct error *err)
{
    static const str purposes[] = {S("revocation"), S("suspension"), S("refresh"), S("message")};
    str purpose = {0}, url = {0}, rest = text;

    if (!str_cut(&rest, '=', &purpose) || !str_cut(&rest, '#', &url))
        return fail(err, BAD_INPUT, "--status", "a status is written PURPOSE=URL#INDEX");
    for (size_t i = 0; i < COUNT(purposes); i++)
        if (str_eq(purpose, purposes[i]))
            return add_place(a, purpose, url, rest, out, err);
    return fail(err, BAD_INPUT, "--status",
                "a status list is for revocation, suspension, refresh or message");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool status_value_read(str text, uint64_t *out)
{
    int64_t decimal;

    if (!str_starts(text, S("0x"))) {
        bool good = str_to_int(text, &decimal) && decimal >= 0;
        *out = good ? (uint64_t)decimal : 0;
        return good;
    }
    *out = 0;
    for (size_t i = 2; i < text.n; i++) {
        if (hex_digit(text.p[i]) < 0)
            return false;
        *out = *out << 4 | (uint64_t)hex_digit(text.p[i]);
    }
    return text.n > 2 && text.n <= 18;
}

static code read_messages(const struct status_options *o, struct arena *a,
                          struct status_message_list *out, struct error *err)
{
    for (size_t i = 0; i < o->messages.n; i++) {
        str rest = o->messages.items[i], value;
        struct status_message *m = list_add(a, out);
        if (!str_cut(&rest, '=', &value) || !status_value_read(value, &m->value) ||
            str_is_empty(rest))
            return fail(err, BAD_INPUT, "--status-message", "a message is written VALUE=TEXT");
        m->text = rest;
    }
    return OK;
}

/* As many bits as the largest value needs. */
static int size_for(const struct status_message_list *l)
{
    int size = 1;

    for (size_t i = 0; i < l->n; i++)
        while (size < 64 && l->items[i].value >> size)
            size++;
    return size;
}

static code add_messages(const struct status_options *o, struct arena *a,
                         struct status_ref_list *out, struct error *err)
{
    struct status_message_list messages = {0};
    bool any = o->messages.n == 0;

    TRY(read_messages(o, a, &messages, err));
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->items[i].purpose, S("message"))) {
            out->items[i].messages = messages;
            out->items[i].size = size_for(&messages);
            out->items[i].reference = o->reference;
            any = true;
        }
    return any ? OK : fail(err, BAD_INPUT, "--status-message", "no --status is for messages");
}

code status_options_read(const struct status_options *o, struct arena *a,
                         struct status_ref_list *out, struct error *err)
{
    if (!str_is_absent(o->list) || !str_is_absent(o->index))
        TRY(add_place(a, S("revocation"), o->list, o->index, out, err));
    for (size_t i = 0; i < o->places.n; i++)
        TRY(read_place(a, o->places.items[i], out, err));
    TRY(add_messages(o, a, out, err));
    if (str_is_absent(o->ids))
        return OK;
    if (!uri_is_http(o->ids))
        return fail(err, BAD_INPUT, "--revocation-list", "a revocation list needs its address");
    *list_add(a, out) = (struct status_ref){.type = S(STATUS_LIST_OF_IDS), .id = o->ids};
    return OK;
}
