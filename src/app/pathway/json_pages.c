/* pathway/json_pages.c — a pathway for programs: its steps, what each takes, what it comes
 * after, and which unit of the qualification it is; the units with who published them. */
#include "app/pathway/pathway_private.h"
#include "app/pathway/pathway_view.h"

#include "format/json.h"

static void put_badges(struct json_writer *w, const struct pathway_step *s, const struct pathway_names *names)
{
    json_put_key(w, "badges");
    json_open_array(w);
    for (size_t i = 0; i < s->badges.n; i++) {
        json_open_object(w);
        json_put_member_int(w, "badge", s->badges.items[i]);
        for (size_t k = 0; k < names->n; k++)
            if (names->items[k].id == s->badges.items[i])
                json_put_member(w, "name", names->items[k].name);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_outside(struct json_writer *w, const struct pathway_step *s)
{
    json_put_key(w, "equivalents");
    json_open_array(w);
    for (size_t i = 0; i < s->outside.n; i++) {
        json_open_object(w);
        json_put_member(w, "issuer", s->outside.items[i].issuer);
        json_put_member(w, "achievement", s->outside.items[i].pattern);
        json_close_object(w);
    }
    json_close_array(w);
}

void pathway_put_step(struct json_writer *w, const struct pathway_step *s, const struct pathway_names *names)
{
    json_open_object(w);
    json_put_member_int(w, "step", s->line);
    json_put_member(w, "title", s->title);
    json_put_member(w, "kind", s->is_group ? S("group") : S("badge"));
    if (s->parent)
        json_put_member_int(w, "in", s->parent);
    if (s->is_group && s->needed)
        json_put_member_int(w, "needed", s->needed);
    if (!s->is_group)
        put_badges(w, s, names);
    if (!s->is_group)
        put_outside(w, s);
    json_put_key(w, "after");
    json_open_array(w);
    for (size_t i = 0; i < s->after.n; i++)
        json_put_int(w, s->after.items[i]);
    json_close_array(w);
    json_put_member_bool(w, "optional", s->optional);
    if (s->words.n)
        json_put_member(w, "description", s->words);
    if (s->unit.n)
        json_put_member(w, "unit", s->unit);
    json_put_member_int(w, "credit", s->credit);
    json_put_member_int(w, "minutes", s->minutes);
    json_put_member_int(w, "cost", s->cost);
    json_close_object(w);
}

void pathway_put_head(struct arena *a, struct json_writer *w, const struct pathway *p, const struct pathway_version *v)
{
    json_put_member_int(w, "pathway", p->id);
    json_put_member_int(w, "version", v->number);
    json_put_member(w, "name", p->name);
    json_put_member(w, "description", p->words);
    json_put_member(w, "qualification", p->qualification);
    json_put_member(w, "awardingBody", p->body);
    json_put_member(w, "level", p->level);
    json_put_member(w, "currency", p->currency);
    json_put_member(w, "published", time_format(a, v->at));
    json_put_member(w, "publishedBy", v->by);
    if (p->achievement)
        json_put_member_int(w, "badge", p->achievement);
    if (p->badge_name.n)
        json_put_member(w, "badgeName", p->badge_name);
}

struct document { struct pathway p; struct pathway_version version; struct pathway_steps steps; struct pathway_names names; };

static code load(struct request *rq, struct document *d, struct error *err)
{
    struct pathway_versions all = {0};
    int64_t asked = 0;

    TRY(pathway_get(rq->db, rq->arena, rq->org, request_param_int(rq, "pathway"), &d->p, err));
    TRY(pathway_versions_of(rq->db, rq->arena, d->p.id, &all, err));
    if (!str_to_int(request_query(rq, "version"), &asked))
        asked = d->p.number;
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].number == asked)
            d->version = all.items[i];
    if (!d->version.number)
        return fail(err, NOT_FOUND, "pathway", "there is no such version");
    TRY(pathway_as(rq->db, rq->arena, rq->org, d->p.id, d->version.number, &d->p, err));
    TRY(pathway_steps_of(rq->db, rq->arena, d->p.id, d->version.number, &d->steps, err));
    return pathway_badge_names(rq->db, rq->arena, d->p.id, &d->names, err);
}

void pathway_json_show(struct request *rq, struct response *rs)
{
    struct document d = {0};
    struct error err = {0};

    if (load(rq, &d, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    json_open_object(&w);
    pathway_put_head(rq->arena, &w, &d.p, &d.version);
    json_put_key(&w, "steps");
    json_open_array(&w);
    for (size_t i = 0; i < d.steps.n; i++)
        pathway_put_step(&w, &d.steps.items[i], &d.names);
    json_close_array(&w);
    json_close_object(&w);
    response_bytes(rs, S("application/json"), buf_done(&b));
}
