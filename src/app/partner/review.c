/* partner/review.c — who answers for partners is mailed when the day has come to look at them
 * again: in the hours of the mail of the day, each partner once for its day. */
#include "app/partner/partner_private.h"

#include "app/mail/mail.h"
#include "app/org/members.h"
#include "app/remind/remind.h"

/* Where who answers has left, the administrator whose account is the oldest is told. */
static const char sql_due[] = SQL(
    "SELECT p.id, c.id, p.review_on, c.name FROM partner p JOIN account c ON c.id = coalesce((SELECT m.account_id FROM member m WHERE m.org_id = p.org_id AND m.account_id = p.owner_id),"
    " (SELECT min(g.account_id) FROM member_role g WHERE g.org_id = p.org_id AND g.role = 'admin' AND (g.from_at IS NULL OR g.from_at <= $3) AND (g.until_at IS NULL OR g.until_at > $3)))"
    " WHERE p.org_id = $1 AND p.trust <> 'ended' AND p.review_on <= $2 AND (p.review_told IS NULL OR p.review_told <> p.review_on) ORDER BY c.id, p.id LIMIT 500");
/* Of this day alone: one that was set meanwhile is told of when it comes. */
static const char sql_told[] = SQL("UPDATE partner SET review_told = $3, review_mail = $4 WHERE org_id = $1 AND id = $2 AND review_on = $3");

struct due { int64_t partner, owner; msec day; str name; };
LIST_OF(dues, struct due);

/* All of one owner in one mail; `n`: how many those are. */
static code tell(const struct remind_look *l, const struct due *first, size_t n, bool is_off, int64_t *mails, struct error *err)
{
    int64_t mail = 0;

    if (!is_off)
        TRY(mail_queue_id(l->db, &(struct mail){.org = l->org, .kind = S("partner-review"), .to_address = member_address(l->db, l->a, first->owner), .to_name = first->name}, &mail, err));
    for (size_t i = 0; i < n; i++)
        TRY(db_run(l->db, sql_told, ARGS(v_int(l->org), v_int(first[i].partner), v_int(first[i].day), v_int_if(mail != 0, mail)), NULL, err));
    *mails += mail != 0;
    return OK;
}

static code tell_owners(const struct remind_look *l, int64_t *mails, struct error *err)
{
    struct dues all = {0};
    struct rows *r = db_query(l->db, sql_due, ARGS(v_int(l->org), v_int(l->today), v_int(clock_now())));
    bool is_off = false;

    while (rows_next(r))
        *list_add(l->a, &all) = (struct due){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_str(r, 3, l->a)};
    TRY(rows_end(r, err));
    TRY(letter_is_off(l->db, l->a, l->org, "partner-review", &is_off, err));
    for (size_t i = 0, n = 0; i < all.n; i += n) {
        for (n = 1; i + n < all.n && all.items[i + n].owner == all.items[i].owner; n++)
            ;
        TRY(db_begin(l->db, err));
        TRY(db_end(l->db, tell(l, &all.items[i], n, is_off, mails, err), err));
    }
    return OK;
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
