/* catalog/catalog.h — badges (Achievements) of an organisation and their versions. */
#pragma once
#include "app/org/org.h"

/* One thing that has to be shown. Its id stays while its words change, so that
 * what was handed in for it is found again in a later version. */
struct criterion {
    str id, text;                                /* text: one line of Markdown */
    str proof;                                   /* what may be handed in, for whoever applies; may be empty */
    str note;                                    /* for whoever judges; never published; may be empty */
    bool is_required;
};
LIST_OF(criterion_list, struct criterion);
#define CATALOG_CRITERIA 20                      /* of one badge */
#define CATALOG_SKILLS   12
#define CATALOG_RESULTS  5
#define CATALOG_LEVELS   10                      /* of one result */

struct badge_version_row {                       /* one version of a badge */
    int64_t id, achievement, number;
    str name, description, criteria, type, tags; /* criteria: Markdown, said beside the items */
    struct criterion_list items;
    struct alignment_list alignments;
    struct result_description_list results;      /* ids are keys: catalog/results.h */
    str language;                                /* of these words, BCP 47; may be empty */
    int64_t validity_months;                     /* 0: for ever */
    int64_t issuer;                              /* profile that issues it; 0: the organisation's first */
    str png_hash, svg_hash, studio;              /* absent: none */
    msec frozen_at;                              /* 0: may still change */
    msec renew_by;                               /* of who holds an earlier version; 0: it still counts */
};
struct badge_row { int64_t id, org; str public_id, state; int64_t award_count; msec changed; struct badge_version_row v; };
LIST_OF(badge_list, struct badge_row);
LIST_OF(badge_version_list, struct badge_version_row);

/* Newest first. */
struct badge_filter { str state, search; struct keyset at; };
MUST_USE code catalog_list(struct db *db, struct arena *a, int64_t org, const struct badge_filter *f, struct badge_list *out, struct error *err);
MUST_USE code catalog_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct badge_row *out, struct error *err);
MUST_USE code catalog_by_public_id(struct db *db, struct arena *a, str public_id, struct badge_row *out, struct error *err);
MUST_USE code catalog_version(struct db *db, struct arena *a, int64_t version, struct badge_version_row *out, struct error *err);
MUST_USE code catalog_versions(struct db *db, struct arena *a, int64_t org, int64_t id, struct badge_version_list *out, struct error *err); /* newest first */
/* How many badges are in a state ("": in any); people whose award of a version stands. */
MUST_USE code catalog_count(struct db *db, int64_t org, str state, int64_t *n, struct error *err);
/* Among the last CATALOG_HOLDERS awards of the badge. */
#define CATALOG_HOLDERS 10000
MUST_USE code catalog_holders(struct db *db, int64_t org, const struct badge_version_row *v, int64_t *n, struct error *err);
/* A new draft, or a change: of the newest version while it is not frozen, else
 * as the next version. What changes nothing makes no version; what is published
 * or archived stays complete: BAD_INPUT names what would lack. */
MUST_USE code catalog_create(struct db *db, struct arena *a, int64_t org, const struct badge_version_row *v, int64_t *id, struct error *err);
MUST_USE code catalog_save(struct db *db, struct arena *a, int64_t org, int64_t id, const struct badge_version_row *v, struct error *err);
/* Published needs name, description, picture, criteria: BAD_INPUT names what
 * lacks; `field` is its place in errors too. */
struct badge_need { const char *field, *sentence; };
LIST_OF(badge_need_list, struct badge_need);
void catalog_missing(struct arena *a, const struct badge_version_row *v, struct badge_need_list *out);
MUST_USE code catalog_publish(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);
/* Of the newest version, when there is one before it; it is no part of an award,
 * so a frozen version may be told it too. CONFLICT: it is not the newest. */
MUST_USE code catalog_set_renewal(struct db *db, int64_t org, int64_t id, int64_t number, msec renew_by, struct error *err);
/* published ⇄ archived; CONFLICT from any other state. */
MUST_USE code catalog_archive(struct db *db, int64_t org, int64_t id, bool archived, struct error *err);
/* CONFLICT: it is no draft, or a list for it was begun. */
MUST_USE code catalog_delete_draft(struct db *db, int64_t org, int64_t id, struct error *err);
MUST_USE code catalog_copy(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t *copy, struct error *err);
/* Part of the award's transaction: no change of this version from now on. */
MUST_USE code catalog_freeze(struct db *db, int64_t version, msec at, struct error *err);
/* All there is to do, as everybody reads it: the Markdown and the items below it. */
str catalog_criteria(struct arena *a, const struct badge_version_row *v);
const struct criterion *catalog_criterion(const struct badge_version_row *v, str id);  /* NULL: there is none */
str criterion_new_id(struct arena *a);
/* In the words of the standard; image and ids as public addresses. */
void catalog_achievement(struct arena *a, const struct org *o, const struct badge_row *b,
                         const struct badge_version_row *v, struct achievement *out);

/* What an achievement may be (OB 3.0 §AchievementType) in plain words; the
 * ones that workplaces use come first. */
struct badge_type { const char *name, *label; bool is_usual; };
extern const struct badge_type badge_types[];
extern const size_t badge_type_count;
const char *badge_type_label(str name);          /* "Badge" for an unknown one */
void catalog_split_tags(struct arena *a, str tags, struct str_list *out);

struct list_def;
extern const struct list_def badges_list_def;     /* catalog_sheet.c */
extern const struct route catalog_routes[];
