#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/evidence/evidence.h"
#include "app/hook/hook.h"
#include "app/ledger/ledger_private.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "app/privacy/privacy.h"
#include "store/tables.h"
#include "unit/store_db.h"

static struct fixture open_on(const struct store *s)
{
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static int64_t award_to(struct fixture *f, const char *email)
{
    struct award_context *c;
    int64_t id;
    struct award_request r = {.org = f->org, .achievement = f->badge, .account = f->account, .name = str_starts(cstr(email), S("ann")) ? S("Ann Lee") : S("Bo"), .email = cstr(email), .awarded = clock_now()};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    award_context_close(c);
    return id;
}

static int64_t person_of(struct fixture *f, int64_t award)
{
    int64_t id = 0;

    NEED(db_int(f->db, "SELECT person_id FROM award WHERE id = $1", ARGS(v_int(award)), &id, &err));
    return id;
}

static str text_of(struct fixture *f, int64_t award)
{
    struct award_row w;
    str text;

    NEED(award_get(f->db, test_arena, f->org, award, &w, &err));
    NEED(award_text(f->app, f->db, test_arena, &w, w.form == AWARD_JWT ? AWARD_JWT : AWARD_PROOF, &text, &err));
    return text;
}

static int64_t ask(struct fixture *f, int64_t person, bool at_once)
{
    int64_t id = 0;

    NEED(erasure_ask(f->db, test_arena, &(struct erasure_ask){{f->org, person, f->account}, S("R 7"), at_once}, &id, &err));
    return id;
}

static str state_of(struct fixture *f, int64_t id)
{
    struct erasure e;

    NEED(erasure_get(f->db, test_arena, f->org, id, &e, &err));
    return e.state;
}

/* Every text of every table: what was erased stands in none of them. */
static int64_t places_of(struct fixture *f, const char *word)
{
    struct table_list all = {0};
    int64_t found = 0;

    NEED(tables_list(f->db, &all, &err));
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < all.items[i].n; k++) {
            const struct table *t = &all.items[i];
            int64_t n = 0;
            if (t->columns[k].kind != VALUE_TEXT || str_starts(t->name, S("account")))
                continue;
            const char *sql = str_z(test_arena, str_printf(test_arena, "SELECT count(*) FROM \"" STR_FMT "\" WHERE lower(\"" STR_FMT "\") LIKE '%%%s%%'",
                                                           STR_ARG(t->name), STR_ARG(t->columns[k].name), word));
            struct rows *r = db_query_made(f->db, sql, NO_ARGS);
            if (rows_next(r))
                n = row_int(r, 0);
            NEED(rows_end(r, &err));
            if (n)
                print_message("# %s stands in " STR_FMT "." STR_FMT "\n", word, STR_ARG(t->name), STR_ARG(t->columns[k].name));
            found += n;
        }
    return found;
}

static void gone(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t award = award_to(&f, "ann.lee@example.org"), person = person_of(&f, award), other = person_of(&f, award_to(&f, "bo@example.org"));
    struct person_change c = {f.org, person, f.account};
    str before = text_of(&f, award);
    struct person p;

    NEED(person_add_address(f.db, test_arena, &c, S("annie@private.example"), &err));
    NEED(person_add_note(f.db, &c, S("Ann Lee likes trucks"), &err));
    int64_t id = ask(&f, person, true);
    check_str(state_of(&f, id), S("waiting"));
    run_jobs(&f);
    check_str(state_of(&f, id), S("done"));
    NEED(person_get(f.db, test_arena, f.org, person, &p, &err));
    assert_int_equal(p.name.n, 0);
    assert_false(person_has_address(p.email));
    check_str(text_of(&f, award), before);       /* the public document is what it was */
    assert_int_equal(places_of(&f, "ann.lee"), 0);
    assert_int_equal(places_of(&f, "ann lee"), 0);
    assert_int_equal(places_of(&f, "annie@"), 0);
    NEED(person_get(f.db, test_arena, f.org, other, &p, &err));
    check_str(p.email, S("bo@example.org"));
    NEED(person_restore(f.db, test_arena, &c, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL AND removed_at IS NULL"), 0);
    struct erasure e;
    struct receipt_lines lines = {0};
    NEED(erasure_get(f.db, test_arena, f.org, id, &e, &err));
    erasure_lines(test_arena, e.receipt, &lines);
    assert_true(lines.n > 10);
    assert_int_equal(person_of(&f, award_to(&f, "ann.lee@example.org")) == person, 0);   /* who comes again is somebody new */
    fixture_close(&f);
}

TEST(an_erased_person_stands_nowhere_and_their_awards_go_on_as_signed)
{
    each_engine(gone);
}

static void grace(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t person = person_of(&f, award_to(&f, "ann@example.org")), id = ask(&f, person, false), again;
    struct person p;
    struct error why = {0};

    assert_int_equal(erasure_ask(f.db, test_arena, &(struct erasure_ask){{f.org, person, f.account}, S(""), true}, &again, &why), CONFLICT);
    run_jobs(&f);
    check_str(state_of(&f, id), S("waiting"));
    NEED(person_get(f.db, test_arena, f.org, person, &p, &err));
    assert_true(p.removed > 0);
    NEED(erasure_undo(f.db, test_arena, f.org, id, f.account, &err));
    NEED(person_get(f.db, test_arena, f.org, person, &p, &err));
    assert_int_equal(p.removed, 0);
    assert_int_equal(erasure_undo(f.db, test_arena, f.org, id, f.account, &why), CONFLICT);
    id = ask(&f, person, false);
    NEED(hold_add(f.db, test_arena, &(struct hold_new){.org = f.org, .by = f.account, .person = S("ann@example.org"), .reason = S("Case 12")}, &err));
    clock_set(clock_now() + ERASURE_GRACE + DAY);
    run_jobs(&f);
    clock_set(-1);
    check_str(state_of(&f, id), S("stopped"));
    check_str(p.email, S("ann@example.org"));
    fixture_close(&f);
}

TEST(erasing_waits_a_month_can_be_taken_back_and_stops_at_a_hold)
{
    each_engine(grace);
}

static void held(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t person = person_of(&f, award_to(&f, "ann@example.org")), id;
    struct holds all = {0};
    struct error why = {0};

    assert_int_equal(hold_add(f.db, test_arena, &(struct hold_new){.org = f.org, .person = S("nobody@example.org"), .reason = S("x")}, &why), BAD_INPUT);
    assert_int_equal(hold_add(f.db, test_arena, &(struct hold_new){.org = f.org, .badge = f.badge, .reason = S("")}, &why), BAD_INPUT);
    NEED(hold_add(f.db, test_arena, &(struct hold_new){.org = f.org, .by = f.account, .badge = f.badge, .reason = S("Accident of 3 May")}, &err));
    assert_int_equal(erasure_ask(f.db, test_arena, &(struct erasure_ask){{f.org, person, f.account}, S(""), true}, &id, &why), CONFLICT);
    assert_true(str_contains(cstr(why.text), S("Accident of 3 May")));
    NEED(hold_find(f.db, test_arena, f.org, &all, &err));
    assert_int_equal(all.n, 1);
    NEED(hold_end(f.db, test_arena, f.org, all.items[0].id, f.account, &err));
    NEED(erasure_ask(f.db, test_arena, &(struct erasure_ask){{f.org, person, f.account}, S(""), true}, &id, &err));
    fixture_close(&f);
}

TEST(a_hold_on_a_badge_keeps_everybody_who_has_it)
{
    each_engine(held);
}

static int64_t due_of(struct fixture *f, const char *kind)
{
    struct retention_rules rules = {0};
    msec since;

    NEED(retention_load(f->db, test_arena, f->org, clock_now(), &rules, &since, &err));
    for (size_t i = 0; i < rules.n; i++) {
        struct retention_dues dues = {0};
        NEED(retention_find(f->db, test_arena, f->org, &rules.items[i], &dues, &err));   /* each statement holds */
        if (str_eq(cstr(rules.items[i].kind->name), cstr(kind)))
            return rules.items[i].due;
    }
    return -1;
}

static void run(struct fixture *f, const char *sql)
{
    NEED(db_run(f->db, sql, NO_ARGS, NULL, &err));
}

/* Of the leavers' rule: how many a requirement keeps, and what is said of the first. */
static int64_t staying(struct fixture *f, struct retention_stays *out)
{
    struct retention_rules rules = {0};
    int64_t n = 0;
    msec since;

    *out = (struct retention_stays){0};
    NEED(retention_load(f->db, test_arena, f->org, clock_now(), &rules, &since, &err));
    NEED(retention_staying(f->db, test_arena, f->org, &rules.items[0], out, &err));
    NEED(retention_count_staying(f->db, f->org, &rules.items[0], &n, &err));
    assert_int_equal(out->n, n);
    return n;
}

/* Proof of the one requirement, by each of the ways; a badge proves it by its rule. */
static const char *const proofs[] = {
    "INSERT INTO requirement_assignment (org_id, requirement_id, person_id, from_on, until_on, until_why, source, created_at) SELECT o.id, 700, p.id, 1, 2, 'left', 'person', 1 FROM org o, person p",
    "INSERT INTO requirement_record (org_id, requirement_id, person_id, kind, source, ref_id, what, completed_on, back_dated, note, voids, recorded_at)"
    " SELECT o.id, 700, p.id, 'record', 'attendance', 0, '', 1, 0, '', 0, 1 FROM org o, person p",
    "INSERT INTO requirement_exception (org_id, requirement_id, person_id, kind, from_on, reason, recorded_at, ended_why) SELECT o.id, 700, p.id, 'waive', 1, 'Injured', 1, '' FROM org o, person p",
    "INSERT INTO requirement_part (version_id, kind, ref_id) SELECT 701, 'badge', c.id FROM achievement c",
};

static size_t way;

static void years(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t person = person_of(&f, award_to(&f, "ann@example.org")), id = 0;
    msec left = clock_now() - 40 * 31 * DAY;
    struct retention_stays stays;
    struct error why = {0};
    NEED(db_run(f.db, "UPDATE person SET leaves_at = $1, ended_at = $1", ARGS(v_int(left)), NULL, &err));
    run(&f, "INSERT INTO requirement (id, org_id, code, folded, created_at) SELECT 700, id, 'FS-01', 'fs-01', 1 FROM org");
    for (int number = 0; number < 3; number++)       /* the newest that was published says it */
        NEED(db_run(f.db, "INSERT INTO requirement_version (id, org_id, requirement_id, number, name, words, basis, basis_ref, basis_url, basis_version, criticality, rule, sign_off, retain_years, changed_at, carry)"
                    " SELECT 700 + CAST($1 AS BIGINT), id, 700, $1, 'Fire safety', '', 'law', '', '', '', 'mandatory', '{}', 'any', $2, 1, 'counts' FROM org",
                    ARGS(v_int(number), v_int(number == 2 ? 6 : 50)), NULL, &err));
    assert_int_equal(due_of(&f, "leavers"), 1);
    assert_int_equal(staying(&f, &stays), 0);
    run(&f, proofs[way]);
    assert_int_equal(due_of(&f, "leavers"), 0);
    assert_int_equal(staying(&f, &stays), 1);
    assert_int_equal(stays.items[0].kept.years, 6);
    check_str(stays.items[0].kept.why, S("FS-01 Fire safety"));
    assert_int_equal(stays.items[0].kept.until / DAY, (left + 6 * KEPT_YEAR_MS) / DAY);
    struct erasure_ask by_hand = {.who = {f.org, person, f.account}, .reference = S("R 7")};
    assert_int_equal(erasure_ask(f.db, test_arena, &by_hand, &id, &why), CONFLICT);
    check_str(cstr(why.where), S("despite"));
    clock_set(left + 6 * KEPT_YEAR_MS + HOUR);
    assert_int_equal(due_of(&f, "leavers"), 1);
    assert_int_equal(staying(&f, &stays), 0);
    clock_set(-1);
    by_hand.despite = true;
    NEED(erasure_ask(f.db, test_arena, &by_hand, &id, &err));
    fixture_close(&f);
}

TEST(whoever_was_asked_or_holds_proof_is_kept_for_the_years_of_the_requirement)
{
    for (way = 0; way < COUNT(proofs); way++)
        each_engine(years);
}

static void nights(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t person = person_of(&f, award_to(&f, "ann@example.org"));
    struct retention_nights done = {0};
    struct error why = {0};

    clock_set((clock_now() / DAY + 1) * DAY + 12 * HOUR);          /* the same at each hour of the day */
    NEED(db_run(f.db, "UPDATE person SET leaves_at = $1, ended_at = $1", ARGS(v_int(clock_now() - 40 * 31 * DAY)), NULL, &err));
    NEED(db_run(f.db, "UPDATE mail SET created_at = $1, state = 'sent'", ARGS(v_int(clock_now() - 40 * 31 * DAY)), NULL, &err));
    assert_int_equal(due_of(&f, "log"), 0);
    assert_int_equal(due_of(&f, "leavers"), 1);
    assert_int_equal(due_of(&f, "mails"), 1);
    NEED(privacy_schedule(f.db, test_arena, &err));
    clock_set(clock_now() + DAY + HOUR);
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 1);     /* nobody switched them on */
    NEED(retention_switch(f.db, test_arena, f.org, f.account, true, &err));
    clock_set(clock_now() + DAY);
    run_jobs(&f);
    clock_set(-1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 0);
    assert_int_equal(number_of(&f, "SELECT coalesce(sum(n), 0) FROM mail_tally"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 1);
    NEED(retention_nights(f.db, test_arena, f.org, &done, &err));
    assert_int_equal(done.n, 2);
    assert_int_equal(retention_set(f.db, f.org, retention_kind_of(S("mails")), 5, &why), BAD_INPUT);
    NEED(retention_set(f.db, f.org, retention_kind_of(S("mails")), 0, &err));
    (void)person;
    fixture_close(&f);
}

TEST(rules_delete_by_night_what_is_old_once_they_are_switched_on)
{
    each_engine(nights);
}

/* ---- every table ---- */

/* Columns that say who somebody is, or lead to it. */
static const char *const naming[] = {"person_id", "folded", "email", "address", "to_address", "recipient", "actor", "address_key", "manager_id"};
/* … and those that say who did something. */
static const char *const doing[] = {"account_id", "owner_id", "assigned_to", "decided_by", "removed_by"};

/* What no part has to do with, and why. */
static const struct { const char *table, *why; } kept[] = {
    {"account_email", "a person's own account, which is not the organisation's"}, {"identity", "a way into that account; it goes with it"},
    {"award", "the address becomes a hash, by erase.c"}, {"person", "what stands there is emptied by erase.c"}, {"erasure", "the receipt, which names a number"},
    {"endorser", "a public statement that was signed"}, {"org_version", "the organisation's own address"},
    {"department", "the name of a place"}, {"site", "the name of a place"}, {"team", "the name of a team"}, {"person_group", "the name of a group"}, {"scim_group", "the name of a group"},
    {"framework_item", "the name of a skill"}, {"framework_label", "the name of a skill"}, {"requirement", "a code; its owner is a member"}, {"jobrole", "a code"}, {"partner", "the name of who teaches; its owner is a member"},
    {"requirement_assignment", "days of a number, which has no name any more"}, {"requirement_standing", "the same"}, {"person_month", "the same"}, {"duty_told", "the same"}, {"duty_team", "the same"}, {"campaign_told", "the same"}, {"jobrole_met", "the same"}, {"requirement_touched", "a note for seconds"}, {"jobrole_touched", "a note for seconds"},
    {"induct_known", "that a number was looked at, which has no name any more"},
    {"audit_view", "which page about a number was opened, which has no name any more"},
    {"ledger_entry", "what entries say is taken out by ledger_erase, their hashes stay"},
    {"log_witness", "whom somebody asked about their own log, which is no organisation's"},
};

/* Who works here did it; or it is the account's own. Goes, or forgets the name, with
 * the account; judgements, messages and pieces of evidence with what they are about. */
static const char *const of_accounts[] = {
    "account_device", "account_log", "account_profile", "achievement_working", "app_grant", "application_message", "apply_form", "audit_pack", "audit_sample", "award_batch",
    "award_set", "backpack_mail", "backpack_note", "calendar_feed", "campaign", "claim_link", "collect_run", "collection", "cv", "displayer_user", "elsewhere", "evidence_reader",
    "evidence_view", "framework_import", "given_endorsement", "goal", "holder_key", "holding", "hook", "intake_event", "intake_rule", "induct_lane", "induct_template", "judgement", "learn_rule", "ledger_check", "list_act", "list_look", "list_view", "log_entry", "member", "member_past",
    "member_role", "nomination_vote", "one_time_link", "org_export", "ownership_request", "partner_badge", "partner_event", "passkey", "pathway", "pathway_version", "people_import", "push", "reader_link", "recognition_decider", "recognition_scheme", "recovery_code", "session",
    "shelf_act", "shelf_word", "showcase", "site_grant", "takeout", "token", "totp",
};

static bool has_any(const struct table *t, const char *const *names, size_t n)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(t->columns[i].name, cstr(names[k])))
                return true;
    return false;
}

static bool is_in(const char *sql, str table)
{
    return sql && str_contains(cstr(sql), str_printf(test_arena, " " STR_FMT " ", STR_ARG(table)));
}

static bool is_emptied(const struct privacy_part *p, str table)
{
    for (size_t i = 0; i < COUNT(p->erase); i++)
        if (p->erase[i] && (str_starts(cstr(p->erase[i]), str_printf(test_arena, "DELETE FROM " STR_FMT " ", STR_ARG(table)))
                            || str_starts(cstr(p->erase[i]), str_printf(test_arena, "UPDATE " STR_FMT " ", STR_ARG(table)))))
            return true;
    return false;
}

/* Counted, shown in the person's own copy, and erased: all three, or it is no claim. */
static bool is_claimed(str table)
{
    for (const struct privacy_part *p = privacy_parts; p->name; p++)
        if (is_in(p->count, table) && is_in(p->copy, table) && is_emptied(p, table))
            return true;
    return false;
}

static const char *kept_why(str table)
{
    for (size_t i = 0; i < COUNT(kept); i++)
        if (str_eq(table, cstr(kept[i].table)))
            return kept[i].why;
    return NULL;
}

static bool is_of_accounts(str table)
{
    for (size_t i = 0; i < COUNT(of_accounts); i++)
        if (str_eq(table, cstr(of_accounts[i])))
            return true;
    return false;
}

TEST(every_table_that_names_somebody_is_erased_shown_or_kept_for_a_reason)
{
    char folder[64];
    struct store s = {0};
    struct table_list all = {0};
    size_t seen = 0, wrong = 0;

    open_store(&s, new_sqlite(folder), 1);
    with_schema(&s);
    NEED(tables_list(s.db, &all, &err));
    for (size_t i = 0; i < all.n; i++) {
        const struct table *t = &all.items[i];
        bool names = has_any(t, naming, COUNT(naming)), does = has_any(t, doing, COUNT(doing));
        bool claimed = is_claimed(t->name), reason = kept_why(t->name) != NULL, account = is_of_accounts(t->name);
        seen += (reason && names) || (account && does && !names);
        bool right = names ? claimed != reason && !account : does ? claimed != account && !reason : true;
        if (!right)
            print_error("%s: " STR_FMT "\n", names || does ? "nobody, or more than one, says what becomes of it when a person is erased" : "?", STR_ARG(t->name));
        wrong += !right;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(seen, COUNT(kept) + COUNT(of_accounts));    /* no line of a table that is gone */
    close_store(&s);
    remove_sqlite(folder);
}

static void leftovers(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t person = person_of(&f, award_to(&f, "ann@example.org"));
    struct holds all = {0};

    NEED(db_run(f.db, "INSERT INTO letter_choice (person_id, lang, refused, changed_at) VALUES ($1, 'de', '', 1)", ARGS(v_int(person)), NULL, &err));
    NEED(hold_add(f.db, test_arena, &(struct hold_new){.org = f.org, .by = f.account, .person = S("ann@example.org"), .reason = S("Ann Lee and the forklift")}, &err));
    NEED(hold_find(f.db, test_arena, f.org, &all, &err));
    NEED(hold_end(f.db, test_arena, f.org, all.items[0].id, f.account, &err));
    ask(&f, person, true);
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM letter_choice"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM legal_hold WHERE reason = ''"), 1);
    fixture_close(&f);
}

TEST(choices_about_mails_and_reasons_of_ended_holds_go_too)
{
    each_engine(leftovers);
}

/* ---- one of many ---- */

static int64_t untrue_tallies(struct fixture *f)
{
    return number_of(f, "SELECT count(*) FROM mail_tally t WHERE t.n <> (SELECT count(*) FROM mail m WHERE m.org_id = t.org_id AND m.state = t.state"
                        " AND (t.batch_id = 0 OR m.batch_id = t.batch_id))");
}

static void tallies(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t ann = person_of(&f, award_to(&f, "ann@example.org")), bo = person_of(&f, award_to(&f, "bo@example.org")), id;

    for (int i = 0; i < 3; i++)
        NEED(mail_queue_id(f.db, &(struct mail){.org = f.org, .kind = S("test"), .batch = i, .to_address = S("Ann@Example.org")}, &id, &err));
    NEED(mail_queue_id(f.db, &(struct mail){.org = f.org, .kind = S("test"), .person = bo}, &id, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 6);
    assert_int_equal(untrue_tallies(&f), 0);
    ask(&f, ann, true);
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 2);
    assert_int_equal(untrue_tallies(&f), 0);
    fixture_close(&f);
}

TEST(after_an_erasure_mails_are_counted_as_they_are_and_those_of_others_stay)
{
    each_engine(tallies);
}

/* How the engine goes about it: for each person who is erased the rows of that one, by an index. */
static str plan_of(struct fixture *f, const char *sql)
{
    struct buf b = buf_new(test_arena);
    bool postgres = db_is_postgres(f->db);
    struct rows *r = db_query_made(f->db, str_z(test_arena, str_printf(test_arena, "EXPLAIN %s%s", postgres ? "" : "QUERY PLAN ", sql)), ARGS(v_int(1), v_int(1)));

    while (rows_next(r))
        buf_printf(&b, STR_FMT "\n", STR_ARG(row_str(r, postgres ? 0 : 3, test_arena)));
    NEED(rows_end(r, &err));
    return buf_done(&b);
}

static bool has(str text, const char *part)
{
    return str_find(text, cstr(part)) >= 0;
}

/* A line of the plan that reads a table from end to end, or all that an organisation has in it;
 * of lists, imports, acts and platforms themselves there are few. */
static bool is_of_everybody(str line)
{
    static const char *const few[] = {"award_batch_org", "people_import_org", "list_act_org", "lti_platform_org"};

    for (size_t i = 0; i < COUNT(few); i++)
        if (has(line, few[i]))
            return false;
    return has(line, " (org_id=?)") || (str_starts(line, S("SCAN ")) && !has(line, "CONSTANT ROW"));
}

static void check_plan(struct fixture *f, const char *what, const char *sql)
{
    str plan = plan_of(f, sql), line;

    while (str_cut_line(&plan, &line))
        if (is_of_everybody(line))
            check_str(str_printf(test_arena, "%s: " STR_FMT, what, STR_ARG(line)), S("by an index of the person"));
}

TEST(no_erasure_looks_at_what_stands_about_everybody)
{
    struct fixture f = fixture_open();

    for (const struct privacy_part *p = privacy_parts; p->name; p++) {
        const char *all[] = {p->count, p->copy, p->erase[0], p->erase[1], p->erase[2]};
        for (size_t i = 0; i < COUNT(all) && all[i]; i++)
            check_plan(&f, p->name, all[i]);
    }
    const struct ledger *l = ledger_of(f.db);
    for (size_t i = 0; i < l->n; i++)
        if (l->kinds[i].of_person)
            check_plan(&f, l->kinds[i].t->name, l->kinds[i].of_person);
    fixture_close(&f);
}

/* ---- in an organisation that has a long history ---- */

static const char *const history[] = {
    "INSERT INTO org_log (org_id, account_id, at, what, subject, detail) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " SELECT o.id, NULL, 0, 'member.invite', 'somebody' || i || '@example.org', 'Somebody ' || i FROM n, org o",
    "INSERT INTO hook_send (org_id, hook_id, public_id, event, subject, state, attempts, status, answer, created_at)"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " SELECT h.org_id, h.id, 'm' || n.i, CASE n.i % 2 WHEN 0 THEN 'award.issued' ELSE 'person.left' END, 1000 + n.i, 'done', 1, 200, '', 0 FROM n, hook h",
    "ANALYZE org_log", "ANALYZE hook_send",
};

static void check_part(struct fixture *f, const char *name)
{
    static const char *const whole[] = {"Seq Scan on org_log", "Seq Scan on hook_send", "SCAN org_log", "SCAN hook_send", "org_log_org ", "hook_send_hook "};

    for (const struct privacy_part *p = privacy_parts; p->name; p++) {
        const char *all[] = {p->count, p->copy, p->erase[0]};
        for (size_t i = 0; i < COUNT(all) && str_eq(cstr(p->name), cstr(name)); i++) {
            str plan = plan_of(f, all[i]);
            for (size_t k = 0; k < COUNT(whole); k++)
                if (has(plan, whole[k]))
                    check_str(plan, S("by an index of the person"));
        }
    }
}

static void long_history(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t award = award_to(&f, "ann.lee@example.org"), person = person_of(&f, award), hook;
    str secret, long_words = str_printf(test_arena, "%0600d", 7);

    NEED(hook_make(f.app, f.db, test_arena, &(struct hook){.org = f.org, .account = f.account, .url = S("https://nowhere.invalid/in"), .events = S(" award.issued "),
                                                           .listener = S("program")}, &hook, &secret, &err));
    for (size_t i = 0; i < COUNT(history); i++)
        NEED(db_run(f.db, history[i], NO_ARGS, NULL, &err));
    check_part(&f, "log");
    check_part(&f, "webhooks");
    NEED(org_log(f.db, f.org, f.account, "member.invite", S("Ann.Lee@example.org"), S("ANN.LEE@example.org"), &err));
    NEED(org_log(f.db, f.org, f.account, "people.merge", S("person 0"), S("Ann Lee"), &err));
    NEED(org_log(f.db, f.org, f.account, "people.merge", long_words, long_words, &err));
    NEED(hook_tell(f.db, test_arena, f.org, "award.issued", award, &err));
    NEED(db_run(f.db, "DELETE FROM job WHERE kind = 'hook.send'", NO_ARGS, NULL, &err));
    ask(&f, person, true);
    run_jobs(&f);
    assert_int_equal(places_of(&f, "ann.lee"), 0);
    assert_int_equal(places_of(&f, "ann lee"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_log WHERE detail LIKE 'Somebody %'"), 20000);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM hook_send WHERE subject > 1000"), 20000);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM org_log WHERE length(detail) = 600"), 1);
    struct ledger_report report = {0};
    NEED(ledger_verify(f.app, f.db, test_arena, &(struct ledger_ask){.master_key = f.app->master_key, .org = f.org}, &report, &err));
    assert_int_equal(report.flaws, 0);
    fixture_close(&f);
}

TEST(of_a_long_log_and_many_messages_what_names_the_person_is_searched_and_goes)
{
    each_engine(long_history);
}
