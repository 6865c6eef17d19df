/* recognise/decide_pages.c — one nomination before those who decide. */
#include "app/recognise/recognise_view.h"

#include "app/org/access.h"
#include "app/zone.h"
#include "templates.h"

static const struct form_field fields[] = {
    {"verdict", FIELD_CHOICE, "Decision", .choices = "yes|no", .required = true},
    {"reason", FIELD_TEXT, "Reason", .max = 1000},
};
static const struct form_spec spec = FORM(fields);

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/recognition", (long long)rq->org);
}

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/recognition/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

/* Whoever leads the person may have no role here: this page alone. For whom it is not to decide, it is not there: nobody learns so what others say of them. */
static code load_nomination(struct request *rq, struct nomination *n, struct error *err)
{
    code c;

    TRY(nomination_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), n, err));
    c = nomination_may_decide(rq->db, n, rq->session->account, NULL);
    return c == DENIED ? fail(err, NOT_FOUND, "nomination", "there is no such nomination") : c == OK ? OK : fail(err, c, "nomination", "it could not be read");
}

static bool has_voted(const struct votes *all, int64_t account)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].account == account)
            return true;
    return false;
}

static code load(struct request *rq, struct decide_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    bool voted;

    TRY(load_nomination(rq, &v->n, err));
    TRY(nomination_votes(rq->db, a, v->n.id, &v->votes, err));
    TRY(nomination_quorum(rq->db, &v->n, &v->quorum, err));
    voted = has_voted(&v->votes, rq->session->account);
    v->base = access_holds_some(rq, VIEW_ORG) ? base_path(rq) : S("/recognise");
    v->self = self_path(rq);
    v->picture = recognise_picture(a, v->n.png_hash);
    v->tag = nomination_tag(v->n.state, v->n.told > 0);
    v->person = app_allow(rq, VIEW_PEOPLE, rq->org) == OK ? str_printf(a, "/org/%lld/people/%lld", (long long)rq->org, (long long)v->n.person) : S("");
    v->award = v->n.award && app_allow(rq, VIEW_AWARDS, rq->org) == OK ? str_printf(a, "/org/%lld/awards/%lld", (long long)rq->org, (long long)v->n.award) : S("");
    v->may_back = voted && v->n.told == 0 && (v->n.round == 0 || str_eq(v->n.round_state, S("open")) || str_eq(v->n.round_state, S("panel"))) && !str_eq(v->n.state, S("withdrawn"));
    v->may_vote = str_eq(v->n.state, S("waiting")) && !voted;
    v->round_ends = str_eq(v->n.round_state, S("open")) ? zone_words(a, v->n.time_zone, v->n.closes) : S("");
    v->voted = v->round_ends.n && voted ? said("You have voted. Who is chosen is decided when the round ends.") : str_eq(v->n.state, S("waiting")) && voted ? said("You have voted. Somebody else decides with you.") : S("");
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct decide_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.n.name), "awards");
    tmpl_recognise_decide(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void decide_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

static code vote(struct request *rq, const struct form *f, struct error *err)
{
    struct nomination n;

    TRY(load_nomination(rq, &n, err));
    return nomination_vote(rq->db, rq->arena, &n,
                           &(struct vote){.account = rq->session->account, .is_yes = str_eq(form_text(f, "verdict"), S("yes")), .reason = str_trim(form_text(f, "reason"))}, err);
}

void decide_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct error err = {0};
    code c = OK;

    if (f->ok && (c = db_begin(rq->db, &err)) == OK)
        c = db_end(rq->db, vote(rq, f, &err), &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq), "Your vote counts. It can be taken back for ten minutes after the decision; then it is told.");
    }
}

static code take_back(struct request *rq, struct error *err)
{
    struct nomination n;

    TRY(load_nomination(rq, &n, err));
    return nomination_take_back(rq->db, rq->arena, &n, rq->session->account, err);
}

void decide_back(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = db_begin(rq->db, &err);

    if (c == OK)
        c = db_end(rq->db, take_back(rq, &err), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), "Taken back: your vote counts no more, and nothing was told.");
}
