/* induct/template_pages.c — checklists of an organisation: all of them, one, and its form. */
#include "app/induct/induct_private.h"
#include "app/induct/induct_view.h"

#include "app/catalog/catalog.h"
#include "app/org/members.h"
#include "app/people/group.h"
#include "app/people/people.h"
#include "templates.h"

#define MOST_BADGES 300
#define WORDS_MOST  5000

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/induction", (long long)rq->org);
}

static str self_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/templates/%lld", STR_ARG(base_path(rq)), (long long)id);
}

static struct induct_act act_of(struct request *rq)
{
    return (struct induct_act){rq->org, request_param_int(rq, "template"), rq->session->account};
}

static struct tag_view tag_of(const struct induct_template *t)
{
    if (t->archived)
        return (struct tag_view){NULL, "archive", said("Archived")};
    if (t->number == 0)
        return (struct tag_view){"info", "pencil", said("Not published")};
    return t->is_edited ? (struct tag_view){"warn", "pencil", said("Changed since")} : (struct tag_view){"good", "check", said("In use")};
}

/* ---- all ---- */

void induct_templates_show(struct request *rq, struct response *rs)
{
    struct induct_templates_view v = {.base = base_path(rq), .add = str_join(rq->arena, base_path(rq), S("/templates/new"))};
    struct induct_templates all = {0};
    struct error err = {0};

    if (induct_templates_find(rq->db, rq->arena, rq->org, &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v.lines) = (struct induct_template_line){self_path(rq, all.items[i].id), all.items[i].name, said(induct_word(induct_starts, all.items[i].starts)),
                                                                       tag_of(&all.items[i]), all.items[i].running, all.items[i].items};
    struct out o = app_page(rq, "Templates of checklists", "norms");
    tmpl_induct_templates(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static str item_sub(struct arena *a, const struct induct_item *i)
{
    struct buf b = buf_new(a);

    buf_printf(&b, "%s · %s", words(induct_word(induct_kinds, i->kind)), str_eq(i->doer, S("named")) ? "" : words(induct_word(induct_doers, i->doer)));
    if (str_eq(i->doer, S("named")))
        buf_printf(&b, STR_FMT, STR_ARG(i->person_name));
    if (!str_eq(i->signer, S("none")))
        buf_printf(&b, " · %s", words("signed off"));
    if (i->when.has_days)
        buf_printf(&b, " · " STR_FMT, STR_ARG(words_printf(a, "day %lld", (long long)i->when.days + (i->when.days >= 0))));
    return buf_done(&b);
}

static void add_items(struct request *rq, struct induct_template_view *v, const struct induct_items *all)
{
    for (size_t p = 0; p < INDUCT_PHASES; p++) {
        struct induct_phase_view phase = {.name = induct_phases[p]};
        for (size_t i = 0; i < all->n; i++) {
            const struct induct_item *one = &all->items[i];
            if (one->when.phase != (enum induct_phase)p)
                continue;
            bool has_above = phase.items.n > 0;
            struct tag_view tag = one->must ? (struct tag_view){"bad", "lock", said("Before work starts")} : one->mandatory ? (struct tag_view){0} : (struct tag_view){NULL, "circle", said("Optional")};
            *list_add(rq->arena, &phase.items) = (struct induct_item_line){
                str_printf(rq->arena, STR_FMT "/items/%lld", STR_ARG(v->self), (long long)one->id), one->text, item_sub(rq->arena, one), tag, has_above};
        }
        if (phase.items.n)
            *list_add(rq->arena, &v->phases) = phase;
    }
}

static code load(struct request *rq, struct induct_template_view *v, struct error *err)
{
    struct induct_items all = {0};
    struct audience_rules who = {0};

    TRY(induct_template_get(rq->db, rq->arena, rq->org, request_param_int(rq, "template"), &v->t, err));
    TRY(induct_items_of(rq->db, rq->arena, v->t.id, 0, &all, err));
    TRY(induct_audience(rq->db, rq->arena, v->t.id, &who, err));
    TRY(induct_audience_count(rq->db, rq->org, v->t.id, &v->reach, err));
    v->base = str_join(rq->arena, base_path(rq), S("/templates"));
    v->self = self_path(rq, v->t.id);
    v->start = str_printf(rq->arena, "/org/%lld/people", (long long)rq->org);
    v->tag = tag_of(&v->t);
    for (size_t i = 0; i < who.n; i++)
        *list_add(rq->arena, &v->who) = requirement_audience_words(rq->arena, rq->db, rq->org, &who.items[i]);
    add_items(rq, v, &all);
    return OK;
}

static void show(struct request *rq, struct response *rs, str error)
{
    struct induct_template_view v = {.error = error};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.t.name), "norms");
    tmpl_induct_template(&o, &v);
    app_send(rq, rs, &o);
    if (error.n)
        rs->status = 422;
}

void induct_template_show(struct request *rq, struct response *rs)
{
    show(rq, rs, S(""));
}

static void answer(struct request *rq, struct response *rs, code c, const struct error *err, const char *done)
{
    if (c == BAD_INPUT || c == CONFLICT)
        show(rq, rs, app_sentence(rq->arena, err->text));
    else if (c != OK)
        app_fail(rq, rs, err);
    else
        app_done(rq, rs, self_path(rq, request_param_int(rq, "template")), done);
}

void induct_publish_post(struct request *rq, struct response *rs)
{
    struct induct_act c = act_of(rq);
    struct error err = {0};
    code done = induct_publish(rq->db, rq->arena, &c, str_eq(request_field(rq, "moves"), S("1")), &err);

    if (done == OK)
        app_wake(app_of(rq));
    answer(rq, rs, done, &err, "Published. From now on it begins so.");
}

void induct_discard_post(struct request *rq, struct response *rs)
{
    struct induct_act c = act_of(rq);
    struct error err = {0};

    answer(rq, rs, induct_discard(rq->db, rq->arena, &c, &err), &err, "The working copy is as the last version again.");
}

void induct_archive_post(struct request *rq, struct response *rs)
{
    struct induct_act c = act_of(rq);
    struct error err = {0};

    answer(rq, rs, induct_set_archived(rq->db, rq->arena, &c, true, &err), &err, "Archived. It begins for nobody any more; what is running goes on.");
}

void induct_restore_post(struct request *rq, struct response *rs)
{
    struct induct_act c = act_of(rq);
    struct error err = {0};

    answer(rq, rs, induct_set_archived(rq->db, rq->arena, &c, false, &err), &err, "In use again.");
}

/* ---- its form ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120},
    {"words", FIELD_TEXT, "What the newcomer reads first", .max = WORDS_MOST},
    {"owner", FIELD_EMAIL, "Owner"},
    {"substitute", FIELD_EMAIL, "Stands in"},
    {"badge", FIELD_INT, "Badge"},
    {"refresh", FIELD_INT, "Begun again after", .max = 120},
    {"starts", FIELD_CHOICE, "How it begins", .choices = "hand|hire|audience"},
    {"who", FIELD_MANY, "Whom it is for", .max = 220},
};
static const struct form_spec spec = FORM(fields);

static str who_value(struct arena *a, const struct audience_rule *x)
{
    if (x->kind == FOR_EMPLOYMENT || x->kind == FOR_TITLE)
        return str_printf(a, "%s:" STR_FMT, audience_kind_name(x->kind), STR_ARG(x->words));
    return str_printf(a, "%s:%lld", audience_kind_name(x->kind), (long long)x->ref);
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

static bool has(const struct str_list *all, str one)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], one))
            return true;
    return false;
}

static void add_who(struct request *rq, struct induct_template_form *v, str value, str words)
{
    *list_add(rq->arena, &v->who) = (struct induct_choice){value, words, has(&form_value(v->form, "who")->many, value)};
}

static code add_places(struct request *rq, struct induct_template_form *v, enum place_kind kind, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        add_who(rq, v, str_printf(rq->arena, "%s:%lld", place_words[kind].one, (long long)all.items[i].id),
                words_printf(rq->arena, kind == DEPARTMENT ? "Department " STR_FMT : kind == SITE ? "Site " STR_FMT : "Team " STR_FMT,
                             STR_ARG(kind == DEPARTMENT ? place_in_words(rq->arena, &all, all.items[i].id) : all.items[i].name)));
    return OK;
}

static const char sql_jobs[] = SQL("SELECT id, name FROM jobrole WHERE org_id = $1 AND archived_at IS NULL ORDER BY folded LIMIT 500");

static code add_jobs(struct request *rq, struct induct_template_form *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_jobs, ARGS(v_int(rq->org)));

    while (rows_next(r))
        add_who(rq, v, str_printf(rq->arena, "job:%lld", (long long)row_int(r, 0)), words_printf(rq->arena, "Job role " STR_FMT, STR_ARG(row_str(r, 1, rq->arena))));
    return rows_end(r, err);
}

static code add_groups(struct request *rq, struct induct_template_form *v, struct error *err)
{
    struct group_list groups = {0};

    TRY(group_list(rq->db, rq->arena, rq->org, &groups, err));
    for (size_t i = 0; i < groups.n; i++)
        if (!groups.items[i].by_filter)
            add_who(rq, v, str_printf(rq->arena, "group:%lld", (long long)groups.items[i].id), words_printf(rq->arena, "Group " STR_FMT, STR_ARG(groups.items[i].name)));
    return OK;
}

static code add_choices(struct request *rq, struct induct_template_form *v, struct error *err)
{
    struct badge_list badges = {0};

    add_who(rq, v, S("everybody:0"), said("Everybody"));
    TRY(add_jobs(rq, v, err));
    TRY(add_places(rq, v, SITE, err));
    TRY(add_places(rq, v, DEPARTMENT, err));
    TRY(add_places(rq, v, TEAM, err));
    TRY(add_groups(rq, v, err));
    for (const struct employment *e = employments; e->name; e++)
        add_who(rq, v, str_printf(rq->arena, "employment:%s", e->name), said(e->words));
    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    for (size_t i = 0; i < badges.n; i++)
        *list_add(rq->arena, &v->badges) = (struct induct_choice){str_printf(rq->arena, "%lld", (long long)badges.items[i].id), badges.items[i].v.name,
                                                                  badges.items[i].id == form_int(v->form, "badge")};
    return OK;
}

static code fill(struct request *rq, struct form *f, struct error *err)
{
    struct induct_template t;
    struct audience_rules who = {0};
    struct arena *a = rq->arena;

    TRY(induct_template_get(rq->db, a, rq->org, request_param_int(rq, "template"), &t, err));
    TRY(induct_audience(rq->db, a, t.id, &who, err));
    form_set(f, "name", t.name);
    form_set(f, "words", t.words);
    form_set(f, "owner", t.owner_address);
    form_set(f, "substitute", t.substitute_address);
    form_set(f, "starts", t.starts);
    if (t.achievement)
        form_set_int(f, "badge", t.achievement);
    if (t.refresh_months)
        form_set_int(f, "refresh", t.refresh_months);
    for (size_t i = 0; i < who.n; i++)
        *list_add(a, &form_value(f, "who")->many) = who_value(a, &who.items[i]);
    return OK;
}

static void show_form(struct request *rq, struct response *rs, struct form *f)
{
    bool is_new = str_is_absent(request_param(rq, "template"));
    str self = is_new ? str_join(rq->arena, base_path(rq), S("/templates/new")) : str_join(rq->arena, self_path(rq, request_param_int(rq, "template")), S("/edit"));
    struct induct_template_form v = {.form = f, .is_new = is_new, .action = self,
                                     .back = is_new ? str_join(rq->arena, base_path(rq), S("/templates")) : self_path(rq, request_param_int(rq, "template"))};
    struct error err = {0};

    if (add_choices(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, is_new ? "New checklist" : "Change the checklist", "norms");
    tmpl_induct_template_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void induct_template_new(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);

    form_set(f, "starts", S("hand"));
    form_set(f, "owner", member_address(rq->db, rq->arena, rq->session->account));
    show_form(rq, rs, f);
}

void induct_template_edit(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct error err = {0};

    if (fill(rq, f, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_form(rq, rs, f);
}

static code save(struct request *rq, struct form *f, int64_t *id, struct error *err)
{
    const struct str_list *many = &form_value(f, "who")->many;
    struct audience_rules who = {0};
    struct audience_rule x;
    struct induct_template t = {
        .org = rq->org, .id = str_is_absent(request_param(rq, "template")) ? 0 : request_param_int(rq, "template"), .name = form_text(f, "name"),
        .words = form_text(f, "words"), .owner_address = form_text(f, "owner"), .substitute_address = form_text(f, "substitute"), .achievement = form_int(f, "badge"), .refresh_months = form_int(f, "refresh"),
        .starts = form_text(f, "starts")};

    for (size_t i = 0; i < many->n; i++) {
        if (!who_read(many->items[i], &x))
            return fail(err, BAD_INPUT, "who", "choose one of the list");
        *list_add(rq->arena, &who) = x;
    }
    return induct_template_save(rq->db, rq->arena, &(struct induct_save){&t, &who, rq->session->account}, id, err);
}

void induct_template_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? save(rq, f, &id, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_form(rq, rs, f);
    else
        app_done_or_fail(rq, rs, c, &err, self_path(rq, id), "Saved.");
}
