/* award/award_many.c — signing one award of a badge after another. Most of what
 * is signed is the same for a whole list, so from the second award on only that
 * is worked on which differs: its id, whose it is, its place in the status list. */
#include "app/award/award_private.h"

#include "badge/recipient.h"
#include "badge/stencil.h"
#include "base/crypto.h"

enum { HOLE_ID, HOLE_RECIPIENT, HOLE_PLACE, HOLES };

/* Where each line has words of its own, a stencil costs more than it saves, and
 * each stays in memory until the part of the list is done. */
#define MOST_STENCILS 4

struct award_many {
    bool is_begun, is_hopeless;                  /* hopeless: this badge is signed one by one */
    struct award_row last;                       /* what the awards of a run have in common */
    struct stencil *stencil;                     /* of this run; NULL: not made yet */
    int stencils;                                /* made so far */
};

static code sign_alone(struct arena *a, const struct award_context *c, struct award_row *w, struct error *err)
{
    struct badge b;

    award_model(a, &c->org, &c->badge, &c->badge.v, w, &b);
    return award_sign(a, &b, w, &c->key, &w->signature, err);
}

static bool is_alike(const struct award_row *x, const struct award_row *y)
{
    return x->awarded == y->awarded && x->valid_from == y->valid_from && x->valid_until == y->valid_until
        && str_eq(x->narrative, y->narrative) && str_eq(x->evidence_url, y->evidence_url)
        && str_eq(x->results, y->results);
}

static struct str_list words_of(struct arena *a, const struct award_row *w)
{
    struct str_list l = {.items = NEW_ARRAY(a, HOLES, str), .n = HOLES};

    l.items[HOLE_ID] = w->public_id;
    l.items[HOLE_RECIPIENT] = recipient_hash(a, w->recipient, w->salt);
    l.items[HOLE_PLACE] = str_printf(a, "%lld", (long long)w->status_index);
    return l;
}

static code credential_of(struct arena *a, const struct award_context *c, const struct award_row *w, str *json, struct error *err)
{
    struct badge b;

    award_model(a, &c->org, &c->badge, &c->badge.v, w, &b);
    return write_v3(a, &b, json, err);
}

/* Words that nobody else has written, in an award like this one. */
static struct award_row with_holes(struct arena *a, const struct award_row *w)
{
    struct award_row s = *w;

    s.public_id = s.salt = random_token(a, 16);
    s.recipient = random_token(a, 16);
    s.status_index = (int64_t)1000000000 * (1000000 + random_below(1000000)) + random_below(1000000000);
    return s;
}

/* It must paint the award at hand exactly; whatever goes wrong, all are signed
 * one by one, which is slower and the same. */
static struct stencil *try_stencil(struct arena *a, struct award_context *c, const struct award_row *w)
{
    struct award_row sample = with_holes(c->arena, w);
    struct str_list holes = words_of(c->arena, &sample), words = words_of(a, w);
    struct stencil *s = NULL;
    str like, own;

    if (credential_of(a, c, &sample, &like, NULL) != OK || credential_of(a, c, w, &own, NULL) != OK
        || stencil_make(c->arena, like, award_proof_terms(w, &c->key).suite, &holes, &s, NULL) != OK
        || !stencil_fits(a, s, &words, own))
        return NULL;
    return s;
}

static void begin_run(const struct award_context *c, const struct award_row *w)
{
    struct award_many *m = c->many;

    m->is_begun = true;
    m->stencil = NULL;
    m->last = *w;
    m->last.narrative = str_copy(c->arena, w->narrative);
    m->last.evidence_url = str_copy(c->arena, w->evidence_url);
    m->last.results = str_copy(c->arena, w->results);
}

code award_sign_next(struct arena *a, struct award_context *c, struct award_row *w, struct error *err)
{
    struct award_many *m = c->many ? c->many : (c->many = NEW(c->arena, struct award_many));

    if (c->form != AWARD_PROOF || m->is_hopeless || !person_has_address(w->recipient))
        return sign_alone(a, c, w, err);
    if (!m->is_begun || !is_alike(&m->last, w)) {
        begin_run(c, w);
        return sign_alone(a, c, w, err);
    }
    if (!m->stencil && m->stencils++ < MOST_STENCILS)
        m->stencil = try_stencil(a, c, w);
    m->is_hopeless = !m->stencil;
    if (m->is_hopeless)
        return sign_alone(a, c, w, err);

    struct proof_terms t = award_proof_terms(w, &c->key);
    struct str_list words = words_of(a, w);
    return stencil_sign(a, m->stencil, &t, &words, &w->signature, err);
}
