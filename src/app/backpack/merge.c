/* backpack/merge.c — two accounts of one person become one. */
#include "app/backpack/merge.h"

#include "app/account/notice.h"
#include "app/account/second_step.h"
#include "app/kept_file.h"
#include "app/org/members.h"

/* What becomes of all that the account $2 has: it goes to $1. Where both have
 * the same badge, the collections of $2 show that of $1; where both work for an
 * organisation, the roles of both stay, the wider one where both have the same. What is not named here ends with $2:
 * sessions, password, app and recovery codes, remembered browsers. */
static const char *const sql_moves[] = {
    SQL("UPDATE holding SET removed_at = NULL WHERE owner_id = $1 AND removed_at IS NOT NULL AND credential_key IN"
        " (SELECT o.credential_key FROM holding o WHERE o.owner_id = $2 AND o.removed_at IS NULL)"),
    SQL("UPDATE collection_holding SET holding_id = (SELECT m.id FROM holding m JOIN holding o ON o.credential_key = m.credential_key"
        " WHERE m.owner_id = $1 AND o.id = collection_holding.holding_id) WHERE holding_id IN"
        " (SELECT o.id FROM holding o JOIN holding m ON m.credential_key = o.credential_key AND m.owner_id = $1 WHERE o.owner_id = $2)"),
    SQL("UPDATE holding_part SET holding_id = (SELECT m.id FROM holding m JOIN holding o ON o.credential_key = m.credential_key"
        " WHERE m.owner_id = $1 AND o.id = holding_part.holding_id) WHERE holding_id IN"
        " (SELECT o.id FROM holding o JOIN holding m ON m.credential_key = o.credential_key AND m.owner_id = $1 WHERE o.owner_id = $2)"),
    SQL("UPDATE reader_link SET holding_id = (SELECT m.id FROM holding m JOIN holding o ON o.credential_key = m.credential_key"
        " WHERE m.owner_id = $1 AND o.id = reader_link.holding_id) WHERE holding_id IN"
        " (SELECT o.id FROM holding o JOIN holding m ON m.credential_key = o.credential_key AND m.owner_id = $1 WHERE o.owner_id = $2)"),
    SQL("UPDATE holding SET relied_on = 1 WHERE owner_id = $1 AND relied_on = 0 AND credential_key IN"
        " (SELECT o.credential_key FROM holding o WHERE o.owner_id = $2 AND o.relied_on = 1)"),
    SQL("UPDATE intake SET holding_id = (SELECT m.id FROM holding m JOIN holding o ON o.credential_key = m.credential_key"
        " WHERE m.owner_id = $1 AND o.id = intake.holding_id) WHERE holding_id IN"
        " (SELECT o.id FROM holding o JOIN holding m ON m.credential_key = o.credential_key AND m.owner_id = $1 WHERE o.owner_id = $2)"),
    SQL("UPDATE intake SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE intake SET decided_by = $1 WHERE decided_by = $2"),
    SQL("UPDATE intake_rule SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE intake_event SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE holding SET owner_id = $1 WHERE owner_id = $2 AND credential_key NOT IN"
        " (SELECT m.credential_key FROM holding m WHERE m.owner_id = $1)"),
    SQL("UPDATE collection SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE cv SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE log_entry SET owner_id = $1 WHERE owner_id = $2 AND mark NOT IN (SELECT m.mark FROM log_entry m WHERE m.owner_id = $1)"),
    SQL("UPDATE goal SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE backpack_note SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM backpack_note n WHERE n.account_id = $1"
        " AND n.kind = backpack_note.kind AND n.about = backpack_note.about)"),
    SQL("INSERT INTO shelf_word (owner_id, kind, name) SELECT $1, w.kind, w.name FROM shelf_word w WHERE w.owner_id = $2"
        " ON CONFLICT (owner_id, kind, name) DO NOTHING"),
    SQL("INSERT INTO holding_word (holding_id, word_id) SELECT x.holding_id, n.id FROM holding_word x"
        " JOIN shelf_word o ON o.id = x.word_id AND o.owner_id = $2 JOIN shelf_word n ON n.kind = o.kind AND n.name = o.name AND n.owner_id = $1"
        " JOIN holding h ON h.id = x.holding_id AND h.owner_id = $1 ON CONFLICT (holding_id, word_id) DO NOTHING"),
    SQL("UPDATE shelf_act SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE reader_link SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE ownership_request SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE showcase SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM showcase p WHERE p.account_id = $1)"),
    SQL("UPDATE calendar_feed SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM calendar_feed f WHERE f.account_id = $1)"),
    SQL("UPDATE holder_key SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM holder_key k WHERE k.account_id = $1)"),
    SQL("INSERT INTO member (org_id, account_id, created_at) SELECT m.org_id, $1, m.created_at FROM member m WHERE m.account_id = $2"
        " ON CONFLICT (org_id, account_id) DO NOTHING"),
    SQL("DELETE FROM member_role WHERE account_id = $1 AND (people <> 'all' OR badges <> 'all' OR until_at IS NOT NULL OR from_at IS NOT NULL)"
        " AND EXISTS (SELECT 1 FROM member_role o WHERE o.account_id = $2 AND o.org_id = member_role.org_id AND o.role = member_role.role"
        " AND o.people = 'all' AND o.badges = 'all' AND o.until_at IS NULL AND o.from_at IS NULL)"),
    SQL("UPDATE member_role SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM member_role o WHERE o.account_id = $1"
        " AND o.org_id = member_role.org_id AND o.role = member_role.role)"),
    SQL("DELETE FROM member WHERE account_id = $2 AND account_id <> $1"),
    SQL("DELETE FROM member_past WHERE account_id = $2 AND account_id <> $1"),
    SQL("UPDATE account SET is_operator = 1 WHERE id = $1 AND EXISTS (SELECT 1 FROM account o WHERE o.id = $2 AND o.is_operator = 1)"),
    SQL("UPDATE account_email SET account_id = $1, is_primary = 0 WHERE account_id = $2 AND verified_at IS NOT NULL"),
    SQL("UPDATE passkey SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE account_log SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE award_batch SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE framework_import SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE list_view SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE list_act SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE legal_hold SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE erasure SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE claim_link SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE claim_entry SET decided_by = $1 WHERE decided_by = $2"),
    SQL("UPDATE award_past SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE award_set SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE lti_platform SET awards_by = $1 WHERE awards_by = $2"),
    SQL("UPDATE learn_rule SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE org_export SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE person_note SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE person_leave SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE requirement SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE requirement_version SET changed_by = $1 WHERE changed_by = $2"),
    SQL("UPDATE requirement_version SET grace_by = $1 WHERE grace_by = $2"),
    SQL("UPDATE requirement_assignment SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE requirement_record SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE requirement_exception SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE requirement_exception SET ended_by = $1 WHERE ended_by = $2"),
    SQL("UPDATE person_group SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE people_import SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE hook SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE evidence SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE evidence SET removed_by = $1 WHERE removed_by = $2"),
    SQL("UPDATE evidence_reader SET account_id = $1 WHERE account_id = $2 AND folder_id NOT IN"
        " (SELECT r.folder_id FROM evidence_reader r WHERE r.account_id = $1)"),
    SQL("UPDATE evidence_view SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM evidence_view v"
        " WHERE v.account_id = $1 AND v.evidence_id = evidence_view.evidence_id AND v.hour = evidence_view.hour)"),
    SQL("UPDATE recognition_scheme SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE recognition_decider SET account_id = $1 WHERE account_id = $2 AND scheme_id NOT IN"
        " (SELECT r.scheme_id FROM recognition_decider r WHERE r.account_id = $1)"),
    SQL("UPDATE nomination SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE nomination_vote SET account_id = $1 WHERE account_id = $2 AND nomination_id NOT IN"
        " (SELECT r.nomination_id FROM nomination_vote r WHERE r.account_id = $1)"),
    SQL("UPDATE induct_template SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE induct_template SET substitute_id = $1 WHERE substitute_id = $2"),
    SQL("UPDATE pathway SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE pathway_version SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE pathway_person SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE pathway_credit SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE induct_lane SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE induct SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE induct_step SET done_by = $1 WHERE done_by = $2"),
    SQL("UPDATE induct_step SET signed_by = $1 WHERE signed_by = $2"),
    SQL("UPDATE campaign SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE partner SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE partner_badge SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE partner_event SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE intake_judgement SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE given_endorsement SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE plan SET answered_by = $1 WHERE answered_by = $2"),
    SQL("UPDATE plan_event SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE audit_pack SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE audit_sample SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE audit_view SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS (SELECT 1 FROM audit_view v WHERE v.account_id = $1"
        " AND v.org_id = audit_view.org_id AND v.hour = audit_view.hour AND v.address = audit_view.address)"),
    SQL("UPDATE apply_form SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE application SET assigned_to = $1 WHERE assigned_to = $2"),
    SQL("UPDATE judgement SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE application_message SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE achievement_working SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE token SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE learner_record SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE identity SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE app_grant SET account_id = $1 WHERE account_id = $2 AND client_id NOT IN"
        " (SELECT g.client_id FROM app_grant g WHERE g.account_id = $1)"),
    SQL("UPDATE site_grant SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE push SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE displayer_user SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS"
        " (SELECT 1 FROM displayer_user u WHERE u.account_id = $1)"),
    SQL("UPDATE elsewhere SET account_id = $1 WHERE account_id = $2"),
    SQL("UPDATE account_profile SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS"
        " (SELECT 1 FROM account_profile p WHERE p.account_id = $1)"),
    SQL("UPDATE collect_run SET owner_id = $1 WHERE owner_id = $2"),
    SQL("UPDATE backpack_mail SET account_id = $1 WHERE account_id = $2 AND NOT EXISTS"
        " (SELECT 1 FROM backpack_mail m WHERE m.account_id = $1)"),
    SQL("DELETE FROM takeout WHERE account_id = $2 AND account_id <> $1"),
    SQL("UPDATE org SET company_only = $1 WHERE company_only = $2"),
    SQL("DELETE FROM account WHERE id = $2 AND id <> $1"),
};

/* ---- looking ---- */

static const char sql_count[] = SQL("SELECT count(*) FROM holding WHERE owner_id = $1 AND removed_at IS NULL");

code merge_look(struct db *db, struct arena *a, int64_t into, str token, struct merge *out, struct error *err)
{
    struct one_time_link link;
    struct second_step step;

    *out = (struct merge){0};
    TRY(link_look(db, a, "merge", token, &link, err));
    out->asker = link.account;
    if (into != link.account)
        return fail(err, DENIED, "link", "this link belongs to another account: sign in there first");
    TRY(account_by_email(db, a, link_payload_read(link.payload).email, &out->other, err));
    if (out->other.id == into)
        return fail(err, NOT_FOUND, "link", "both accounts are one already");
    TRY(account_get(db, a, into, &out->own, err));
    TRY(account_addresses(db, a, out->other.id, &out->addresses, err));
    TRY(second_step_look(db, a, out->other.id, &step, err));
    out->needs_second = step.is_on;
    return db_int(db, sql_count, ARGS(v_int(out->other.id)), &out->badges, err);
}

/* ---- doing ---- */

static code move_all(struct db *db, int64_t into, int64_t from, struct error *err)
{
    for (size_t i = 0; i < COUNT(sql_moves); i++)
        TRY(db_run(db, sql_moves[i], ARGS(v_int(into), v_int(from)), NULL, err));
    return OK;
}

static code merge_rows(struct app *app, struct db *db, struct arena *a, const struct merge *m, const struct merge_act *act, struct error *err)
{
    struct one_time_link link;
    struct account_event e = {.account = m->own.id, .what = "merge", .detail = m->other.email, .user_agent = act->user_agent};

    TRY(link_use(db, a, "merge", act->token, &link, err));
    TRY(org_account_leaves(db, a, m->other.id, err));
    TRY(move_all(db, m->own.id, m->other.id, err));
    TRY(org_account_changed(db, a, m->own.id, err));
    TRY(account_note(app, db, a, &e, err));
    e.to = m->other.email;
    return account_note(app, db, a, &e, err);
}

code merge_accounts(struct app *app, struct db *db, struct arena *a, const struct merge_act *act, struct error *err)
{
    struct merge m;

    TRY(merge_look(db, a, act->into, act->token, &m, err));
    if (m.needs_second)
        return fail(err, CONFLICT, "", "the other account has a second step: sign in there first and switch it off");
    TRY(db_begin(db, err));
    TRY(db_end(db, merge_rows(app, db, a, &m, act, err), err));
    kept_file_forget(app, a, m.other.id);
    app_wake(app);
    return OK;
}
