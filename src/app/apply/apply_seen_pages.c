/* apply/apply_seen_pages.c — how an award came of an application, to read: what was asked and
 * handed in, who judged it and how, the second judge too. For who may open evidence: auditors
 * above all. What judges wrote for their colleagues alone is not shown. */
#include "app/apply/apply_private.h"
#include "app/apply/apply_pages.h"

#include "templates.h"

struct looking { struct evidence_folder folder; struct evidence_viewer viewer; struct evidence_eye eye; struct evidence_pieces pieces; struct apply_answers answers; };

static code look(struct request *rq, const struct application *p, struct looking *l, struct error *err)
{
    TRY(evidence_folder_get(rq->db, rq->arena, p->folder, &l->folder, err));
    TRY(evidence_viewer_of(rq, &l->folder, S(""), &l->viewer, err));
    TRY(evidence_of(rq->db, rq->arena, p->folder, &l->pieces, err));
    TRY(application_answers(rq->db, rq->arena, p->id, &l->answers, err));
    l->eye = (struct evidence_eye){app_of(rq), rq->arena, &l->folder, &l->viewer, S("")};
    return OK;
}

/* ---- each criterion ---- */

static void add_said(struct arena *a, const struct judgements *all, struct seen_row *row)
{
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->items[i].items.n; k++)
            if (str_eq(all->items[i].items.items[k].item, row->c.id))
                *list_add(a, &row->said) = (struct judge_line){all->items[i].items.items[k], all->items[i].who, all->items[i].verdict};
}

static code add_row(struct request *rq, struct seen_view *v, const struct looking *l, const struct criterion *c, struct error *err)
{
    struct seen_row *row = list_add(rq->arena, &v->rows);

    *row = (struct seen_row){.number = (int64_t)v->rows.n, .c = *c, .answer = S("")};
    for (size_t i = 0; i < l->answers.n; i++)
        if (str_eq(l->answers.items[i].item, c->id))
            row->answer = l->answers.items[i].words;
    evidence_show(&l->eye, &l->pieces, c->id, &row->evidence);
    add_said(rq->arena, &v->judgements, row);
    return evidence_note_shown(rq->db, &l->eye, &row->evidence, err);
}

static code add_rows(struct request *rq, struct seen_view *v, const struct looking *l, struct error *err)
{
    struct badge_version_row b;

    TRY(catalog_version(rq->db, rq->arena, v->p.version, &b, err));
    v->version = b.number;
    for (size_t i = 0; i < b.items.n; i++)
        TRY(add_row(rq, v, l, &b.items.items[i], err));
    if (b.items.n == 0)
        return add_row(rq, v, l, &(struct criterion){.id = S(""), .text = b.criteria, .proof = S(""), .note = S(""), .is_required = true}, err);
    evidence_show(&l->eye, &l->pieces, S(""), &v->evidence);
    return evidence_note_shown(rq->db, &l->eye, &v->evidence, err);
}

/* ---- the page ---- */

static code load(struct request *rq, struct seen_view *v, struct error *err)
{
    struct looking l = {0};
    struct apply_relation rel;

    v->award = str_printf(rq->arena, "/org/%lld/awards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
    TRY(application_of_award(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->p, err));
    TRY(application_relation(rq->db, &v->p, rq->session->account, &rel, err));
    if (rel.is_self)
        return fail(err, DENIED, "application", "this application is your own: its page is under “My applications”");
    TRY(application_judgements(rq->db, rq->arena, v->p.id, &v->judgements, err));
    TRY(look(rq, &v->p, &l, err));
    v->folder = evidence_path(rq->arena, &l.folder);
    return add_rows(rq, v, &l, err);
}

void apply_seen_show(struct request *rq, struct response *rs)
{
    struct seen_view v = {.award = S("")};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "How it was judged", "awards");
    tmpl_apply_seen(&o, &v);
    app_send(rq, rs, &o);
}
