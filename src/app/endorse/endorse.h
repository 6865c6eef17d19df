/* endorse/endorse.h — what others say of a badge, an award or the organisation.
 * Somebody is asked by a mailed link, needs no account, and signs: with a key
 * made for this one endorsement, whose secret half is wiped at once, or
 * elsewhere with a key of their own. The organisation decides what is shown. */
#pragma once
#include "app/award/award.h"

#define ENDORSE_ASKED_AT_ONCE 50
#define ENDORSE_COMMENT       2000
#define ENDORSE_LINK_LIFE     (30 * DAY)

enum endorse_subject { ENDORSE_BADGE, ENDORSE_AWARD, ENDORSE_ISSUER };

struct endorser { int64_t id; str public_id, base, email, name, organisation, url; bool shows_email; };

struct endorsement_row {
    int64_t id, org, achievement, award, version, issuer;
    str public_id, email, name, message, state;
    enum endorse_subject subject;
    bool by_earner;
    msec asked, ends, signed_at, until, decided; /* 0: not yet; until 0: without end */
    str about, about_v2, comment, key, document;
    struct endorser by;                          /* id 0: nobody answered */
};
LIST_OF(endorsement_row_list, struct endorsement_row);

/* What is asked about; the other numbers are 0. */
struct endorse_thing { int64_t org; enum endorse_subject subject; int64_t achievement, award, issuer; };   /* issuer: which profile; 0 the first */
/* How it is named: to people, and by its ids in 3.0 and 2.0. */
struct endorse_name { str title, picture, href, about, about_v2; int64_t version, issuer; };     /* issuer: the profile that issues it */
MUST_USE code endorse_name(struct db *db, struct arena *a, const struct endorse_thing *t, struct endorse_name *out, struct error *err);

/* One line a person, "Ann Lee <ann@example.org>" or the address alone. In one
 * transaction, each with its mail. BAD_INPUT at "people" names the line; LIMIT:
 * too many a day. `made` 0: everybody was asked before. */
struct endorse_ask { struct endorse_thing about; int64_t account; bool by_earner; str people, message, asker; };
MUST_USE code endorse_ask(struct app *app, struct db *db, struct arena *a, const struct endorse_ask *q, int64_t *made, struct error *err);
/* The link once more, to the same address; an earlier one ends. CONFLICT: it was answered. */
MUST_USE code endorse_remind(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);

MUST_USE code endorse_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct endorsement_row *out, struct error *err);
MUST_USE code endorse_by_public_id(struct db *db, struct arena *a, str public_id, struct endorsement_row *out, struct error *err);
/* By the link's secret. NOT_FOUND: no such link, or a newer one was sent. */
MUST_USE code endorse_by_link(struct db *db, struct arena *a, str token, struct endorsement_row *out, struct error *err);
struct endorse_thing endorse_thing_of(const struct endorsement_row *e);
bool endorse_may_answer(const struct endorsement_row *e);    /* nobody did, and the link has not ended */

/* Signed now. BAD_INPUT names the field; CONFLICT: answered, or ended. */
struct endorse_answer { str name, organisation, url, comment; bool shows_email; int64_t months; /* 0: without end */ };
MUST_USE code endorse_sign(struct db *db, struct arena *a, const struct endorsement_row *e, const struct endorse_answer *w, struct error *err);
/* Signed elsewhere: an EndorsementCredential about the same thing that holds.
 * BAD_INPUT at "file" says what is wrong with it. */
MUST_USE code endorse_take(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *e, str credential, struct error *err);
/* What somebody said of an award already, with an account that proved who they are, and lets
 * stand as an endorsement: signed now; its holder decides. In the caller's transaction. */
struct endorse_said { int64_t org, award; str email, name, organisation, comment; };
MUST_USE code endorse_said(struct db *db, struct arena *a, const struct endorse_said *s, int64_t *id, struct error *err);
MUST_USE code endorse_refuse(struct db *db, const struct endorsement_row *e, struct error *err);
/* The endorser takes it back: it is told of as revoked, and its words are gone. */
MUST_USE code endorse_withdraw(struct db *db, struct arena *a, const struct endorsement_row *e, struct error *err);
/* Shown or not, as often as one likes. CONFLICT: not signed. `by` 0: the award's holder. */
MUST_USE code endorse_decide(struct db *db, struct arena *a, const struct endorsement_row *e, bool show, int64_t by, struct error *err);

/* What everybody sees of a thing: accepted, not ended; newest first, at most 20. */
MUST_USE code endorse_shown(struct db *db, struct arena *a, const struct endorse_thing *t, struct endorsement_row_list *out, struct error *err);
/* Those that this version of the badge carries, signed; and addresses of 2.0. */
MUST_USE code endorse_carried(struct db *db, struct arena *a, const struct endorse_thing *t, int64_t version,
                              struct str_list *v3, struct str_list *v2, struct error *err);
/* All that was asked for one award by who holds it. */
MUST_USE code endorse_of_award(struct db *db, struct arena *a, int64_t org, int64_t award, struct endorsement_row_list *out, struct error *err);

/* Documents by what stands behind /endorsements/, /endorsers/, /ob2/endorsements/,
 * /ob2/endorsers/. `is_gone`: withdrawn (2.0 wants 410). */
struct endorse_document { str json; bool is_gone; };
MUST_USE code endorse_document(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err);
MUST_USE code endorse_document_v2(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err);
MUST_USE code endorser_document(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err);
MUST_USE code endorser_document_v2(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err);

/* ---- given.c: what we say of others, signed by our own key ---- */

struct given { int64_t id, org, issuer, account, partner; str public_id, base, about, title, comment, document, who; msec at, until, revoked; };
LIST_OF(given_list, struct given);
/* `g` brings org, issuer, account, partner (0: of none), about, title, comment, until (0: without end). BAD_INPUT
 * at "about", "title", "comment" or "until"; CONFLICT: the same is endorsed already. In the
 * caller's transaction. */
MUST_USE code given_sign(struct app *app, struct db *db, struct arena *a, const struct given *g, int64_t *id, struct error *err);
/* From now on it is told of as revoked, and its words are gone. CONFLICT: it was before.
 * In the caller's transaction. */
struct given_revoke { int64_t org, id, by; };
MUST_USE code given_revoke(struct db *db, struct arena *a, const struct given_revoke *r, struct error *err);
MUST_USE code given_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct given *out, struct error *err);
MUST_USE code given_by_public_id(struct db *db, struct arena *a, str public_id, struct given *out, struct error *err);
str given_url(struct arena *a, const struct given *g);
/* Is it as any verifier would find it now? In words. */
void given_view(struct app *app, struct db *db, struct arena *a, const struct given *g, bool *good, str *verdict);

str endorse_url(struct arena *a, const struct endorsement_row *e);           /* of the signed credential */
str endorser_domain(struct arena *a, const struct endorser *e);             /* "example.org": what the mailed link proved */
str endorser_words(struct arena *a, const struct endorser *e);              /* "Ann Lee, Port Authority" */

struct list_def;
extern const struct list_def endorsement_list_def;
extern const struct route endorse_routes[];
