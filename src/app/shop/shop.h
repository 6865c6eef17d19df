/* shop/shop.h — the public catalogue of an organisation: which badges strangers
 * find, in sections and an order that it chose, how one gets them, and what
 * search engines and feed readers are told. */
#pragma once
#include "app/catalog/catalog.h"

/* ---- what was chosen ---- */

struct shop {
    bool is_closed;                              /* the badges have their own pages alone */
    bool is_unlisted;                            /* search engines and the list of organisations pass it over */
    bool tells_awards;                           /* how often each badge was awarded */
    bool tells_people;                           /* who was awarded what lately, of those who agreed */
    str welcome;                                 /* Markdown; may be empty */
};
MUST_USE code shop_get(struct db *db, struct arena *a, int64_t org, struct shop *out, struct error *err);
MUST_USE code shop_set(struct db *db, int64_t org, int64_t by, const struct shop *s, struct error *err);
/* Who agreed to be named in the organisation's feed of awards. */
MUST_USE code shop_named_people(struct db *db, int64_t org, int64_t *n, struct error *err);
bool shop_is_found(const struct shop *s);        /* by search engines */

#define SHOP_SECTIONS 40
#define SHOP_BADGES   1000                       /* of one organisation, those of the last sections are left out */
struct shop_section { int64_t id; str name, about; };
LIST_OF(shop_section_list, struct shop_section);
MUST_USE code shop_sections(struct db *db, struct arena *a, int64_t org, struct shop_section_list *out, struct error *err);

/* What is chosen for one badge. `level`: a name of shop_levels; empty: not said. */
struct shop_badge { int64_t section; bool is_hidden; str level, takes, way; };
struct shop_level { const char *name, *words; };
extern const struct shop_level shop_levels[];
extern const size_t shop_level_count;
const char *shop_level_words(str name);          /* "" for none */
MUST_USE code shop_badge_get(struct db *db, struct arena *a, int64_t org, int64_t badge, struct shop_badge *out, struct error *err);

/* ---- arranging: shop_arrange.c ---- */

struct shop_act { int64_t org, account; };
/* BAD_INPUT at "name"; LIMIT: no more of them. `id` 0: a new one, the last. */
MUST_USE code shop_section_save(struct db *db, struct arena *a, const struct shop_act *act, const struct shop_section *s, struct error *err);
/* Its badges stand in no section then. */
MUST_USE code shop_section_remove(struct db *db, struct arena *a, const struct shop_act *act, int64_t id, struct error *err);
/* In front of another one, or (0) to the end. */
MUST_USE code shop_section_move(struct db *db, struct arena *a, const struct shop_act *act, int64_t id, int64_t before, struct error *err);
/* BAD_INPUT at "level" or "section". A badge that goes to another section stands there last. */
MUST_USE code shop_badge_set(struct db *db, struct arena *a, const struct shop_act *act, int64_t badge, const struct shop_badge *s, struct error *err);
/* Into that section (0: none), in front of another badge of it, or (0) to the end. */
struct shop_move { int64_t badge, section, before; };
MUST_USE code shop_badge_move(struct db *db, struct arena *a, const struct shop_act *act, const struct shop_move *m, struct error *err);

/* ---- what stands in the window: shop_window.c ---- */

struct shop_card { struct badge_row b; struct shop_badge shop; };
LIST_OF(shop_card_list, struct shop_card);
/* Published badges in their order; `all`: those that are hidden too. */
MUST_USE code shop_cards(struct db *db, struct arena *a, int64_t org, bool all, struct shop_card_list *out, struct error *err);
/* Names and descriptions in this language, where they are translated. */
MUST_USE code shop_translate(struct db *db, struct arena *a, int64_t org, str lang, struct shop_card_list *cards, struct error *err);

/* Absent or empty: any. `section` -1: any, 0: in none. */
struct shop_wish { str words, skill, level; int64_t section, issuer; };
bool shop_fits(struct arena *a, const struct shop_card *c, const struct shop_wish *w);
struct shop_count { str name; int64_t n; };
LIST_OF(shop_count_list, struct shop_count);
/* The skills of these badges, by name. */
void shop_skills(struct arena *a, const struct shop_card_list *cards, struct shop_count_list *out);

/* ---- how one gets a badge: shop_door.c ---- */

struct door { const char *icon, *title, *action; str note, href; };      /* href empty: words alone */
LIST_OF(door_list, struct door);
struct door_asked { const struct org *o; const struct badge_row *b; bool is_signed_in; };
MUST_USE code shop_doors(struct app *app, struct db *db, struct arena *a, const struct door_asked *q, struct door_list *out, struct error *err);

/* ---- for search engines: shop_data.c ---- */

/* schema.org: EducationalOccupationalCredential; Organization with its badges. */
struct shop_described { const struct org *o; const struct badge_version_row *v; str public_id; const struct shop_badge *shop; };
str shop_badge_data(struct arena *a, const struct app *app, const struct shop_described *d);
str shop_issuer_data(struct arena *a, const struct app *app, const struct org *o, const struct shop_card_list *cards);

/* Does the operator want a list of the organisations of this server? */
bool shop_has_index(struct db *db, struct arena *a);
MUST_USE code shop_set_index(struct db *db, bool on, struct error *err);
struct shop_org { int64_t id, badges; str slug, name, description, logo_hash; msec changed; };
LIST_OF(shop_org_list, struct shop_org);
/* Those that do not stand aside and have a badge to show, by name. */
#define SHOP_ORGS 500
MUST_USE code shop_orgs(struct db *db, struct arena *a, struct shop_org_list *out, struct error *err);

/* oEmbed of badges and issuers. */
void shop_start(void);
extern const struct route shop_routes[];
