/* claim/claim.h — badges that people come and get: a link or one-time codes, as
 * a QR code on a poster. Who comes proves an address by mail, or takes the file
 * with no address at all. */
#pragma once
#include "app/award/award.h"
#include "app/opening.h"

struct claim_link {
    int64_t id, org, achievement, account;
    str public_id, name;
    bool by_code;                                /* only with a one-time code */
    bool needs_approval;
    bool with_file;                              /* also without an e-mail address */
    bool is_shown;                               /* the badge's public page leads to it */
    struct opening open;
    msec created;
    int64_t issuer;                              /* whose badge it is: a profile */
    str badge_name, badge_description, png_hash, org_name;
};
LIST_OF(claim_link_list, struct claim_link);

/* BAD_INPUT names the field: name, closes, most, with_file. */
MUST_USE code claim_create(struct db *db, struct arena *a, const struct claim_link *l, int64_t *id, struct error *err);
MUST_USE code claim_save(struct db *db, struct arena *a, const struct claim_link *l, struct error *err);
MUST_USE code claim_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct claim_link *out, struct error *err);
MUST_USE code claim_by_public_id(struct db *db, struct arena *a, str public_id, struct claim_link *out, struct error *err);
/* Newest first; of one badge, or (0) of all. */
#define CLAIM_LINKS 200
MUST_USE code claim_find(struct db *db, struct arena *a, int64_t org, int64_t achievement, struct claim_link_list *out, struct error *err);
struct claim_stop { int64_t org, id, account; bool stopped; };
MUST_USE code claim_set_stopped(struct db *db, struct arena *a, const struct claim_stop *s, struct error *err);

/* claim_code.c */
#define CLAIM_CODES 2000                         /* of one link */
struct claim_code { str code; msec used; };
LIST_OF(claim_code_list, struct claim_code);
MUST_USE code claim_add_codes(struct db *db, struct arena *a, const struct claim_link *l, int64_t n, int64_t by, struct error *err);
MUST_USE code claim_codes(struct db *db, struct arena *a, int64_t link, struct claim_code_list *out, struct error *err);
str claim_code_clean(struct arena *a, str typed);  /* as it is kept: "abcd efgh-23" is "ABCDEFGH23" */
str claim_code_shown(struct arena *a, str kept);   /* "ABCDE-FGH23" */

/* claim_take.c: the one who comes. */
struct claim_ask { str name, email, code, client; };
/* Mails a link that proves the address; the answer is the same whoever asks.
 * CONFLICT: closed, in words; BAD_INPUT at "code"; LIMIT: too many tries. */
MUST_USE code claim_ask(struct app *app, struct db *db, struct arena *a, const struct claim_link *l, const struct claim_ask *q, struct error *err);
/* What the mailed link would do; NOT_FOUND: unknown, used or too old. */
struct claim_proof { int64_t link; str name, email, code; };
MUST_USE code claim_look(struct db *db, struct arena *a, str token, struct claim_proof *out, struct error *err);
MUST_USE code claim_by_proof(struct db *db, struct arena *a, const struct claim_proof *p, struct claim_link *out, struct error *err);
/* An award, or a place in the queue of those to be approved (award 0); an award
 * that the person holds already is given again, and nothing new is made. */
struct claim_got { int64_t award; bool is_new; };
MUST_USE code claim_take(struct app *app, struct db *db, struct arena *a, str token, struct claim_got *out, struct error *err);
/* The badge at once, with no address: it names its holder by a random urn. */
MUST_USE code claim_take_file(struct app *app, struct db *db, struct arena *a, const struct claim_link *l, const struct claim_ask *q,
                              struct claim_got *out, struct error *err);

/* claim_decide.c: who waits for approval. In the caller's transaction; CONFLICT:
 * it does not wait any more. What is refused is mailed after the time for undoing. */
struct claim_decision { int64_t org, entry, account; str reason; };
MUST_USE code claim_accept(struct app *app, struct db *db, struct arena *a, const struct claim_decision *d, struct error *err);
MUST_USE code claim_refuse(struct db *db, struct arena *a, const struct claim_decision *d, struct error *err);
MUST_USE code claim_reopen(struct db *db, struct arena *a, const struct claim_decision *d, struct error *err);

struct list_def;
extern const struct list_def claim_list_def;     /* who came: of one link (:id) */
extern const struct route claim_routes[];
extern const struct job_kind claim_jobs[];
