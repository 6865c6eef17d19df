/* export/tables.c — the table of tables. One that is new in the schema has to be
 * given a row here, or the test of this file fails. */
#include "app/export/export.h"

#define OF_ORG      SQL_PIECE("org_id = $1")
#define IN(column, sql) SQL_PIECE(column " IN (" sql ")")
#define ACHIEVEMENTS "SELECT x.id FROM achievement x WHERE x.org_id = $1"
#define AWARDS       "SELECT x.id FROM award x WHERE x.org_id = $1"
#define BATCHES      "SELECT x.id FROM award_batch x WHERE x.org_id = $1"
#define LTI_COURSES "SELECT x.id FROM lti_course x JOIN lti_platform p ON p.id = x.platform_id WHERE p.org_id = $1"
#define APPLICATIONS "SELECT x.id FROM application x WHERE x.org_id = $1"
#define FOLDERS      "SELECT x.id FROM evidence_folder x WHERE x.org_id = $1"
#define SKILLS       "SELECT x.id FROM framework_item x JOIN framework f ON f.id = x.framework_id WHERE f.org_id = $1"
#define VACANCIES    "SELECT x.id FROM vacancy x WHERE x.org_id = $1"
#define PEOPLE       "SELECT x.id FROM person x WHERE x.org_id = $1"
#define LINKS        "SELECT x.id FROM claim_link x WHERE x.org_id = $1"
#define SETS         "SELECT x.id FROM award_set x WHERE x.org_id = $1"
#define VERSIONS     "achievement_version x JOIN achievement y ON y.id = x.achievement_id WHERE y.org_id = $1"

/* Who works here, and who is named by what they did. */
#define DID(column, table) " UNION SELECT x." column " FROM " table " x WHERE x.org_id = $1"
#define DID_BY_APPLICATION(column, table) " UNION SELECT x." column " FROM " table " x WHERE x.application_id IN (SELECT n.id FROM application n WHERE n.org_id = $1)"
#define DID_BY_FOLDER(column) " UNION SELECT x." column " FROM evidence x WHERE x.folder_id IN (SELECT n.id FROM evidence_folder n WHERE n.org_id = $1)"
#define NAMED_ACCOUNTS                                                         \
    "SELECT m.account_id FROM member m WHERE m.org_id = $1" DID("account_id", "org_log") DID("account_id", "apply_form") DID("account_id", "award_batch") \
    DID("account_id", "award_past") DID("account_id", "award_set") DID("account_id", "claim_link") DID("decided_by", "claim_entry") \
    DID("account_id", "erasure") DID("account_id", "framework_import") DID("account_id", "legal_hold") DID("account_id", "list_act") DID("account_id", "list_look") DID("account_id", "list_view") \
    DID("account_id", "people_import") DID("account_id", "person_group") DID("account_id", "person_note") DID("account_id", "person_leave") DID("owner_id", "requirement") DID("changed_by", "requirement_version") DID("grace_by", "requirement_version") \
    DID("account_id", "requirement_assignment") DID("account_id", "requirement_record") DID("account_id", "requirement_exception") DID("account_id", "audit_view") DID("account_id", "audit_sample") DID("ended_by", "requirement_exception") DID("account_id", "hook") DID("account_id", "learn_rule") DID("account_id", "token") \
    DID("account_id", "identity") DID("assigned_to", "application") DID_BY_APPLICATION("account_id", "application_message") \
    DID("account_id", "campaign") DID("owner_id", "partner") DID("account_id", "partner_badge") DID("account_id", "partner_event") DID("account_id", "given_endorsement") DID("owner_id", "induct_template") DID("substitute_id", "induct_template") DID("owner_id", "pathway") DID("account_id", "pathway_version") DID("account_id", "pathway_person") DID("account_id", "pathway_credit") DID("account_id", "induct") DID("account_id", "induct_lane") DID("done_by", "induct_step") DID("signed_by", "induct_step") \
    DID("account_id", "nomination") DID("account_id", "recognition_scheme") DID("account_id", "intake") DID("decided_by", "intake") DID("account_id", "intake_rule") \
    " UNION SELECT x.account_id FROM intake_judgement x JOIN intake n ON n.id = x.intake_id WHERE n.org_id = $1"               \
    " UNION SELECT x.account_id FROM intake_event x JOIN intake n ON n.id = x.intake_id WHERE n.org_id = $1"                                                 \
    " UNION SELECT x.account_id FROM recognition_decider x JOIN recognition_scheme n ON n.id = x.scheme_id WHERE n.org_id = $1"  \
    " UNION SELECT x.account_id FROM nomination_vote x JOIN nomination n ON n.id = x.nomination_id WHERE n.org_id = $1"      \
    DID_BY_APPLICATION("account_id", "judgement") DID_BY_FOLDER("account_id") DID_BY_FOLDER("removed_by")                   \
    " UNION SELECT x.account_id FROM evidence_reader x WHERE x.folder_id IN (" FOLDERS_OF ")"                               \
    " UNION SELECT x.account_id FROM evidence_view x JOIN evidence e ON e.id = x.evidence_id WHERE e.folder_id IN (" FOLDERS_OF ")" \
    " UNION SELECT x.account_id FROM achievement_working x JOIN achievement c ON c.id = x.achievement_id WHERE c.org_id = $1"
#define FOLDERS_OF "SELECT n.id FROM evidence_folder n WHERE n.org_id = $1"

#define PICTURES                                                               \
    "SELECT v.logo_hash FROM org_version v WHERE v.org_id = $1 UNION SELECT x.png_hash FROM " VERSIONS " UNION SELECT x.svg_hash FROM " VERSIONS \
    " UNION SELECT b.logo_hash FROM brand b WHERE b.org_id = $1 UNION SELECT b.dark_hash FROM brand b WHERE b.org_id = $1" \
    " UNION SELECT a.picture_hash FROM award a WHERE a.org_id = $1 AND a.picture_hash IS NOT NULL"

#define SENT_FOR "Sent for a vacancy, to be kept until a day: a file would outlive it"
#define BACKPACK "Belongs to a person’s Backpack, who takes it along themselves"
#define PLANS    "A development plan is its person’s own, who takes it along themselves"
#define SIGN_IN  "A way in of a person’s account"
#define SERVER   "Of the server, not of the organisation"

const struct export_table export_tables[] = {
    {"account", "People who work here or are named by what they did; without ways in", IN("id", NAMED_ACCOUNTS), "password,is_operator,two_step"},
    {"account_device", SIGN_IN},
    {"account_email", "Addresses of the members", IN("account_id", "SELECT m.account_id FROM member m WHERE m.org_id = $1")},
    {"account_log", SIGN_IN},
    {"account_profile", BACKPACK},
    {"achievement", "Badges", OF_ORG},
    {"achievement_relation", "How badges belong together", OF_ORG},
    {"achievement_version", "Versions of badges, as they were awarded", IN("achievement_id", ACHIEVEMENTS)},
    {"achievement_words", "Badges in other languages", IN("achievement_id", ACHIEVEMENTS)},
    {"achievement_working", "Badges that are being edited", IN("achievement_id", ACHIEVEMENTS)},
    {"api_once", "Answers kept for programs that ask twice"},
    {"app_client", BACKPACK},
    {"app_grant", BACKPACK},
    {"app_grant_collection", BACKPACK},
    {"app_token", BACKPACK},
    {"application", "Applications", OF_ORG},
    {"application_answer", "What was said to each criterion", IN("application_id", APPLICATIONS)},
    {"application_message", "Messages about applications", IN("application_id", APPLICATIONS)},
    {"apply_form", "Badges that people apply for", OF_ORG},
    {"audit_pack", "Audit packs, whose files stay here"},
    {"audit_sample", "Samples that were drawn, with what they were drawn from", OF_ORG},
    {"audit_sample_line", "Lines of samples, and what was found", OF_ORG},
    {"audit_view", "What auditors opened", OF_ORG},
    {"award", "Awards, with their signatures", OF_ORG},
    {"award_batch", "Lists of awards", OF_ORG},
    {"award_batch_line", "Lines of lists that are not awarded", IN("batch_id", BATCHES)},
    {"award_batch_piece", "The text of that table, in pieces", IN("batch_id", BATCHES)},
    {"award_batch_source", "The table that a list of awards was read from, while it is a draft", IN("batch_id", BATCHES)},
    {"award_change", "Awards whose change Backpacks here are told of", IN("award_id", AWARDS)},
    {"award_claim", "When an award was first taken", IN("award_id", AWARDS)},
    {"award_columns", "What columns of such tables mean", OF_ORG},
    {"award_past", "What awards said before they were corrected or moved", OF_ORG},
    {"award_set", "Badges that are awarded when others are complete", OF_ORG},
    {"award_set_award", "Awards that came of a set", IN("set_id", SETS)},
    {"award_set_part", "Parts of sets", IN("set_id", SETS)},
    {"award_signature", "Signatures of awards in further forms", IN("award_id", AWARDS)},
    {"award_successor", "Awards that took the place of others", IN("award_id", AWARDS)},
    {"award_suspension", "Awards that are suspended", OF_ORG},
    {"backpack_mail", BACKPACK},
    {"backpack_note", BACKPACK},
    {"badge_reminder", "When holders are reminded, by badge", IN("achievement_id", ACHIEVEMENTS)},
    {"blob", "Pictures and logos", IN("hash", PICTURES), "bytes", "pictures"},
    {"brand", "Colours and logos", OF_ORG},
    {"calendar_feed", BACKPACK},
    {"campaign", "Campaigns", OF_ORG},
    {"campaign_audience", "Whom campaigns are for", OF_ORG},
    {"campaign_goal", "What campaigns are about, each with its badge", OF_ORG},
    {"campaign_told", "Which mails about campaigns went to whom", IN("campaign_id", "SELECT x.id FROM campaign x WHERE x.org_id = $1")},
    {"claim_code", "One-time codes", IN("link_id", LINKS)},
    {"claim_entry", "Who claimed by link or code", OF_ORG},
    {"claim_link", "Links to claim by", OF_ORG},
    {"clearance_card", "Cards that say whether somebody is cleared", OF_ORG},
    {"collect_item", BACKPACK},
    {"collect_run", BACKPACK},
    {"collection", BACKPACK},
    {"collection_entry", BACKPACK},
    {"collection_holding", BACKPACK},
    {"cv", BACKPACK},
    {"cv_reader", BACKPACK},
    {"department", "Departments", OF_ORG},
    {"displayed_collection", BACKPACK},
    {"displayer_user", BACKPACK},
    {"duty_rule", "When people are reminded of what is asked", OF_ORG},
    {"duty_team", "Which weekly mails went out", IN("person_id", PEOPLE)},
    {"duty_told", "Which reminders of what is asked went out", IN("person_id", PEOPLE)},
    {"elsewhere", BACKPACK},
    {"elsewhere_move", BACKPACK},
    {"endorsement", "Endorsements, and requests for them", OF_ORG},
    {"endorser", "Who endorsed", OF_ORG},
    {"erasure", "Receipts of people erased", OF_ORG},
    {"evidence", "Pieces of evidence", IN("folder_id", FOLDERS)},
    {"evidence_award", "Which evidence is of which award", IN("award_id", AWARDS)},
    {"evidence_bytes", "Files of evidence", IN("hash", "SELECT e.hash FROM evidence e JOIN evidence_folder f ON f.id = e.folder_id WHERE f.org_id = $1 AND e.removed_at IS NULL"),
     "bytes", "evidence"},
    {"evidence_folder", "Folders of evidence", OF_ORG},
    {"evidence_reader", "Who was let in to evidence by name", IN("folder_id", FOLDERS)},
    {"evidence_view", "Who looked at evidence", IN("evidence_id", "SELECT e.id FROM evidence e JOIN evidence_folder f ON f.id = e.folder_id WHERE f.org_id = $1")},
    {"framework", "Skill frameworks", OF_ORG},
    {"framework_address", "Addresses that skills had", IN("item_id", SKILLS)},
    {"framework_import", "Files that frameworks came from", OF_ORG},
    {"framework_item", "Their skills", IN("framework_id", "SELECT x.id FROM framework x WHERE x.org_id = $1")},
    {"framework_label", "Names of skills in other languages", IN("item_id", SKILLS)},
    {"framework_link", "Which skills are parts of which", IN("item_id", SKILLS)},
    {"frozen_document", "What badges of others were judged by", IN("hash", "SELECT d.hash FROM intake_document d JOIN intake x ON x.id = d.intake_id WHERE x.org_id = $1")},
    {"given_endorsement", "Endorsements of others, as they were signed", OF_ORG},
    {"goal", BACKPACK},
    {"group_member", "Who is in a saved group", IN("group_id", "SELECT x.id FROM person_group x WHERE x.org_id = $1")},
    {"holder_key", BACKPACK},
    {"holding", BACKPACK},
    {"holding_event", BACKPACK},
    {"holding_part", BACKPACK},
    {"holding_sight", BACKPACK},
    {"holding_word", BACKPACK},
    {"hook", "Webhooks, without their secrets", OF_ORG, "secret,secret_before", .stays = true},
    {"hook_send", "Messages of webhooks", OF_ORG, .stays = true},
    {"identity", "Who signs in by the company’s provider", OF_ORG, .stays = true},
    {"induct", "Checklists that somebody goes through", OF_ORG},
    {"induct_audience", "Whom checklists are for", OF_ORG},
    {"induct_item", "Items of checklists, in versions", OF_ORG},
    {"induct_known", "For whom a checklist was looked at already", IN("template_id", "SELECT x.id FROM induct_template x WHERE x.org_id = $1")},
    {"induct_lane", "Posters for visitors", OF_ORG},
    {"induct_pass", "Passes of visitors; their addresses stay here", OF_ORG, "token_hash", .stays = true},
    {"induct_step", "Steps of checklists, done and signed off", OF_ORG},
    {"induct_template", "Checklists for who is new", OF_ORG},
    {"intake", "External training that people handed in, with what it was judged by", OF_ORG, "holding_id"},
    {"intake_document", "Documents by which badges of others were judged", IN("intake_id", "SELECT x.id FROM intake x WHERE x.org_id = $1")},
    {"intake_event", "What became of external training", IN("intake_id", "SELECT x.id FROM intake x WHERE x.org_id = $1")},
    {"intake_judgement", "What leaders said of external training before others judged it", IN("intake_id", "SELECT x.id FROM intake x WHERE x.org_id = $1")},
    {"intake_rule", "Rules by which external training counts", OF_ORG},
    {"intake_skill", "Which skills badges of others stand for", IN("intake_id", "SELECT x.id FROM intake x WHERE x.org_id = $1")},
    {"issuer", "Further profiles", OF_ORG},
    {"job", SERVER},
    {"jobrole", "Job roles", OF_ORG},
    {"jobrole_ask", "Which requirements job roles take", OF_ORG},
    {"jobrole_met", "Who has the skills that job roles take, worked out from the rest"},
    {"jobrole_past", "What job roles took before", OF_ORG},
    {"jobrole_past_ask", "Requirements of that time", IN("past_id", "SELECT x.id FROM jobrole_past x WHERE x.org_id = $1")},
    {"jobrole_past_skill", "Skills of that time", IN("past_id", "SELECT x.id FROM jobrole_past x WHERE x.org_id = $1")},
    {"jobrole_person", "Who works as a job role by name", OF_ORG},
    {"jobrole_skill", "Which skills job roles take", OF_ORG},
    {"jobrole_step", "From which job role one can go on to which", OF_ORG},
    {"jobrole_title", "By which titles people work as a job role", IN("jobrole_id", "SELECT x.id FROM jobrole x WHERE x.org_id = $1")},
    {"jobrole_touched", "Whose skills are to be worked out again"},
    {"judgement", "Judgements of applications", IN("application_id", APPLICATIONS)},
    {"judgement_item", "Judgements by criterion", IN("judgement_id", "SELECT j.id FROM judgement j JOIN application n ON n.id = j.application_id WHERE n.org_id = $1")},
    {"learn_actor", "Who somebody in statements of learning platforms is", OF_ORG},
    {"learn_outcome", "What came of such statements", OF_ORG},
    {"learn_rule", "Rules by which learning awards badges", OF_ORG},
    {"learn_statement", "Statements of learning platforms, as they came", OF_ORG, "token_id"},
    {"learner_record", "Learner records, as they were signed", OF_ORG},
    {"ledger_check", "When the ledger was looked through, and what was found", OF_ORG},
    {"ledger_checkpoint", "What was signed of the ledger", OF_ORG},
    {"ledger_entry", "The ledger: what changed anybody’s standing, without the seals of this server", OF_ORG, "mac"},
    {"ledger_head", "How the ledger ends", OF_ORG, "mac"},
    {"legal_hold", "Legal holds", OF_ORG},
    {"letter_choice", "Which mails a person wants, and whether they may be named", IN("person_id", PEOPLE)},
    {"letter_rule", "How mails go", OF_ORG},
    {"letter_words", "The organisation’s own words in mails", OF_ORG},
    {"list_act", "What was done with many at once", OF_ORG},
    {"list_act_row", "With which rows, and what they were before", IN("act_id", "SELECT x.id FROM list_act x WHERE x.org_id = $1")},
    {"list_look", "Columns that members chose in lists", OF_ORG},
    {"list_view", "Saved views of lists", OF_ORG},
    {"log_entry", BACKPACK},
    {"log_file", BACKPACK},
    {"log_past", BACKPACK},
    {"log_witness", BACKPACK},
    {"lti_course", "Courses of learning platforms that badges stand in", IN("platform_id", "SELECT x.id FROM lti_platform x WHERE x.org_id = $1"), .stays = true},
    {"lti_deployment", "Where a learning platform may open badges", IN("platform_id", "SELECT x.id FROM lti_platform x WHERE x.org_id = $1"), .stays = true},
    {"lti_login", SIGN_IN},
    {"lti_member", "Who is in such a course, as the platform told", IN("course_id", LTI_COURSES), .stays = true},
    {"lti_place", "Badges placed in such courses", IN("course_id", LTI_COURSES), .stays = true},
    {"lti_platform", "Learning platforms, without our keys for them", OF_ORG, "sealed", .stays = true},
    {"lti_score", "Scores that platforms were told", IN("place_id", "SELECT x.id FROM lti_place x JOIN lti_course c ON c.id = x.course_id JOIN lti_platform p ON p.id = c.platform_id WHERE p.org_id = $1"), .stays = true},
    {"lti_visit", SIGN_IN},
    {"mail", "Mails that were sent, or wait", OF_ORG},
    {"mail_tally", "Mails counted by state", OF_ORG},
    {"member", "Members", OF_ORG},
    {"member_past", "Members removed within the hour, so that it can be undone"},
    {"member_role", "Roles of the members, how far they go and how long", OF_ORG},
    {"member_role_part", "Departments and badges that a role is for", IN("grant_id", "SELECT x.id FROM member_role x WHERE x.org_id = $1")},
    {"moved_in", BACKPACK},
    {"nomination", "Nominations for badges", OF_ORG},
    {"nomination_vote", "Votes on nominations", IN("nomination_id", "SELECT x.id FROM nomination x WHERE x.org_id = $1")},
    {"one_time_link", SIGN_IN},
    {"org", "The organisation", SQL_PIECE("id = $1")},
    {"org_export", "Exports such as this one"},
    {"org_key", "Signing keys; secret halves only by wish, as files", OF_ORG, "sealed"},
    {"org_log", "The log", OF_ORG},
    {"org_version", "The profiles as they were at each time", OF_ORG},
    {"outside_skill", "Skills that badges of others name", OF_ORG},
    {"ownership_request", BACKPACK},
    {"partner", "Partners: who teaches, and how far they are trusted", OF_ORG},
    {"partner_badge", "What partners issue", OF_ORG},
    {"partner_event", "What happened with partners, and notes on their quality", OF_ORG},
    {"partner_terms", "What was agreed with partners, and how far they were trusted, as of each time", OF_ORG},
    {"partner_token", "By which tokens partners send", IN("partner_id", "SELECT x.id FROM partner x WHERE x.org_id = $1"), .stays = true},
    {"passkey", SIGN_IN},
    {"pathway", "Pathways to qualifications", OF_ORG},
    {"pathway_after", "What comes after what on pathways", IN("pathway_id", "SELECT x.id FROM pathway x WHERE x.org_id = $1")},
    {"pathway_badge", "Badges that steps of pathways are done with", IN("pathway_id", "SELECT x.id FROM pathway x WHERE x.org_id = $1")},
    {"pathway_credit", "Steps of pathways that count without today's badge", OF_ORG},
    {"pathway_outside", "Badges of others that steps of pathways are done with", IN("pathway_id", "SELECT x.id FROM pathway x WHERE x.org_id = $1")},
    {"pathway_person", "Who is on which pathway", OF_ORG},
    {"pathway_step", "Steps of pathways, in versions", OF_ORG},
    {"pathway_version", "Who published which version of a pathway", OF_ORG},
    {"people_import", "Lists of people that were brought in", OF_ORG},
    {"people_import_line", "Their lines", IN("import_id", "SELECT x.id FROM people_import x WHERE x.org_id = $1")},
    {"person", "People", OF_ORG},
    {"person_address", "Further addresses of people", OF_ORG},
    {"person_day", "Days of people that due dates are counted from", IN("person_id", PEOPLE)},
    {"person_group", "Saved groups", OF_ORG},
    {"person_leave", "Leave of absence", OF_ORG},
    {"person_month", "How much of what was asked of people they held at the end of each month", OF_ORG},
    {"person_note", "Notes about people", OF_ORG},
    {"person_team", "Who is in which team", IN("person_id", PEOPLE)},
    {"plan", PLANS},
    {"plan_event", PLANS},
    {"plan_step", PLANS},
    {"plan_told", PLANS},
    {"provider", "The company’s sign-in, without its secret", OF_ORG, "sealed", .stays = true},
    {"provider_domain", "Domains of the company", OF_ORG, .stays = true},
    {"provider_logout", "Sign-outs that the provider told of, for some minutes"},
    {"provider_role", "Roles by the company’s groups", OF_ORG, .stays = true},
    {"push", BACKPACK},
    {"reader_link", BACKPACK},
    {"recognition_decider", "Who decides in a scheme of recognition", IN("scheme_id", "SELECT x.id FROM recognition_scheme x WHERE x.org_id = $1")},
    {"recognition_round", "Rounds of such schemes", OF_ORG},
    {"recognition_scheme", "Schemes of recognition", OF_ORG},
    {"recovery_code", SIGN_IN},
    {"reminder", "Which reminders went out", IN("award_id", AWARDS)},
    {"reminder_looked", "On which day it reminded last, by time zone", OF_ORG},
    {"reminder_rule", "When holders are reminded", OF_ORG},
    {"requirement", "Requirements", OF_ORG},
    {"requirement_assignment", "Of whom what is asked, since when", OF_ORG},
    {"requirement_audience", "Whom each version of a requirement is for", OF_ORG},
    {"requirement_exception", "Waivers, extensions and suspensions", OF_ORG},
    {"requirement_part", "What each version of a requirement names", IN("version_id", "SELECT x.id FROM requirement_version x WHERE x.org_id = $1")},
    {"requirement_record", "What was recorded as proof", OF_ORG},
    {"requirement_reminder", "When people are reminded, by requirement", IN("requirement_id", "SELECT x.id FROM requirement x WHERE x.org_id = $1")},
    {"requirement_standing", "How everybody stands, worked out from the rest", OF_ORG},
    {"requirement_tally", "How many stand how", IN("requirement_id", "SELECT x.id FROM requirement x WHERE x.org_id = $1")},
    {"requirement_touched", "What is to be worked out again"},
    {"requirement_version", "Versions of requirements", OF_ORG},
    {"retention_night", "What the nights deleted", OF_ORG},
    {"retention_rule", "How long what is kept", OF_ORG},
    {"scim_group", "Groups of the company’s directory", OF_ORG},
    {"scim_member", "Who is in them", IN("group_id", "SELECT x.id FROM scim_group x WHERE x.org_id = $1")},
    {"scim_user", "Entries of the company’s directory", OF_ORG},
    {"session", SIGN_IN},
    {"setting", SERVER},
    {"shelf_act", BACKPACK},
    {"shelf_act_row", BACKPACK},
    {"shelf_word", BACKPACK},
    {"shop", "How the public catalogue is", OF_ORG},
    {"shop_badge", "Places and words of badges in it", OF_ORG},
    {"shop_section", "Its sections", OF_ORG},
    {"showcase", BACKPACK},
    {"sight_document", BACKPACK},
    {"site", "Sites", OF_ORG},
    {"site_grant", BACKPACK},
    {"skill_claim", "Skills that people say they have", OF_ORG},
    {"skill_match", "What was decided of skills that no framework has", OF_ORG},
    {"skill_word", "What others say of them", OF_ORG},
    {"standing_count", "How many stand how by department and site, counted from the rest"},
    {"standing_counted", "When that was counted"},
    {"standing_month", "How much of what was asked was held at the end of each month", OF_ORG},
    {"status_list", "Status lists", OF_ORG},
    {"takeout", BACKPACK},
    {"team", "Teams", OF_ORG},
    {"throttle", SERVER},
    {"token", "Tokens of programs, without their secrets", OF_ORG, "hash", .stays = true},
    {"token_call", "What programs asked", OF_ORG, .stays = true},
    {"token_part", "Departments and badges that a token is for", IN("token_id", "SELECT x.id FROM token x WHERE x.org_id = $1"), .stays = true},
    {"totp", SIGN_IN},
    {"vacancy", "Vacancies", OF_ORG},
    {"vacancy_badge", SENT_FOR},
    {"vacancy_candidate", SENT_FOR},
    {"vacancy_line", "What vacancies ask for", IN("vacancy_id", VACANCIES)},
    {"vacancy_mail", SENT_FOR},
    {"vacancy_point", SENT_FOR},
    {"vacancy_way", "What meets it", IN("line_id", "SELECT l.id FROM vacancy_line l JOIN vacancy x ON x.id = l.vacancy_id WHERE x.org_id = $1")},
    {"verify_result", SERVER},
    {"verify_traffic", "How often awards were checked, by day, badge and outcome", OF_ORG},
    {"wall_off", "Who is not shown on the wall", IN("person_id", PEOPLE)},
    {"wall_screen", "The secret address of the wall’s screen"},
    {"wallet_offer", BACKPACK},
    {NULL},
};

const struct export_table *export_table_of(str name)
{
    for (const struct export_table *t = export_tables; t->name; t++)
        if (str_eq(name, cstr(t->name)))
            return t;
    return NULL;
}

bool export_withholds(const struct export_table *t, str column)
{
    str all = cstr(t->withheld ? t->withheld : ""), one;

    while (str_cut(&all, ',', &one))
        if (str_eq(one, column))
            return true;
    return false;
}
