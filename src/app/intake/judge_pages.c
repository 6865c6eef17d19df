/* intake/judge_pages.c — one proof before whoever judges it, and before auditors. */
#include "app/intake/intake_view.h"

#include "app/org/access.h"
#include "app/skill/skill.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"verdict", FIELD_CHOICE, "Decision", .choices = "accept|ask|refuse", .required = true},
    {"requirement", FIELD_INT, "What for", .max = INT64_MAX},
    {"step", FIELD_LINE, "A step of a pathway", .max = 60},
    {"completed", FIELD_DATE, "Completed on"},
    {"ends", FIELD_DATE, "Valid until"},
    {"valid", FIELD_BOOL, "Valid"}, {"authentic", FIELD_BOOL, "Authentic"}, {"current", FIELD_BOOL, "Current"}, {"sufficient", FIELD_BOOL, "Sufficient"},
    {"checks", FIELD_LINE, "What was judged"},
    {"method", FIELD_CHOICE, "How you judged it", .choices = "verified|original|issuer|register|copy"},
    {"seen", FIELD_LINE, "What you looked at", .max = 300},
    {"skill", FIELD_MANY, "Skills", .max = 20},
    {"reason", FIELD_TEXT, "Reason", .max = 1000},
};
static const struct form_spec spec = FORM(fields);

/* Who leads somebody has the same page under the team, without a role. */
static str self_path(struct request *rq, bool led)
{
    return str_printf(rq->arena, "/org/%lld/%s/%lld", (long long)rq->org, led ? "team/external" : "external", (long long)request_param_int(rq, "id"));
}

/* Of this person, with this requirement: as far as the right goes. */
static bool reaches(struct request *rq, enum right right, const struct intake *i, int64_t requirement)
{
    const struct access *x;
    bool yes = false;
    struct reach_ask q = {.right = right, .what = requirement ? OF_STANDING : OF_PERSON, .id = requirement ? requirement : i->person, .person = i->person};

    return access_of(rq, rq->org, &x, NULL) == OK && access_reaches(rq->db, x, &q, &yes, NULL) == OK && yes;
}

/* Out of reach is as if it were not there. */
static code load_row(struct request *rq, bool led, enum right right, struct intake *i, struct error *err)
{
    if (led)
        return intake_led(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, i, err);
    TRY(intake_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), i, err));
    return !intake_is(i, "draft") && reaches(rq, right, i, i->requirement) ? OK : fail(err, NOT_FOUND, "training", "there is no such proof");
}

static bool is_ticked(struct form *f, str value)
{
    const struct str_list *all = &form_value(f, "skill")->many;

    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], value))
            return true;
    return false;
}

static code add_skills(struct request *rq, struct intake_view *v, struct error *err)
{
    struct skill_outsides all = {0};

    TRY(skill_outside_of(rq->db, rq->arena, rq->org, v->i.id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct skill_outside *x = &all.items[i];
        str value = str_printf(rq->arena, "%lld", (long long)x->id), framework = x->framework.n ? str_join(rq->arena, x->framework, S(" · ")) : S("");
        *list_add(rq->arena, &v->skills) = (struct intake_skill_line){value, x->level.n ? str_printf(rq->arena, STR_FMT " · " STR_FMT, STR_ARG(x->name.n ? x->name : x->url), STR_ARG(x->level)) : x->name.n ? x->name : x->url, str_join(rq->arena, framework, x->url), x->is_taken || is_ticked(v->form, value)};
    }
    return OK;
}

/* Steps of pathways that they have still to do: for whoever may recognise steps of this person, with the proof of one requirement or without. */
static code find_steps(struct request *rq, const struct intake *i, struct intake_steps *out, struct error *err)
{
    return reaches(rq, RECORD_PROOF, i, 0) ? intake_steps_find(rq->db, rq->arena, rq->org, i->person, out, err) : OK;
}

static code add_path_steps(struct request *rq, struct intake_view *v, struct error *err)
{
    struct intake_steps all = {0};

    TRY(find_steps(rq, &v->i, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        str value = str_printf(rq->arena, "%lld.%lld", (long long)all.items[i].enrol, (long long)all.items[i].line);
        *list_add(rq->arena, &v->path_steps) = (struct intake_option){value, all.items[i].words, str_eq(value, form_text(v->form, "step"))};
    }
    return OK;
}

/* What was said first is shown once it is decided: two looks, not one and a half. */
static code add_firsts(struct request *rq, struct intake_view *v, bool *is_mine, struct error *err)
{
    struct intake_firsts all = {0};
    bool is_settled = !intake_is(&v->i, "waiting") && !intake_is(&v->i, "asked") && !intake_is(&v->i, "second");

    TRY(intake_firsts_of(rq->db, rq->arena, v->i.id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct intake_first *f = &all.items[i];
        *is_mine = *is_mine || (!f->ended && f->account == rq->session->account);
        if (is_settled || f->account == rq->session->account)
            *list_add(rq->arena, &v->firsts) = (struct intake_first_line){
                f->who.n ? f->who : said("somebody who is gone"), str_eq(f->verdict, S("accept")) ? said("It should count") : said("It should not count"), f->code,
                f->method.n ? said(intake_method_words(f->method)) : S(""), f->seen, f->reason, f->at};
    }
    return OK;
}

static code load(struct request *rq, struct intake_view *v, struct error *err)
{
    struct intake_requirements all = {0};
    struct arena *a = rq->arena;
    bool is_mine = false;

    TRY(load_row(rq, v->is_led, VIEW_STANDINGS, &v->i, err));
    v->self = self_path(rq, v->is_led);
    v->back = str_printf(a, "/org/%lld/%s", (long long)rq->org, v->is_led ? "team/judge" : "external");
    v->cell = v->i.requirement && !v->is_led ? str_printf(a, "/org/%lld/standards/%lld/people/%lld", (long long)rq->org, (long long)v->i.requirement, (long long)v->i.person) : S("");
    v->reads = v->is_led || (app_allow(rq, RECORD_PROOF, rq->org) == OK && reaches(rq, RECORD_PROOF, &v->i, v->i.requirement));
    TRY(intake_view_fill(rq, v, str_join(a, v->self, S("/files/")), err));
    TRY(add_skills(rq, v, err));
    TRY(add_firsts(rq, v, &is_mine, err));
    TRY(intake_is_over(rq->db, &v->i, rq->session->account, &v->is_over, err));
    if (v->i.rule && !v->is_led)
        v->rule = str_printf(a, STR_FMT "/rules/%lld", STR_ARG(v->back), (long long)v->i.rule);
    v->shows_terms = !v->is_led;                 /* what was agreed is read by whom the standing is shown by a role */
    if (v->i.terms.id && access_holds(rq, VIEW_STANDINGS))
        v->partner = str_printf(a, "/org/%lld/partners/%lld", (long long)rq->org, (long long)v->i.terms.partner);
    v->is_own = intake_need_other(rq->db, rq->arena, &v->i, rq->session->account, NULL) == DENIED;
    bool may = v->reads;
    v->may_judge = may && !v->is_own && (intake_is(&v->i, "waiting") || intake_is(&v->i, "asked") || (intake_is(&v->i, "second") && !v->is_over && !is_mine));
    v->may_undo = may && !v->is_own && (is_mine && intake_is(&v->i, "second"));
    v->may_undo = v->may_undo || (may && !v->is_own && intake_is(&v->i, "asked") && v->i.decided_by == rq->session->account);
    v->may_undo = v->may_undo || (may && !v->is_own && !v->is_over && (v->i.decided_by || v->i.pathway) && (intake_is(&v->i, "accepted") || intake_is(&v->i, "refused") || intake_is(&v->i, "asked"))
                                     && intake_need_no_first(rq->db, &v->i, rq->session->account, NULL) == OK);
    if (!may && !v->is_pack)
        v->files.n = 0;                          /* what judges alone see is opened with a reason, on its own page */
    TRY(intake_requirements_find(rq->db, a, rq->org, v->is_led ? v->i.person : 0, &all, err));
    for (const struct intake_method *m = intake_methods; m->name; m++)
        if (!str_eq(cstr(m->name), S("verified")) || str_eq(v->i.kind, S("badge")))
            *list_add(a, &v->methods) = (struct intake_option){cstr(m->name), said(m->words), str_eq(form_text(v->form, "method"), cstr(m->name))};
    if (v->may_judge && !v->is_over && !v->is_pack)
        TRY(add_path_steps(rq, v, err));
    intake_options_fill(a, &all, form_int(v->form, "requirement") ? form_int(v->form, "requirement") : v->i.requirement, &v->requirements);
    return OK;
}

static code add_folder(struct request *rq, struct intake_view *v, struct error *err)
{
    struct evidence_folder f;

    if (!v->i.folder || (v->is_pack ? v->reads : v->files.n > 0) || v->is_led)
        return OK;
    TRY(evidence_folder_get(rq->db, rq->arena, v->i.folder, &f, err));
    *list_add(rq->arena, &v->files) = (struct intake_piece){.href = evidence_path(rq->arena, &f), .title = v->is_pack ? said("All of it, among evidence") : said("The file, among evidence"), .about = S(""), .type = S(""),
                                                                  .words = S(""), .url = S(""), .remove = S("")};
    return OK;
}

static void show(struct request *rq, struct response *rs, bool led, struct form *f)
{
    struct intake_view v = {.form = f, .is_led = led};
    struct error err = {0};

    if (load(rq, &v, &err) != OK || add_folder(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok && v.i.issued != NO_DAY)
        form_set(f, "completed", date_format(rq->arena, date_of(v.i.issued)));
    if (f->ok && v.i.ends != NO_DAY)
        form_set(f, "ends", date_format(rq->arena, date_of(v.i.ends)));
    struct out o = app_page(rq, str_z(rq->arena, v.i.title), led ? "team" : "norms");
    tmpl_external_one(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void intake_judge_show(struct request *rq, struct response *rs)
{
    show(rq, rs, false, form_empty(rq->arena, &spec));
}

void intake_led_show(struct request *rq, struct response *rs)
{
    show(rq, rs, true, form_empty(rq->arena, &spec));
}

/* ---- decided ---- */

/* "of whom.which": one of those that are theirs to do. */
static code read_step(struct request *rq, const struct intake *i, str typed, struct intake_step *out, struct error *err)
{
    struct intake_steps all = {0};
    str rest = typed, first;
    int64_t enrol, line;

    if (typed.n == 0)
        return OK;
    TRY(find_steps(rq, i, &all, err));
    if (str_cut(&rest, '.', &first) && str_to_int(first, &enrol) && str_to_int(rest, &line))
        for (size_t k = 0; k < all.n; k++)
            if (all.items[k].enrol == enrol && all.items[k].line == line) {
                *out = all.items[k];
                return OK;
            }
    return fail(err, BAD_INPUT, "step", "choose a step that they have still to do");
}

static code judge(struct request *rq, bool led, struct form *f, struct intake *after, struct error *err)
{
    str verdict = form_text(f, "verdict");
    struct intake_judgement j = {
        .by = rq->session->account, .requirement = form_int(f, "requirement"),
        .verdict = str_eq(verdict, S("accept")) ? INTAKE_ACCEPT : str_eq(verdict, S("ask")) ? INTAKE_ASK : INTAKE_REFUSE,
        .valid = form_bool(f, "valid"), .authentic = form_bool(f, "authentic"), .current = form_bool(f, "current"), .sufficient = form_bool(f, "sufficient"),
        .completed = form_value(f, "completed")->number, .ends = form_value(f, "ends")->number, .reason = form_text(f, "reason"),
        .method = form_text(f, "method"), .seen = form_text(f, "seen")};
    struct intake i;

    for (size_t k = 0; k < form_value(f, "skill")->many.n; k++) {
        int64_t id;
        if (str_to_int(form_value(f, "skill")->many.items[k], &id))
            *list_add(rq->arena, &j.skills) = id;
    }
    TRY(load_row(rq, led, RECORD_PROOF, &i, err));
    if (j.verdict == INTAKE_ACCEPT)
        TRY(read_step(rq, &i, form_text(f, "step"), &j.step, err));
    if (j.verdict == INTAKE_ACCEPT && j.requirement && !led && !reaches(rq, RECORD_PROOF, &i, j.requirement))
        return fail(err, BAD_INPUT, "requirement", "choose what it counts for");
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, intake_decide(rq->db, rq->arena, &i, &j, err), err));
    return intake_get(rq->db, rq->arena, rq->org, i.id, after, err);
}

static void post(struct request *rq, struct response *rs, bool led)
{
    struct form *f = form_read(rq, &spec);
    struct intake now = {.state = S("")};
    struct error err = {0};
    code c = f->ok ? judge(rq, led, f, &now, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show(rq, rs, led, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq, led), intake_is(&now, "second") ? "Said. Somebody who does not lead them looks at it now."
                                             : intake_is(&now, "asked") ? "Asked. They read it at once." : "Decided. It can be taken back; the mail leaves after ten minutes.");
    }
}

void intake_judge_post(struct request *rq, struct response *rs)
{
    post(rq, rs, false);
}

void intake_led_post(struct request *rq, struct response *rs)
{
    post(rq, rs, true);
}

static code undo(struct request *rq, bool led, struct error *err)
{
    struct intake i;

    TRY(load_row(rq, led, RECORD_PROOF, &i, err));
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, intake_undo(rq->db, rq->arena, &i, rq->session->account, err), err);
}

static void take_back(struct request *rq, struct response *rs, bool led)
{
    struct error err = {0};

    if (undo(rq, led, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, self_path(rq, led), "Taken back: it waits again.");
}

void intake_judge_undo(struct request *rq, struct response *rs)
{
    take_back(rq, rs, false);
}

void intake_led_undo(struct request *rq, struct response *rs)
{
    take_back(rq, rs, true);
}

/* A file for judges alone goes to who may judge; the rest open it with a reason, at /evidence. */
void intake_judge_file(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct intake i;

    if (load_row(rq, false, VIEW_STANDINGS, &i, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    bool judges = app_allow(rq, RECORD_PROOF, rq->org) == OK && reaches(rq, RECORD_PROOF, &i, i.requirement);
    intake_send_file(rq, rs, &i, request_param(rq, "file"), !judges);
}

void intake_led_file(struct request *rq, struct response *rs)
{
    struct error err = {0};
    struct intake i;

    if (load_row(rq, true, RECORD_PROOF, &i, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    intake_send_file(rq, rs, &i, request_param(rq, "file"), false);
}
