/* skill/skill_pages.c — the skills of a person, and why: for those who may see them, and
 * everybody's own. */
#include "app/skill/skill_view.h"

#include "app/catalog/scale.h"
#include "app/org/person.h"
#include "templates.h"

/* A word for each strength; what it may be made of stands under the map. */
struct tag_view skill_look(enum skill_strength s)
{
    static const struct { const char *kind, *icon, *words; } looks[SKILL_STRENGTHS] = {
        [SKILL_NONE] = {"warn", "clock-off", "Proof has ended"}, [SKILL_SAID] = {"", "message", "Said"}, [SKILL_BACKED] = {"", "users", "Backed"},
        [SKILL_CONFIRMED] = {"info", "user-check", "Confirmed"}, [SKILL_PROVED] = {"good", "circle-check", "Proved"}, [SKILL_OUTSIDE] = {"good", "world", "Proved from outside"},
    };

    return (struct tag_view){looks[s].kind, looks[s].icon, said(looks[s].words)};
}

struct tag_view skill_tag(enum skill_strength full, enum skill_strength now)
{
    static const struct { const char *while_ago, *long_ago; } past[SKILL_STRENGTHS] = {
        [SKILL_BACKED] = {"Backed a while ago", "Backed a while ago"}, [SKILL_CONFIRMED] = {"Confirmed a while ago", "Confirmed long ago"},
        [SKILL_PROVED] = {"Proved a while ago", "Proved long ago"}, [SKILL_OUTSIDE] = {"Proved a while ago", "Proved long ago"},
    };
    struct tag_view t = skill_look(now);
    int age = now == SKILL_NONE ? 0 : (int)full - (int)now;

    if (age <= 0)
        return t;
    t.icon = "history";
    t.words = said(age == 1 ? past[full].while_ago : past[full].long_ago);
    return t;
}

void skill_levels_list(struct arena *a, str levels, str chosen, struct skill_levels *out)
{
    int64_t n = scale_count(levels), at = 0;

    if (!str_to_int(chosen, &at))
        at = 0;
    for (int64_t i = 0; n && i <= n; i++)
        *list_add(a, out) = (struct skill_level){i, i ? scale_name(levels, i) : said("No level"), i == at};
}

code skill_ask_as(struct request *rq, struct skill_ask *q, struct error *err)
{
    bool awards = false, standings = false;
    const struct access *x;

    TRY(access_of(rq, q->org, &x, err));
    TRY(access_reaches(rq->db, x, &(struct reach_ask){.right = VIEW_AWARDS, .what = OF_PERSON, .id = q->person}, &awards, err));
    TRY(access_reaches(rq->db, x, &(struct reach_ask){.right = VIEW_STANDINGS, .what = OF_PERSON, .id = q->person}, &standings, err));
    q->no_awards = !awards;
    q->no_more = !standings;
    return OK;
}

static const char *kind_of(enum skill_strength full)
{
    switch (full) {
    case SKILL_OUTSIDE: return "Badge of others";
    case SKILL_PROVED: return "Badge";
    case SKILL_CONFIRMED: return "A manager";
    case SKILL_BACKED: return "A colleague";
    case SKILL_SAID: case SKILL_NONE: case SKILL_STRENGTHS: break;
    }
    return "Their own word";
}

static void add_proof(struct request *rq, const struct skill_showing *s, const struct skill_held *h, const struct skill_source *x, struct skill_proof_lines *out)
{
    bool ended = x->proof.ends && x->proof.ends <= s->now;
    struct skill_proof_line *line = list_add(rq->arena, out);

    *line = (struct skill_proof_line){.kind = kind_of(x->proof.full), .words = x->words, .note = x->note, .at = x->proof.at, .until = ended ? 0 : skill_full_until(&x->proof),
                                      .ended = ended ? x->proof.ends : 0, .counts = !ended, .href = S(""), .level = scale_name(h->levels, x->proof.level)};
    if (x->proof.full == SKILL_PROVED)
        line->href = s->inside ? str_printf(rq->arena, "/org/%lld/awards/%lld", (long long)s->org, (long long)x->id) : str_join(rq->arena, S("/b/"), x->public_id);
    else if (x->proof.full < SKILL_PROVED && x->proof.full > SKILL_SAID && x->words.n == 0)
        line->words = said("Somebody who is not here any more");
}

/* Where what names it counts less than the best that there is: how much. */
static str level_words(struct arena *a, const struct skill_held *h, msec now)
{
    str name = scale_name(h->levels, h->standing.level);
    enum skill_strength counts = name.n ? skill_counts(&h->sources.items[h->standing.by].proof, now) : SKILL_NONE;

    return name.n && counts < h->standing.strength ? str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(skill_look(counts).words)) : name;
}

code skill_lines_find(struct request *rq, const struct skill_showing *s, struct skill_lines *out, struct error *err)
{
    struct skill_helds all = {0};

    struct skill_ask q = {.org = s->org, .person = s->person, .now = s->now};
    if (s->as_asked)
        TRY(skill_ask_as(rq, &q, err));
    TRY(skill_of_person(rq->db, rq->arena, &q, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct skill_held *h = &all.items[i];
        struct skill_line line = {.item = h->item, .name = h->name, .code = h->code, .framework = h->framework_name, .act = S(""), .level = level_words(rq->arena, h, s->now),
                                  .tag = skill_tag(h->sources.items[h->standing.best].proof.full, h->standing.strength)};
        if (s->inside)
            line.href = str_printf(rq->arena, "/org/%lld/frameworks/%lld/skills/%lld", (long long)s->org, (long long)h->framework, (long long)h->item);
        for (size_t k = 0; k < h->sources.n; k++)
            add_proof(rq, s, h, &h->sources.items[k], &line.proofs);
        *list_add(rq->arena, out) = line;
    }
    return OK;
}

static void show_person(struct request *rq, struct response *rs)
{
    struct skill_showing s = {.org = rq->org, .person = request_param_int(rq, "id"), .inside = true, .as_asked = true, .now = clock_now()};
    struct skill_person_view v = {.back = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)s.person), .back_words = "The person"};
    struct error err = {0};
    struct person p;
    code c = person_get(rq->db, rq->arena, rq->org, s.person, &p, &err);

    if (c == OK)
        c = skill_lines_find(rq, &s, &v.skills, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.name = p.name.n ? p.name : p.email;
    struct out o = app_page(rq, str_z(rq->arena, v.name), "people");
    tmpl_skill_person(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- whoever looks ---- */

/* What they say themselves they may have confirmed, or take back. */
static code add_claims(struct request *rq, const struct skill_me *me, struct skill_org *one, struct error *err)
{
    struct skill_claims all = {0};

    TRY(vouch_claims(rq->db, rq->arena, me->org, me->person, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        if (all.items[i].ended)
            *list_add(rq->arena, &one->gone) = all.items[i];
        for (size_t k = 0; k < one->skills.n; k++)
            if (one->skills.items[k].item == all.items[i].item && all.items[i].said && !all.items[i].ended) {
                one->skills.items[k].act = str_printf(rq->arena, "/skills/mine/%lld", (long long)all.items[i].id);
                one->skills.items[k].act_words = "Have it confirmed";
            }
    }
    return OK;
}

static code find_mine(struct request *rq, struct skill_mine_view *v, struct error *err)
{
    struct skill_mes me = {0};
    struct skill_tasks tasks = {0};

    TRY(skill_me_find(rq->db, rq->arena, rq->session->account, &me, err));
    TRY(skill_tasks_of(rq->db, rq->arena, rq->session->account, &tasks, err));
    v->is_empty = me.n == 0;
    v->has_tasks = tasks.n > 0;
    for (size_t i = 0; i < tasks.n; i++)
        v->asked += str_eq(tasks.items[i].word.state, S("asked"));
    for (size_t i = 0; i < me.n; i++) {
        struct skill_org *one = list_add(rq->arena, &v->orgs);
        *one = (struct skill_org){.name = me.items[i].org_name, .say = str_printf(rq->arena, "/skills/say?me=%lld", (long long)me.items[i].person)};
        TRY(skill_lines_find(rq, &(struct skill_showing){.org = me.items[i].org, .person = me.items[i].person, .now = clock_now()}, &one->skills, err));
        TRY(add_claims(rq, &me.items[i], one, err));
    }
    return OK;
}

static void show_mine(struct request *rq, struct response *rs)
{
    struct skill_mine_view v = {0};
    struct error err = {0};

    if (find_mine(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "My skills", "");
    tmpl_skill_mine(&o, &v);
    app_send(rq, rs, &o);
}

const struct route skill_routes[] = {
    {GET, "/org/{org}/people/{id}/skills", VIEW_PEOPLE, show_person, NULL, 0, .within = OF_PERSON},
    {GET, "/skills", SIGNED_IN, show_mine, NULL, 0},
    {GET, "/skills/say", SIGNED_IN, skill_say_show, NULL, 0},
    {POST, "/skills/say", SIGNED_IN, skill_say_post, NULL, 0},
    {GET, "/skills/mine/{claim}", SIGNED_IN, skill_claim_show, NULL, 0},
    {POST, "/skills/mine/{claim}", SIGNED_IN, skill_claim_post, NULL, 0},
    {GET, "/skills/asked", SIGNED_IN, skill_tasks_show, NULL, 0},
    {POST, "/skills/asked/{word}", SIGNED_IN, skill_task_post, NULL, 0},
    {GET, "/org/{org}/team/{id}/skills", SIGNED_IN, skill_led_show, NULL, 0},
    {GET, "/org/{org}/team/{id}/skills/say", SIGNED_IN, skill_vouch_show, NULL, 0},
    {POST, "/org/{org}/team/{id}/skills/say", SIGNED_IN, skill_vouch_post, NULL, 0},
    {GET, "/org/{org}/skills", VIEW_AWARDS, heat_show, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/frameworks/unplaced", VIEW_ORG, match_show, NULL, 0},
    {POST, "/org/{org}/frameworks/unplaced", DESIGN_BADGES, match_post, NULL, 0},
    {GET, "/org/{org}/skills/{skill}", VIEW_AWARDS, heat_who_show, NULL, 0, .within = IN_LISTS},
    {0},
};
