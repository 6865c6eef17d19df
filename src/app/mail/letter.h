/* mail/letter.h — what mails say. A kind is a row of one table: its standard words,
 * which of them an organisation may choose itself, and whether it can be refused.
 * A letter of a kind is written in the language of who gets it. */
#pragma once
#include "app/app.h"
#include "base/list.h"

struct mail;

/* ---- kinds ---- */

/* English here is the key of every language. In subject and opening stand holes,
 * {name} and so on: those of `holes`, and nothing else. */
struct letter_kind {
    const char *name;                            /* "award": in rows and addresses */
    const char *title, *when;                    /* for the settings; NULL: no organisation's words */
    const char *holes;                           /* "name|organisation|badge|link" */
    const char *subject, *opening;
    const char *action, *note;                   /* on the button and below; "": none */
    const char *why;                             /* at the foot: why one gets it; NULL: nothing */
    const char *topic;                           /* "reminders", "team": may be refused; NULL: always comes */
    bool may_be_off;                             /* an organisation may do without it */
};
const struct letter_kind *letter_kind(str name); /* NULL: there is none */
const struct letter_kind *letter_kinds(size_t *n);
bool letter_is_own(const struct letter_kind *k); /* may an organisation choose its words? */

/* ---- one letter ---- */

/* A line of a letter about several things. */
struct letter_item {
    str title, href;
    const char *thing;                           /* English: what it is where it has no name of its own; then the title says whose */
    msec until;
    bool is_over, is_due;                        /* is_due: something to do by then, rather than something that ends */
    const char *words;                           /* English; NULL: from the three before */
    str head, sub;                               /* written from these: "First aid", "Ends on 24 Nov 2026" */
};
LIST_OF(letter_items, struct letter_item);

struct letter_words { int64_t id; str subject, opening; };   /* id 0: the standard ones */

/* What is not given is absent, and its hole empty. */
struct letter {
    const char *kind;
    int64_t org;                                 /* whose words; 0: about an account */
    int64_t issuer;                              /* whose name and look: a profile of it; 0: the first one */
    bool asked_here;                             /* who gets it has just asked for it on a page: in the language of that */
    const char *subject, *opening, *action;      /* other than of the kind; English */
    str organisation;                            /* filled in from `org` */
    str name;                                    /* filled in from the mail */
    str badge, reason, sender, message, link, code;
    msec until;                                  /* {date} */
    const char *thing;                           /* English: what stands in the place of a badge; NULL: nothing */
    str picture, description;                    /* of the badge */
    str choices;                                 /* path of who may refuse it otherwise than a person of `org`; absent: that one */
    str detail, small;                           /* a line of weight; a lesser one */
    struct letter_items items;
    const char *unwanted;                        /* why it need not be sent any more; NULL: it is wanted */
};

/* Fills subject, text, html, language, person and words of `*m`, whose address and
 * name are set. */
MUST_USE code letter_write(struct app *app, struct db *db, struct arena *a, const struct letter *l, struct mail *m, struct error *err);
/* The same in this language and, where `own` is not NULL, with these words. */
struct letter_how { str lang; const struct letter_words *own; };
MUST_USE code letter_write_as(struct app *app, struct db *db, struct arena *a, const struct letter *l, const struct letter_how *how,
                              struct mail *m, struct error *err);

/* ---- who reads it ---- */

struct letter_reader { int64_t person; str lang; str refused; bool chose; };
/* The language that the person chose (for an account, or by a mail's link), else the
 * organisation's; "en" where nobody said. */
MUST_USE code letter_reader(struct db *db, struct arena *a, int64_t org, str address, struct letter_reader *out, struct error *err);
bool letter_refused(str refused, const char *topic);
/* "/mail-choices/…": what its bearer may choose for this person. */
str letter_choices_path(struct arena *a, const struct app *app, int64_t org, int64_t person);
bool letter_choices_read(struct arena *a, const struct app *app, str token, int64_t *org, int64_t *person);
/* `named`: since when the organisation may name them where it tells strangers of its
 * awards, 0: not; `names`: it does so of who agreed. */
struct letter_choice { int64_t org, person; str lang, refused; msec named; bool names; str name, address, organisation; };
MUST_USE code letter_choice_get(struct db *db, struct arena *a, int64_t org, int64_t person, struct letter_choice *out, struct error *err);
MUST_USE code letter_choice_set(struct db *db, struct arena *a, const struct letter_choice *c, struct error *err);
/* One topic no more, or again. */
MUST_USE code letter_refuse(struct db *db, struct arena *a, int64_t org, int64_t person, const char *topic, bool refused, struct error *err);

/* ---- an organisation's own words ---- */

#define LETTER_SUBJECT_MOST 200
#define LETTER_OPENING_MOST 1500
MUST_USE code letter_words_now(struct db *db, struct arena *a, int64_t org, str kind, str lang, struct letter_words *out, struct error *err);
/* Those that a mail was sent with. */
MUST_USE code letter_words_get(struct db *db, struct arena *a, int64_t id, struct letter_words *out, struct error *err);
/* BAD_INPUT at "subject" or "opening": empty, or a hole that this kind does not have. */
MUST_USE code letter_words_check(struct arena *a, const struct letter_kind *k, const struct letter_words *w, struct error *err);
struct letter_edit { int64_t org; const struct letter_kind *kind; str lang; };
/* Words without subject: back to the standard ones. */
MUST_USE code letter_words_set(struct db *db, struct arena *a, const struct letter_edit *e, const struct letter_words *w, struct error *err);
/* As they were before the last change; may itself be undone. CONFLICT: nothing was changed. */
MUST_USE code letter_words_undo(struct db *db, struct arena *a, const struct letter_edit *e, struct error *err);
/* The standard words in a language. */
struct letter_words letter_standard(const struct letter_kind *k, str lang);

/* ---- rules of an organisation ---- */

struct letter_rule { str lang, postal, off; };
MUST_USE code letter_rule_get(struct db *db, struct arena *a, int64_t org, struct letter_rule *out, struct error *err);
MUST_USE code letter_rule_set(struct db *db, int64_t org, const struct letter_rule *r, struct error *err);
MUST_USE code letter_is_off(struct db *db, struct arena *a, int64_t org, const char *kind, bool *off, struct error *err);

/* ---- the look ---- */

/* `ground` and `ink` of the button can be read on each other (app/brand.h). */
struct letter_look { str organisation, logo, postal, ground, ink; };
MUST_USE code letter_look(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t issuer, struct letter_look *out, struct error *err);
