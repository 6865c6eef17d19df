/* award/award_evidence_pages.c — files, links and words that show what an award is
 * for, each for an audience of its own. What is for everybody stands in the award
 * itself, which is signed anew for it. */
#include "app/award/award_pages.h"

#include "app/evidence/evidence_pages.h"
#include "templates.h"

static str evidence_place(struct request *rq)
{
    return str_join(rq->arena, award_self_path(rq), S("/evidence"));
}

/* ---- shown ---- */

static code load_there(struct request *rq, const struct evidence_folder *f, struct award_evidence_view *v, struct error *err)
{
    struct evidence_viewer viewer;
    struct evidence_pieces pieces = {0};

    TRY(evidence_viewer_of(rq, f, S(""), &viewer, err));
    TRY(evidence_of(rq->db, rq->arena, f->id, &pieces, err));
    struct evidence_eye eye = {.app = app_of(rq), .a = rq->arena, .folder = f, .viewer = &viewer, .key = S("")};
    evidence_show(&eye, &pieces, (str){0}, &v->there);
    v->hidden = (int64_t)pieces.n - (int64_t)v->there.n;
    return evidence_note_shown(rq->db, &eye, &v->there, err);
}

static code load(struct request *rq, struct award_evidence_view *v, struct error *err)
{
    struct evidence_folder f;

    TRY(award_view_load(rq, &v->award, err));
    code c = evidence_of_award(rq->db, rq->arena, v->award.w.id, &f, err);
    return c == NOT_FOUND ? OK : c != OK ? c : load_there(rq, &f, v, err);
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct award_evidence_view v = {.award = {.list_href = S("")}};
    struct error err = {0};
    str audience = form_text(f, "audience");

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.adding = (struct evidence_adding){.action = evidence_place(rq), .item = S(""), .form = f, .is_open = true,
                                        .audience = audience.n ? evidence_audience(audience) : TO_ORG};
    struct out o = app_page(rq, "Evidence of an award", "awards");
    tmpl_award_evidence(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void award_evidence_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &evidence_form));
}

/* ---- added ---- */

static code folder_of(struct request *rq, const struct award_row *w, struct evidence_folder *f, struct error *err)
{
    int64_t id = 0;
    code c = evidence_of_award(rq->db, rq->arena, w->id, f, err);
    str email = person_has_address(w->recipient) ? w->recipient : S("");

    if (c != NOT_FOUND)
        return c;
    TRY(evidence_open(rq->db, rq->arena, &(struct evidence_owner){w->org, email, w->badge_name}, &id, err));
    TRY(evidence_give_award(rq->db, id, w->id, err));
    return evidence_folder_get(rq->db, rq->arena, id, f, err);
}

/* Once, for the first piece that everybody may see; a link that stands in the
 * award already stays. */
static code name_in_award(struct request *rq, const struct award_row *w, int64_t folder, struct error *err)
{
    struct award_edit e = {.app = app_of(rq), .org = w->org, .id = w->id, .account = rq->session->account, .reason = said("Evidence for everybody")};
    struct award_facts f = {w->awarded, w->valid_until, w->narrative, (str){0}};

    if (w->evidence_url.n || w->suspended)
        return OK;
    TRY(evidence_public_url(app_of(rq), rq->db, rq->arena, folder, &f.evidence_url, err));
    return f.evidence_url.n ? award_correct_now(rq->db, rq->arena, &e, &f, err) : OK;
}

static code add_now(struct request *rq, struct evidence_new *n, struct error *err)
{
    struct award_row w;
    struct evidence_folder f;

    TRY(award_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &w, err));
    if (w.revoked > 0)
        return fail(err, CONFLICT, "award", "this award is revoked; nothing is added to it any more");
    TRY(folder_of(rq, &w, &f, err));
    n->folder = f.id;
    n->account = rq->session->account;
    TRY(evidence_add(rq->db, rq->arena, n, err));
    TRY(evidence_name_reader(rq->db, f.id, n->account, err));
    TRY(org_log(rq->db, w.org, n->account, "award.evidence", str_copy(rq->arena, w.public_id),
                cstr(evidence_audiences[n->audience].label), err));
    return name_in_award(rq, &w, f.id, err);
}

static code add(struct request *rq, const struct form *f, struct error *err)
{
    struct evidence_new n = {.audience = TO_ORG};

    evidence_read_form(f, &n);
    TRY(evidence_clean_photo(rq->arena, &n, err));
    TRY(db_begin(rq->db, err));
    return db_end(rq->db, add_now(rq, &n, err), err);
}

void award_evidence_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &evidence_form);
    struct error err = {0};
    code c = f->ok ? add(rq, f, &err) : OK;

    if (c == BAD_INPUT || c == UNSUPPORTED || (c == LIMIT && str_eq(cstr(err.where), S("file"))))
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, evidence_place(rq), "Added.");
    else
        show(rq, rs, f);
}
