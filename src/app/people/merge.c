/* people/merge.c — two entries that are one person become one, and two again for
 * some minutes. Awards stay made out to the address they were signed for. */
#include "app/people/people.h"

/* What one entry had and the other is given; told row by row, so that undoing
 * takes back these alone. Each statement answers the ids that were moved. */
static const char sql_awards[] = SQL(
    "UPDATE award SET recipient = CASE WHEN recipient = '' THEN (SELECT p.email FROM person p WHERE p.id = $1) ELSE recipient END,"
    " person_id = $2 WHERE person_id = $1 RETURNING id");
static const char sql_reports[] = SQL("UPDATE person SET manager_id = $2 WHERE manager_id = $1 AND id <> $2 RETURNING id");
static const char sql_notes[] = SQL("UPDATE person_note SET person_id = $2 WHERE person_id = $1 RETURNING id");
static const char sql_teams[] = SQL(
    "INSERT INTO person_team (person_id, team_id) SELECT $2, x.team_id FROM person_team x WHERE x.person_id = $1"
    " ON CONFLICT DO NOTHING RETURNING team_id");
static const char sql_groups[] = SQL(
    "INSERT INTO group_member (group_id, person_id) SELECT x.group_id, $2 FROM group_member x WHERE x.person_id = $1"
    " ON CONFLICT DO NOTHING RETURNING group_id");
/* Who stays keeps a choice of his own. */
static const char sql_choices[] = SQL(
    "INSERT INTO letter_choice (person_id, lang, refused, changed_at) SELECT $2, x.lang, x.refused, x.changed_at FROM letter_choice x"
    " WHERE x.person_id = $1 ON CONFLICT DO NOTHING RETURNING person_id");

/* As whom they are known to learning platforms. */
static const char sql_learners[] = SQL("UPDATE learn_actor SET person_id = $2 WHERE person_id = $1 RETURNING id");

/* What proves something, what was granted, when they were away. */
static const char sql_records[] = SQL("UPDATE requirement_record SET person_id = $2 WHERE person_id = $1 RETURNING id");
static const char sql_exceptions[] = SQL("UPDATE requirement_exception SET person_id = $2 WHERE person_id = $1 RETURNING id");
static const char sql_jobs[] = SQL(
    "INSERT INTO jobrole_person (org_id, jobrole_id, person_id, created_at) SELECT x.org_id, x.jobrole_id, $2, x.created_at FROM jobrole_person x"
    " WHERE x.person_id = $1 ON CONFLICT DO NOTHING RETURNING jobrole_id");
/* Their printed cards go on, but for a job role of which who stays has one. */
static const char sql_cards[] = SQL(
    "UPDATE clearance_card SET person_id = $2 WHERE person_id = $1 AND NOT EXISTS (SELECT 1 FROM clearance_card o WHERE o.person_id = $2"
    " AND o.jobrole_id = clearance_card.jobrole_id) RETURNING id");
static const char sql_leaves[] = SQL("UPDATE person_leave SET person_id = $2 WHERE person_id = $1 RETURNING id");
static const char sql_intakes[] = SQL("UPDATE intake SET person_id = $2 WHERE person_id = $1 RETURNING id");
static const char sql_plans[] = SQL("UPDATE plan SET person_id = $2 WHERE person_id = $1 RETURNING id");
/* What they were nominated for. */
static const char sql_nominations[] = SQL("UPDATE nomination SET person_id = $2 WHERE person_id = $1 RETURNING id");
/* Whoever did not want to be shown is not shown. */
static const char sql_off_wall[] = SQL(
    "INSERT INTO wall_off (person_id, created_at) SELECT $2, x.created_at FROM wall_off x WHERE x.person_id = $1 ON CONFLICT DO NOTHING RETURNING person_id");
/* Their checklists, but for one that who stays has running too; what they do in those of others. */
static const char sql_inductions[] = SQL(
    "UPDATE induct SET person_id = $2 WHERE person_id = $1 AND (done_at IS NOT NULL OR cancelled_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM induct o"
    " WHERE o.person_id = $2 AND o.template_id = induct.template_id AND o.done_at IS NULL AND o.cancelled_at IS NULL)) RETURNING id");
/* The pathways they are on, but for those that who stays is on too. */
static const char sql_pathways[] = SQL(
    "UPDATE pathway_person SET person_id = $2 WHERE person_id = $1 AND NOT EXISTS (SELECT 1 FROM pathway_person o WHERE o.person_id = $2"
    " AND o.pathway_id = pathway_person.pathway_id) RETURNING id");
/* What they say they can, with what others say of it, but for skills of which who stays says so too; and what they say of others. */
static const char sql_skills[] = SQL(
    "UPDATE skill_claim SET person_id = $2 WHERE person_id = $1 AND NOT EXISTS (SELECT 1 FROM skill_claim o WHERE o.person_id = $2 AND o.item_id = skill_claim.item_id) RETURNING id");
static const char sql_skill_words[] = SQL(
    "UPDATE skill_word SET by_id = $2 WHERE by_id = $1 AND NOT EXISTS (SELECT 1 FROM skill_word o WHERE o.by_id = $2 AND o.claim_id = skill_word.claim_id) RETURNING id");
/* Where both say so, what others said goes to the claim of who stays, but for who spoke of both, and for themselves. */
static const char sql_skill_said[] = SQL(
    "UPDATE skill_word SET claim_id = (SELECT k.id FROM skill_claim k JOIN skill_claim g ON g.item_id = k.item_id WHERE k.person_id = $2 AND g.id = skill_word.claim_id)"
    " WHERE claim_id IN (SELECT g.id FROM skill_claim g JOIN skill_claim k ON k.item_id = g.item_id AND k.person_id = $2 WHERE g.person_id = $1)"
    " AND (by_id IS NULL OR (by_id NOT IN ($1, $2) AND NOT EXISTS (SELECT 1 FROM skill_word o JOIN skill_claim k ON k.id = o.claim_id JOIN skill_claim g ON g.item_id = k.item_id"
    " WHERE k.person_id = $2 AND g.id = skill_word.claim_id AND o.by_id = skill_word.by_id))) RETURNING id");
/* What each of them has is another now: both are looked at anew within the hour. */
static const char sql_look_again[] = SQL("UPDATE pathway_person SET look_at = 1 WHERE person_id IN ($1, $2) AND left_at IS NULL");
static const char sql_induct_items[] = SQL("UPDATE induct_item SET person_id = $2 WHERE person_id = $1 RETURNING id");

static const char sql_awards_back[] = SQL(
    "UPDATE award SET person_id = $1, recipient = CASE WHEN recipient = (SELECT p.email FROM person p WHERE p.id = $1) THEN ''"
    " ELSE recipient END WHERE person_id = $2 AND id = $3");
static const char sql_reports_back[] = SQL("UPDATE person SET manager_id = $1 WHERE manager_id = $2 AND id = $3");
static const char sql_notes_back[] = SQL("UPDATE person_note SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_teams_back[] = SQL("DELETE FROM person_team WHERE person_id = $2 AND team_id = $3 AND $1 = $1");
static const char sql_groups_back[] = SQL("DELETE FROM group_member WHERE person_id = $2 AND group_id = $3 AND $1 = $1");
static const char sql_choices_back[] = SQL("DELETE FROM letter_choice WHERE person_id = $2 AND person_id = $3 AND $1 = $1");

static const char sql_learners_back[] = SQL("UPDATE learn_actor SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_records_back[] = SQL("UPDATE requirement_record SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_exceptions_back[] = SQL("UPDATE requirement_exception SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_nominations_back[] = SQL("UPDATE nomination SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_off_wall_back[] = SQL("DELETE FROM wall_off WHERE person_id = $2 AND person_id = $3 AND $1 = $1");
static const char sql_inductions_back[] = SQL("UPDATE induct SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_pathways_back[] = SQL("UPDATE pathway_person SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_induct_items_back[] = SQL("UPDATE induct_item SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_jobs_back[] = SQL("DELETE FROM jobrole_person WHERE person_id = $2 AND jobrole_id = $3 AND $1 = $1");
static const char sql_cards_back[] = SQL("UPDATE clearance_card SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_intakes_back[] = SQL("UPDATE intake SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_plans_back[] = SQL("UPDATE plan SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_skills_back[] = SQL("UPDATE skill_claim SET person_id = $1 WHERE person_id = $2 AND id = $3");
static const char sql_skill_words_back[] = SQL("UPDATE skill_word SET by_id = $1 WHERE by_id = $2 AND id = $3");
static const char sql_skill_said_back[] = SQL(
    "UPDATE skill_word SET claim_id = (SELECT g.id FROM skill_claim g JOIN skill_claim k ON k.item_id = g.item_id WHERE g.person_id = $1 AND k.id = skill_word.claim_id)"
    " WHERE id = $3 AND claim_id IN (SELECT k.id FROM skill_claim k JOIN skill_claim g ON g.item_id = k.item_id AND g.person_id = $1 WHERE k.person_id = $2)");
static const char sql_leaves_back[] = SQL("UPDATE person_leave SET person_id = $1 WHERE person_id = $2 AND id = $3");

static const struct { const char *move, *back; } parts[] = {
    {sql_awards, sql_awards_back}, {sql_reports, sql_reports_back}, {sql_notes, sql_notes_back},
    {sql_teams, sql_teams_back}, {sql_groups, sql_groups_back}, {sql_choices, sql_choices_back},
    {sql_learners, sql_learners_back}, {sql_records, sql_records_back}, {sql_exceptions, sql_exceptions_back}, {sql_leaves, sql_leaves_back},
    {sql_nominations, sql_nominations_back},
    {sql_jobs, sql_jobs_back}, {sql_off_wall, sql_off_wall_back},
    {sql_inductions, sql_inductions_back},
    {sql_induct_items, sql_induct_items_back},
    {sql_intakes, sql_intakes_back},
    {sql_cards, sql_cards_back},
    {sql_plans, sql_plans_back},
    {sql_pathways, sql_pathways_back},
    {sql_skills, sql_skills_back},
    {sql_skill_words, sql_skill_words_back},
    {sql_skill_said, sql_skill_said_back},
};
#define FIRST 10                                 /* parts that stand before the addresses; those that came later stand behind */

static code move_part(struct db *db, const char *sql, int64_t from, int64_t to, struct buf *moved, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(from), v_int(to)));

    for (bool first = true; rows_next(r); first = false)
        buf_printf(moved, "%s%lld", first ? "" : " ", (long long)row_int(r, 0));
    return rows_end(r, err);
}

static code move_back(struct db *db, const char *sql, int64_t from, int64_t to, str ids, struct error *err)
{
    str one;
    int64_t id;

    while (str_cut(&ids, ' ', &one))
        if (str_to_int(one, &id))
            TRY(db_run(db, sql, ARGS(v_int(from), v_int(to), v_int(id)), NULL, err));
    return OK;
}

/* ---- addresses ---- */

static const char sql_addresses[] = SQL("UPDATE person_address SET person_id = $2 WHERE person_id = $1");
static const char sql_own_address[] = SQL(
    "INSERT INTO person_address (org_id, folded, address, person_id) SELECT p.org_id, p.folded, p.email, $2 FROM person p WHERE p.id = $1"
    " ON CONFLICT (org_id, folded) DO UPDATE SET person_id = excluded.person_id");
static const char sql_own_address_back[] = SQL(
    "DELETE FROM person_address WHERE person_id = $2 AND folded = (SELECT p.folded FROM person p WHERE p.id = $1)");
static const char sql_address_back[] = SQL(
    "UPDATE person_address SET person_id = $1 WHERE person_id = $2 AND folded = $3");

static code move_addresses(struct db *db, struct arena *a, int64_t from, int64_t to, struct buf *moved, struct error *err)
{
    struct str_list all = {0};

    TRY(person_addresses(db, a, from, &all, err));
    for (size_t i = 0; i < all.n; i++)
        buf_printf(moved, "%s" STR_FMT, i ? " " : "", STR_ARG(all.items[i]));
    TRY(db_run(db, sql_addresses, ARGS(v_int(from), v_int(to)), NULL, err));
    return db_run(db, sql_own_address, ARGS(v_int(from), v_int(to)), NULL, err);
}

static code addresses_back(struct db *db, struct arena *a, int64_t from, int64_t to, str moved, struct error *err)
{
    str one;

    TRY(db_run(db, sql_own_address_back, ARGS(v_int(from), v_int(to)), NULL, err));
    while (str_cut(&moved, ' ', &one))
        TRY(db_run(db, sql_address_back, ARGS(v_int(from), v_int(to), v_str(str_lower(a, one))), NULL, err));
    return OK;
}

/* ---- the act ---- */

struct stretch { size_t from, to; };             /* of the parts */

static code move_parts(struct db *db, const struct stretch *some, int64_t from, int64_t to, struct buf *moved, struct error *err)
{
    for (size_t i = some->from; i < some->to; i++) {
        buf_byte(moved, '|');
        TRY(move_part(db, parts[i].move, from, to, moved, err));
    }
    return OK;
}

static code parts_back(struct db *db, const struct stretch *some, int64_t from, int64_t to, str *rest, struct error *err)
{
    str part;

    for (size_t i = some->from; i < some->to; i++) {
        if (!str_cut(rest, '|', &part))
            part = S("");
        TRY(move_back(db, parts[i].back, from, to, part, err));
    }
    return OK;
}

static code keeper(struct act_run *run, int64_t *id, struct error *err)
{
    TRY(person_by_words(run->db, run->a, run->org, act_input(run, "person"), id, err));
    return *id ? OK : fail(err, BAD_INPUT, "person", "nobody, or more than one, is found by that: write an address or a staff number");
}

static code check(struct act_run *run, struct error *err)
{
    int64_t id;

    return keeper(run, &id, err);
}

/* before: "KEEPER|awards|reports|notes|teams|groups|choices|learners|records|exceptions|leaves|addresses|nominations|jobs|wall|checklists|items of them|intakes|cards|plans|pathways|skills|words about skills" */
static code merge(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct buf moved = buf_new(run->a);
    struct person_change c = {run->org, row, run->account};
    int64_t to;

    TRY(keeper(run, &to, err));
    if (to == row)
        return fail(err, CONFLICT, "person", "the entry that stays is itself among the ticked");
    buf_printf(&moved, "%lld", (long long)to);
    TRY(move_parts(run->db, &(struct stretch){0, FIRST}, row, to, &moved, err));
    buf_byte(&moved, '|');
    TRY(move_addresses(run->db, run->a, row, to, &moved, err));
    TRY(move_parts(run->db, &(struct stretch){FIRST, COUNT(parts)}, row, to, &moved, err));
    *before = buf_done(&moved);
    TRY(db_run(run->db, sql_look_again, ARGS(v_int(row), v_int(to)), NULL, err));
    TRY(person_remove(run->db, run->a, &c, err));
    TRY(person_tell_watcher(run->db, run->a, run->org, to, err));
    return org_log(run->db, run->org, run->account, "person.merge", str_printf(run->a, "person %lld", (long long)to),
                   str_printf(run->a, "%lld", (long long)row), err);
}

static code unmerge(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct person_change c = {run->org, row, run->account};
    str rest = *before, part;
    int64_t to = 0;

    if (!str_cut(&rest, '|', &part) || !str_to_int(part, &to))
        return fail(err, CONFLICT, "person", "what was moved is not known any more");
    TRY(parts_back(run->db, &(struct stretch){0, FIRST}, row, to, &rest, err));
    part = S("");
    str_cut(&rest, '|', &part);
    TRY(addresses_back(run->db, run->a, row, to, part, err));
    TRY(parts_back(run->db, &(struct stretch){FIRST, COUNT(parts)}, row, to, &rest, err));
    TRY(db_run(run->db, sql_look_again, ARGS(v_int(row), v_int(to)), NULL, err));
    TRY(person_tell_watcher(run->db, run->a, run->org, to, err));
    return person_restore(run->db, run->a, &c, err);
}

static const struct act_input inputs[] = {
    {"person", "The entry that stays", "E-mail address, staff number, or the whole name", FIELD_LINE, NULL, true}, {0},
};
const struct list_act person_merge_act = {
    "merge", "Same person as …", "arrows-join", "{n} put together with another", "{n} put together with another",
    "Awards, notes, teams, groups and addresses of these entries become those of the one that stays. Awards stay valid and made out to the"
    " address they were signed for; lists with an old address find the one that stays.",
    NULL, MANAGE_PEOPLE, inputs, NULL, check, merge, unmerge,
};
