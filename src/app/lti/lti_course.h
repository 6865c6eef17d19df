/* lti/lti_course.h — courses of a learning platform (LTI Advantage): who is in them,
 * who of those has the badge that stands there, scores told, results read. */
#pragma once
#include "app/lti/lti.h"
#include "format/lti_service.h"

/* ---- lti_ask_course.c: the platform is asked ---- */

#define LTI_MEMBERS_MOST 20000
#define LTI_PAGES_MOST   100
/* A word for calls of these scopes, for some minutes. */
MUST_USE code lti_service_token(struct app *app, struct arena *a, const struct lti_platform *p, const char *scopes, str *token, struct error *err);
MUST_USE code lti_ask_members(struct app *app, struct arena *a, const struct lti_platform *p, str url, struct lti_member_list *out, struct error *err);
MUST_USE code lti_ask_results(struct app *app, struct arena *a, const struct lti_platform *p, str column, struct lti_result_list *out, struct error *err);
/* DENIED: the platform does not want this one; no use in trying again. */
MUST_USE code lti_tell_score(struct app *app, struct arena *a, str token, str column, const struct lti_score *s, struct error *err);

/* ---- lti_course.c ---- */

struct lti_course { int64_t id, platform, org; str title, roster, failure; msec seen, read; int64_t members, places; };
LIST_OF(lti_course_list, struct lti_course);
/* What a launch says of its course, of the badge that stands at its link, and of
 * whoever comes. `course` 0: it says of none. */
struct lti_seen { const struct lti_platform *platform; const struct lti_launch *launch; const struct lti_services *services; str subject, name, email; };
MUST_USE code lti_course_see(struct db *db, struct arena *a, const struct lti_seen *s, int64_t *course, struct error *err);
/* The 200 that were seen last. */
MUST_USE code lti_courses(struct db *db, struct arena *a, int64_t platform, struct lti_course_list *out, struct error *err);
MUST_USE code lti_course_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct lti_course *out, struct error *err);

#define LTI_ROSTER_FOR (5 * MINUTE)
/* Asks who is in the course, unless that was done just now; who is gone is taken out.
 * What went wrong is kept at the course and told. */
MUST_USE code lti_course_read(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, int64_t course, bool anew, struct error *err);

/* Who learns there. `award`: of the badge, where it is theirs and holds; person 0: not in the directory. */
struct lti_learner { str subject, name, email, award; int64_t person; };
LIST_OF(lti_learner_list, struct lti_learner);
struct lti_class { int64_t course, org, achievement, limit; };
MUST_USE code lti_learners(struct db *db, struct arena *a, const struct lti_class *c, struct lti_learner_list *out, struct error *err);
struct lti_class_counts { int64_t learners, holders, addressless; };
MUST_USE code lti_count_learners(struct db *db, const struct lti_class *c, struct lti_class_counts *out, struct error *err);

/* A list of awards for those who have an address and not the badge: a draft, which
 * `by` sends; with `subjects`, only these of them. BAD_INPUT: nobody is left. */
struct lti_award { struct lti_class class; int64_t by; const struct str_list *subjects; };
MUST_USE code lti_award_list(struct db *db, struct arena *a, const struct lti_award *w, int64_t *list, int64_t *people, struct error *err);
/* Teachers may award, in the name of who allowed it; 0: they may not. */
MUST_USE code lti_teachers_may(struct db *db, struct arena *a, const struct lti_change *c, bool may, struct error *err);
MUST_USE code lti_teachers_by(struct db *db, struct arena *a, const struct lti_platform *p, int64_t *by, struct error *err);

/* ---- lti_grades.c ---- */

/* Told of the badge: whoever got or lost it since. */
MUST_USE code lti_wake_scores(struct db *db, struct arena *a, int64_t course, struct error *err);
/* Results of its columns are read where a rule is about them. */
MUST_USE code lti_wake_results(struct db *db, struct arena *a, int64_t course, struct error *err);
/* Badges that stand in it; `column`: of its grades, empty: none. */
struct lti_place { int64_t id; str badge, column; msec read; int64_t told, refused; };
LIST_OF(lti_place_list, struct lti_place);
MUST_USE code lti_places(struct db *db, struct arena *a, int64_t course, struct lti_place_list *out, struct error *err);
extern const struct job_kind lti_jobs[];
void lti_start(void);                            /* once per process: watches awards */
MUST_USE code lti_schedule(struct db *db, struct arena *a, struct error *err);        /* at start: reads results by the hour */
