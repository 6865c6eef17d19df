/* requirement/edit_pages.c — the page of the working copy: what it asks, and of whom. */
#include "app/requirement/edit_form.h"
#include "app/requirement/requirement_view.h"

#include "app/catalog/catalog.h"
#include "app/people/group.h"
#include "templates.h"

#define MOST_BADGES 300

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static struct requirement_act act_of(struct request *rq)
{
    return (struct requirement_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

/* ---- the form ---- */

static str who_value(struct arena *a, const struct audience_rule *x)
{
    if (x->kind == FOR_EMPLOYMENT || x->kind == FOR_TITLE)
        return str_printf(a, "%s:" STR_FMT, audience_kind_name(x->kind), STR_ARG(x->words));
    return str_printf(a, "%s:%lld", audience_kind_name(x->kind), (long long)x->ref);
}

static code fill(struct request *rq, struct form *f, const struct requirement_version *v, struct error *err)
{
    struct requirement_rule rule;
    struct audience_rules all = {0};

    form_set(f, "name", v->name);
    form_set(f, "words", v->words);
    form_set(f, "basis", v->basis);
    form_set(f, "basis_ref", v->basis_ref);
    form_set(f, "basis_url", v->basis_url);
    form_set(f, "basis_version", v->basis_version);
    form_set(f, "criticality", v->criticality);
    form_set(f, "sign_off", v->sign_off);
    form_set_int(f, "retain_years", v->retain_years);
    TRY(rule_read(rq->arena, v->rule, &rule, err));
    rule_to_form(rq->arena, f, &rule);
    TRY(requirement_audience(rq->db, rq->arena, v->id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &form_value(f, all.items[i].leaves_out ? "but" : "who")->many) = who_value(rq->arena, &all.items[i]);
    return OK;
}

static bool who_read(str value, struct audience_rule *out)
{
    str kind;

    *out = (struct audience_rule){.words = S("")};
    if (!str_cut(&value, ':', &kind) || !audience_kind_named(kind, &out->kind))
        return false;
    if (out->kind == FOR_EMPLOYMENT || out->kind == FOR_TITLE)
        out->words = value;
    return out->words.n || str_to_int(value, &out->ref);
}

static code read_who(struct arena *a, const struct str_list *many, bool leaves_out, struct audience_rules *out, struct error *err)
{
    for (size_t i = 0; i < many->n; i++) {
        struct audience_rule x;
        if (!who_read(many->items[i], &x))
            return fail(err, BAD_INPUT, "who", "choose one of the list");
        x.leaves_out = leaves_out;
        *list_add(a, out) = x;
    }
    return OK;
}

static code save(struct request *rq, struct form *f, struct error *err)
{
    struct requirement_act act = act_of(rq);
    struct requirement_version v;
    struct requirement_rule was;
    struct audience_rules who = {0};

    TRY(requirement_working(rq->db, rq->arena, &act, &v, err));
    TRY(rule_read(rq->arena, v.rule, &was, err));
    TRY(rule_from_form(rq->arena, f, &was, &v.rule, err));
    TRY(read_who(rq->arena, &form_value(f, "who")->many, false, &who, err));
    TRY(read_who(rq->arena, &form_value(f, "but")->many, true, &who, err));
    v.changed_by = rq->session->account;
    v.name = form_text(f, "name");
    v.words = form_text(f, "words");
    v.basis = form_text(f, "basis");
    v.basis_ref = form_text(f, "basis_ref");
    v.basis_url = form_text(f, "basis_url");
    v.basis_version = form_text(f, "basis_version");
    v.criticality = form_text(f, "criticality");
    v.sign_off = form_text(f, "sign_off");
    v.retain_years = form_int(f, "retain_years");
    TRY(requirement_working_save(rq->db, rq->arena, &v, err));
    return requirement_audience_set(rq->db, rq->arena, &act, &who, err);
}

/* ---- choices ---- */

static bool has(const struct str_list *all, str one)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], one))
            return true;
    return false;
}

static void add_part(struct request *rq, struct requirement_edit_view *v, str value, str words)
{
    *list_add(rq->arena, &v->parts) = (struct choice_view){.value = value, .words = words, .chosen = has(&form_value(v->form, "part")->many, value)};
}

/* What the proof names and no list offers: archived badges, levels, what is joined within. */
static void add_kept_parts(struct request *rq, struct requirement_edit_view *v)
{
    const struct str_list *parts = &form_value(v->form, "part")->many;
    struct str_list offered = {0};

    for (size_t i = 0; i < v->parts.n; i++)
        *list_add(rq->arena, &offered) = v->parts.items[i].value;
    for (size_t i = 0; i < parts->n; i++) {
        struct proof_tree part;
        if (has(&offered, parts->items[i]) || !proof_part_read(rq->arena, parts->items[i], &part))
            continue;
        *list_add(rq->arena, &offered) = parts->items[i];
        add_part(rq, v, parts->items[i], requirement_proof_words(rq->arena, rq->db, rq->org, &part));
    }
}

/* The requirements that a due day can be counted from, and those it is counted from already. */
static void add_kept_others(struct request *rq, struct requirement_edit_view *v)
{
    for (size_t i = 0; i < DUES_MOST; i++) {
        str value = form_text(v->form, due_fields[i].ref);
        bool known = value.n == 0;
        for (size_t k = 0; !known && k < v->others.n; k++)
            known = str_eq(v->others.items[k].value, value);
        if (!known)
            *list_add(rq->arena, &v->others) = (struct choice_view){.value = value, .words = requirement_leaf_words(rq->arena, rq->db, rq->org,
                &(struct proof_tree){.kind = PROOF_REQUIREMENT, .what = S(""), .ref = form_int(v->form, due_fields[i].ref)})};
    }
}

static void add_types(struct request *rq, struct requirement_edit_view *v)
{
    for (int t = 0; t < EVIDENCE_TYPES; t++) {
        str name = cstr(evidence_type_name((enum evidence_type)t));
        *list_add(rq->arena, &v->types) = (struct choice_view){.value = name, .words = said(evidence_type_words((enum evidence_type)t)), .chosen = has(&form_value(v->form, "ev_type")->many, name)};
    }
}

static void add_other(struct request *rq, struct requirement_edit_view *v, const struct requirement *r)
{
    str name = str_printf(rq->arena, STR_FMT " " STR_FMT, STR_ARG(r->code), STR_ARG(r->name));

    if (r->id == v->r.id)
        return;
    add_part(rq, v, str_printf(rq->arena, "requirement:%lld", (long long)r->id), name);
    *list_add(rq->arena, &v->others) = (struct choice_view){.value = str_printf(rq->arena, "%lld", (long long)r->id), .words = name};
}

static code add_parts(struct request *rq, struct requirement_edit_view *v, struct error *err)
{
    struct badge_list badges = {0};
    struct requirement_list others = {0};
    struct arena *a = rq->arena;

    add_part(rq, v, S("{\"evidence\":\"\"}"), said("Evidence that they hand in, and that somebody judges"));
    add_part(rq, v, S("{\"external\":0}"), said("External training: a badge or certificate of others"));
    add_types(rq, v);
    TRY(catalog_list(rq->db, a, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++)
        add_part(rq, v, str_printf(a, "badge:%lld", (long long)badges.items[i].id), badges.items[i].v.name);
    TRY(requirement_find(rq->db, a, rq->org, &others, err));
    for (size_t i = 0; i < others.n; i++)
        add_other(rq, v, &others.items[i]);
    add_kept_parts(rq, v);
    add_kept_others(rq, v);
    return OK;
}

static void add_who(struct request *rq, struct requirement_edit_view *v, str value, str words, int depth)
{
    *list_add(rq->arena, &v->who) = (struct choice_view){.value = value, .words = words, .depth = depth, .chosen = has(&form_value(v->form, "who")->many, value),
                                                         .left_out = has(&form_value(v->form, "but")->many, value)};
}

static code add_places(struct request *rq, struct requirement_edit_view *v, enum place_kind kind, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        add_who(rq, v, str_printf(rq->arena, "%s:%lld", place_words[kind].one, (long long)all.items[i].id),
                words_printf(rq->arena, kind == DEPARTMENT ? "Department " STR_FMT : kind == SITE ? "Site " STR_FMT : "Team " STR_FMT,
                             STR_ARG(kind == DEPARTMENT ? place_in_words(rq->arena, &all, all.items[i].id) : all.items[i].name)), 0);
    return OK;
}

/* What the working copy names and no list offers: titles, single persons, groups by a filter. */
static void add_kept(struct request *rq, struct requirement_edit_view *v)
{
    const struct str_list *lists[] = {&form_value(v->form, "who")->many, &form_value(v->form, "but")->many};
    struct str_list offered = {0};

    for (size_t i = 0; i < v->who.n; i++)
        *list_add(rq->arena, &offered) = v->who.items[i].value;
    for (size_t l = 0; l < COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++) {
            struct audience_rule x;
            if (has(&offered, lists[l]->items[i]) || !who_read(lists[l]->items[i], &x))
                continue;
            *list_add(rq->arena, &offered) = lists[l]->items[i];
            add_who(rq, v, lists[l]->items[i], requirement_audience_words(rq->arena, rq->db, rq->org, &x), 0);
        }
}

static const char sql_jobs[] = SQL("SELECT id, name FROM jobrole WHERE org_id = $1 AND archived_at IS NULL ORDER BY folded LIMIT 500");

static code add_jobs(struct request *rq, struct requirement_edit_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_jobs, ARGS(v_int(rq->org)));

    while (rows_next(r))
        add_who(rq, v, str_printf(rq->arena, "job:%lld", (long long)row_int(r, 0)), words_printf(rq->arena, "Job role " STR_FMT, STR_ARG(row_str(r, 1, rq->arena))), 0);
    return rows_end(r, err);
}

static code add_audience(struct request *rq, struct requirement_edit_view *v, struct error *err)
{
    struct group_list groups = {0};

    add_who(rq, v, S("everybody:0"), said("Everybody"), 0);
    TRY(add_places(rq, v, DEPARTMENT, err));
    TRY(add_places(rq, v, SITE, err));
    TRY(add_places(rq, v, TEAM, err));
    TRY(group_list(rq->db, rq->arena, rq->org, &groups, err));
    for (size_t i = 0; i < groups.n; i++)
        if (!groups.items[i].by_filter)
            add_who(rq, v, str_printf(rq->arena, "group:%lld", (long long)groups.items[i].id), words_printf(rq->arena, "Group " STR_FMT, STR_ARG(groups.items[i].name)), 0);
    TRY(add_jobs(rq, v, err));
    for (const struct employment *e = employments; e->name; e++)
        add_who(rq, v, str_printf(rq->arena, "employment:%s", e->name), said(e->words), 0);
    add_kept(rq, v);
    return OK;
}

/* ---- pages ---- */

static bool is_empty_row(struct form *f, const struct due_fields *at)
{
    enum due_from from;
    const struct form_value *v[] = {form_value(f, at->from), form_value(f, at->n), form_value(f, at->ref), form_value(f, at->name), form_value(f, at->on)};

    for (size_t i = 1; i < COUNT(v); i++)
        if (v[i]->error.n || v[i]->text.n)
            return false;
    return !due_from_named(v[0]->text, &from);
}

/* Those in use and one more stand open; the others are one click away. */
static void add_due_rows(struct arena *a, struct requirement_edit_view *v, struct form *f)
{
    size_t open = 0;

    for (size_t i = 0; i < DUES_MOST; i++)
        if (!is_empty_row(f, &due_fields[i]))
            open = i + 1;
    for (size_t i = 0; i < DUES_MOST; i++) {
        const struct due_fields *at = &due_fields[i];
        struct due_row row = {(int64_t)i + 1, form_value(f, at->from), form_value(f, at->n), form_value(f, at->unit), form_value(f, at->ref),
                              form_value(f, at->name), form_value(f, at->on), &v->others};
        if (i <= open)
            *list_add(a, &v->dues) = row;
        else
            *list_add(a, &v->dues_more) = row;
    }
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct requirement_edit_view v = {.form = f, .self = self_path(rq)};
    struct error err = {0};
    code c = requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.r, &err);

    if (c == OK)
        c = add_parts(rq, &v, &err);
    if (c == OK)
        c = add_audience(rq, &v, &err);
    add_due_rows(rq->arena, &v, f);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.r.name), "norms");
    tmpl_requirement_edit(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void requirement_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &requirement_edit_spec);
    struct requirement_act act = act_of(rq);
    struct requirement_version v;
    struct requirement r;
    struct error err = {0};
    code c = requirement_get(rq->db, rq->arena, rq->org, act.id, &r, &err);

    if (c == OK && requirement_version_get(rq->db, rq->arena, rq->org, act.id, 0, &v, NULL) != OK)
        c = requirement_version_get(rq->db, rq->arena, rq->org, act.id, r.number, &v, &err);
    if (c == OK)
        c = fill(rq, f, &v, &err);
    if (c == OK)
        show(rq, rs, f);
    else
        app_fail(rq, rs, &err);
}

void requirement_edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &requirement_edit_spec);
    struct error err = {0};
    code c = f->ok ? save(rq, f, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT) {
        if (str_eq(cstr(err.where), S("audience")))
            form_reject(f, "who", app_sentence(rq->arena, err.text));
        else
            form_reject_error(f, &err, rq->arena);
    }
    if (!f->ok)
        show(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, self_path(rq), S("/publish")), "Kept as a working copy. Look at whom it takes in, then publish it.");
}

void requirement_discard(struct request *rq, struct response *rs)
{
    struct requirement_act act = act_of(rq);
    struct error err = {0};

    if (requirement_working_drop(rq->db, rq->arena, &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), "The working copy is gone; the published version stands.");
}
