/* requirement/edit_pages.c — the working copy: what it asks, of whom, and its publication. */
#include "app/requirement/requirement_view.h"

#include "app/catalog/catalog.h"
#include "app/people/group.h"
#include "templates.h"

#define MOST_BADGES 300
#define SHOWN       25

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static struct requirement_act act_of(struct request *rq)
{
    return (struct requirement_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

/* ---- the form ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
    {"words", FIELD_TEXT, "What it asks", .max = 20000},
    {"basis", FIELD_CHOICE, "Basis", .choices = "law|standard|contract|policy"},
    {"basis_ref", FIELD_LINE, "Reference", .max = 200},
    {"basis_url", FIELD_URL, "Address", .max = 2000},
    {"basis_version", FIELD_LINE, "Its version", .max = 100},
    {"criticality", FIELD_CHOICE, "Criticality", .choices = "blocks|mandatory|recommended"},
    {"join", FIELD_CHOICE, "How many of them", .choices = "all|any"},
    {"part", FIELD_MANY, "What proves it", .max = 40},
    {"record", FIELD_BOOL, "A record"},
    {"tree", FIELD_TEXT, "As JSON", .max = RULE_BYTES},
    {"sign_off", FIELD_CHOICE, "Who records", .choices = "any|not-manager"},
    {"due_from", FIELD_CHOICE, "Counted from", .choices = "none|hired|role|signed-in|assigned"},
    {"due_days", FIELD_INT, "Days", .max = 1200},
    {"due_on", FIELD_DATE, "Fixed day"},
    {"notice", FIELD_INT, "Notice", .max = 365},
    {"valid", FIELD_INT, "Valid for", .max = SPAN_MOST},
    {"valid_unit", FIELD_CHOICE, "Unit", .choices = "D|M|Y"},
    {"base", FIELD_CHOICE, "Counted from", .choices = "completion|previous|fixed"},
    {"until_month", FIELD_INT, "Month", .max = 12},
    {"until_day", FIELD_INT, "Day", .max = 31},
    {"active", FIELD_INT, "Least days", .max = SPAN_MOST},
    {"window", FIELD_INT, "Renewal window", .max = 730},
    {"soon", FIELD_INT, "Due soon", .max = 730},
    {"grace", FIELD_INT, "Grace", .max = 365},
    {"rehire", FIELD_INT, "Months away", .max = 240},
    {"early", FIELD_BOOL, "Early renewal moves the end"},
    {"leave", FIELD_BOOL, "Leave moves the end"},
    {"retain_years", FIELD_INT, "Years kept", .max = 100},
    {"who", FIELD_MANY, "Whom it is for", .max = 200},
    {"but", FIELD_MANY, "Who is left out", .max = 200},
};
static const struct form_spec spec = FORM(fields);

/* ---- from the rule to the form ---- */

/* Badges and requirements under one "all" or "any", and a record beside: what ticks can say. */
static bool is_simple_leaf(const struct proof_tree *p)
{
    return (p->kind == PROOF_BADGE && p->level == 0 && p->age.unit == SPAN_NONE) || (p->kind == PROOF_REQUIREMENT && p->age.unit == SPAN_NONE);
}

static bool is_record(const struct proof_tree *p)
{
    return p->kind == PROOF_RECORD && p->what.n == 0 && p->age.unit == SPAN_NONE;
}

struct simple { bool fits, record, any; struct str_list parts; };

static bool take_parts(struct arena *a, const struct proof_tree *p, struct simple *out)
{
    if (is_simple_leaf(p)) {
        *list_add(a, &out->parts) = str_printf(a, "%s:%lld", proof_kind_name(p->kind), (long long)p->ref);
        return true;
    }
    if (p->kind != PROOF_ALL && p->kind != PROOF_ANY)
        return false;
    out->any = p->kind == PROOF_ANY;
    for (size_t i = 0; i < p->n; i++)
        if (!is_simple_leaf(&p->parts[i]) || !take_parts(a, &p->parts[i], out))
            return false;
    return true;
}

static struct simple simple_of(struct arena *a, const struct proof_tree *p)
{
    struct simple s = {.record = is_record(p), .any = false};

    if (p->kind == PROOF_ANY && p->n == 2 && is_record(&p->parts[1])) {
        s.record = true;
        p = &p->parts[0];
    }
    s.fits = is_record(p) || take_parts(a, p, &s);
    return s;
}

static str tree_text(struct arena *a, const struct proof_tree *p)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    proof_tree_write(a, &w, p);
    return buf_done(&b);
}

static void fill_proof(struct arena *a, struct form *f, const struct requirement_rule *r)
{
    struct simple s = simple_of(a, &r->proof);

    form_set(f, "join", s.fits && s.any ? S("any") : S("all"));
    form_set_int(f, "record", s.fits && s.record);
    if (s.fits)
        form_value(f, "part")->many = s.parts;
    else
        form_set(f, "tree", tree_text(a, &r->proof));
}

static void fill_day(struct arena *a, struct form *f, const char *name, msec day)
{
    if (day)
        form_set(f, name, date_format(a, date_of(day)));
}

static void fill_due(struct arena *a, struct form *f, const struct requirement_rule *r)
{
    form_set(f, "due_from", S("none"));
    for (size_t i = 0; i < r->n_dues; i++) {
        const struct due_rule *d = &r->dues[i];
        if (d->from == DUE_ON) {
            fill_day(a, f, "due_on", d->on);
        } else if (d->from <= DUE_ASSIGNED) {
            form_set(f, "due_from", cstr(due_from_name(d->from)));
            form_set_int(f, "due_days", d->after.unit == SPAN_MONTHS ? d->after.n * 30 : d->after.n);
        }
    }
}

static void fill_validity(struct form *f, const struct requirement_rule *r)
{
    static const char *const bases[] = {[BASE_COMPLETION] = "completion", [BASE_PREVIOUS] = "previous", [BASE_FIXED] = "fixed"};

    form_set(f, "base", cstr(bases[r->base]));
    form_set(f, "valid_unit", r->validity.unit == SPAN_DAYS ? S("D") : r->validity.unit == SPAN_YEARS ? S("Y") : S("M"));
    if (r->validity.unit)
        form_set_int(f, "valid", r->validity.n);
    if (r->until.month) {
        form_set_int(f, "until_month", r->until.month);
        form_set_int(f, "until_day", r->until.day);
    }
    if (r->active.unit == SPAN_DAYS)
        form_set_int(f, "active", r->active.n);
}

static void fill_rule(struct arena *a, struct form *f, const struct requirement_rule *r)
{
    fill_proof(a, f, r);
    fill_due(a, f, r);
    fill_validity(f, r);
    form_set_int(f, "window", r->window);
    form_set_int(f, "soon", r->soon);
    form_set_int(f, "grace", r->grace);
    form_set_int(f, "notice", r->notice);
    form_set_int(f, "rehire", r->rehire);
    form_set_int(f, "early", r->early_counts);
    form_set_int(f, "leave", r->leave_prolongs);
}

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
    fill_rule(rq->arena, f, &rule);
    TRY(requirement_audience(rq->db, rq->arena, v->id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &form_value(f, all.items[i].leaves_out ? "but" : "who")->many) = who_value(rq->arena, &all.items[i]);
    return OK;
}

/* ---- from the form to the rule ---- */

static void put_part(struct json_writer *w, str part)
{
    str kind, rest = part;
    int64_t ref = 0;

    if (!str_cut(&rest, ':', &kind) || !str_to_int(rest, &ref))
        return;
    json_open_object(w);
    json_put_key_str(w, kind);
    json_put_int(w, ref);
    json_close_object(w);
}

static void put_parts(struct json_writer *w, const struct form *f)
{
    const struct str_list *parts = &form_value((struct form *)(uintptr_t)f, "part")->many;

    json_open_object(w);
    json_put_key(w, str_eq(form_text(f, "join"), S("any")) ? "any" : "all");
    json_open_array(w);
    for (size_t i = 0; i < parts->n; i++)
        put_part(w, parts->items[i]);
    json_close_array(w);
    json_close_object(w);
}

static void put_record(struct json_writer *w)
{
    json_open_object(w);
    json_put_member(w, "record", S(""));
    json_close_object(w);
}

static void put_proof(struct json_writer *w, const struct form *f)
{
    size_t n = form_value((struct form *)(uintptr_t)f, "part")->many.n;

    if (n == 0) {
        put_record(w);
    } else if (!form_bool(f, "record")) {
        put_parts(w, f);
    } else {
        json_open_object(w);
        json_put_key(w, "any");
        json_open_array(w);
        put_parts(w, f);
        put_record(w);
        json_close_array(w);
        json_close_object(w);
    }
}

static code read_proof(struct arena *a, const struct form *f, struct requirement_rule *r, struct error *err)
{
    str typed = form_text(f, "tree");
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    const struct json *v;

    put_proof(&w, f);
    if (json_parse(a, typed.n ? typed : buf_done(&b), NULL, &v, NULL) != OK)
        return fail(err, BAD_INPUT, "tree", "this is no JSON");
    code c = proof_tree_read(a, v, &r->proof, err);
    return c == BAD_INPUT && err ? fail(err, BAD_INPUT, typed.n ? "tree" : "part", "%s", err->text) : c;
}

static void read_due(const struct form *f, struct requirement_rule *r)
{
    msec on = form_value((struct form *)(uintptr_t)f, "due_on")->number;
    enum due_from from;

    if (form_text(f, "due_on").n)
        r->dues[r->n_dues++] = (struct due_rule){.from = DUE_ON, .name = S(""), .on = on};
    if (due_from_named(form_text(f, "due_from"), &from) && from != DUE_ON)
        r->dues[r->n_dues++] = (struct due_rule){.from = from, .name = S(""), .after = {SPAN_DAYS, (int)form_int(f, "due_days")}};
}

static void read_validity(const struct form *f, struct requirement_rule *r)
{
    str base = form_text(f, "base"), unit = form_text(f, "valid_unit");

    r->base = str_eq(base, S("previous")) ? BASE_PREVIOUS : str_eq(base, S("fixed")) ? BASE_FIXED : BASE_COMPLETION;
    if (r->base == BASE_FIXED) {
        r->until = (struct year_day){(int)form_int(f, "until_month"), (int)form_int(f, "until_day")};
        r->active = (struct span){SPAN_DAYS, (int)form_int(f, "active")};
    } else if (form_int(f, "valid")) {
        r->validity = (struct span){str_eq(unit, S("D")) ? SPAN_DAYS : str_eq(unit, S("Y")) ? SPAN_YEARS : SPAN_MONTHS, (int)form_int(f, "valid")};
    }
}

static code read_rule(struct arena *a, const struct form *f, str *out, struct error *err)
{
    struct requirement_rule r = {
        .window = (int)form_int(f, "window"), .soon = (int)form_int(f, "soon"), .grace = (int)form_int(f, "grace"), .notice = (int)form_int(f, "notice"),
        .rehire = (int)form_int(f, "rehire"), .early_counts = form_bool(f, "early"), .leave_prolongs = form_bool(f, "leave")};

    TRY(read_proof(a, f, &r, err));
    read_due(f, &r);
    read_validity(f, &r);
    if (r.validity.unit == SPAN_NONE && r.base != BASE_FIXED)
        r.window = 0;
    *out = rule_write(a, &r);
    return OK;
}

static code read_who(struct arena *a, const struct str_list *many, bool leaves_out, struct audience_rules *out, struct error *err)
{
    for (size_t i = 0; i < many->n; i++) {
        str rest = many->items[i], kind;
        struct audience_rule x = {.leaves_out = leaves_out};
        if (!str_cut(&rest, ':', &kind) || !audience_kind_named(kind, &x.kind))
            return fail(err, BAD_INPUT, "who", "choose one of the list");
        if (x.kind == FOR_EMPLOYMENT || x.kind == FOR_TITLE)
            x.words = rest;
        else if (!str_to_int(rest, &x.ref))
            return fail(err, BAD_INPUT, "who", "choose one of the list");
        *list_add(a, out) = x;
    }
    return OK;
}

static code save(struct request *rq, struct form *f, struct error *err)
{
    struct requirement_act act = act_of(rq);
    struct requirement_version v;
    struct audience_rules who = {0};

    TRY(requirement_working(rq->db, rq->arena, &act, &v, err));
    TRY(read_rule(rq->arena, f, &v.rule, err));
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

static code add_parts(struct request *rq, struct requirement_edit_view *v, struct error *err)
{
    struct badge_list badges = {0};
    struct requirement_list others = {0};
    struct arena *a = rq->arena;

    TRY(catalog_list(rq->db, a, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++)
        add_part(rq, v, str_printf(a, "badge:%lld", (long long)badges.items[i].id), badges.items[i].v.name);
    TRY(requirement_find(rq->db, a, rq->org, &others, err));
    for (size_t i = 0; i < others.n; i++)
        if (others.items[i].id != v->r.id)
            add_part(rq, v, str_printf(a, "requirement:%lld", (long long)others.items[i].id),
                     str_printf(a, STR_FMT " " STR_FMT, STR_ARG(others.items[i].code), STR_ARG(others.items[i].name)));
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

/* What the working copy names and no list offers: titles, single persons. */
static void add_kept(struct request *rq, struct requirement_edit_view *v)
{
    const struct str_list *lists[] = {&form_value(v->form, "who")->many, &form_value(v->form, "but")->many};

    for (size_t l = 0; l < COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++) {
            str value = lists[l]->items[i];
            if (str_starts(value, S("title:")) || str_starts(value, S("person:")))
                add_who(rq, v, value, value, 0);
        }
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
    for (const struct employment *e = employments; e->name; e++)
        add_who(rq, v, str_printf(rq->arena, "employment:%s", e->name), said(e->words), 0);
    add_kept(rq, v);
    return OK;
}

/* ---- pages ---- */

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct requirement_edit_view v = {.form = f, .self = self_path(rq)};
    struct error err = {0};
    code c = requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.r, &err);

    if (c == OK)
        c = add_parts(rq, &v, &err);
    if (c == OK)
        c = add_audience(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.r.name), "norms");
    tmpl_requirement_edit(&o, &v);
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
}

void requirement_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
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
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    code c = f->ok ? save(rq, f, &err) : OK;

    if (c == BAD_INPUT || c == LIMIT) {
        const char *where = str_eq(cstr(err.where), S("validity")) ? "valid" : str_eq(cstr(err.where), S("until")) ? "until_month"
                          : str_eq(cstr(err.where), S("due")) ? "due_days" : str_eq(cstr(err.where), S("proof")) ? "part" : str_eq(cstr(err.where), S("audience")) ? "who" : NULL;
        if (where)
            form_reject(f, where, app_sentence(rq->arena, err.text));
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

static void compare(struct request *rq, struct requirement_publish_view *v, const struct requirement_version *b)
{
    const struct requirement_version *w = &v->v;

    add_change(rq, v, "Name", b->name, w->name);
    add_change(rq, v, "What it asks", b->words, w->words);
    add_change(rq, v, "Basis", said(requirement_word(requirement_bases, b->basis)), said(requirement_word(requirement_bases, w->basis)));
    add_change(rq, v, "Reference", b->basis_ref, w->basis_ref);
    add_change(rq, v, "Its version", b->basis_version, w->basis_version);
    add_change(rq, v, "Criticality", said(requirement_word(requirement_criticalities, b->criticality)), said(requirement_word(requirement_criticalities, w->criticality)));
    add_change(rq, v, "Rule", b->rule, w->rule);
}

static str reason_words(const struct audience_rule *x)
{
    static const char *const words_of[FOR_KINDS] = {
        [FOR_EVERYBODY] = "Everybody", [FOR_DEPARTMENT] = "By department", [FOR_SITE] = "By site", [FOR_TEAM] = "By team", [FOR_GROUP] = "By group",
        [FOR_EMPLOYMENT] = "By employment", [FOR_TITLE] = "By job title", [FOR_PERSON] = "By name"};

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
    compare(rq, v, &before);
    return OK;
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
    app_send(rq, rs, &o);
    if (!f->ok)
        rs->status = 422;
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
