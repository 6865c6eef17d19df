/* account/account.h — people: addresses, passwords, one-time links. An account
 * belongs to a person, never to an organisation. */
#pragma once
#include "app/app.h"

struct account { int64_t id; str name, email, lang /* empty: the browser's */; bool is_operator, has_password; };

/* Length 12 to 200 characters, not among the most common, not the address or
 * name itself. BAD_INPUT with the sentence to show; no rules of composition. */
MUST_USE code password_acceptable(struct arena *a, str password, str email, str name, struct error *err);

/* `verified`: the address was proved by a link (or by the person at the
 * keyboard during set-up). CONFLICT: the proved address has an owner. */
struct new_account { str name, email, password; bool verified, is_operator; str hash; /* of a password taken earlier */ };
MUST_USE code account_create(struct db *db, struct arena *a, const struct new_account *n, int64_t *id, struct error *err);
MUST_USE code account_get(struct db *db, struct arena *a, int64_t id, struct account *out, struct error *err);
/* By id, those behind `after`. */
struct account_row { struct account account; msec created, signed_in; /* 0: never */ };
LIST_OF(account_list, struct account_row);
MUST_USE code account_all(struct db *db, struct arena *a, int64_t after, int limit, struct account_list *out, struct error *err);
/* The owner of a proved address; NOT_FOUND. */
MUST_USE code account_by_email(struct db *db, struct arena *a, str email, struct account *out, struct error *err);
/* Address and password; slows down by address and network (LIMIT says how
 * long). DENIED with one and the same sentence, after the same time, for a
 * wrong password and an unknown address. */
MUST_USE code account_sign_in(struct db *db, struct arena *a, str email, str password, str client, int64_t *id, struct error *err);
MUST_USE code account_set_password(struct db *db, struct arena *a, int64_t id, str password, struct error *err);
MUST_USE code account_remove_password(struct db *db, int64_t id, struct error *err);
/* operators.c, for the command line. The account of this address runs the
 * server from now on; it is made when there is none (without a password when
 * none is given). Whoever is at the machine answers for the address. */
MUST_USE code account_appoint(struct db *db, struct arena *a, const struct new_account *n, int64_t *id, bool *made, struct error *err);
/* By the rules for passwords; ends every session, and takes the second step
 * away: the way back in for who lost it. */
MUST_USE code account_force_password(struct db *db, struct arena *a, int64_t id, str password, struct error *err);
/* The language of pages and mails, by its code. */
MUST_USE code account_speak(struct db *db, int64_t id, str lang, struct error *err);
MUST_USE code account_rename(struct db *db, int64_t id, str name, struct error *err);
/* CONFLICT: an organisation or the server would be without administrator. */
MUST_USE code account_delete(struct db *db, struct arena *a, int64_t id, struct error *err);

struct account_address { int64_t id; str address; bool is_primary, is_verified; };
LIST_OF(account_address_list, struct account_address);
MUST_USE code account_addresses(struct db *db, struct arena *a, int64_t id, struct account_address_list *out, struct error *err);
/* Proved by a link just now: adds it, or marks it verified. CONFLICT as above. */
MUST_USE code account_add_verified(struct db *db, struct arena *a, int64_t id, str email, struct error *err);
MUST_USE code account_remove_address(struct db *db, int64_t id, int64_t address_id, struct error *err); /* not the last one */
MUST_USE code account_make_primary(struct db *db, int64_t id, int64_t address_id, struct error *err);

/* One more try of what costs others something; `free` an hour, then ever longer
 * pauses: LIMIT says how long. */
MUST_USE code throttle_try(struct db *db, str subject, int64_t free, struct error *err);
MUST_USE code throttle_clear(struct db *db, str subject, struct error *err);      /* it was right */

/* One-time links; the token goes into a mail, its hash into the table. */
MUST_USE code link_make(struct db *db, struct arena *a, const char *purpose, int64_t account, str payload,
                        msec life, str *token, struct error *err);
/* The same with a token of the caller's. */
struct link_row { const char *purpose; int64_t account; str payload, token; msec life; };
MUST_USE code link_put(struct db *db, struct arena *a, const struct link_row *l, struct error *err);
struct one_time_link { int64_t account; str payload; };
/* Looks without using it up, for the page that asks; NOT_FOUND: unknown, used or too old. */
MUST_USE code link_look(struct db *db, struct arena *a, const char *purpose, str token, struct one_time_link *out, struct error *err);
MUST_USE code link_use(struct db *db, struct arena *a, const char *purpose, str token, struct one_time_link *out, struct error *err);

/* links.c: what starts with a mail. Each answers and works alike for known and
 * unknown addresses; what differs is only in the mail. LIMIT: this network asks
 * too often. More than a few for one address are dropped without a word. */
/* `nonce`: of the page that asks; the mail then brings a code too, which is good
 * on that page alone. */
struct link_request { str email, name, next, client, nonce; };
MUST_USE code account_ask_register(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err);
MUST_USE code account_ask_sign_in(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err);
MUST_USE code account_ask_reset(struct app *app, struct db *db, struct arena *a, const struct link_request *r, struct error *err);
/* A code to the main address of somebody signed in, who shall prove it once more. */
MUST_USE code account_ask_confirm(struct app *app, struct db *db, struct arena *a, int64_t account, str nonce, struct error *err);
MUST_USE code account_ask_address(struct app *app, struct db *db, struct arena *a, int64_t account, str email, struct error *err);

/* A link for somebody who stands beside the server: no mail. Good for 30
 * minutes (sign in) or two hours (choose a password), once. */
enum account_link { LINK_SIGN_IN, LINK_PASSWORD };
MUST_USE code account_link(struct app *app, struct db *db, struct arena *a, enum account_link kind, const struct account *to, str *url, struct error *err);

/* What a link carries; each use of it takes it away, in one transaction. */
struct link_payload { str email, name, next; };
struct link_payload link_payload_read(str payload);
MUST_USE code account_register(struct db *db, struct arena *a, str token, str name, str password, int64_t *id, struct error *err);
MUST_USE code account_reset(struct db *db, struct arena *a, str token, str password, int64_t *id, struct error *err);
MUST_USE code account_sign_in_by_link(struct db *db, struct arena *a, str token, int64_t *id, str *next, struct error *err);
/* The codes of such mails, as typed. DENIED: wrong, used or too old; LIMIT: too many tries. */
struct mailed_code { str nonce, typed, client; };
MUST_USE code account_sign_in_by_code(struct db *db, struct arena *a, const struct mailed_code *c, int64_t *id, str *next, struct error *err);
MUST_USE code account_confirm_by_code(struct db *db, struct arena *a, const struct mailed_code *c, int64_t account, struct error *err);
MUST_USE code account_prove_address(struct db *db, struct arena *a, str token, int64_t account, struct error *err);

/* What the slice of companies hands to this one, which stands below it: the ways
 * in beside password and passkey, and where somebody goes who came by one and has
 * signed out here (absent: nowhere; asked while still signed in). */
struct way_in { str name, href; };               /* name absent: companies, to be asked which */
LIST_OF(way_in_list, struct way_in);
struct account_company {
    code (*ways)(struct request *rq, str next, struct way_in_list *out, struct error *err);
    str (*way_out)(struct request *rq);
};
/* Who hears of an account before it is deleted, in that transaction; given once at
 * start, for the slices of organisations stand above. */
typedef code account_leaver(struct db *db, struct arena *a, int64_t account, struct error *err);
void account_set_leaver(account_leaver *leaver);
void account_set_company(const struct account_company *company);
extern const struct route account_routes[];      /* sign in and out, register, reset, own account */
