/* skill/skill_pages.c — the skills of a person, and why: for those who may see them, and
 * everybody's own. */
#include "app/skill/skill_view.h"

#include "app/org/access.h"
#include "app/org/org.h"
#include "app/org/person.h"
#include "templates.h"

struct tag_view skill_look(enum skill_strength s)
{
    static const struct { const char *kind, *icon, *words; } looks[SKILL_STRENGTHS] = {
        [SKILL_NONE] = {"warn", "clock-off", "Proof has ended"}, [SKILL_OLD] = {"", "history", "Proved long ago"},
        [SKILL_FADING] = {"info", "history", "Proved a while ago"}, [SKILL_FRESH] = {"good", "circle-check", "Proved"},
    };

    return (struct tag_view){looks[s].kind, looks[s].icon, said(looks[s].words)};
}

/* `inside`: links lead into the administration; else to the awards as everybody sees them. */
struct showing { int64_t org, person; bool inside; msec now; };

static void add_proof(struct request *rq, const struct showing *s, const struct skill_source *x, struct skill_proof_lines *out)
{
    bool ended = x->proof.ends && x->proof.ends <= s->now;

    *list_add(rq->arena, out) = (struct skill_proof_line){
        .words = x->words, .at = x->proof.at, .until = ended ? 0 : skill_full_until(&x->proof), .ended = ended ? x->proof.ends : 0, .counts = !ended,
        .href = s->inside ? str_printf(rq->arena, "/org/%lld/awards/%lld", (long long)s->org, (long long)x->id) : str_join(rq->arena, S("/b/"), x->public_id)};
}

static code find(struct request *rq, const struct showing *s, struct skill_lines *out, struct error *err)
{
    struct skill_helds all = {0};

    TRY(skill_of_person(rq->db, rq->arena, &(struct skill_ask){s->org, s->person, s->now}, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct skill_held *h = &all.items[i];
        struct skill_line line = {.name = h->name, .code = h->code, .framework = h->framework_name, .tag = skill_look(h->standing.strength)};
        if (s->inside)
            line.href = str_printf(rq->arena, "/org/%lld/frameworks/%lld/skills/%lld", (long long)s->org, (long long)h->framework, (long long)h->item);
        for (size_t k = 0; k < h->sources.n; k++)
            add_proof(rq, s, &h->sources.items[k], &line.proofs);
        *list_add(rq->arena, out) = line;
    }
    return OK;
}

static void show_person(struct request *rq, struct response *rs)
{
    struct showing s = {.org = rq->org, .person = request_param_int(rq, "id"), .inside = true, .now = clock_now()};
    struct skill_person_view v = {.back = str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)s.person)};
    struct error err = {0};
    struct person p;
    code c = person_get(rq->db, rq->arena, rq->org, s.person, &p, &err);

    if (c == OK)
        c = find(rq, &s, &v.skills, &err);
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

static const char sql_me[] = SQL(
    "SELECT p.org_id, p.id FROM person p WHERE p.removed_at IS NULL AND p.id IN " ACCESS_ME("$1") " ORDER BY p.org_id, p.id LIMIT 20");

static code find_mine(struct request *rq, struct skill_mine_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_me, ARGS(v_int(rq->session->account)));
    LIST(struct showing) me = {0};

    v->is_empty = true;
    while (rows_next(r))
        *list_add(rq->arena, &me) = (struct showing){.org = row_int(r, 0), .person = row_int(r, 1), .now = clock_now()};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < me.n; i++) {
        struct skill_org one = {0};
        struct org o;
        TRY(org_get(rq->db, rq->arena, me.items[i].org, &o, err));
        TRY(find(rq, &me.items[i], &one.skills, err));
        one.name = o.name;
        if (one.skills.n) {
            *list_add(rq->arena, &v->orgs) = one;
            v->is_empty = false;
        }
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
    {GET, "/org/{org}/skills", VIEW_AWARDS, heat_show, NULL, 0, .within = IN_LISTS},
    {GET, "/org/{org}/skills/{skill}", VIEW_AWARDS, heat_who_show, NULL, 0, .within = IN_LISTS},
    {0},
};
