/* handover/handover.c — what is open found, given on, and the member removed: one
 * transaction. */
#include "app/handover/handover.h"

#include "app/account/account.h"
#include "app/apply/apply.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "app/partner/partner.h"
#include "app/recognise/recognise.h"
#include "app/token/token.h"

/* ---- looked at ---- */

#define WAITS "state IN ('waiting', 'second', 'third')"
#define LIVES "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)"
static const char sql_look[] = SQL(
    "SELECT (SELECT count(*) FROM application WHERE org_id = $1 AND assigned_to = $2 AND " WAITS "),"
    " (SELECT count(*) FROM award_batch WHERE org_id = $1 AND account_id = $2 AND state IN ('draft', 'held', 'planned')),"
    " (SELECT count(*) FROM member_role_part x JOIN member_role g ON g.id = x.grant_id WHERE g.org_id = $1 AND g.account_id = $2"
    "  AND g.role = 'programme' AND x.kind = 'badge'),"
    " (SELECT count(*) FROM token WHERE org_id = $1 AND account_id = $2 AND " LIVES "),"
    " (SELECT count(*) FROM hook WHERE org_id = $1 AND account_id = $2),"
    " (SELECT count(*) FROM recognition_decider d JOIN recognition_scheme s ON s.id = d.scheme_id WHERE s.org_id = $1 AND d.account_id = $2),"
    " (SELECT count(*) FROM partner WHERE org_id = $1 AND owner_id = $2 AND trust <> 'ended')");

code handover_look(struct db *db, struct arena *a, int64_t org, int64_t account, struct handover *out, struct error *err)
{
    struct rows *r = db_query(db, sql_look, ARGS(v_int(org), v_int(account), v_int(clock_now())));

    (void)a;
    *out = (struct handover){0};
    if (rows_next(r))
        *out = (struct handover){row_int(r, 0), row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_int(r, 5), row_int(r, 6)};
    return rows_end(r, err);
}

bool handover_is_empty(const struct handover *h)
{
    return h->applications + h->lists + h->badges + h->tokens + h->hooks + h->schemes + h->partners == 0;
}

/* "Applications: 2, Lists: 1" */
static str words_of(struct arena *a, const struct handover *h)
{
    const struct { const char *words; int64_t n; } all[] = {
        {"Applications", h->applications}, {"Lists", h->lists}, {"Badges answered for", h->badges},
        {"Tokens", h->tokens}, {"Webhooks", h->hooks}, {"Schemes of recognition", h->schemes}, {"Partners", h->partners},
    };
    struct buf b = buf_new(a);

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].n > 0)
            buf_printf(&b, "%s%s: %lld", b.n ? ", " : "", words(all[i].words), (long long)all[i].n);
    return buf_done(&b);
}

/* ---- given on ---- */

struct handing { struct app *app; struct db *db; struct arena *a; const struct handover_do *h; };

static code load_ids(const struct handing *d, const char *sql, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(d->db, sql, ARGS(v_int(d->h->org), v_int(d->h->account), v_int(clock_now())));

    while (rows_next(r))
        *list_add(d->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static const char sql_applications[] = SQL("SELECT id FROM application WHERE org_id = $1 AND assigned_to = $2 AND $3 > 0 AND " WAITS " ORDER BY id");

/* Nobody gets his own, nor one that he judged: those wait for anybody. */
static code give_applications(const struct handing *d, struct error *err)
{
    struct id_list ids = {0};

    TRY(load_ids(d, sql_applications, &ids, err));
    for (size_t i = 0; i < ids.n; i++) {
        struct apply_assign w = {.org = d->h->org, .id = ids.items[i], .to = d->h->to, .by = d->h->by};
        code c = application_assign(d->db, d->a, &w, NULL);
        if (c == DENIED) {
            w.to = 0;
            c = application_assign(d->db, d->a, &w, err);
        }
        if (c != OK)
            return fail(err, c, "application", "an application could not be given on: try it once more");
    }
    return OK;
}

static const char sql_lists[] = SQL(
    "UPDATE award_batch SET account_id = $3 WHERE org_id = $1 AND account_id = $2 AND state IN ('draft', 'held', 'planned')");

static code give_lists(const struct handing *d, struct error *err)
{
    if (d->h->to == 0 || !org_may(d->db, d->a, d->h->org, d->h->to, AWARD_BADGES))
        return OK;                               /* they are everybody's who awards, and go as they were told to */
    return db_run(d->db, sql_lists, ARGS(v_int(d->h->org), v_int(d->h->account), v_int(d->h->to)), NULL, err);
}

static const char sql_tokens[] = SQL("SELECT id FROM token WHERE org_id = $1 AND account_id = $2 AND " LIVES " ORDER BY id");
static const char sql_token[] = SQL("UPDATE token SET account_id = $3 WHERE org_id = $1 AND id = $2");

/* A token may what its owner may: it can lose by this, and gain nothing beyond its scopes. */
static code give_tokens(const struct handing *d, struct error *err)
{
    struct id_list ids = {0};

    TRY(load_ids(d, sql_tokens, &ids, err));
    for (size_t i = 0; i < ids.n; i++) {
        if (d->h->to && org_may(d->db, d->a, d->h->org, d->h->to, MANAGE_ORG))
            TRY(db_run(d->db, sql_token, ARGS(v_int(d->h->org), v_int(ids.items[i]), v_int(d->h->to)), NULL, err));
        else
            TRY(token_revoke_within(d->db, d->a, &(struct token_revoke){d->h->org, ids.items[i], d->h->by}, err));
    }
    return OK;
}

static const char sql_hooks[] = SQL("UPDATE hook SET account_id = $3 WHERE org_id = $1 AND account_id = $2");

static code give_hooks(const struct handing *d, struct error *err)
{
    if (d->h->to == 0)
        return OK;
    return db_run(d->db, sql_hooks, ARGS(v_int(d->h->org), v_int(d->h->account), v_int(d->h->to)), NULL, err);
}

static struct role_grant *programme_of(struct role_grants *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].role == role_named(S("programme")))
            return &all->items[i];
    return NULL;
}

static bool has_id(const struct id_list *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i] == id)
            return true;
    return false;
}

/* The badges of both, without an end where either has none. */
static code give_badges(const struct handing *d, struct error *err)
{
    struct role_grants from = {0}, to = {0};

    TRY(member_grants(d->db, d->a, d->h->org, d->h->account, &from, err));
    TRY(member_grants(d->db, d->a, d->h->org, d->h->to, &to, err));
    struct role_grant *left = programme_of(&from), *own = programme_of(&to);
    if (!left || d->h->to == 0)
        return OK;
    if (!own) {
        *list_add(d->a, &to) = *left;
    } else {
        for (size_t i = 0; i < left->badges.n; i++)
            if (!has_id(&own->badges, left->badges.items[i]))
                *list_add(d->a, &own->badges) = left->badges.items[i];
        own->until = own->until && left->until ? own->until > left->until ? own->until : left->until : 0;
    }
    TRY(member_grants_put(d->db, d->h->org, d->h->to, &to, err));
    return hook_tell(d->db, d->a, d->h->org, "member.changed", d->h->to, err);
}

/* ---- told, and gone ---- */

static code tell(const struct handing *d, const struct handover *open, struct error *err)
{
    struct account to, left;

    if (d->h->to == 0 || handover_is_empty(open))
        return OK;
    TRY(account_get(d->db, d->a, d->h->to, &to, err));
    TRY(account_get(d->db, d->a, d->h->account, &left, err));
    TRY(org_log(d->db, d->h->org, d->h->by, "member.handover", left.email, to.email, err));
    if (d->h->to == d->h->by || str_is_empty(to.email))
        return OK;
    struct mail mail = {.org = d->h->org, .kind = S("handover"), .to_address = to.email, .to_name = to.name};
    return mail_letter(d->app, d->db, d->a,
                       &(struct letter){.kind = "handover", .org = d->h->org, .sender = left.name.n ? left.name : left.email,
                                        .message = words_of(d->a, open),
                                        .link = app_url(d->a, d->app, str_printf(d->a, "/org/%lld", (long long)d->h->org))},
                       &mail, err);
}

static code remove_rows(const struct handing *d, struct error *err)
{
    const struct handover_do *h = d->h;
    struct handover open;

    if (h->to && (h->to == h->account || !org_is_member(d->db, h->org, h->to)))
        return fail(err, CONFLICT, "to", "choose somebody who works here");
    TRY(handover_look(d->db, d->a, h->org, h->account, &open, err));
    TRY(give_applications(d, err));
    TRY(give_lists(d, err));
    TRY(give_badges(d, err));
    TRY(give_tokens(d, err));
    TRY(give_hooks(d, err));
    TRY(scheme_hand_over(d->db, d->a, &(struct scheme_handing){h->org, h->account, h->to}, err));
    TRY(partner_hand_over(d->db, d->a, &(struct partner_handing){h->org, h->account, h->to, h->by}, err));
    TRY(tell(d, &open, err));
    return org_remove_member(d->app, d->db, d->a, &(struct member_change){.org = h->org, .account = h->account, .by = h->by}, err);
}

code handover_remove(struct app *app, struct db *db, struct arena *a, const struct handover_do *h, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, remove_rows(&(struct handing){app, db, a, h}, err), err));
    app_wake(app);
    return OK;
}
