/* award/award_correct_pages.c — an award corrected, moved to another address, put
 * back as it was; a revocation taken back. */
#include "app/award/award_correct.h"
#include "app/award/award_pages.h"

#include "templates.h"

static const struct form_field correct_fields[] = {
    {"awarded", FIELD_DATE, "Day of the award", .required = true},
    {"until", FIELD_DATE, "Valid until"},
    {"narrative", FIELD_TEXT, "A sentence for everybody", .max = 2000},
    {"evidence_url", FIELD_URL, "Link to evidence", .max = 1000},
    {"reason", FIELD_LINE, "Why", .max = 300, .required = true},
    {"tells", FIELD_BOOL, "Write the mail again"},
};
static const struct form_spec correct_form = FORM(correct_fields);

static const struct form_field move_fields[] = {
    {"email", FIELD_EMAIL, "New e-mail address", .max = 254, .required = true},
    {"reason", FIELD_LINE, "Why", .max = 300, .required = true},
    {"tells", FIELD_BOOL, "Write the mail to the new address"},
};
static const struct form_spec move_form = FORM(move_fields);

/* The last part of the path says which of the two. */
static bool is_moving(const struct request *rq)
{
    return str_ends(rq->path, S("/move"));
}

static const struct form_spec *spec_of(const struct request *rq)
{
    return is_moving(rq) ? &move_form : &correct_form;
}

/* ---- days ---- */

static str day_text(struct arena *a, msec t)
{
    return t > 0 ? date_format(a, date_of(t)) : S("");
}

/* An award that is good until the end of a day ends with the next one. */
static msec last_day(msec until)
{
    return until > 0 ? until - 1 : 0;
}

/* What was not changed stays to the millisecond. */
static msec day_or(const struct form_value *v, struct arena *a, msec was, msec shown, msec more)
{
    if (str_is_empty(v->text))
        return 0;
    return str_eq(v->text, day_text(a, shown)) ? was : v->number + more;
}

static void prefill(struct request *rq, const struct award_row *w, struct form *f)
{
    if (is_moving(rq))
        return;
    form_set(f, "awarded", day_text(rq->arena, w->awarded));
    form_set(f, "until", day_text(rq->arena, last_day(w->valid_until)));
    form_set(f, "narrative", str_is_absent(w->narrative) ? S("") : w->narrative);
    form_set(f, "evidence_url", str_is_absent(w->evidence_url) ? S("") : w->evidence_url);
}

/* ---- asked ---- */

static void show(struct request *rq, struct response *rs, struct form *f, bool is_new)
{
    struct withdraw_view v = {.award = {.list_href = S("")}, .form = f};
    struct error err = {0};

    if (award_view_load(rq, &v.award, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (is_new)
        prefill(rq, &v.award.w, f);
    struct out o = app_page(rq, is_moving(rq) ? "Move an award" : "Correct an award", "awards");
    (is_moving(rq) ? tmpl_award_move : tmpl_award_correct)(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void award_correct_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, spec_of(rq)), true);
}

/* ---- done ---- */

static struct award_edit edit_of(struct request *rq, str reason, bool tells)
{
    return (struct award_edit){.app = app_of(rq), .org = rq->org, .id = request_param_int(rq, "id"),
                               .account = rq->session->account, .reason = reason, .tells = tells};
}

static code correct(struct request *rq, struct form *f, struct error *err)
{
    struct award_edit e = edit_of(rq, form_text(f, "reason"), form_bool(f, "tells"));
    struct award_row w;

    if (is_moving(rq))
        return award_move(rq->db, rq->arena, &e, form_text(f, "email"), err);
    TRY(award_get(rq->db, rq->arena, rq->org, e.id, &w, err));
    struct award_facts facts = {
        .awarded = day_or(form_value(f, "awarded"), rq->arena, w.awarded, w.awarded, 0),
        .valid_until = day_or(form_value(f, "until"), rq->arena, w.valid_until, last_day(w.valid_until), DAY),
        .narrative = form_text(f, "narrative"), .evidence_url = form_text(f, "evidence_url")};
    return award_correct(rq->db, rq->arena, &e, &facts, err);
}

/* Beside its field where it is about one, else above them all. */
static void reject(struct request *rq, struct form *f, struct error *err)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(cstr(err->where), cstr(f->values[i].field->name))) {
            form_reject_error(f, err, rq->arena);
            return;
        }
    f->ok = false;
    f->error = str_copy(rq->arena, cstr(err->text));
}

void award_correct_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, spec_of(rq));
    struct error err = {0};
    code c = f->ok ? correct(rq, f, &err) : OK;

    if (c == BAD_INPUT || c == CONFLICT)
        reject(rq, f, &err);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else if (f->ok) {
        app_wake(app_of(rq));
        app_done(rq, rs, award_self_path(rq), is_moving(rq) ? "The award is made out to the new address." : "The award is corrected and signed anew.");
    }
    if (!f->ok)
        show(rq, rs, f, false);
}

static void go_back(struct request *rq, struct response *rs, code (*use)(struct db *, struct arena *, const struct award_edit *, struct error *),
                    const char *done)
{
    struct award_edit e = edit_of(rq, S(""), false);
    struct error err = {0};

    if (use(rq->db, rq->arena, &e, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, award_self_path(rq), done);
}

void award_restore_post(struct request *rq, struct response *rs)
{
    go_back(rq, rs, award_restore, "The award says again what it said before, signed anew.");
}

void award_return_post(struct request *rq, struct response *rs)
{
    go_back(rq, rs, award_return, "The award counts again, signed anew at its address.");
}
