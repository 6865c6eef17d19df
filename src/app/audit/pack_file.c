/* audit/pack_file.c — one file into a pack: into the archive, and into the list that the
 * manifest will be of; and tables, a line of the sample after the other. */
#include "app/audit/pack_private.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "format/csv.h"

static void note(struct pack *p, str name, str hash, size_t bytes)
{
    struct json_writer w = json_writer(&p->files);

    if (p->made.files++)
        buf_byte(&p->files, ',');
    json_open_object(&w);
    json_put_member(&w, "name", name);
    json_put_member_int(&w, "bytes", (int64_t)bytes);
    json_put_member(&w, "sha256", hash);
    json_close_object(&w);
}

code pack_add(struct pack *p, str name, str bytes, struct error *err)
{
    TRY(zip_add(&p->zip, name, bytes, err));
    note(p, name, sha256_hex(p->item, bytes), bytes.n);
    return OK;
}

/* ---- cells ---- */

void pack_once(struct arena *a, struct id_list *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i] == id)
            return;
    *list_add(a, ids) = id;
}

str pack_number(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

str pack_hex(struct arena *a, str hash)
{
    str raw = base64url_decode(a, hash);

    return str_is_empty(raw) ? S("") : hex_encode(a, raw);
}

str pack_day(struct arena *a, msec day)
{
    return day ? date_format(a, date_of(day)) : S("");
}

str pack_time(struct arena *a, msec t)
{
    return t ? time_format(a, t) : S("");
}

str pack_yes(bool is)
{
    return is ? S("yes") : S("");
}

void pack_row(struct buf *b, const str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_put(b, cells[i], i == 0);
    csv_end_row(b);
}

/* ---- tables ---- */

code pack_put_table(struct pack *p, const struct pack_table *t, struct error *err)
{
    struct buf b = buf_new(p->item);

    for (size_t i = 0; i < t->n; i++)
        csv_put(&b, cstr(t->heads[i]), i == 0);
    csv_end_row(&b);
    for (size_t i = 0; i < p->lines.n; i++)
        if (p->lines.items[i].person && p->lines.items[i].requirement)
            TRY(t->each(p, &p->lines.items[i], &b, err));
    TRY(pack_add(p, cstr(t->name), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}
