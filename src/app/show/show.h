/* show/show.h — what others see of a Backpack: a badge, a collection, a person's own
 * page, by public links or by links for one reader; field by field. */
#pragma once
#include "app/backpack/shows.h"
#include "app/layout/report_view.h"
#include "app/layout/share.h"

struct key;                                      /* base/crypto.h */

/* What could not be proved is shown to nobody but its owner. */
bool show_may(const struct holding *h);

/* ---- texts without addresses ---- */

/* The text without any of these addresses, however they are written in it. */
str show_masked(struct arena *a, str text, const struct str_list *addresses);
MUST_USE code show_addresses(struct db *db, struct arena *a, int64_t account, struct str_list *out, struct error *err);

/* ---- show_badge.c: a badge as a reader sees it ---- */

struct show_evidence { str name, text, href; };
LIST_OF(show_evidence_list, struct show_evidence);
struct shown_badge {
    str title, picture, issuer, anchor, description, standard, person, words, link;
    struct verdict_view verdict;
    struct check_list checks;
    struct show_evidence_list evidence;
    struct str_list skills;
    out_markdown story;
    out_date awarded, valid_until;
    out_time checked;
    bool has_awarded, has_valid_until, has_story, has_checks;
};
/* Who looks at whose, and what of it is told. */
struct sight { int64_t owner, shows; str person; struct str_list addresses; };
/* `person` is loaded only where it is told. */
MUST_USE code sight_of(struct db *db, struct arena *a, int64_t owner, int64_t shows, struct sight *out, struct error *err);
void show_badge(struct arena *a, const struct holding *h, const struct sight *s, struct shown_badge *out);
/* The tile of a badge among others. */
struct badge_card show_card(struct arena *a, const struct holding *h, const struct sight *s, str href);

/* The badge that a public address names; NOT_FOUND. */
MUST_USE code show_find_badge(struct db *db, struct arena *a, str public_id, struct holding *out, int64_t *shows, struct error *err);

/* ---- showcase.c: a person's own page ---- */

struct showcase { int64_t account; str public_id, name, headline, about; bool is_public; };
/* Without one: the account's name, and nothing shown; `public_id` is empty. */
MUST_USE code showcase_get(struct db *db, struct arena *a, int64_t account, struct showcase *out, struct error *err);
MUST_USE code showcase_save(struct db *db, struct arena *a, const struct showcase *s, struct error *err);
MUST_USE code showcase_by_public_id(struct db *db, struct arena *a, str public_id, struct showcase *out, struct error *err);  /* public ones */
/* Of one person: public badges, public collections; newest first, at most 200 each. */
MUST_USE code showcase_badges(struct db *db, struct arena *a, int64_t account, struct holding_list *out, struct error *err);
MUST_USE code showcase_collections(struct db *db, struct arena *a, int64_t account, struct collection_list *out, struct error *err);

/* ---- reader_link.c: a link for one reader ---- */

struct reader_link {
    int64_t id, owner, holding, collection, shows, views;        /* holding, collection 0: not of one */
    str token, reader, about;                                    /* about: title of what it opens */
    msec expires, ended, viewed, created;                        /* 0: none */
};
LIST_OF(reader_link_list, struct reader_link);
#define READER_LINKS_MOST 500                    /* open ones of a person */
/* NOT_FOUND: the badge or collection is another's. BAD_INPUT at "reader". */
MUST_USE code reader_link_make(struct db *db, struct arena *a, struct reader_link *l, struct error *err);
MUST_USE code reader_links(struct db *db, struct arena *a, int64_t owner, struct reader_link_list *out, struct error *err);
/* Ends it now, or opens it again (`ended` false) as it was. */
MUST_USE code reader_link_end(struct db *db, int64_t owner, int64_t id, bool ended, struct error *err);
/* What its address opens. NOT_FOUND: none, over, or ended: strangers are told no
 * difference, but `out->token` is set where there was one. */
MUST_USE code reader_link_open(struct db *db, struct arena *a, str token, struct reader_link *out, struct error *err);
MUST_USE code reader_link_count(struct db *db, struct arena *a, const struct reader_link *l, struct error *err);   /* one view more */
bool reader_link_is_open(const struct reader_link *l);

/* ---- ownership.c: is it theirs? a reader's question and the signed answer ---- */

#define OWNERSHIP_LIFE (14 * DAY)                /* how long a question waits */
#define QUESTION_BYTES 500

struct ownership {
    int64_t id, owner;
    str public_id, path, title, asker, question, challenge, presentation;
    msec asked, expires, answered;               /* 0: not yet */
    bool is_confirmed;
};
LIST_OF(ownership_list, struct ownership);
/* What a page of ours is about, by its path ("/h/ID", "/c/ID/BADGE", "/r/TOKEN"):
 * whose, its title, and its badges. NOT_FOUND: nothing is to be seen there. */
struct subject { int64_t owner; str title; struct holding_list badges; bool is_private; };
MUST_USE code subject_find(struct db *db, struct arena *a, str path, struct subject *out, struct error *err);
/* The owner gets a mail at once, if they have mails daily and had none of these
 * within the hour; else it waits for the next with news. BAD_INPUT at "asker".
 * LIMIT: the person has too many that wait. */
MUST_USE code ownership_ask(struct app *app, struct db *db, struct arena *a, struct ownership *q, struct error *err);
MUST_USE code ownership_by_public_id(struct db *db, struct arena *a, str public_id, struct ownership *out, struct error *err);
MUST_USE code ownership_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct ownership *out, struct error *err);
MUST_USE code ownerships(struct db *db, struct arena *a, int64_t owner, struct ownership_list *out, struct error *err);
/* The owner says yes: signed with their key. `hand_over`: the badges themselves go
 * along, with whatever stands in them. CONFLICT: answered already, or too late. */
MUST_USE code ownership_confirm(struct app *app, struct db *db, struct arena *a, const struct ownership *q, bool hand_over, struct error *err);
MUST_USE code ownership_decline(struct db *db, struct arena *a, const struct ownership *q, struct error *err);
/* Does the signature of the answer hold today? */
bool ownership_holds(struct app *app, struct db *db, struct arena *a, const struct ownership *q);
/* holder_key.c: a person's key. Made when first asked for. */
MUST_USE code holder_key_of(struct app *app, struct db *db, struct arena *a, int64_t account, str *holder, struct key **out, struct error *err);
MUST_USE code holder_document(struct app *app, struct db *db, struct arena *a, str public_id, str *json, struct error *err);

/* A badge that another page of its owner's leads to, such as a CV: with the fields that
 * its owner ticked for it. Sends it, or an error page. */
struct shown_from { int64_t owner, holding; str back, back_title; };
void show_from(struct request *rq, struct response *rs, const struct shown_from *f);

/* oEmbed of what is shown. */
void show_start(void);
extern const struct route show_routes[], sharing_routes[], ownership_routes[], wish_routes[];
