/* catalog/relation.h — how badges of an organisation stand to each other: related,
 * needed before, replacing, part of another. The public documents name them as
 * `related` (OB 3.0 §Related, 2.0 `related`), which has no word for the kind. */
#pragma once
#include "app/catalog/catalog.h"

struct relation_kind { const char *name, *words, *back; };   /* back: seen from the other badge */
extern const struct relation_kind relation_kinds[];
extern const size_t relation_kind_count;

#define RELATIONS_MOST 20                        /* of one badge */
struct relation { int64_t id, other, number; bool is_back; str kind, public_id, name, png_hash, state; };
LIST_OF(relation_list, struct relation);
const char *relation_words(const struct relation *r);

/* In both directions, by kind and name; `is_public`: without badges that are drafts. */
MUST_USE code relation_find(struct db *db, struct arena *a, int64_t achievement, bool is_public, struct relation_list *out,
                            struct error *err);
/* Badges to choose from, by name; drafts too. */
struct relation_choice { int64_t id; str name; bool chosen; };
LIST_OF(relation_choices, struct relation_choice);
MUST_USE code relation_choices(struct db *db, struct arena *a, int64_t org, int64_t without, struct relation_choices *out, struct error *err);
/* BAD_INPUT at "kind" or "other"; CONFLICT at "other": it would lead in a circle, it
 * is there already, or there are too many. */
struct relation_act { int64_t org, achievement, other, account; str kind; };
MUST_USE code relation_add(struct db *db, struct arena *a, const struct relation_act *act, struct error *err);
/* From either side. */
MUST_USE code relation_remove(struct db *db, struct arena *a, const struct relation_act *act, int64_t id, struct error *err);
