/* remind/remind_write.c — what a reminder says: written when it goes, so that what
 * was renewed or revoked meanwhile is not in it. */
#include "app/award/award.h"
#include "app/mail/mail.h"
#include "app/remind/remind.h"

static const char sql_items[] = SQL(
    "SELECT w.id, v.name, p.name, p.email, w.valid_until, r.to_manager FROM reminder r JOIN award w ON w.id = r.award_id"
    " JOIN achievement_version v ON v.id = w.version_id JOIN person p ON p.id = w.person_id"
    " WHERE r.mail_id = $1 AND w.revoked_at IS NULL AND w.valid_until IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award_successor n WHERE n.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id AND n.achievement_id = w.achievement_id AND n.id <> w.id"
    "  AND n.revoked_at IS NULL AND (n.valid_until IS NULL OR n.valid_until > w.valid_until))"
    " ORDER BY r.to_manager, w.valid_until, w.id LIMIT 201");

#define NAMED 3                                  /* badges in the subject */
#define MOST_ITEMS 200

struct item { int64_t award; str badge, who; msec until; bool to_manager; };
LIST_OF(item_list, struct item);

static code find_items(struct db *db, struct arena *a, int64_t mail, struct item_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(mail)));

    while (rows_next(r)) {
        str name = row_str(r, 2, a);
        *list_add(a, out) = (struct item){row_int(r, 0), row_str(r, 1, a), name.n ? name : row_str(r, 3, a), row_int(r, 4), row_bool(r, 5)};
    }
    return rows_end(r, err);
}

/* "Forklift operator, First aid, …": needs no language. */
static str named(struct arena *a, const struct item_list *items)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < items->n && i < NAMED; i++)
        buf_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(items->items[i].badge));
    if (items->n > NAMED)
        buf_putz(&b, ", …");
    return buf_done(&b);
}

/* The holder's own link for their own awards; others lead nowhere. */
static code add_item(struct app *app, struct db *db, struct arena *a, const struct item *i, struct letter *l, struct error *err)
{
    struct letter_item *out = list_add(a, &l->items);
    struct award_row w;

    *out = (struct letter_item){.title = i->to_manager ? str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(i->who), STR_ARG(i->badge)) : i->badge,
                                .until = i->until, .is_over = i->until <= clock_now(), .href = S("")};
    if (i->to_manager)
        return OK;
    TRY(award_get(db, a, l->org, i->award, &w, err));
    out->href = app_url(a, app, award_claim_path(a, app, &w));
    return OK;
}

static code write_reminder(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err)
{
    struct item_list items = {0};

    TRY(find_items(db, a, m->id, &items, err));
    out->badge = named(a, &items);
    out->unwanted = items.n ? NULL : "what it reminds of was renewed or withdrawn, or a newer reminder names it";
    for (size_t i = 0; i < items.n && i < MOST_ITEMS; i++)
        TRY(add_item(app, db, a, &items.items[i], out, err));
    if (items.n > MOST_ITEMS)
        out->small = S("…");
    if (items.n == 1)
        out->link = out->items.items[0].href;
    return OK;
}

static const struct mail_writer_of writers[] = {{"reminder", write_reminder}, {"ended", write_reminder}, {"team", write_reminder}, {NULL, NULL}};

void remind_start(void)
{
    mail_set_writers(writers);
}
