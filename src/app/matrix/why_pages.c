/* matrix/why_pages.c — one cell of the matrix: reasons as sentences, what they rest on
 * with links, the same as JSON at the same address. */
#include "app/matrix/matrix_view.h"

#include "app/award/award.h"
#include "app/org/access.h"
#include "templates.h"

static bool wants_json(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/json"};

    return str_eq(request_query(rq, "as"), S("json")) || request_accepts(rq, types, COUNT(types)) == 1;
}

/* ---- how each reason looks ---- */

static struct why_line line_of(struct why_view *v, struct request *rq, const struct why *w, const struct requirement_why *y)
{
    struct why_line line = {.icon = "info-circle", .kind = "", .words = requirement_why_words(rq->arena, rq->db, &w->x, y)};

    (void)v;
    if (y->code == WHY_RECORD)
        line.icon = y->verdict == RECORD_COUNTS ? "circle-check" : "circle-minus";
    else if (y->code == WHY_MISSING || y->code == WHY_ENDED)
        line.icon = "circle-x";
    else if (y->code == WHY_DUE || y->code == WHY_DUE_NOTICE || y->code == WHY_DUE_LEAVE || y->code == WHY_WINDOW || y->code == WHY_GRACE)
        line.icon = "calendar";
    else if (y->code == WHY_HELD)
        line.icon = "circle-check";
    if (y->chosen)
        line.kind = "why-chosen";
    return line;
}

static code add_judged(struct request *rq, int64_t award, struct why_proof *p, struct error *err)
{
    bool was_judged = false;

    if (access_holds_some(rq, OPEN_EVIDENCE))
        TRY(award_was_judged(rq->db, rq->org, award, &was_judged, err));
    if (was_judged)
        p->judged = str_join(rq->arena, p->href, S("/judged"));
    return OK;
}

/* Badges, other requirements, what was handed in and evidence; a record by word stands in its own table alone. */
static code add_proof(struct why_view *v, struct request *rq, const struct why *w, const struct proof_record *r, struct error *err)
{
    struct arena *a = rq->arena;
    const struct explain_ask of = {.org = rq->org, .person = w->ask.person};
    const struct proof_tree thing = {.kind = r->kind, .ref = r->ref, .what = r->what};
    struct why_proof p = {.words = requirement_leaf_words(a, rq->db, rq->org, &thing), .href = requirement_proof_href(rq->db, a, &of, r), .judged = S(""), .day = r->completed};

    if (r->voids || !p.href.n)
        return OK;
    if (r->from == FROM_REQUIREMENT)             /* why it is so there, rather than what is recorded */
        p.href = str_printf(a, STR_FMT "/%lld", STR_ARG(v->self), (long long)r->id);
    if (r->from == FROM_AWARD)
        TRY(add_judged(rq, r->id, &p, err));
    *list_add(a, &v->proofs) = p;
    return OK;
}

static code fill(struct request *rq, struct why_view *v, const struct why *w, struct error *err)
{
    struct requirement_person of = {rq->org, w->ask.requirement, w->ask.person, 0};
    const struct requirement_standing *s = &w->x.standing;

    for (size_t i = 0; i < s->why.n; i++)
        *list_add(rq->arena, &v->lines) = line_of(v, rq, w, &s->why.items[i]);
    for (size_t i = 0; i < w->x.records.n; i++)
        TRY(add_proof(v, rq, w, &w->x.records.items[i], err));
    TRY(requirement_records(rq->db, rq->arena, &of, &v->records, err));
    return requirement_exceptions(rq->db, rq->arena, &of, &v->exceptions, err);
}

static void name(struct request *rq, struct why_view *v, const struct why *w)
{
    struct arena *a = rq->arena;
    str back = request_query(rq, "back");

    v->base = str_printf(a, "/org/%lld", (long long)rq->org);
    v->self = str_printf(a, STR_FMT "/matrix/%lld", STR_ARG(v->base), (long long)w->ask.person);
    v->person = w->person;
    v->code = w->requirement.code;
    v->name = w->x.version.name;
    v->version = w->x.version.number;
    v->published = w->x.version.published_on;
    v->basis = w->x.version.basis_ref;
    v->day = w->x.day;
    v->at = date_format(a, date_of(w->x.day));
    if (access_holds_some(rq, RECORD_PROOF) || access_holds_some(rq, WAIVE_STANDARDS) || access_holds_some(rq, SET_STANDARDS))
        v->change_href = str_printf(a, STR_FMT "/standards/%lld/people/%lld", STR_ARG(v->base), (long long)w->ask.requirement, (long long)w->ask.person);
    v->rule_href = str_printf(a, STR_FMT "/standards/%lld/versions/%lld", STR_ARG(v->base), (long long)w->ask.requirement, (long long)v->version);
    v->json_href = str_printf(a, STR_FMT "/%lld?as=json&at=" STR_FMT, STR_ARG(v->self), (long long)w->ask.requirement, STR_ARG(v->at));
    v->back = path_is_local(back) ? back : str_join(a, v->base, S("/matrix"));
    v->look = matrix_look(w->x.standing.state);
    v->s = w->x.standing;
}

void matrix_why(struct request *rq, struct response *rs)
{
    struct why_ask ask = {.org = rq->org, .person = request_param_int(rq, "person"), .requirement = request_param_int(rq, "id")};
    struct why_view v = {.note = S("")};
    struct why w;
    struct error err = {0};
    code c = why_moment(request_query(rq, "at"), &ask.at, &err);

    if (c == OK)
        c = why_find(rq->db, rq->arena, &ask, &w, &err);
    if (c == OK && wants_json(rq)) {
        response_json(rs, 200, why_json(rq->arena, rq->db, &w));
        response_header(rs, "Vary", S("Accept"));
        return;
    }
    if (c == OK) {
        name(rq, &v, &w);
        c = fill(rq, &v, &w, &err);
    }
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, str_printf(rq->arena, STR_FMT " · " STR_FMT, STR_ARG(v.person), STR_ARG(v.code))), "norms");
    tmpl_matrix_why(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Vary", S("Accept"));
}
