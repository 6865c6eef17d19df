/* partner/ending.c — who answers for partners is mailed that an agreement is about to end, and
 * when it has: in the hours of the mail of the day, once each for its last day. Nothing is decided
 * by that: trust stays as it is until somebody says otherwise. */
#include "app/partner/partner_private.h"

#include "app/mail/mail.h"
#include "app/remind/remind.h"

static const char sql_due[] = SQL(
    "SELECT p.id, c.id, p.agreed_until, c.name FROM partner p JOIN account c ON c.id = " PARTNER_ANSWERS("$3")
    " WHERE p.org_id = $1 AND p.trust <> 'ended' AND ((p.agreed_until < $2 AND (p.ended_told IS NULL OR p.ended_told <> p.agreed_until))"
    " OR (p.agreed_until >= $2 AND p.agreed_until <= $4 AND (p.ending_told IS NULL OR p.ending_told <> p.agreed_until))) ORDER BY c.id, p.id LIMIT 500");
/* Of this day alone: one that was agreed meanwhile is told of when it comes. */
static const char sql_told[] = SQL(
    "UPDATE partner SET ending_told = $3, ended_told = CASE WHEN $3 < $5 THEN $3 ELSE ended_told END, ending_mail = $4 WHERE org_id = $1 AND id = $2 AND agreed_until = $3");

static code note_told(const struct remind_look *l, const struct partner_due *one, int64_t mail, struct error *err)
{
    return db_run(l->db, sql_told, ARGS(v_int(l->org), v_int(one->partner), v_int(one->day), v_int_if(mail != 0, mail), v_int(l->today)), NULL, err);
}

static code tell_owners(const struct remind_look *l, int64_t *mails, struct error *err)
{
    struct rows *r = db_query(l->db, sql_due, ARGS(v_int(l->org), v_int(l->today), v_int(clock_now()), v_int(l->today + PARTNER_ENDING_DAYS * DAY)));

    return partner_tell_owners(l, r, &(struct partner_letter){"partner-ending", note_told}, mails, err);
}

/* ---- written when it goes ---- */

static const char sql_items[] = SQL(
    "SELECT p.id, p.name, p.agreed_until, CASE WHEN p.ended_told = p.agreed_until THEN 1 ELSE 0 END FROM partner p WHERE p.org_id = $1 AND p.ending_mail = $2 AND p.trust <> 'ended'"
    " AND p.agreed_until = p.ending_told ORDER BY p.folded, p.id LIMIT 200");

static code write_ending(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(m->org), v_int(m->id)));

    while (rows_next(r))
        *list_add(a, &out->items) = (struct letter_item){.title = row_str(r, 1, a), .until = row_int(r, 2), .words = row_bool(r, 3) ? "The agreement has ended" : "The agreement ends",
                                                         .href = app_url(a, app, str_printf(a, "/org/%lld/partners/%lld", (long long)m->org, (long long)row_int(r, 0)))};
    TRY(rows_end(r, err));
    out->unwanted = out->items.n ? NULL : "it was agreed anew meanwhile, or the partnership has ended";
    out->badge = out->items.n ? out->items.items[0].title : S("");
    out->link = app_url(a, app, str_printf(a, "/org/%lld/partners", (long long)m->org));
    return OK;
}

static const struct remind_source source = {.owners = tell_owners};
static const struct mail_writer_of writers[] = {{"partner-ending", write_ending}, {NULL, NULL}};

void partner_ending_start(void)
{
    remind_add_source(&source);
    mail_set_writers(writers);
}
