/* requirement/publish_pages.c — the working copy is looked at, what it changes and for whom,
 * and published. */
#include "app/requirement/requirement_view.h"

#include "templates.h"

#define SHOWN 25

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

/* ---- publishing ---- */

static const struct form_field publish_fields[] = {
    {"carry", FIELD_CHOICE, "What was proved before", .choices = "counts|renew"},
    {"renew_by", FIELD_DATE, "Renew by"},
    {"signs", FIELD_BOOL, "I answer for the grace"},
};
static const struct form_spec publish_spec = FORM(publish_fields);

static void add_change(struct request *rq, struct requirement_publish_view *v, const char *what, str before, str after)
{
    if (!str_eq(before, after))
        *list_add(rq->arena, &v->changes) = (struct change_line){what, before, after};
}

static void compare_texts(struct request *rq, struct requirement_publish_view *v, const struct requirement_version *b)
{
    const struct requirement_version *w = &v->v;

    add_change(rq, v, "Name", b->name, w->name);
    add_change(rq, v, "What it asks", b->words, w->words);
    add_change(rq, v, "Basis", said(requirement_word(requirement_bases, b->basis)), said(requirement_word(requirement_bases, w->basis)));
    add_change(rq, v, "Reference", b->basis_ref, w->basis_ref);
    add_change(rq, v, "Address", b->basis_url, w->basis_url);
    add_change(rq, v, "Its version", b->basis_version, w->basis_version);
    add_change(rq, v, "Criticality", said(requirement_word(requirement_criticalities, b->criticality)), said(requirement_word(requirement_criticalities, w->criticality)));
    add_change(rq, v, "Who records and judges", said(requirement_word(requirement_sign_offs, b->sign_off)), said(requirement_word(requirement_sign_offs, w->sign_off)));
    add_change(rq, v, "Years kept", str_printf(rq->arena, "%lld", (long long)b->retain_years), str_printf(rq->arena, "%lld", (long long)w->retain_years));
}

static str days_words(struct request *rq, int n)
{
    return n ? requirement_span_words(rq->arena, (struct span){SPAN_DAYS, n}) : said("None");
}

static str yes_words(bool yes)
{
    return yes ? said("Yes") : said("No");
}

static void compare_rules(struct request *rq, struct requirement_publish_view *v, const struct requirement_rule *b, const struct requirement_rule *w)
{
    struct arena *a = rq->arena;

    add_change(rq, v, "What proves it", requirement_proof_words(a, rq->db, rq->org, &b->proof), requirement_proof_words(a, rq->db, rq->org, &w->proof));
    add_change(rq, v, "Evidence", requirement_evidence_words(a, b, S("")), requirement_evidence_words(a, w, S("")));
    add_change(rq, v, "When it is due", requirement_dues_words(a, rq->db, rq->org, b), requirement_dues_words(a, rq->db, rq->org, w));
    add_change(rq, v, "How long it lasts", requirement_validity_words(a, b), requirement_validity_words(a, w));
    add_change(rq, v, "Renewal window", days_words(rq, b->window), days_words(rq, w->window));
    add_change(rq, v, "Due soon", days_words(rq, b->soon), days_words(rq, w->soon));
    add_change(rq, v, "Grace", days_words(rq, b->grace), days_words(rq, w->grace));
    add_change(rq, v, "Notice", days_words(rq, b->notice), days_words(rq, w->notice));
    add_change(rq, v, "Months away", str_printf(a, "%d", b->rehire), str_printf(a, "%d", w->rehire));
    add_change(rq, v, "Renewed before the window moves the end all the same", yes_words(b->early_counts), yes_words(w->early_counts));
    add_change(rq, v, "Leave of absence moves the end too", yes_words(b->leave_prolongs), yes_words(w->leave_prolongs));
}

static str all_who(struct request *rq, const struct audience_rules *all)
{
    struct buf b = buf_new(rq->arena);

    for (size_t i = 0; i < all->n; i++) {
        const struct audience_rule *x = &all->items[i];
        str who = requirement_audience_words(rq->arena, rq->db, rq->org, x);
        buf_put(&b, i ? S("; ") : S(""));
        buf_put(&b, x->leaves_out ? words_printf(rq->arena, "not " STR_FMT, STR_ARG(who)) : who);
    }
    return buf_done(&b);
}

static code compare(struct request *rq, struct requirement_publish_view *v, const struct requirement_version *b, struct error *err)
{
    struct requirement_rule before, now;
    struct audience_rules who_before = {0}, who_now = {0};

    TRY(rule_read(rq->arena, b->rule, &before, err));
    TRY(rule_read(rq->arena, v->v.rule, &now, err));
    TRY(requirement_audience(rq->db, rq->arena, b->id, &who_before, err));
    TRY(requirement_audience(rq->db, rq->arena, v->v.id, &who_now, err));
    compare_texts(rq, v, b);
    compare_rules(rq, v, &before, &now);
    add_change(rq, v, "Whom it is for", all_who(rq, &who_before), all_who(rq, &who_now));
    return OK;
}

static str reason_words(const struct audience_rule *x)
{
    static const char *const words_of[FOR_KINDS] = {
        [FOR_EVERYBODY] = "Everybody", [FOR_DEPARTMENT] = "By department", [FOR_SITE] = "By site", [FOR_TEAM] = "By team", [FOR_GROUP] = "By group",
        [FOR_EMPLOYMENT] = "By employment", [FOR_TITLE] = "By job title", [FOR_JOB] = "By job role", [FOR_PERSON] = "By name"};

    return said(words_of[x->kind]);
}

static code load_publish(struct request *rq, struct requirement_publish_view *v, struct error *err)
{
    int64_t id = request_param_int(rq, "id");
    struct audience_people people = {0};
    struct requirement_rule rule;
    struct requirement_version before;

    TRY(requirement_get(rq->db, rq->arena, rq->org, id, &v->r, err));
    TRY(requirement_version_get(rq->db, rq->arena, rq->org, id, 0, &v->v, err));
    TRY(rule_read(rq->arena, v->v.rule, &rule, err));
    v->needs_signature = rule.grace && str_eq(v->v.criticality, S("blocks"));
    v->is_first = v->r.number == 0;
    TRY(requirement_match_count(rq->db, rq->org, v->v.id, &v->matches, err));
    TRY(requirement_matches(rq->db, rq->arena, &(struct audience_ask){rq->org, v->v.id, 0, SHOWN}, &people, err));
    v->people.items = people.items;
    v->people.n = people.n;
    for (size_t i = 0; i < people.n; i++)
        *list_add(rq->arena, &v->reasons) = reason_words(&people.items[i].rule);
    if (v->is_first)
        return OK;
    TRY(requirement_version_get(rq->db, rq->arena, rq->org, id, v->r.number, &before, err));
    return compare(rq, v, &before, err);
}

static void show_publish(struct request *rq, struct response *rs, struct form *f)
{
    struct requirement_publish_view v = {.form = f, .self = self_path(rq)};
    struct error err = {0};
    code c = load_publish(rq, &v, &err);

    if (c == NOT_FOUND && v.r.id) {
        response_redirect(rs, v.self);
        return;
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Publish", "norms");
    tmpl_requirement_publish(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void requirement_publish_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &publish_spec);

    form_set(f, "carry", S("counts"));
    show_publish(rq, rs, f);
}

void requirement_publish_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &publish_spec);
    struct requirement_publish p = {.org = rq->org, .id = request_param_int(rq, "id"), .by = rq->session->account, .signs_grace = form_bool(f, "signs")};
    struct error err = {0};
    int64_t number = 0;
    code c = OK;

    if (str_eq(form_text(f, "carry"), S("renew"))) {
        p.renew_by = form_value(f, "renew_by")->number;
        if (f->ok && form_text(f, "renew_by").n == 0)
            form_reject(f, "renew_by", said("Say by which day."));
    }
    if (f->ok)
        c = requirement_publish(rq->db, rq->arena, &p, &number, &err);
    if (c == BAD_INPUT || (c == CONFLICT && !str_eq(cstr(err.where), S("version"))))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_publish(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq), "Published. Who is asked, and how they stand, is here within seconds.");
    }
}
