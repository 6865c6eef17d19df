/* partner/review.c — who answers for partners is mailed when the day has come to look at them
 * again: in the hours of the mail of the day, each partner once for its day. */
#include "app/partner/partner_private.h"

#include "app/mail/mail.h"
#include "app/org/members.h"
#include "app/remind/remind.h"

static const char sql_due[] = SQL(
    "SELECT p.id, c.id, p.review_on, c.name FROM partner p JOIN account c ON c.id = " PARTNER_ANSWERS("$3")
    " WHERE p.org_id = $1 AND p.trust <> 'ended' AND p.review_on <= $2 AND (p.review_told IS NULL OR p.review_told <> p.review_on) ORDER BY c.id, p.id LIMIT 500");
/* Of this day alone: one that was set meanwhile is told of when it comes. */
static const char sql_told[] = SQL("UPDATE partner SET review_told = $3, review_mail = $4 WHERE org_id = $1 AND id = $2 AND review_on = $3");

static code note_told(const struct remind_look *l, const struct partner_due *one, int64_t mail, struct error *err)
{
    return db_run(l->db, sql_told, ARGS(v_int(l->org), v_int(one->partner), v_int(one->day), v_int_if(mail != 0, mail)), NULL, err);
}

/* ---- one mail to each owner, of all that is theirs ---- */

LIST_OF(dues, struct partner_due);
struct telling { const struct remind_look *l; const struct partner_letter *letter; bool is_off; };

/* `n`: how many of one owner. */
static code tell(const struct telling *t, const struct partner_due *first, size_t n, int64_t *mails, struct error *err)
{
    const struct remind_look *l = t->l;
    int64_t mail = 0;

    if (!t->is_off)
        TRY(mail_queue_id(l->db, &(struct mail){.org = l->org, .kind = cstr(t->letter->kind), .to_address = member_address(l->db, l->a, first->owner), .to_name = first->name}, &mail, err));
    for (size_t i = 0; i < n; i++)
        TRY(t->letter->note(l, &first[i], mail, err));
    *mails += mail != 0;
    return OK;
}

code partner_tell_owners(const struct remind_look *l, struct rows *r, const struct partner_letter *letter, int64_t *mails, struct error *err)
{
    struct telling t = {l, letter, false};
    struct dues all = {0};

    while (rows_next(r))
        *list_add(l->a, &all) = (struct partner_due){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, l->a)};
    TRY(rows_end(r, err));
    TRY(letter_is_off(l->db, l->a, l->org, letter->kind, &t.is_off, err));
    for (size_t i = 0, n = 0; i < all.n; i += n) {
        for (n = 1; i + n < all.n && all.items[i + n].owner == all.items[i].owner; n++)
            ;
        TRY(db_begin(l->db, err));
        TRY(db_end(l->db, tell(&t, &all.items[i], n, mails, err), err));
    }
    return OK;
}

static code tell_owners(const struct remind_look *l, int64_t *mails, struct error *err)
{
    struct rows *r = db_query(l->db, sql_due, ARGS(v_int(l->org), v_int(l->today), v_int(clock_now())));

    return partner_tell_owners(l, r, &(struct partner_letter){"partner-review", note_told}, mails, err);
}

/* ---- written when it goes ---- */

static const char sql_items[] = SQL(
    "SELECT p.id, p.name, p.review_on FROM partner p WHERE p.org_id = $1 AND p.review_mail = $2 AND p.trust <> 'ended' AND p.review_on = p.review_told ORDER BY p.folded, p.id LIMIT 200");

static code write_review(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(m->org), v_int(m->id)));

    while (rows_next(r))
        *list_add(a, &out->items) = (struct letter_item){.title = row_str(r, 1, a), .until = row_int(r, 2), .words = "To be looked at again",
                                                         .href = app_url(a, app, str_printf(a, "/org/%lld/partners/%lld", (long long)m->org, (long long)row_int(r, 0)))};
    TRY(rows_end(r, err));
    out->unwanted = out->items.n ? NULL : "it was looked at meanwhile, or has ended";
    out->badge = out->items.n ? out->items.items[0].title : S("");
    out->link = app_url(a, app, str_printf(a, "/org/%lld/partners", (long long)m->org));
    return OK;
}

static const struct remind_source source = {.owners = tell_owners};
static const struct mail_writer_of writers[] = {{"partner-review", write_review}, {NULL, NULL}};

void partner_review_start(void)
{
    remind_add_source(&source);
    mail_set_writers(writers);
}
