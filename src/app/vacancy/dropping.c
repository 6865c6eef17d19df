/* vacancy/dropping.c — badges that somebody drops: each verified and sealed for whom it was dropped
 * on, and all of them held against what is asked for. Nothing of it is kept. */
#include "app/vacancy/vacancy_view.h"

#include "app/verify/verify_pages.h"
#include "app/work.h"

void dropping_keep(struct arena *a, struct candidate_badge *b)
{
    const struct str_list levels = b->levels;

    b->name = str_copy(a, b->name);
    b->issuer = str_copy(a, b->issuer);
    b->original = str_copy(a, b->original);
    b->report = str_copy(a, b->report);
    b->levels = (struct str_list){0};
    for (size_t i = 0; i < levels.n; i++)
        *list_add(a, &b->levels) = str_copy(a, levels.items[i]);
}

/* Absent: too large, alone or with those before it. */
static code seal_one(struct dropping *d, const struct judged *j, str *sealed, struct candidate_badge *b, struct error *err)
{
    struct arena *a = d->rq->arena, *work = work_memory();
    str text = drop_seal(work, app_of(d->rq), d->v, &(struct dropped){j->again, &j->report, &j->levels});

    *sealed = (str){0};
    if (str_is_empty(text) || d->sealed + text.n > CANDIDATE_SEALED)
        return OK;
    TRY(drop_unseal(work, app_of(d->rq), d->v, text, b, err));
    b->original = S("");                         /* it is in what they carry */
    dropping_keep(a, b);
    *sealed = str_copy(a, text);
    d->sealed += text.n;
    return OK;
}

code dropping_take(struct dropping *d, struct sitting *s, const struct handed *in, struct error *err)
{
    struct arena *a = d->rq->arena;
    struct badge_line line = {.file = in->name};
    struct candidate_badge b;
    struct error why = {0};
    struct judged j = {0};
    str sealed;

    if (judge_one(a, s, in, &j, &why) != OK) {
        line.problem = verify_why_not(a, &why, j.todo);
    } else {
        TRY(seal_one(d, &j, &sealed, &b, err));
        if (str_is_absent(sealed)) {
            line.problem = said("This badge is too large to be sent, alone or with those before it.");
        } else {
            TRY(badge_line_fill(a, &b, WHOSE_UNASKED, &line, err));
            line.file = in->name;
            line.sealed = sealed;
            *list_add(a, &d->badges) = b;
        }
    }
    *list_add(a, &d->lines) = line;
    return OK;
}

code dropping_judge(struct dropping *d, const struct vacancy_lines *lines, struct scored *out, struct error *err)
{
    struct arena *a = d->rq->arena;
    struct vacancy_proofs proofs = {0};
    struct scored_of q = {.lines = lines};
    size_t at = 0;

    for (size_t i = 0; i < d->badges.n; i++) {
        TRY(drop_proof(app_of(d->rq), d->rq->db, a, &(struct proof_ask){d->v->org, d->address}, &d->badges.items[i], list_add(a, &proofs), err));
        *list_add(a, &q.names) = d->badges.items[i].name;
    }
    for (size_t i = 0; i < d->lines.n && at < proofs.n; i++)
        if (d->lines.items[i].has_report)
            d->lines.items[i].whose = whose_tag(proofs.items[at++].whose);
    struct vacancy_point *points = NEW_ARRAY(a, lines->n + 1, struct vacancy_point);
    vacancy_judge(a, lines, &proofs, points, &q.score);
    q.points = points;
    scored_fill(a, &q, out);
    return OK;
}
