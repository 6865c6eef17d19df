/* org/org_awarding.c — how an organisation awards: where its clocks are, how long
 * a list is held; and the page of it. */
#include "app/org/org_pages.h"

#include "app/org/access.h"
#include "app/zone.h"
#include "templates.h"

static const char sql_get[] = SQL("SELECT time_zone, hold_minutes, 1 - renewed_stay, leaders_applications, leaders_training FROM org WHERE id = $1");
static const char sql_set[] = SQL("UPDATE org SET time_zone = $2, hold_minutes = $3, renewed_stay = $4, leaders_applications = $5, leaders_training = $6 WHERE id = $1");

code org_awarding_get(struct db *db, struct arena *a, int64_t org, struct org_awarding *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org)));
    bool found = rows_next(r);

    if (found)
        *out = (struct org_awarding){row_str(r, 0, a), row_int(r, 1), row_bool(r, 2), row_bool(r, 3), row_bool(r, 4)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "organisation", "there is no such organisation");
}

static code set(struct db *db, struct arena *a, int64_t org, int64_t by, const struct org_awarding *w, struct error *err)
{
    str words = str_printf(a, "time zone " STR_FMT ", lists wait %lld minutes, renewed awards %s%s%s", STR_ARG(w->time_zone),
                           (long long)w->hold_minutes, w->renewed_end ? "are revoked" : "stay until their end",
                           w->leaders_applications ? ", leaders judge applications first" : "", w->leaders_training ? ", leaders judge external training first" : "");

    TRY(db_run(db, sql_set, ARGS(v_int(org), v_str(w->time_zone), v_int(w->hold_minutes), v_int(!w->renewed_end), v_int(w->leaders_applications), v_int(w->leaders_training)), NULL, err));
    return org_log(db, org, by, "org.awarding", S(""), words, err);
}

code org_awarding_set(struct db *db, struct arena *a, int64_t org, int64_t by, const struct org_awarding *w, struct error *err)
{
    struct tzif *zone;

    TRY(zone_open(a, w->time_zone, &zone, err));
    if (w->hold_minutes < 0 || w->hold_minutes > HOLD_MOST)
        return fail(err, BAD_INPUT, "hold_minutes", "between 0 and %d minutes", HOLD_MOST);
    TRY(db_begin(db, err));
    return db_end(db, set(db, a, org, by, w, err), err);
}

/* ---- who is left to be the second ---- */

static const char sql_outside[] = SQL(
    "SELECT m.account_id FROM member m WHERE m.org_id = $1 AND NOT EXISTS (SELECT 1 FROM person l WHERE l.org_id = $1 AND l.removed_at IS NULL AND l.manager_id IN " ACCESS_ME_ANY("m.account_id") ")");

/* Does nobody have the right who leads nobody? Then it may be that all who have it lead one person. */
static code find_lack(struct db *db, struct arena *a, int64_t org, enum right right, bool *out, struct error *err)
{
    struct rows *r = db_query(db, sql_outside, ARGS(v_int(org)));
    LIST(int64_t) outside = {0};

    while (rows_next(r))
        *list_add(a, &outside) = row_int(r, 0);
    TRY(rows_end(r, err));
    *out = true;
    for (size_t i = 0; i < outside.n && *out; i++)
        *out = !org_may_some(db, a, org, outside.items[i], right);
    return OK;
}

/* ---- the page ---- */

static const struct form_field fields[] = {
    {"time_zone", FIELD_LINE, "Time zone", .max = 60, .required = true},
    {"hold_minutes", FIELD_INT, "Minutes", .max = HOLD_MOST, .required = true},
    {"renewed_end", FIELD_BOOL, "Renewed awards"},
    {"leaders_applications", FIELD_BOOL, "Applications"},
    {"leaders_training", FIELD_BOOL, "External training"},
};
static const struct form_spec awarding_form = FORM(fields);

static void show(struct request *rq, struct response *rs, struct form *f, const struct org_awarding *now)
{
    struct awarding_view v = {.form = f, .base = org_base(rq), .now = zone_words(rq->arena, now->time_zone, clock_now())};
    struct error err = {0};
    code c = OK;

    if (now->leaders_applications)
        c = find_lack(rq->db, rq->arena, rq->org, CHECK_JUDGES, &v.lacks_applications, &err);
    if (c == OK && now->leaders_training)
        c = find_lack(rq->db, rq->arena, rq->org, RECORD_PROOF, &v.lacks_training, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }

    zone_names(rq->arena, &v.zones);
    struct out o = app_page(rq, "Awarding", "settings");
    tmpl_org_awarding(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void org_awarding_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &awarding_form);
    struct org_awarding w;
    struct error err = {0};

    if (org_awarding_get(rq->db, rq->arena, rq->org, &w, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "time_zone", w.time_zone);
    form_set_int(f, "hold_minutes", w.hold_minutes);
    form_set_int(f, "renewed_end", w.renewed_end);
    form_set_int(f, "leaders_applications", w.leaders_applications);
    form_set_int(f, "leaders_training", w.leaders_training);
    show(rq, rs, f, &w);
}

void org_awarding_save(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &awarding_form);
    struct org_awarding was, w = {form_text(f, "time_zone"), form_int(f, "hold_minutes"), form_bool(f, "renewed_end"), form_bool(f, "leaders_applications"), form_bool(f, "leaders_training")};
    struct error err = {0};
    code c = org_awarding_get(rq->db, rq->arena, rq->org, &was, &err);

    if (c == OK && f->ok) {
        c = org_awarding_set(rq->db, rq->arena, rq->org, rq->session->account, &w, &err);
        if (c == BAD_INPUT || c == NOT_FOUND) {
            form_reject_error(f, &err, rq->arena);
            c = OK;
        }
    }
    if (c != OK)
        app_fail(rq, rs, &err);
    else if (!f->ok)
        show(rq, rs, f, &was);
    else
        app_done(rq, rs, rq->path, "Saved.");
}
