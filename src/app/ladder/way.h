/* ladder/way.h — from what somebody works as to any job role of the ladder: over which roles,
 * what is missing for them, in which order it is to be had, and what that takes. */
#pragma once
#include "app/effort.h"
#include "app/ladder/ladder.h"

#define WAY_ROLES 20                             /* on one way, with both ends */

/* ---- which way, and in which order (way.c); no clock and no database ---- */

/* The fewest roles from any of `from` to `to`, with both ends; of equals by the order of the
 * steps. False: the ladder leads there not at all, or over more than WAY_ROLES. */
bool way_route(struct arena *a, const struct ladder_steps *steps, const struct id_list *from, int64_t to, struct id_list *out);

/* A requirement or a skill that is missing. asked: place on the way of the role that asks it
 * first; stage: of the role before which it is to be had. They differ where something else
 * comes after it. `badges` prove it; it comes after the requirements `follows`. after: the
 * items that it comes after, by their keys, which count from 1. badge: what `effort` was taken
 * from; 0: none. with: the item that is had with that badge before; 0: none. */
struct way_item {
    int64_t key, requirement, skill, badge, with;
    str code, name, title, asks, how;            /* title: as a step of a plan */
    bool mandatory, is_needed;                   /* is_needed: mandatory, or something that is comes after it */
    size_t asked, stage;
    struct effort effort;
    struct id_list badges, follows, after;
};
LIST_OF(way_items, struct way_item);
/* A badge that is made of others. */
struct way_part { int64_t badge, part; };
LIST_OF(way_parts, struct way_part);
/* Each gets a key, and what it comes after. */
void way_link(struct arena *a, struct way_items *all, const struct way_parts *parts);
/* By stage; what others come after before these; then what is needed, then the shorter one,
 * and what nobody knows the time of last. Where they lead in a circle it is broken somewhere. */
void way_order(struct arena *a, struct way_items *all);
/* In their order: what one badge takes counts once. */
void way_share(struct way_items *all);
str way_name(const struct way_items *all, int64_t key);          /* of one by its key; empty: none */

/* ---- found (way_find.c) ---- */

/* person 0: of nobody, who has all that `from` takes. `from` 0: what the person works as,
 * whichever is nearest. NOT_FOUND: no such job role. */
struct way_ask { int64_t org, person, from, to; };
/* words: how one gets there from the role before. */
struct way_role { int64_t id; str name, words; };
LIST_OF(way_roles, struct way_role);
/* roles: of no route the last one alone. first: the first of them that is looked at; the one
 * before is what somebody works as. has: what of the rest is held, each once. */
struct way {
    struct way_roles roles;
    size_t first;
    struct way_items items;
    struct str_list has;
    bool is_found, has_steps, works_as_any;
};
MUST_USE code way_find(struct db *db, struct arena *a, const struct way_ask *q, struct way *out, struct error *err);

/* ---- what it takes (way_effort.c) ----
 * Of a requirement what is said there; else, of it and of a skill, what pathways say of the
 * badges that do. `badge`: which one; 0: none, or several. Each is looked at once. */
struct way_efforts;
struct way_efforts *way_efforts_open(struct db *db, struct arena *a, int64_t org, int64_t person);
MUST_USE code way_effort_of_proof(struct way_efforts *x, const struct proof_tree *proof, struct way_item *out, struct error *err);
MUST_USE code way_effort_of_skill(struct way_efforts *x, const struct jobrole_skill *ask, struct way_item *out, struct error *err);
