/* ledger/ledger_tables.c — the tables that bear on anybody's standing. */
#include "app/ledger/ledger.h"

#define OF_AWARD(column) "(SELECT w." column " FROM award w WHERE w.id = r.award_id)"
#define OF_THEIR_AWARDS .theirs = "r.award_id IN (SELECT w.id FROM award w WHERE w.person_id = $2)"

const struct ledger_table ledger_tables[] = {
    {"award", "award", "award", "id", "r.org_id", "r.person_id",
     "achievement_id version_id org_version_id person_id batch_id form awarded_at valid_from valid_until edition status_list_id status_index"
     " key_id created_at revoked_at revoke_reason picture_hash",
     "public_id recipient salt narrative evidence_url #signature batch_line results"},
    {"suspension", "award_suspension", "suspension of award", "award_id", "r.org_id", OF_AWARD("person_id"), "status_list_id since reason", "", OF_THEIR_AWARDS},
    {"successor", "award_successor", "successor of award", "award_id", OF_AWARD("org_id"), OF_AWARD("person_id"), "next_id why", "", OF_THEIR_AWARDS},
    {"past", "award_past", "earlier edition of an award", "id", "r.org_id", OF_AWARD("person_id"),
     "award_id edition awarded_at valid_until status_list_id status_index what account_id changed_at", "recipient narrative evidence_url why", OF_THEIR_AWARDS},
    {"person", "person", "person", "id", "r.org_id", "r.id",
     "name title staff_number employment department_id site_id manager_id starts_at leaves_at ended_at removed_at erased_at created_at",
     "email folded"},
    {"department", "department", "department", "id", "r.org_id", NULL, "parent_id name path created_at", "folded"},
    {"site", "site", "site", "id", "r.org_id", NULL, "name created_at time_zone", "folded"},
    {"member", "member", "member", "account_id", "r.org_id", NULL, "created_at", ""},
    {"role", "member_role", "role of a member", "id", "r.org_id", NULL, "account_id role people badges from_at until_at created_at", ""},
    {"application", "application", "application", "id", "r.org_id", NULL,
     "achievement_id version_id folder_id state round is_sampled assigned_to award_id created_at changed_at submitted_at due_at decided_at told_at",
     "public_id name email folded statement reason"},
    {"judgement", "judgement", "judgement of an application", "id", "(SELECT x.org_id FROM application x WHERE x.id = r.application_id)", NULL,
     "application_id round stage account_id verdict created_at", "reason note"},
    {"evidence", "evidence", "piece of evidence", "id", "(SELECT f.org_id FROM evidence_folder f WHERE f.id = r.folder_id)", NULL,
     "folder_id kind audience type hash bytes account_id created_at removed_at removed_by made_on", "public_id item title words url"},
    {"requirement", "requirement", "requirement", "id", "r.org_id", NULL, "code owner_id created_at archived_at", "folded minutes cost"},
    {"version", "requirement_version", "version of a requirement", "id", "r.org_id", NULL,
     "requirement_id number name words basis basis_ref basis_url basis_version criticality rule sign_off retain_years grace_by changed_by changed_at"
     " published_at published_on carry renew_by", ""},
    {"audience", "requirement_audience", "audience of a requirement", "id", "r.org_id", NULL, "version_id leaves_out kind ref_id words", ""},
    {"assignment", "requirement_assignment", "assignment", "id", "r.org_id", "r.person_id",
     "requirement_id person_id from_on until_on until_why source account_id created_at", ""},
    {"record", "requirement_record", "record", "id", "r.org_id", "r.person_id",
     "requirement_id person_id kind source ref_id what completed_on ends_on back_dated folder_id corrects_id voids account_id recorded_at", "note"},
    {"exception", "requirement_exception", "waiver or extension", "id", "r.org_id", "r.person_id",
     "requirement_id person_id kind from_on until_on reason account_id recorded_at ended_at ended_by ended_why", ""},
    {"checklist", "induct", "checklist", "id", "r.org_id", "r.person_id", "template_id number person_id account_id award_id source starts_on created_at changed_at cancelled_at done_at refreshed_at", ""},
    {"checklist.step", "induct_step", "step of a checklist", "id", "r.org_id", "(SELECT u.person_id FROM induct u WHERE u.id = r.induct_id)",
     "induct_id item_id due_on score hash done_at done_by signed_at signed_by folder_id told_at dropped_at", "note",
     .theirs = "r.induct_id IN (SELECT u.id FROM induct u WHERE u.person_id = $2)"},
    {"leave", "person_leave", "leave of absence", "id", "r.org_id", "r.person_id", "person_id from_on until_on account_id created_at", ""},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
