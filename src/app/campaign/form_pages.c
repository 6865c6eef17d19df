/* campaign/form_pages.c — a campaign written, and changed before it begins. */
#include "app/campaign/campaign_view.h"

#include "app/catalog/catalog.h"
#include "app/jobrole/jobrole.h"
#include "app/people/group.h"
#include "app/people/people.h"
#include "templates.h"

#include <string.h>

#define MOST_BADGES 300

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"words", FIELD_TEXT, "Why", .max = 5000},
    {"starts", FIELD_DATE, "First day", .required = true},
    {"ends", FIELD_DATE, "Last day", .required = true},
    {"target", FIELD_INT, "How many are to do it", .max = 100, .required = true},
    {"text1", FIELD_LINE, "What is done from now on", .max = 200},
    {"task1", FIELD_LINE, "What there is to do for the badge", .max = 300},
    {"badge1", FIELD_INT, "Badge that shows it"},
    {"text2", FIELD_LINE, "What is done from now on", .max = 200},
    {"task2", FIELD_LINE, "What there is to do for the badge", .max = 300},
    {"badge2", FIELD_INT, "Badge that shows it"},
    {"text3", FIELD_LINE, "What is done from now on", .max = 200},
    {"task3", FIELD_LINE, "What there is to do for the badge", .max = 300},
    {"badge3", FIELD_INT, "Badge that shows it"},
    {"who", FIELD_MANY, "Whom it is for", .max = 220},
};
const struct form_spec campaign_form = FORM(fields);
static const struct { const char *text, *task, *badge; } goal_fields[CAMPAIGN_GOALS] = {{"text1", "task1", "badge1"}, {"text2", "task2", "badge2"}, {"text3", "task3", "badge3"}};

/* ---- what there is to choose ---- */

static void add_who(struct request *rq, struct campaign_form_view *v, str value, str words)
{
    const struct str_list *many = &form_value(v->form, "who")->many;
    bool chosen = false;

    for (size_t i = 0; i < many->n; i++)
        chosen = chosen || str_eq(many->items[i], value);
    *list_add(rq->arena, &v->who) = (struct campaign_choice){value, words, chosen};
}

static code add_places(struct request *rq, struct campaign_form_view *v, enum place_kind kind, struct error *err)
{
    struct workplace_list all = {0};

    TRY(place_names(rq->db, rq->arena, rq->org, kind, &all, err));
    for (size_t i = 0; i < all.n; i++)
        add_who(rq, v, str_printf(rq->arena, "%s:%lld", place_words[kind].one, (long long)all.items[i].id),
                words_printf(rq->arena, kind == DEPARTMENT ? "Department " STR_FMT : kind == SITE ? "Site " STR_FMT : "Team " STR_FMT,
                             STR_ARG(kind == DEPARTMENT ? place_in_words(rq->arena, &all, all.items[i].id) : all.items[i].name)));
    return OK;
}

static code add_jobs_and_groups(struct request *rq, struct campaign_form_view *v, struct error *err)
{
    struct jobrole_list roles = {0};
    struct group_list groups = {0};

    TRY(jobrole_find(rq->db, rq->arena, rq->org, &roles, err));
    for (size_t i = 0; i < roles.n; i++)
        add_who(rq, v, str_printf(rq->arena, "job:%lld", (long long)roles.items[i].id), words_printf(rq->arena, "Job role " STR_FMT, STR_ARG(roles.items[i].name)));
    TRY(group_list(rq->db, rq->arena, rq->org, &groups, err));
    for (size_t i = 0; i < groups.n; i++)
        if (!groups.items[i].by_filter)
            add_who(rq, v, str_printf(rq->arena, "group:%lld", (long long)groups.items[i].id), words_printf(rq->arena, "Group " STR_FMT, STR_ARG(groups.items[i].name)));
    return OK;
}

static code add_goals(struct request *rq, struct campaign_form_view *v, struct error *err)
{
    struct badge_list badges = {0};

    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &badges, err));
    v->has_badges = badges.n > 0;
    for (size_t i = 0; i < CAMPAIGN_GOALS; i++) {
        struct campaign_goal_form *g = list_add(rq->arena, &v->goals);
        *g = (struct campaign_goal_form){.number = (int64_t)i + 1, .text = form_value(v->form, goal_fields[i].text), .task = form_value(v->form, goal_fields[i].task),
                                         .badge = form_value(v->form, goal_fields[i].badge)};
        for (size_t k = 0; k < badges.n; k++)
            *list_add(rq->arena, &g->badges) = (struct campaign_choice){str_printf(rq->arena, "%lld", (long long)badges.items[k].id), badges.items[k].v.name,
                                                                        badges.items[k].id == form_int(v->form, goal_fields[i].badge)};
    }
    return OK;
}

static code add_choices(struct request *rq, struct campaign_form_view *v, struct error *err)
{
    add_who(rq, v, S("everybody:0"), said("Everybody"));
    TRY(add_places(rq, v, DEPARTMENT, err));
    TRY(add_places(rq, v, SITE, err));
    TRY(add_places(rq, v, TEAM, err));
    TRY(add_jobs_and_groups(rq, v, err));
    return add_goals(rq, v, err);
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    bool is_new = str_is_absent(request_param(rq, "id"));
    str base = campaigns_path(rq), self = is_new ? str_join(rq->arena, base, S("/new")) : str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base), (long long)request_param_int(rq, "id"));
    struct campaign_form_view v = {.form = f, .is_new = is_new, .back = is_new ? base : self, .action = is_new ? self : str_join(rq->arena, self, S("/edit"))};
    struct error err = {0};

    if (add_choices(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, is_new ? "New campaign" : "Change the campaign", "norms");
    tmpl_campaign_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void campaign_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &campaign_form);

    form_set_int(f, "target", 80);
    show(rq, rs, f);
}

/* ---- one that is there ---- */

static str who_value(struct arena *a, const struct audience_rule *x)
{
    return str_printf(a, "%s:%lld", audience_kind_name(x->kind), (long long)x->ref);
}

static code fill(struct request *rq, struct form *f, struct error *err)
{
    struct audience_rules who = {0};
    struct campaign c;

    TRY(campaign_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &c, err));
    if (campaign_state(&c, campaign_today()) != CAMPAIGN_PLANNED || c.archived)
        return fail(err, CONFLICT, "campaign", "it has begun, and is not changed any more");
    TRY(campaign_audience(rq->db, rq->arena, c.id, &who, err));
    form_set(f, "name", c.name);
    form_set(f, "words", c.words);
    form_set(f, "starts", date_format(rq->arena, date_of(c.starts)));
    form_set(f, "ends", date_format(rq->arena, date_of(c.ends)));
    form_set_int(f, "target", c.target);
    for (size_t i = 0; i < c.goals.n && i < CAMPAIGN_GOALS; i++) {
        form_set(f, goal_fields[i].text, c.goals.items[i].text);
        form_set(f, goal_fields[i].task, c.goals.items[i].task);
        form_set_int(f, goal_fields[i].badge, c.goals.items[i].badge);
    }
    for (size_t i = 0; i < who.n; i++)
        *list_add(rq->arena, &form_value(f, "who")->many) = who_value(rq->arena, &who.items[i]);
    return OK;
}

void campaign_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &campaign_form);
    struct error err = {0};

    if (fill(rq, f, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show(rq, rs, f);
}

/* ---- saved ---- */

static code read_who(struct request *rq, const struct form *f, struct audience_rules *out, struct error *err)
{
    const struct form_value *who = NULL;

    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->values[i].field->name, "who") == 0)
            who = &f->values[i];
    for (size_t i = 0; who && i < who->many.n; i++) {
        struct audience_rule x = {.words = S("")};
        str value = who->many.items[i], kind;
        if (!str_cut(&value, ':', &kind) || !audience_kind_named(kind, &x.kind) || x.kind == FOR_EMPLOYMENT || x.kind == FOR_TITLE || !str_to_int(value, &x.ref))
            return fail(err, BAD_INPUT, "who", "choose one of the list");
        *list_add(rq->arena, out) = x;
    }
    return OK;
}

static void read_goals(struct request *rq, const struct form *f, struct campaign *c)
{
    for (size_t i = 0; i < CAMPAIGN_GOALS; i++) {
        str text = form_text(f, goal_fields[i].text), task = form_text(f, goal_fields[i].task);
        int64_t badge = form_int(f, goal_fields[i].badge);
        if (text.n || task.n || badge)
            *list_add(rq->arena, &c->goals) = (struct campaign_goal){.badge = badge, .text = text, .task = task, .row = i};
    }
}

static code save(struct request *rq, const struct form *f, int64_t *id, struct error *err)
{
    struct audience_rules who = {0};
    struct campaign c = {.org = rq->org, .id = str_is_absent(request_param(rq, "id")) ? 0 : request_param_int(rq, "id"), .name = form_text(f, "name"), .words = form_text(f, "words"),
                         .starts = form_int(f, "starts"), .ends = form_int(f, "ends"), .target = form_int(f, "target")};

    TRY(read_who(rq, f, &who, err));
    read_goals(rq, f, &c);
    return campaign_save(rq->db, rq->arena, &(struct campaign_save){&c, &who, rq->session->account}, id, err);
}

void campaign_form_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &campaign_form);
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? save(rq, f, &id, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show(rq, rs, f);
    else
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(campaigns_path(rq)), (long long)id), "Saved. Until it begins it can be changed.");
}
