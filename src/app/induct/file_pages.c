/* induct/file_pages.c — what was handed in for a step, for whoever signs it off at that time:
 * looked up anew each time, and each view written down where its owner reads it. */
#include "app/induct/induct_private.h"
#include "app/induct/induct_view.h"

#include "app/evidence/evidence_pages.h"

code induct_files(struct db *db, struct arena *a, const struct induct_step *s, struct evidence_pieces *out, struct error *err)
{
    struct evidence_pieces all = {0};

    if (!s->folder || !s->is_signer)
        return OK;
    TRY(evidence_of(db, a, s->folder, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!all.items[i].removed && all.items[i].hash.n)
            *list_add(a, out) = all.items[i];
    return OK;
}

static code find_file(struct request *rq, struct evidence_piece *out, struct error *err)
{
    struct induct u;
    struct induct_viewer viewer = {0};
    struct induct_steps all = {0};
    struct evidence_pieces files = {0};

    TRY(induct_open(rq->db, rq->arena, request_param_int(rq, "id"), rq->session->account, &u, &viewer, err));
    TRY(induct_steps_of(rq->db, rq->arena, &u, rq->session->account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == request_param_int(rq, "step"))
            TRY(induct_files(rq->db, rq->arena, &all.items[i], &files, err));
    for (size_t i = 0; i < files.n; i++)
        if (str_eq(files.items[i].public_id, request_param(rq, "piece"))) {
            *out = files.items[i];
            return OK;
        }
    return fail(err, NOT_FOUND, "evidence", "there is no such evidence, or it is not yours to see");
}

static void answer(struct request *rq, struct response *rs, bool as_picture)
{
    struct evidence_piece p;
    struct error err = {0};

    if (find_file(rq, &p, &err) != OK)
        app_fail(rq, rs, &err);
    else
        evidence_answer_file(rq, rs, &p, as_picture);
}

void induct_file_show(struct request *rq, struct response *rs)
{
    answer(rq, rs, false);
}

void induct_picture_show(struct request *rq, struct response *rs)
{
    answer(rq, rs, true);
}
