/* org/person.h — the people an organisation awards to. They arrive with their
 * first award, or before by app/people; removed ones keep their awards, which
 * stay valid. */
#pragma once
#include "app/org/org.h"
#include "store/keyset.h"

/* The moments are 0 where there is none; `leaves` is the first day that is not
 * worked any more. */
struct person {
    int64_t id, org, department_id, site_id, manager_id;
    str name, email, staff_number, title, employment;
    str department, site, manager, manager_email;            /* names of these */
    msec created, removed, starts, leaves;
    int64_t award_count;
};

/* Somebody is known by an e-mail address or, who took a badge as a file without
 * one, by a random urn:uuid: the subject's id, which anybody may show and nobody
 * can guess. */
static inline bool person_has_address(str email) { return !str_starts(email, S("urn:")); }

/* Of more than PEOPLE_SEARCHED people nobody is found by the middle of a name:
 * only by how name or address begin, for which there are indexes. */
#define PEOPLE_SEARCHED 50000
MUST_USE code person_search_from_start(struct db *db, int64_t org, bool *from_start, struct error *err);
MUST_USE code person_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct person *out, struct error *err);

/* An award as lists of this slice show it. state: "valid", "expired", "revoked", "suspended". */
struct award_line { int64_t id; str person, badge, picture; const char *state; msec awarded, valid_until; int64_t person_id; };
LIST_OF(award_line_list, struct award_line);
MUST_USE code person_awards(struct db *db, struct arena *a, int64_t org, int64_t person, const struct keyset *at,
                            struct award_line_list *out, struct error *err);

/* What the home page counts. Awards of this month and people are counted up to
 * HOME_COUNT_LIMIT, so that the page costs the same for a million. */
#define HOME_COUNT_LIMIT 10000
struct home_numbers { int64_t published, drafts, awards, month, people, expiring; };
MUST_USE code home_count(struct db *db, int64_t org, struct home_numbers *out, struct error *err);
MUST_USE code home_recent(struct db *db, struct arena *a, int64_t org, int limit, struct award_line_list *out, struct error *err);
/* Valid now and no more in 90 days, the next one first. */
MUST_USE code home_expiring(struct db *db, struct arena *a, int64_t org, int limit, struct award_line_list *out, struct error *err);
