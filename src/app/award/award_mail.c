/* award/award_mail.c — the mails about an award: that somebody got it, that it was
 * renewed, revoked, held back, or is valid again. They are written when they go,
 * from what the award is then. */
#include "app/award/award_private.h"

#include "app/list/act.h"
#include "app/mail/mail.h"

/* ---- into the queue ---- */

static const char sql_was_told[] = SQL("SELECT count(*) FROM mail WHERE award_id = $1 AND kind = 'suspended' AND state = 'sent'");

/* Who has heard of no suspension needs not hear of its end; whose award was
 * replaced has the mail of the new one. */
static code is_news(struct db *db, struct arena *a, const struct award_row *w, str kind, bool *news, struct error *err)
{
    struct award_next next;
    int64_t told = 0;
    bool off = false;

    TRY(letter_is_off(db, a, w->org, str_z(a, kind), &off, err));
    TRY(award_next(db, a, w->id, &next, err));
    if (str_eq(kind, S("reinstated")))
        TRY(db_int(db, sql_was_told, ARGS(v_int(w->id)), &told, err));
    *news = !off && next.next == 0 && person_has_address(w->recipient) && (told > 0 || !str_eq(kind, S("reinstated")));
    return OK;
}

code award_tell_holder(struct db *db, struct arena *a, const struct award_row *w, const char *kind, str reason, struct error *err)
{
    bool news = false;
    msec due = str_eq(cstr(kind), S("revoked")) ? 0 : clock_now() + ACT_UNDO_TIME;

    TRY(is_news(db, a, w, cstr(kind), &news, err));
    if (!news)
        return OK;
    return mail_queue(NULL, db, a, &(struct mail){.org = w->org, .award = w->id, .kind = cstr(kind), .detail = reason, .due = due}, err);
}

/* ---- writing ---- */

static const char *not_true_any_more(const struct mail *m, const struct award_row *w)
{
    if (str_eq(m->kind, S("suspended")))
        return w->suspended ? NULL : "the award is not suspended any more";
    if (str_eq(m->kind, S("revoked")))
        return NULL;
    return w->revoked ? "the award was revoked" : w->suspended ? "the award is suspended" : NULL;
}

static code write_mail(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err)
{
    struct award_row w;
    struct badge_version_row v;
    struct award_next before = {0};
    bool is_new = str_eq(m->kind, S("award"));

    TRY(award_by_id(db, a, m->award, &w, err));
    TRY(catalog_version(db, a, w.version, &v, err));
    if (is_new)
        TRY(award_previous(db, a, w.id, &before, err));
    if (str_is_empty(m->to_address)) {
        m->to_address = w.recipient;
        m->to_name = w.name;
    }
    *out = (struct letter){
        .kind = before.next && str_eq(before.why, S("renewed")) ? "renewal" : str_z(a, m->kind), .org = w.org, .issuer = v.issuer,
        .badge = v.name, .reason = m->detail, .until = w.valid_until, .description = is_new ? v.description : S(""),
        .link = app_url(a, app, award_claim_path(a, app, &w)),
        .picture = is_new ? app_url(a, app, str_printf(a, "/images/" STR_FMT, STR_ARG(w.png_hash))) : S(""),
        .unwanted = not_true_any_more(m, &w),
    };
    return OK;
}

static const struct mail_writer_of writers[] = {
    {"award", write_mail}, {"revoked", write_mail}, {"suspended", write_mail}, {"reinstated", write_mail}, {NULL, NULL},
};

void award_start(void)
{
    mail_set_writers(writers);
}
