/* letters/sample.c — made-up values for the preview of a mail. */
#include "app/letters/letters.h"
#include "web/text.h"

static const char sql_badge[] = SQL(
    "SELECT v.name, v.description, coalesce(v.png_hash, '') FROM achievement c JOIN achievement_version v ON v.id = c.version_id"
    " WHERE c.org_id = $1 AND c.state = 'published' ORDER BY c.id DESC LIMIT 1");

static void fill_badge(struct app *app, struct arena *a, const struct letter_kind *k, struct rows *r, struct letter *out)
{
    str hash = row_str(r, 2, a);

    out->badge = row_str(r, 0, a);
    if (!str_eq(cstr(k->name), S("award")))
        return;
    out->description = row_str(r, 1, a);
    out->picture = hash.n ? app_url(a, app, str_join(a, S("/images/"), hash)) : S("");
}

static void add_item(struct arena *a, const struct letter *l, int days, struct letter_items *out)
{
    *list_add(a, out) = (struct letter_item){.title = l->badge, .until = clock_now() + days * DAY, .is_over = days < 0, .is_due = str_starts(cstr(l->kind), S("duty")), .href = l->link};
}

static bool lists_things(const struct letter_kind *k)
{
    return k->topic || str_starts(cstr(k->name), S("duty"));
}

static bool is_of_the_past(const struct letter_kind *k)
{
    return str_eq(cstr(k->name), S("ended")) || str_eq(cstr(k->name), S("duty-owner"));
}

code letters_sample(struct app *app, struct db *db, struct arena *a, int64_t org, const struct letter_kind *k, str lang,
                    struct letter *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badge, ARGS(v_int(org)));

    *out = (struct letter){
        .kind = k->name, .org = org, .badge = cstr(text(lang, "First aid at work")), .link = app_url(a, app, S("/claim/example")),
        .reason = cstr(text(lang, "Here stands the reason.")), .message = cstr(text(lang, "Here stands the message.")),
        .sender = cstr(text(lang, "Maya Example")), .until = clock_now() + 30 * DAY,
    };
    if (rows_next(r))
        fill_badge(app, a, k, r, out);
    TRY(rows_end(r, err));
    if (lists_things(k)) {
        add_item(a, out, is_of_the_past(k) ? -1 : 7, &out->items);
        add_item(a, out, is_of_the_past(k) ? -1 : 30, &out->items);
    }
    return OK;
}
