/* skill/skill.h — which skills somebody has, and how well that is proved by the badges they
 * were awarded. What a badge stands for is what its version said when it was awarded. */
#pragma once
#include "app/catalog/framework.h"
#include "app/layout/parts.h"

/* From the weakest to the strongest. */
enum skill_strength { SKILL_NONE, SKILL_OLD, SKILL_FADING, SKILL_FRESH, SKILL_STRENGTHS };

/* One proof. Moments: `at` of it, `ends` when it stops to count, 0: never. `months`: so long
 * it counts in full, then a step less, and after as many again one more, where it stays;
 * 0: always in full. */
struct skill_proof { msec at, ends; int64_t months; };
struct skill_standing { enum skill_strength strength; size_t best; };

/* No clock and no database. */
enum skill_strength skill_counts(const struct skill_proof *p, msec now);
/* The best counts; of two that count the same the newer one. SKILL_NONE: nothing counts. */
void skill_judge(const struct skill_proof *proofs, size_t n, msec now, struct skill_standing *out);
/* The first day on which it counts less than before, in full; 0: none. */
msec skill_full_until(const struct skill_proof *p);

/* A proof is an award; `id` and `public_id` of it, `words` the badge. */
struct skill_source { struct skill_proof proof; int64_t id; str words, public_id; };
LIST_OF(skill_sources, struct skill_source);
struct skill_held { int64_t item, framework; str name, code, framework_name; struct skill_sources sources; struct skill_standing standing; };
LIST_OF(skill_helds, struct skill_held);
/* The strongest first, then by name. Awards that were revoked or are suspended prove nothing;
 * those that expired are told of, and count no more. */
struct skill_ask { int64_t org, person; msec now; };
MUST_USE code skill_of_person(struct db *db, struct arena *a, const struct skill_ask *q, struct skill_helds *out, struct error *err);

/* All that versions of badges of an organisation stand for: skills by name, and which version is
 * for which of them (`item`: its place); those of one version together. There may be many versions:
 * the index is in `kept`, and each is read in `one`, which is reset. */
struct skill_known { int64_t item, framework, months; str name, code, framework_name; };
struct skill_version { int64_t version; size_t item; };
struct skill_index { LIST(struct skill_known) items; LIST(struct skill_version) versions; };
struct skill_index_ask { int64_t org; struct arena *kept, *one; };
MUST_USE code skill_index_find(struct db *db, const struct skill_index_ask *q, struct skill_index *out, struct error *err);

struct tag_view skill_look(enum skill_strength s);

extern const struct route skill_routes[];
