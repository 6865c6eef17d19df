/* requirement/version_pages.c — one published version, as it was in force: what it said, who
 * published it, from when to when, and how it differs from another. */
#include "app/requirement/requirement_view.h"

#include "base/words.h"
#include "templates.h"

void requirement_compare(struct arena *a, const struct version_facts *before, const struct version_facts *after, struct change_lines *out)
{
    for (size_t i = 0; i < before->n && i < after->n; i++)
        if (!str_eq(before->items[i].words, after->items[i].words))
            *list_add(a, out) = (struct change_line){before->items[i].what, before->items[i].words, after->items[i].words};
}

/* Who published it stands in the log; where the log was cleared, who wrote it. */
static const char sql_by[] = SQL(
    "SELECT coalesce((SELECT max(a.name) FROM org_log l JOIN account a ON a.id = l.account_id WHERE l.org_id = $1 AND l.subject = $3 AND l.what = 'requirement.publish'"
    " AND l.detail = $4), (SELECT a.name FROM account a WHERE a.id = v.changed_by), ''), coalesce((SELECT a.name FROM account a WHERE a.id = v.grace_by), '')"
    " FROM requirement_version v WHERE v.org_id = $1 AND v.id = $2");

static code find_who(struct request *rq, struct requirement_version_view *v, struct error *err)
{
    str detail = str_printf(rq->arena, "version %lld", (long long)v->v.number);
    struct rows *r = db_query(rq->db, sql_by, ARGS(v_int(rq->org), v_int(v->v.id), v_str(v->r.code), v_str(detail)));

    v->by = v->grace_by = S("");
    if (rows_next(r)) {
        v->by = row_str(r, 0, rq->arena);
        v->grace_by = row_str(r, 1, rq->arena);
    }
    return rows_end(r, err);
}

/* ?against=2; without it the version before. */
static int64_t against_of(struct request *rq, int64_t number)
{
    int64_t n = 0;

    return str_to_int(request_query(rq, "against"), &n) && n > 0 ? n : number - 1;
}

static code compare(struct request *rq, struct requirement_version_view *v, bool names, struct error *err)
{
    struct requirement_version other;
    struct version_facts facts = {0};

    v->against = against_of(rq, v->v.number);
    if (v->against < 1 || v->against == v->v.number)
        return OK;
    TRY(requirement_version_get(rq->db, rq->arena, rq->org, v->r.id, v->against, &other, err));
    TRY(requirement_version_facts(rq->db, rq->arena, &other, names, &facts, err));
    if (v->against < v->v.number)
        requirement_compare(rq->arena, &facts, &v->facts, &v->changes);
    else
        requirement_compare(rq->arena, &v->facts, &facts, &v->changes);
    return OK;
}

/* The others, and the day on which the next one took its place. */
static code find_others(struct request *rq, struct requirement_version_view *v, struct error *err)
{
    struct requirement_versions all = {0};

    TRY(requirement_versions(rq->db, rq->arena, rq->org, v->r.id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        if (all.items[i].number == v->v.number + 1)
            v->until = all.items[i].published_on;
        if (all.items[i].number != v->v.number)
            *list_add(rq->arena, &v->others) = (struct version_choice){all.items[i].number, all.items[i].name, all.items[i].number == v->against};
    }
    return OK;
}

static code load(struct request *rq, struct requirement_version_view *v, struct error *err)
{
    int64_t number = request_param_int(rq, "version");
    bool names = app_allow(rq, VIEW_PEOPLE, rq->org) == OK;

    TRY(requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->r, err));
    if (number < 1)                              /* the working copy is nobody's yet */
        return fail(err, NOT_FOUND, "version", "there is no such version of this requirement");
    TRY(requirement_version_get(rq->db, rq->arena, rq->org, v->r.id, number, &v->v, err));
    v->words = as_markdown(v->v.words);
    TRY(requirement_proof_shown(rq->db, rq->arena, &(struct proof_reader){PROOF_FOR_MEMBER, app_of(rq), rq->org}, &v->v, &v->proof, err));
    TRY(requirement_version_facts(rq->db, rq->arena, &v->v, names, &v->facts, err));
    TRY(find_who(rq, v, err));
    TRY(compare(rq, v, names, err));
    return find_others(rq, v, err);
}

void requirement_version_show(struct request *rq, struct response *rs)
{
    struct requirement_version_view v = {.back = str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"))};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, STR_FMT "/versions/%lld", STR_ARG(v.back), (long long)v.v.number);
    v.carry = !v.v.renew_by ? said("What was proved before counts") : words_printf(rq->arena, "Earlier proof holds until " STR_FMT, STR_ARG(out_day_said(rq->arena, v.v.renew_by)));
    struct out o = app_page(rq, str_z(rq->arena, v.v.name), "norms");
    tmpl_requirement_version(&o, &v);
    app_send(rq, rs, &o);
}
