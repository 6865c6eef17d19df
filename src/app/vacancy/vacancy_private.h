/* vacancy/vacancy_private.h — for the files of this slice alone. */
#pragma once
#include "app/mail/mail.h"
#include "app/vacancy/vacancy.h"
#include "web/rate.h"

LIST_OF(candidates, struct candidate);

/* A legal hold on somebody of the directory with the address of the candidate `c`, as their first or another. */
#define CANDIDATE_HELD                                                                                                           \
    "EXISTS (SELECT 1 FROM legal_hold h WHERE h.org_id = c.org_id AND h.ended_at IS NULL AND h.person_id IN (SELECT q.id FROM person q WHERE q.org_id = c.org_id AND q.folded = c.folded" \
    " UNION SELECT o.person_id FROM person_address o WHERE o.org_id = c.org_id AND o.folded = c.folded))"

str candidate_title(struct arena *a, int64_t number);        /* "candidate 7": for the log, whoever reads it */
/* Written now, in the candidate's language; in the caller's transaction. */
MUST_USE code candidate_mail(struct app *app, struct db *db, struct arena *a, const struct vacancy *v, const struct candidate *c, const char *kind, struct error *err);
/* After the minutes of the hold; in the caller's transaction. */
MUST_USE code candidate_tell(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);

/* Why they have the points that they have; `badges`: numbers of the rows, by the place of the proof. */
struct points_of { int64_t candidate; const struct vacancy_lines *lines; const struct vacancy_point *points; const int64_t *badges; };
MUST_USE code candidate_keep_points(struct db *db, const struct points_of *p, struct error *err);
str drop_levels(struct arena *a, const struct str_list *all);       /* one on a line */
struct report;
str drop_report(struct arena *a, const struct report *found);       /* as JSON, without what looks are made of and without its documents */
/* Each hour, at start too. */
MUST_USE code vacancy_schedule_look(struct db *db, struct arena *a, struct error *err);
enum job_result vacancy_run_look(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);

handler_fn role_check_show, role_check_post, vacancy_public_show, vacancy_json_show, vacancy_check_post, vacancy_send_post, vacancy_mine_show, vacancy_mine_confirm, vacancy_mine_withdraw, vacancy_mine_json,
    candidates_show, candidate_show, candidate_reveal_post, candidate_decide_post, candidate_undecide_post, candidate_note_post, vacancy_order_show, vacancy_order_one;
extern const struct form_spec role_check_spec, vacancy_check_spec, vacancy_send_spec;
