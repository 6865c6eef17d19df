/* skill/skill.h — which skills somebody has, and how well that is proved: by the badges they
 * were awarded, by those of others that were accepted, by what colleagues and managers say,
 * and by their own word. What a badge stands for is what its version said when it was awarded. */
#pragma once
#include "app/catalog/framework.h"
#include "app/layout/parts.h"

/* From the weakest to the strongest: their own word, a colleague's, a manager's, a badge of
 * the organisation, a badge of others. */
enum skill_strength { SKILL_NONE, SKILL_SAID, SKILL_BACKED, SKILL_CONFIRMED, SKILL_PROVED, SKILL_OUTSIDE, SKILL_STRENGTHS };

/* One proof. `full`: as what it counts at first. Moments: `at` of it, `ends` when it stops to
 * count, 0: never. `months`: so long it counts in full, then a step less, and after as many
 * again one more, where it stays; 0: always in full. Nothing counts less than one's own word.
 * level: of the framework's scale (catalog/scale.h); 0: it names none. */
struct skill_proof { enum skill_strength full; msec at, ends; int64_t months, level; };
/* level: the highest of those proofs that name one and count most; `by`: which shows it. */
struct skill_standing { enum skill_strength strength; size_t best; int64_t level; size_t by; };

/* No clock and no database. */
enum skill_strength skill_counts(const struct skill_proof *p, msec now);
/* The best counts; of two that count the same the newer one. SKILL_NONE: nothing counts. */
void skill_judge(const struct skill_proof *proofs, size_t n, msec now, struct skill_standing *out);
/* The first day on which it counts less than before, in full; 0: none. */
msec skill_full_until(const struct skill_proof *p);

/* The first moment from which on it counts less than `least`, or not at all; 0: it never does so; it counts so much now. */
msec skill_holds_until(const struct skill_proof *p, enum skill_strength least);

/* Does it count for so much and show that level? 0: any. */
bool skill_suffices(const struct skill_proof *p, enum skill_strength least, int64_t level, msec now);

/* `proof.full` says what it is. An award has `id`, `public_id` and the badge as `words`; a badge
 * of others `words` and its issuer as `note`; what somebody said the name of who did (empty:
 * nobody who is still known) and their words as `note`. */
struct skill_source { struct skill_proof proof; int64_t id; str words, public_id, note; };
LIST_OF(skill_sources, struct skill_source);
struct skill_held { int64_t item, framework; str name, code, framework_name, levels; struct skill_sources sources; struct skill_standing standing; };
LIST_OF(skill_helds, struct skill_held);
/* The strongest first, then by name. Awards that were revoked or are suspended prove nothing;
 * those that expired are told of, and count no more. */
/* What is left out does not count either. no_more: what needs the right to see how somebody stands: badges of
 * others, and what people wrote. */
struct skill_ask { int64_t org, person; msec now; bool no_awards, no_more; };
/* As far as whoever asks may see of that person. */
MUST_USE code skill_ask_as(struct request *rq, struct skill_ask *q, struct error *err);
MUST_USE code skill_of_person(struct db *db, struct arena *a, const struct skill_ask *q, struct skill_helds *out, struct error *err);

/* All that versions of badges of an organisation, badges of others and people's words stand for:
 * skills by name; which version, and which skill of others (by its row), is for which of them
 * (`item`: its place); those of one key together. There may be many versions: the index is in
 * `kept`, and each is read in `one`, which is reset. `item`: of skills of others those alone that may
 * be this one; 0: all. */
struct skill_known { int64_t item, framework, months; str name, code, framework_name, levels; };
struct skill_of_key { int64_t key; size_t item; int64_t level; };   /* level: that a version of a badge shows */
LIST_OF(skill_of_keys, struct skill_of_key);
struct skill_index { LIST(struct skill_known) items; struct skill_of_keys versions, outside; };
struct skill_index_ask { int64_t org; struct arena *kept, *one; const struct str_list *urls; int64_t item; };
MUST_USE code skill_index_find(struct db *db, const struct skill_index_ask *q, struct skill_index *out, struct error *err);

/* Skills that badges name and no framework has, each once by its address, in the index's memory; `urls`: of
 * these addresses alone, at most 80; NULL: all.
 * badges: how many of the organisation's own; outside: its row among those of others, 0: none. */
struct skill_unknown { struct alignment of; int64_t badges, outside, last; };
LIST_OF(skill_unknowns, struct skill_unknown);
MUST_USE code skill_unknown_find(struct db *db, const struct skill_index_ask *q, struct skill_unknowns *out, struct error *err);

/* What a badge of others that was handed in says it stands for: kept as that badge spells it. Of these count those
 * that whoever judged it took, while it is accepted. All in the caller's transaction. */
struct skill_outside { int64_t id; str name, code, framework, url; bool is_taken; str level; };   /* level: as the badge calls it */
LIST_OF(skill_outsides, struct skill_outside);
MUST_USE code skill_keep_outside(struct db *db, int64_t org, int64_t intake, const struct alignment_list *skills, struct error *err);
MUST_USE code skill_outside_of(struct db *db, struct arena *a, int64_t org, int64_t intake, struct skill_outsides *out, struct error *err);
/* These and no others; those that the badge does not name are passed over. */
MUST_USE code skill_take_outside(struct db *db, int64_t intake, const struct id_list *ids, struct error *err);
MUST_USE code skill_take_all_outside(struct db *db, int64_t intake, struct error *err);

/* Pieces of SQL: skill x of what was handed in, w, counts; and from when on it does not any more, by the record
 * that it counts by, or what was put in its place since. 0: never; -1: it was voided. */
#define SKILL_OUTSIDE_COUNTS(x, w) w ".state = 'accepted' AND " x ".taken = 1"
#define SKILL_RECORD_ENDS(w)                                                                                                     \
    "coalesce((WITH RECURSIVE since(id, voids, ends_on) AS (SELECT rr.id, rr.voids, rr.ends_on FROM requirement_record rr WHERE rr.id = " w ".record_id" \
    " UNION ALL SELECT rn.id, rn.voids, rn.ends_on FROM requirement_record rn JOIN since ON rn.corrects_id = since.id)"          \
    " SELECT CASE WHEN voids = 1 THEN -1 WHEN coalesce(ends_on, 0) > 0 THEN ends_on + 86400000 ELSE 0 END FROM since ORDER BY id DESC LIMIT 1), 0)"
#define SKILL_BADGE_ENDS(w) "coalesce(" w ".ends_on + 86400000, 0)"
/* Of two such, which are moments: the first one; the last one. */
msec skill_sooner(msec x, msec y);
msec skill_later(msec x, msec y);

/* Whoever keeps what follows from it is told, in that transaction, that what proves skills changed; person 0: of many.
 * Set once at start by the slice above that wants to know; of awards, records and people it hears there. */
typedef code skill_watcher(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);
void skill_watch(skill_watcher *watcher);
MUST_USE code skill_changed(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err);

/* How strong in general; and a proof that was `full` and counts as `now` after a while. */
struct tag_view skill_look(enum skill_strength s);
struct tag_view skill_tag(enum skill_strength full, enum skill_strength now);

extern const struct route skill_routes[];
