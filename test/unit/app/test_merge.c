#include "unit/test.h"
#include "app/backpack/merge.h"
#include "unit/app/fixture.h"

/* What two accounts that become one do with each table that names an account:
 * whoever adds one decides here, and in merge.c. */
TEST(no_table_that_names_an_account_is_forgotten)
{
    static const char *const moved[] = {
        "account_email", "member", "award_batch", "framework_import", "holding", "collection", "cv", "list_view", "list_act", "person_note", "person_group",
        "people_import", "passkey", "account_log", "claim_link", "award_set", "learn_rule", "token", "hook", "identity",
        "evidence", "evidence_reader", "apply_form", "app_grant", "site_grant", "push", "displayer_user", "account_profile", "elsewhere", "achievement_working", "award_past", "legal_hold", "erasure", "org_export",
        "backpack_mail", "collect_run", "lti_platform", "learner_record",
        "requirement", "requirement_version", "requirement_assignment", "requirement_record", "requirement_exception", "person_leave", "audit_view", "audit_sample", "audit_pack",
        "shelf_word", "shelf_act", "showcase", "log_entry", "goal", "backpack_note", "reader_link", "holder_key", "ownership_request",
        "recognition_scheme", "recognition_decider", "nomination", "nomination_vote", "calendar_feed", "intake", "intake_rule", "intake_event", "intake_judgement", "induct_template", "induct_lane", "induct", "induct_step", "pathway", "pathway_version", "pathway_person", "pathway_credit", "plan", "plan_event", "campaign", "partner", "partner_badge", "partner_event", "given_endorsement",
    };
    static const char *const ended[] = {"takeout", "member_past", "session", "one_time_link", "list_look", "totp", "recovery_code", "account_device"};
    struct fixture f = fixture_open();
    struct rows *r = db_query(f.db, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%REFERENCES account(id)%'", NO_ARGS);
    size_t seen = 0;

    while (rows_next(r)) {
        str name = row_str(r, 0, test_arena);
        bool known = false;
        for (size_t i = 0; i < COUNT(moved); i++)
            known |= str_eq(name, cstr(moved[i]));
        for (size_t i = 0; i < COUNT(ended); i++)
            known |= str_eq(name, cstr(ended[i]));
        if (!known)
            print_error("%.*s is not decided upon\n", (int)name.n, name.p);
        assert_true(known);
        seen++;
    }
    check_ok(rows_end(r, NULL), NULL);
    assert_int_equal(seen, COUNT(moved) + COUNT(ended));
    fixture_close(&f);
}
