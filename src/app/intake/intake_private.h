/* intake/intake_private.h — for the files of this slice alone. */
#pragma once
#include "app/intake/intake.h"
#include "app/org/access.h"

/* Of a badge, what rules are held against. */
struct intake_facts intake_facts_of(const struct intake *i);
/* In the caller's transaction. account 0: nobody. */
MUST_USE code intake_note(struct db *db, int64_t id, const char *kind, str words, int64_t account, struct error *err);
/* The mail about the state that it has now, at that moment, if it is still the same then. */
MUST_USE code intake_tell_later(struct db *db, struct arena *a, int64_t id, msec when, struct error *err);
/* Counts from now on: record and row; nothing else. `by` 0: the rule `rule`. requirement 0: for a
 * pathway alone, so that there is no record. */
struct intake_counts { int64_t by, rule, requirement; msec completed, ends; const char *judged, *reason; };
MUST_USE code intake_count_it(struct db *db, struct arena *a, const struct intake *i, const struct intake_counts *c, struct error *err);
/* It counts from now on: the partner whose it is, and the terms of this moment, are kept with it. Not of what only counts again. */
MUST_USE code intake_rest_on_partner(struct db *db, struct arena *a, const struct intake *i, struct error *err);
/* Accepted by a rule; in the caller's transaction. Not `*done`: the requirement takes it not, as it stands now. */
MUST_USE code intake_by_rule(struct db *db, struct arena *a, const struct intake *i, const struct intake_rule *r, bool *done, struct error *err);
/* Of the record that it counts by: the newest that was put in its place, whether that one says
 * that it was none, and the days of the last that says so not. Days. */
struct intake_record { int64_t newest; bool is_void; msec completed, ends; };
MUST_USE code intake_record_now(struct db *db, int64_t record, struct intake_record *out, struct error *err);
/* It was none, says `by` (0: nobody); as somebody said by hand already: `*was_void`. */
MUST_USE code intake_record_void(struct db *db, struct arena *a, const struct intake *i, int64_t by, str why, bool *was_void, struct error *err);
/* DENIED: `by` is the person, or handed it in: it may have been by an address that is theirs no more; of evidence, also
 * the manager where the requirement asks for somebody else. */
MUST_USE code intake_need_other(struct db *db, struct arena *a, const struct intake *i, int64_t by, struct error *err);
/* The row is taken first: of two who accept at once the second one waits, and sees what became of it. */
MUST_USE code intake_hold(struct db *db, int64_t id, bool *waits, struct error *err);
/* A step is done with it; BAD_INPUT at "step". */
MUST_USE code intake_take_step(struct db *db, struct arena *a, const struct intake *i, const struct intake_taking *t, struct error *err);
/* Pathways hear that it was handed in, counts, or counts no more. */
MUST_USE code intake_changed(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);
/* Is `account` over this person, by any address of it, and do those who lead judge here? Then it is never the only judge. */
MUST_USE code intake_is_over(struct db *db, const struct intake *i, int64_t account, bool *out, struct error *err);
/* The judgement of who leads them: it waits for somebody else; and that it is judged anew. */
MUST_USE code intake_judge_first(struct db *db, struct arena *a, const struct intake *i, const struct intake_judgement *j, struct error *err);
/* DENIED: it waits for a second judge, and `by` was the first, whomever they lead by now. */
/* DENIED: they were the first judge of what another decided, and do not take that back. */
MUST_USE code intake_need_no_first(struct db *db, const struct intake *i, int64_t by, struct error *err);
MUST_USE code intake_need_second(struct db *db, const struct intake *i, int64_t by, struct error *err);
MUST_USE code intake_end_first(struct db *db, int64_t id, struct error *err);
/* A leader hears of what was handed in, by a job. */
MUST_USE code intake_tell_leader(struct db *db, struct arena *a, int64_t id, struct error *err);
enum job_result intake_run_leader(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err);
/* Nobody counts on the badge any more, if nothing else does. */
MUST_USE code intake_let_go(struct db *db, const struct intake *i, struct error *err);

/* Of evidence: what was sent is there still, and is what the rule asks for. BAD_INPUT at "checks". */
MUST_USE code intake_pack_holds(struct db *db, struct arena *a, const struct intake *i, struct error *err);
/* What evidence has to be, in words; empty: it takes none any more. */
MUST_USE code intake_pack_asks(struct db *db, struct arena *a, const struct intake *i, str *out, struct error *err);
/* As the leaf of the requirement names it. */
MUST_USE code intake_pack_what(struct db *db, struct arena *a, const struct intake *i, str *what, struct error *err);
/* Whoever waits for it is worked out anew. */
MUST_USE code intake_pack_touch(struct db *db, struct arena *a, const struct intake *i, struct error *err);
MUST_USE code intake_folder_open(struct db *db, struct arena *a, const struct intake_new *n, str title, int64_t *folder, struct error *err);

extern const struct form_spec intake_piece_spec, intake_send_spec;
handler_fn intake_pack_show, intake_pack_post, intake_pack_remove_post, intake_pack_send_post;
handler_fn intake_queue_show, intake_judge_show, intake_judge_post, intake_judge_undo, intake_judge_file, intake_led_show, intake_led_post, intake_led_undo, intake_led_file,
    intake_rules_show, intake_rule_new, intake_rule_post, intake_rule_one, intake_rule_change, intake_rule_stop;
