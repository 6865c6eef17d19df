/* people/kept.h — how long what is asked of people at work wants somebody kept: the longest
 * "years kept" of the requirements that they were asked for or hold proof of, counted from
 * the day they left. */
#pragma once
#include "app/org/org.h"

/* A year as 365 days and a quarter, the same where it is compared and where it is shown. */
#define KEPT_YEAR_MS 31557600000LL
#define KEPT_YEAR    "31557600000"

/* The requirements of row `person` by its id: asked, recorded, waived, handed in, or proved by a badge of theirs. */
#define KEPT_FOR(person)                                                                                                          \
    "SELECT ka.requirement_id FROM requirement_assignment ka WHERE ka.person_id = " person                                       \
    " UNION SELECT kr.requirement_id FROM requirement_record kr WHERE kr.person_id = " person                                    \
    " UNION SELECT ke.requirement_id FROM requirement_exception ke WHERE ke.person_id = " person                                 \
    " UNION SELECT ki.requirement_id FROM intake ki WHERE ki.person_id = " person " AND ki.state = 'accepted'"                   \
    " UNION SELECT kw.requirement_id FROM award kx JOIN requirement_part kp ON kp.kind = 'badge' AND kp.ref_id = kx.achievement_id" \
    " JOIN requirement_version kw ON kw.id = kp.version_id AND kw.number > 0 WHERE kx.person_id = " person
/* Those that a badge proves. */
#define KEPT_BY_BADGE(badge)                                                                                                      \
    "SELECT kw.requirement_id FROM requirement_part kp JOIN requirement_version kw ON kw.id = kp.version_id AND kw.number > 0"   \
    " WHERE kp.kind = 'badge' AND kp.ref_id = " badge
/* The version that says it, of each of them: the newest that was published. */
#define KEPT_VERSIONS(requirements)                                                                                               \
    " FROM requirement_version kv WHERE kv.retain_years > 0 AND kv.number > 0 AND kv.requirement_id IN (" requirements ")"       \
    " AND kv.number = (SELECT max(kn.number) FROM requirement_version kn WHERE kn.requirement_id = kv.requirement_id)"
#define KEPT_YEARS(requirements) "(SELECT coalesce(max(kv.retain_years), 0)" KEPT_VERSIONS(requirements) ")"

/* `years` 0: nothing asked at work wants them kept. `until` 0: they have not left. `why`: code and name. */
struct person_kept { int64_t years; str why; msec until; };
MUST_USE code person_kept(struct db *db, struct arena *a, int64_t org, int64_t person, struct person_kept *out, struct error *err);
