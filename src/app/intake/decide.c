/* intake/decide.c — what counts, by a rule or by somebody who judged it, and what does not. */
#include "app/intake/intake_private.h"

#include "app/backpack/watch.h"
#include "app/skill/skill.h"

#include <string.h>

/* ---- it counts ---- */

/* Where they work it may still be the day before. */
static code record(struct db *db, struct arena *a, struct record_new *r, int64_t *id, struct error *err)
{
    struct error why = {0};
    code c = requirement_record(db, a, r, id, &why);

    if (c == BAD_INPUT && !strcmp(why.where, "completed") && !r->of.by) {
        r->completed -= DAY;
        return requirement_record(db, a, r, id, err);
    }
    if (c != OK && err)
        *err = why;
    return c;
}

static const char sql_counts[] = SQL(
    "UPDATE intake SET state = 'accepted', requirement_id = $2, rule_id = $3, record_id = $4, issued_on = coalesce(issued_on, $5), judged = $6, reason = $7, decided_by = coalesce($8, decided_by),"
    " decided_at = $9, changed_at = $9 WHERE id = $1");

static code record_of(struct db *db, struct arena *a, const struct intake *i, const struct intake_counts *c, int64_t *id, struct error *err)
{
    struct intake_rule rule = {0};

    if (c->rule)
        TRY(intake_rule_get(db, a, i->org, c->rule, &rule, err));
    str kind = intake_is_pack(i) ? S("evidence") : S("external"), what = S("");

    if (intake_is_pack(i))
        TRY(intake_pack_what(db, a, i, &what, err));
    struct record_new r = {.of = {i->org, c->requirement, i->person, c->by}, .kind = kind, .source = kind, .what = what, .ref = rule.root,
                           .note = intake_is_pack(i) ? S("") : str_printf(a, STR_FMT ", " STR_FMT, STR_ARG(i->title), STR_ARG(i->issuer)), .folder = i->folder, .completed = c->completed, .ends = c->ends};
    if (r.note.n > 2000)
        r.note = S("");
    return record(db, a, &r, id, err);
}

code intake_count_it(struct db *db, struct arena *a, const struct intake *i, const struct intake_counts *c, struct error *err)
{
    int64_t id = 0;

    if (c->requirement)
        TRY(record_of(db, a, i, c, &id, err));
    return db_run(db, sql_counts,
                  ARGS(v_int(i->id), v_int_if(c->requirement != 0, c->requirement), v_int_if(c->rule != 0, c->rule), v_int_if(id != 0, id), v_int_if(c->completed != NO_DAY, c->completed), v_str(cstr(c->judged)), v_str(cstr(c->reason)),
                       v_int_if(c->by != 0, c->by), v_int(clock_now())), NULL, err);
}

/* By nobody: what a requirement does not take is left for somebody who judges it. */
code intake_by_rule(struct db *db, struct arena *a, const struct intake *i, const struct intake_rule *r, bool *done, struct error *err)
{
    struct intake_counts counts = {.rule = r->id, .requirement = r->requirement, .completed = i->issued, .ends = i->ends, .judged = "", .reason = ""};
    struct error why = {0};
    code c = i->issued == NO_DAY ? BAD_INPUT : intake_count_it(db, a, i, &counts, &why);

    *done = c == OK;
    if (c == BAD_INPUT || c == DENIED || c == NOT_FOUND)
        return OK;
    if (c != OK) {
        if (err)
            *err = why;
        return c;
    }
    TRY(intake_rest_on_partner(db, a, i, err));
    TRY(skill_take_all_outside(db, i->id, err));
    TRY(intake_note(db, i->id, "accepted", str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(r->issuer), STR_ARG(r->pattern)), 0, err));
    TRY(intake_changed(db, a, i->org, i->id, err));
    return intake_tell_later(db, a, i->id, clock_now(), err);
}

/* ---- nobody counts on it any more ---- */

static const char sql_relied[] = SQL("SELECT count(*) FROM intake WHERE holding_id = $1 AND id <> $2 AND state NOT IN ('refused', 'withdrawn')");

code intake_let_go(struct db *db, const struct intake *i, struct error *err)
{
    int64_t n = 0;

    if (!i->holding)
        return OK;
    TRY(db_int(db, sql_relied, ARGS(v_int(i->holding), v_int(i->id)), &n, err));
    return n ? OK : watch_rely(db, i->holding, false, err);
}

/* ---- judged ---- */

code intake_need_other(struct db *db, struct arena *a, const struct intake *i, int64_t by, struct error *err)
{
    struct requirement_person who = {i->org, i->requirement, i->person, by};

    if (i->account && i->account == by)
        return fail(err, DENIED, "person", "nobody does this for themselves: ask somebody else who may");
    TRY(requirement_need_other(db, &who, err));
    return intake_is_pack(i) ? requirement_need_no_manager(db, a, &who, err) : OK;
}

static bool is_open(const struct intake *i)
{
    return intake_is(i, "waiting") || intake_is(i, "asked") || intake_is(i, "second");
}

static code check(const struct intake *i, const struct intake_judgement *j, bool is_first, struct error *err)
{
    if (!is_open(i))
        return fail(err, CONFLICT, "training", "it does not wait any more: look at it again");
    if (j->reason.n > 1000)
        return fail(err, BAD_INPUT, "reason", "this is too long");
    if (j->verdict != INTAKE_ACCEPT)
        return str_is_empty(j->reason) ? fail(err, BAD_INPUT, "reason", "say why: they read it") : OK;
    if (!j->requirement && !j->step.enrol && !is_first)
        return fail(err, BAD_INPUT, "requirement", "choose what it counts for");
    if (str_eq(i->standing, S("revoked")) || str_eq(i->standing, S("suspended")) || str_eq(i->standing, S("broken")))
        return fail(err, CONFLICT, "training", "its issuer took this badge back, or it is not genuine: it cannot be accepted");
    return j->valid && j->authentic && j->current && j->sufficient ? OK : fail(err, BAD_INPUT, "checks", "accept what is all four: else ask for more, or refuse it");
}

const struct intake_method intake_methods[] = {
    {"verified", "The badge was verified by this server"}, {"original", "The original was shown"}, {"issuer", "Its issuer was asked"}, {"register", "It was found in a register"},
    {"copy", "The copy that was handed in"}, {NULL, NULL},
};

const char *intake_method_words(str name)
{
    for (const struct intake_method *m = intake_methods; m->name; m++)
        if (str_eq(name, cstr(m->name)))
            return m->words;
    return "";
}

/* Whoever accepts says by what: an auditor asks. */
static code check_method(const struct intake *i, const struct intake_judgement *j, struct error *err)
{
    bool is_elsewhere = str_eq(j->method, S("original")) || str_eq(j->method, S("issuer")) || str_eq(j->method, S("register"));

    if (j->verdict != INTAKE_ACCEPT)
        return OK;
    if (intake_is_pack(i))
        return j->seen.n <= 300 ? OK : fail(err, BAD_INPUT, "seen", "this is too long");
    if (!*intake_method_words(j->method) || (str_eq(j->method, S("verified")) && !str_eq(i->kind, S("badge"))))
        return fail(err, BAD_INPUT, "method", "say how you judged it");
    if (is_elsewhere && str_is_empty(j->seen))
        return fail(err, BAD_INPUT, "seen", "say what you looked at, or whom you asked");
    return j->seen.n <= 300 ? OK : fail(err, BAD_INPUT, "seen", "this is too long");
}

static const char sql_method[] = SQL("UPDATE intake SET method = $2, seen = $3 WHERE id = $1");
static const char sql_decided[] = SQL(
    "UPDATE intake SET state = $2, judged = $3, reason = $4, decided_by = $5, decided_at = $6, changed_at = $6 WHERE id = $1 AND state IN ('waiting', 'asked', 'second')");

static code decided(struct db *db, struct arena *a, const struct intake *i, const struct intake_judgement *j, struct error *err)
{
    str judged = str_printf(a, "%s%s%s%s", j->valid ? "valid " : "", j->authentic ? "authentic " : "", j->current ? "current " : "", j->sufficient ? "sufficient" : "");
    int64_t n = 0;

    TRY(db_run(db, sql_decided,
               ARGS(v_int(i->id), v_str(j->verdict == INTAKE_ASK ? S("asked") : S("refused")), v_str(str_trim(judged)), v_str(j->reason), v_int(j->by), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "it does not wait any more: look at it again");
    return j->verdict == INTAKE_REFUSE ? intake_let_go(db, i, err) : OK;
}

/* The row is taken first, so that of two who judge at once the second one waits and is told. */
static const char sql_take[] = SQL("UPDATE intake SET changed_at = $2 WHERE id = $1 AND state IN ('waiting', 'asked', 'second')");

static code accepted(struct db *db, struct arena *a, const struct intake *i, const struct intake_judgement *j, struct error *err)
{
    struct intake_counts counts = {.by = j->by, .requirement = j->requirement, .completed = j->completed, .ends = j->ends,
                                   .judged = "valid authentic current sufficient", .reason = str_z(a, j->reason)};
    int64_t n = 0;

    TRY(db_run(db, sql_take, ARGS(v_int(i->id), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "it does not wait any more: look at it again");
    if (j->step.enrol)                           /* first: a badge that counts may do the step by itself */
        TRY(intake_take_step(db, a, i, &(struct intake_taking){&j->step, j->by, j->ends == NO_DAY ? i->ends : j->ends}, err));
    code c = intake_count_it(db, a, i, &counts, err);
    if (c == BAD_INPUT && err && !strcmp(err->where, "what"))
        return fail(err, BAD_INPUT, "requirement", "this requirement takes no proof from elsewhere");
    if (c == NOT_FOUND)
        return fail(err, BAD_INPUT, "requirement", "choose what it counts for");
    TRY(c);
    TRY(intake_rest_on_partner(db, a, i, err));
    return skill_take_outside(db, i->id, &j->skills, err);
}

/* Evidence counts for what it was handed in for, and the pieces are how it is judged. */
static void fit_pack(const struct intake *i, struct intake_judgement *j)
{
    j->requirement = i->requirement;
    j->step = (struct intake_step){0};
    j->method = S("");
    if (j->completed == NO_DAY)
        j->completed = i->issued;
}

code intake_decide(struct db *db, struct arena *a, const struct intake *i, const struct intake_judgement *given, struct error *err)
{
    static const char *const kinds[] = {[INTAKE_ACCEPT] = "accepted", [INTAKE_ASK] = "asked", [INTAKE_REFUSE] = "refused"};
    struct intake_judgement j = *given;
    bool is_over = false;

    j.reason = str_is_absent(j.reason) ? S("") : str_trim(j.reason);
    j.method = str_is_absent(j.method) || j.verdict != INTAKE_ACCEPT ? S("") : j.method;
    j.seen = str_is_absent(j.seen) ? S("") : str_trim(j.seen);
    if (intake_is_pack(i))
        fit_pack(i, &j);
    TRY(intake_need_other(db, a, i, j.by, err));
    TRY(intake_is_over(db, i, j.by, &is_over, err));
    TRY(check(i, &j, is_over, err));
    TRY(check_method(i, &j, err));
    if (intake_is_pack(i) && j.verdict == INTAKE_ACCEPT)
        TRY(intake_pack_holds(db, a, i, err));
    if (i->is_sampled && !intake_is(i, "second") && j.verdict == INTAKE_ACCEPT)
        return intake_judge_first(db, a, i, &j, err);
    if (is_over && (j.verdict != INTAKE_ASK || intake_is(i, "second")))
        return intake_judge_first(db, a, i, &j, err);
    TRY(intake_need_second(db, i, j.by, err));
    if (j.verdict == INTAKE_ASK)
        TRY(intake_end_first(db, i->id, err));
    TRY(j.verdict == INTAKE_ACCEPT ? accepted(db, a, i, &j, err) : decided(db, a, i, &j, err));
    TRY(db_run(db, sql_method, ARGS(v_int(i->id), v_str(j.method), v_str(j.seen)), NULL, err));
    TRY(intake_note(db, i->id, kinds[j.verdict], j.reason, j.by, err));
    TRY(intake_changed(db, a, i->org, i->id, err));
    TRY(intake_pack_touch(db, a, i, err));
    TRY(org_log(db, i->org, j.by, str_z(a, str_printf(a, "intake.%s", kinds[j.verdict])), str_printf(a, "person %lld", (long long)i->person),
                str_printf(a, "external training %lld", (long long)i->id), err));
    return intake_tell_later(db, a, i->id, clock_now() + (j.verdict == INTAKE_ASK ? 0 : ACT_UNDO_TIME), err);
}

/* ---- taken back ---- */

static const char sql_undone[] = SQL(
    "UPDATE intake SET state = 'waiting', requirement_id = asked_id, pathway_id = NULL, rule_id = NULL, record_id = NULL, partner_id = NULL, terms_id = NULL, judged = '', reason = '', method = '', seen = '', decided_by = NULL, decided_at = NULL, changed_at = $2"
    " WHERE id = $1 AND state = $3 AND (decided_by IS NOT NULL OR pathway_id IS NOT NULL)");

static const char sql_first_back[] = SQL(
    "UPDATE intake SET state = 'waiting', changed_at = $3 WHERE id = $1 AND state = 'second'"
    " AND EXISTS (SELECT 1 FROM intake_judgement j WHERE j.intake_id = intake.id AND j.account_id = $2 AND j.ended_at IS NULL)");

/* By who said it alone. */
static code undo_first(struct db *db, const struct intake *i, int64_t by, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_first_back, ARGS(v_int(i->id), v_int(by), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "somebody else judged it, or something happened to it since");
    TRY(intake_end_first(db, i->id, err));
    return intake_note(db, i->id, "undone", S(""), by, err);
}

code intake_undo(struct db *db, struct arena *a, const struct intake *i, int64_t by, struct error *err)
{
    bool was_void, is_over = false;
    int64_t n = 0;

    if (!intake_is(i, "accepted") && !intake_is(i, "asked") && !intake_is(i, "refused") && !intake_is(i, "second"))
        return fail(err, CONFLICT, "training", "something happened to it since");
    TRY(intake_need_other(db, a, i, by, err));
    if (intake_is(i, "second"))
        return undo_first(db, i, by, err);
    TRY(intake_is_over(db, i, by, &is_over, err));
    if (is_over && !(intake_is(i, "asked") && i->decided_by == by))
        return fail(err, DENIED, "person", "you lead this person: somebody who does not takes it back");
    TRY(intake_need_no_first(db, i, by, err));
    TRY(db_run(db, sql_undone, ARGS(v_int(i->id), v_int(clock_now()), v_str(i->state)), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "a rule decided this, or something happened to it since");
    TRY(intake_end_first(db, i->id, err));
    TRY(skill_take_outside(db, i->id, &(struct id_list){0}, err));
    TRY(intake_record_void(db, a, i, by, S(""), &was_void, err));
    if (i->holding)
        TRY(watch_rely(db, i->holding, true, err));
    TRY(intake_note(db, i->id, "undone", S(""), by, err));
    TRY(intake_pack_touch(db, a, i, err));
    return intake_changed(db, a, i->org, i->id, err);
}

/* ---- rules over what was handed in: page by page, each in memory of its own ---- */

#define PAGE        500
#define PAGES       40
#define PAGE_MEMORY ((size_t)64 << 20)

static const char sql_badges[] = SQL(
    "SELECT id, person_id, holding_id, folder_id, state, standing, title, issuer, anchor, issuer_ref, achievement_ref, issued_on, ends_on, hash, requirement_id FROM intake i"
    " WHERE org_id = $1 AND kind = 'badge' AND state <> 'withdrawn' AND id > $2 ORDER BY id LIMIT $3");

static void read_badge(struct rows *r, struct arena *a, int64_t org, struct intake *i)
{
    *i = (struct intake){.org = org, .id = row_int(r, 0), .person = row_int(r, 1), .holding = row_int(r, 2), .folder = row_int(r, 3), .state = row_str(r, 4, a),
                         .standing = row_str(r, 5, a), .title = row_str(r, 6, a), .issuer = row_str(r, 7, a), .anchor = row_str(r, 8, a), .issuer_ref = row_str(r, 9, a),
                         .achievement_ref = row_str(r, 10, a), .issued = row_int(r, 11), .ends = row_int(r, 12), .hash = row_str(r, 13, a), .requirement = row_int(r, 14)};
}

static code badges_after(struct db *db, struct arena *a, int64_t org, int64_t after, struct intakes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(org), v_int(after), v_int(PAGE)));

    while (rows_next(r))
        read_badge(r, a, org, list_add(a, out));
    return rows_end(r, err);
}

static bool rule_takes(struct arena *a, const struct intake_rule *r, const struct intake *i, msec today)
{
    struct intake_facts f = intake_facts_of(i);

    return intake_fit(a, r, &f, today) == INTAKE_FITS;
}

static code preview_page(struct db *db, struct arena *a, const struct intake_rule *r, int64_t *after, struct intake_preview *out, struct error *err)
{
    msec today = date_start(date_of(clock_now()));
    struct intakes some = {0};

    TRY(badges_after(db, a, r->org, *after, &some, err));
    for (size_t i = 0; i < some.n; i++) {
        bool fits = rule_takes(a, r, &some.items[i], today);
        out->fit += fits;
        out->waiting += fits && is_open(&some.items[i]);
    }
    out->looked_at += (int64_t)some.n;
    *after = some.n == PAGE ? some.items[some.n - 1].id : 0;
    return OK;
}

code intake_rule_preview(struct db *db, const struct intake_rule *r, struct intake_preview *out, struct error *err)
{
    int64_t after = 0;
    code c = OK;

    *out = (struct intake_preview){0};
    for (int page = 0; c == OK && page < PAGES && (page == 0 || after); page++) {
        struct arena *own = arena_new(PAGE_MEMORY);
        c = preview_page(db, own, r, &after, out, err);
        arena_free(own);
    }
    return c;
}

static const char sql_waiting[] = SQL(
    "SELECT i.id FROM intake i WHERE i.org_id = $1 AND i.kind = 'badge' AND i.state = 'waiting' AND i.standing = 'good' AND i.receipt <> ''"
    " AND (i.requirement_id IS NULL OR i.requirement_id = $2) AND i.is_theirs = 1"
    " AND NOT EXISTS (SELECT 1 FROM intake t WHERE t.org_id = i.org_id AND t.hash = i.hash AND t.person_id <> i.person_id AND t.state NOT IN ('draft', 'withdrawn'))"
    " AND i.id > $3 ORDER BY i.id LIMIT $4");

static code waiting_after(struct db *db, struct arena *a, const struct intake_rule *r, int64_t after, struct id_list *out, struct error *err)
{
    struct rows *rows = db_query(db, sql_waiting, ARGS(v_int(r->org), v_int(r->requirement), v_int(after), v_int(PAGE)));

    while (rows_next(rows))
        *list_add(a, out) = row_int(rows, 0);
    return rows_end(rows, err);
}

static const char sql_hold[] = SQL("UPDATE intake SET state = state WHERE id = $1 AND state = 'waiting'");

code intake_hold(struct db *db, int64_t id, bool *waits, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_hold, ARGS(v_int(id)), &n, err));
    *waits = n > 0;
    return OK;
}

static code apply_to(struct db *db, struct arena *a, const struct intake_rule *r, int64_t id, bool *done, struct error *err)
{
    struct intake_facts facts;
    struct intake i;
    bool waits;
    str held;

    *done = false;
    TRY(intake_hold(db, id, &waits, err));
    if (!waits)
        return OK;
    TRY(intake_get(db, a, r->org, id, &i, err));
    if (!intake_is(&i, "waiting") || i.is_twin || !str_eq(i.standing, S("good")) || (i.requirement && i.requirement != r->requirement))
        return OK;
    if (!rule_takes(a, r, &i, date_start(date_of(clock_now()))))
        return OK;
    facts = intake_facts_of(&i);
    TRY(intake_held_back(db, a, i.org, &facts, &held, err));
    return held.n ? OK : intake_by_rule(db, a, &i, r, done, err);
}

static code apply(struct db *db, struct arena *a, const struct intake_rule *r, const struct id_list *ids, int64_t *accepted, struct error *err)
{
    for (size_t k = 0; k < ids->n; k++) {
        bool done;
        TRY(apply_to(db, a, r, ids->items[k], &done, err));
        *accepted += done;
    }
    return OK;
}

static code apply_page(struct db *db, struct arena *a, const struct intake_rule *r, int64_t *after, int64_t *accepted, struct error *err)
{
    struct id_list ids = {0};
    int64_t n = 0;

    TRY(waiting_after(db, a, r, *after, &ids, err));
    *after = ids.n == PAGE ? ids.items[ids.n - 1] : 0;
    TRY(db_begin(db, err));
    TRY(db_end(db, apply(db, a, r, &ids, &n, err), err));
    *accepted += n;
    return OK;
}

code intake_rule_apply(struct db *db, struct arena *a, int64_t org, int64_t rule, int64_t *accepted, struct error *err)
{
    struct intake_rule r;
    int64_t after = 0;
    code c = OK;

    *accepted = 0;
    TRY(intake_rule_get(db, a, org, rule, &r, err));
    for (int page = 0; c == OK && page < PAGES && (page == 0 || after); page++) {
        struct arena *own = arena_new(PAGE_MEMORY);
        c = apply_page(db, own, &r, &after, accepted, err);
        arena_free(own);
    }
    return c;
}

/* ---- all rules, over what waits of one issuer ---- */

static const char sql_waiting_of[] = SQL(
    "SELECT i.id FROM intake i WHERE i.org_id = $1 AND i.kind = 'badge' AND i.state = 'waiting' AND i.standing = 'good' AND i.receipt <> '' AND i.is_theirs = 1"
    " AND (($2 <> '' AND i.issuer_ref = $2) OR ($3 <> '' AND (i.issuer_ref = $3 OR i.anchor = $3)) OR ($4 <> '' AND lower(i.anchor) = $4)) AND i.id > $5 ORDER BY i.id LIMIT $6");

static code apply_all(struct db *db, struct arena *a, const struct intake_rules *rules, const struct id_list *ids, int64_t *accepted, struct error *err)
{
    for (size_t i = 0; i < rules->n; i++)
        TRY(apply(db, a, &rules->items[i], ids, accepted, err));
    return OK;
}

static code apply_to_page(struct db *db, struct arena *a, const struct intake_told *t, int64_t *after, int64_t *accepted, struct error *err)
{
    struct intake_rules rules = {0};
    struct id_list ids = {0};
    struct rows *r = db_query(db, sql_waiting_of, ARGS(v_int(t->org), v_str(t->issuer), v_str(t->did), v_str(t->host), v_int(*after), v_int(PAGE)));

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    *after = ids.n == PAGE ? ids.items[ids.n - 1] : 0;
    TRY(intake_rules_find(db, a, t->org, &rules, err));
    TRY(db_begin(db, err));
    return db_end(db, apply_all(db, a, &rules, &ids, accepted, err), err);
}

code intake_apply_to(struct db *db, const struct intake_told *t, int64_t *after, int64_t *accepted, struct error *err)
{
    struct arena *own = arena_new(PAGE_MEMORY);

    *accepted = 0;
    code c = apply_to_page(db, own, t, after, accepted, err);
    arena_free(own);
    return c;
}
