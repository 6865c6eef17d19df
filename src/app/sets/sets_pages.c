/* sets/sets_pages.c — choosing the parts, looking at what would happen, switching on. */
#include "app/sets/sets_pages.h"

#include "templates.h"

#define SHOWN 25
#define MOST_BADGES 300

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/sets", (long long)rq->org);
}

static str picture_of(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

/* ---- all of them ---- */

static str words_of(struct arena *a, const struct set_row *r)
{
    if (r->needed == 0)
        return words_printf(a, "All of %lld badges", (long long)r->parts);
    return words_printf(a, "%lld of %lld badges", (long long)r->needed, (long long)r->parts);
}

static void show_sets(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct sets_view v = {.badges = str_printf(a, "/org/%lld/badges?state=published", (long long)rq->org)};
    struct set_row_list found = {0};
    struct error err = {0};

    if (set_find(rq->db, a, rq->org, &found, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < found.n; i++)
        if (access_has_badge(rq, SET_SETS, found.items[i].achievement))
            *list_add(a, &v.lines) = (struct set_line){
            str_printf(a, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)found.items[i].achievement), found.items[i].name,
            picture_of(a, found.items[i].png_hash), words_of(a, &found.items[i]), found.items[i].is_on};
    struct out o = app_page(rq, "Badges made of badges", "badges");
    tmpl_sets(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- one ---- */

static const struct form_field fields[] = {
    {"part", FIELD_MANY, "Badges", .max = 40},
    {"needed", FIELD_INT, "How many of them", .max = SET_PARTS},
    {"lapses", FIELD_BOOL, "It lapses with its parts"},
    {"suspends", FIELD_BOOL, "It is only suspended"},
};
static const struct form_spec spec = FORM(fields);

static bool is_chosen(const struct set_view *v, int64_t id)
{
    const struct str_list *typed = &form_value(v->form, "part")->many;
    int64_t n;

    for (size_t i = 0; i < typed->n; i++)
        if (str_to_int(typed->items[i], &n) && n == id)
            return true;
    for (size_t i = 0; typed->n == 0 && v->form->ok && i < v->s.parts.n; i++)
        if (v->s.parts.items[i] == id)
            return true;
    return false;
}

static code add_choices(struct request *rq, struct set_view *v, struct error *err)
{
    struct badge_list found = {0};

    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = MOST_BADGES}}, &found, err));
    for (size_t i = 0; i < found.n; i++)
        if (found.items[i].id != v->s.achievement)
            *list_add(rq->arena, &v->choices) = (struct set_choice){
                found.items[i].id, found.items[i].v.name, picture_of(rq->arena, found.items[i].v.png_hash), is_chosen(v, found.items[i].id)};
    return OK;
}

static void cut(struct set_person_list *all, struct set_person_list *shown, int64_t *n, bool *more)
{
    *n = (int64_t)all->n;
    *more = all->n == SET_PREVIEW;
    *shown = *all;
    shown->n = all->n < SHOWN ? all->n : SHOWN;
}

static code load_set(struct request *rq, struct set_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct badge_row b;
    struct set_preview p = {0};
    int64_t id = request_param_int(rq, "badge");

    TRY(catalog_get(rq->db, a, rq->org, id, &b, err));
    TRY(set_get(rq->db, a, rq->org, id, &v->s, err));
    TRY(set_preview(rq->db, a, &v->s, &p, err));
    cut(&p.gain, &v->gain, &v->n_gain, &v->more_gain);
    cut(&p.lose, &v->lose, &v->n_lose, &v->more_lose);
    v->base = base_path(rq);
    v->self = str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)id);
    v->badge_href = str_printf(a, "/org/%lld/badges/%lld", (long long)rq->org, (long long)id);
    v->name = b.v.name;
    v->picture = picture_of(a, b.v.png_hash);
    return add_choices(rq, v, err);
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct set_view v = {.form = f};
    struct error err = {0};

    if (load_set(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (f->ok) {
        form_set_int(f, "lapses", v.s.lapses);
        form_set_int(f, "suspends", v.s.suspends);
        if (v.s.needed)
            form_set_int(f, "needed", v.s.needed);
    }
    struct out o = app_page(rq, "Award by itself", "badges");
    tmpl_set(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_set(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

static void read_form(struct request *rq, const struct form *f, struct badge_set *s)
{
    const struct str_list *typed = &form_value((struct form *)(uintptr_t)f, "part")->many;
    int64_t id;

    *s = (struct badge_set){.org = rq->org, .account = rq->session->account, .achievement = request_param_int(rq, "badge"),
                            .needed = form_int(f, "needed"), .lapses = form_bool(f, "lapses"), .suspends = form_bool(f, "suspends")};
    for (size_t i = 0; i < typed->n; i++)
        if (str_to_int(typed->items[i], &id))
            *list_add(rq->arena, &s->parts) = id;
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)request_param_int(rq, "badge"));
}

static void post_set(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct badge_set s;
    struct error err = {0};
    code c = OK;

    read_form(rq, f, &s);
    if (f->ok)
        c = set_save(rq->db, rq->arena, &s, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, self_path(rq), "Saved, and switched off. Look at what it would do, then switch it on.");
    else
        show(rq, rs, f);
}

static void turn(struct request *rq, struct response *rs, bool on, const char *message)
{
    struct error err = {0};

    if (set_switch(rq->db, rq->arena, &(struct set_switch){rq->org, request_param_int(rq, "badge"), rq->session->account, on}, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, self_path(rq), message);
}

static void post_on(struct request *rq, struct response *rs)
{
    turn(rq, rs, true, "Switched on. It is awarded within moments, and whenever somebody completes the set.");
}

static void post_off(struct request *rq, struct response *rs)
{
    turn(rq, rs, false, "Switched off. Awards that were made stay as they are.");
}

#define SETS "/org/{org}/sets"

const struct route sets_routes[] = {
    {GET, SETS, SET_SETS, show_sets, NULL, 0, .within = IN_LISTS},
    {GET, SETS "/{badge}", SET_SETS, show_set, NULL, 0, .within = OF_BADGE},
    {POST, SETS "/{badge}", SET_SETS, post_set, NULL, 0, .within = OF_BADGE},
    {POST, SETS "/{badge}/on", SET_SETS, post_on, NULL, 0, .within = OF_BADGE},
    {POST, SETS "/{badge}/off", SET_SETS, post_off, NULL, 0, .within = OF_BADGE},
    {0},
};
