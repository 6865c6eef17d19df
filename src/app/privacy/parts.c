/* privacy/parts.c — where something stands about a person: counted for the page
 * that asks, read for their copy, deleted when they are erased. One table, so
 * that none of the three forgets what the others know. */
#include "app/privacy/privacy.h"

/* All their addresses, as they are compared, and their awards. */
#define THEIRS                                                                 \
    "(SELECT p.folded FROM person p WHERE p.org_id = $1 AND p.id = $2"         \
    " UNION SELECT o.folded FROM person_address o WHERE o.org_id = $1 AND o.person_id = $2)"
/* As values without a type: an index over lower() serves no comparison with a column of text in SQLite. */
#define THEIR_WORDS                                                            \
    "(SELECT p.folded || '' FROM person p WHERE p.org_id = $1 AND p.id = $2"   \
    " UNION SELECT o.folded || '' FROM person_address o WHERE o.org_id = $1 AND o.person_id = $2)"
#define AWARDS "(SELECT w.id FROM award w WHERE +w.org_id = $1 AND w.person_id = $2)"    /* +: by the person, who has few */

#define NOTES    " FROM person_note WHERE +org_id = $1 AND person_id = $2"
#define RECORDS  " FROM learner_record WHERE +org_id = $1 AND person_id = $2"
#define TEAMS    " FROM person_team WHERE person_id = (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $2)"
#define GROUPS   " FROM group_member WHERE person_id = (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $2)"
#define PROVED   " FROM requirement_record WHERE +org_id = $1 AND person_id = $2"
#define SAMPLED " FROM audit_sample_line WHERE +org_id = $1 AND person_id = $2"
#define EXCEPTED " FROM requirement_exception WHERE +org_id = $1 AND person_id = $2"
#define ASKED_OF " FROM requirement_assignment WHERE +org_id = $1 AND person_id = $2"
#define ON_LEAVE " FROM person_leave WHERE +org_id = $1 AND person_id = $2"
#define DAYS     " FROM person_day WHERE person_id = (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $2)"
#define NAMED_IN " FROM requirement_audience WHERE +org_id = $1 AND kind = 'person' AND ref_id = $2"
#define WORKS    " FROM jobrole_person WHERE +org_id = $1 AND person_id = $2"
#define CARDS    " FROM clearance_card WHERE +org_id = $1 AND person_id = $2"
#define OF_WHAT  "(SELECT q.code FROM requirement q WHERE q.id = requirement_id)"
/* One condition with OR would look at every mail of the organisation for each person. */
#define MAILS    " FROM mail WHERE +org_id = $1 AND id IN (SELECT m.id FROM mail m WHERE m.person_id = $2" \
                 " UNION SELECT m.id FROM mail m WHERE m.award_id IN " AWARDS                            \
                 " UNION SELECT m.id FROM mail m WHERE m.org_id = $1 AND m.to_address <> '' AND lower(m.to_address) IN " THEIR_WORDS ")"
#define PAST     " FROM award_past WHERE +org_id = $1 AND recipient <> '' AND award_id IN " AWARDS
#define APPLIED  " FROM application WHERE +org_id = $1 AND folded IN " THEIRS
#define OFF_WALL " FROM wall_off WHERE person_id = (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $2)"
#define NAMED    " FROM nomination WHERE +org_id = $1 AND person_id = $2"
#define INDUCTED " FROM induct WHERE +org_id = $1 AND person_id = $2"
#define PLANNED  " FROM plan WHERE +org_id = $1 AND person_id = $2"
#define OF_PLANS " WHERE plan_id IN (SELECT n.id FROM plan n WHERE +n.org_id = $1 AND n.person_id = $2)"
#define GOAL     "(SELECT n.title FROM plan n WHERE n.id = plan_id)"
#define PATHWAYS " FROM pathway_person WHERE +org_id = $1 AND person_id = $2"
#define CREDITED " FROM pathway_credit WHERE enrol_id IN (SELECT u.id FROM pathway_person u WHERE +u.org_id = $1 AND u.person_id = $2)"
#define SAID_OF  " FROM skill_claim WHERE +org_id = $1 AND person_id = $2"
#define TOLD_OF  " FROM skill_word WHERE +org_id = $1 AND state = 'said' AND claim_id IN (SELECT c.id FROM skill_claim c WHERE +c.org_id = $1 AND c.person_id = $2)"
#define SAID_BY  " FROM skill_word WHERE +org_id = $1 AND by_id = $2"
/* A level with the scale of its framework below it: copy.c has the name of it. */
#define LEVEL_OF(level, item) "(SELECT CAST(" level " AS TEXT) || '\n' || f.levels FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE i.id = " item ")"
#define OF_CLAIM "(SELECT c.item_id FROM skill_claim c WHERE c.id = claim_id)"
#define SHOWS    " FROM induct_item WHERE +org_id = $1 AND person_id = $2"
#define HANDED   " FROM intake WHERE +org_id = $1 AND person_id = $2"
/* Nobody reads it while a second judge has still to look. */
#define ONCE_SETTLED(what) "CASE WHEN (SELECT o.state FROM intake o WHERE o.id = intake_id) IN ('waiting', 'asked', 'second') THEN '' ELSE " what " END"
#define FIRST_OF " FROM intake_judgement WHERE intake_id IN (SELECT i.id FROM intake i WHERE +i.org_id = $1 AND i.person_id = $2)"
#define SENT_IN  " FROM vacancy_candidate WHERE org_id = $1 AND folded IN " THEIRS
#define FOLDERS  " FROM evidence_folder WHERE org_id = $1 AND folded IN " THEIRS
#define PIECES   " FROM evidence e JOIN evidence_folder f ON f.id = e.folder_id WHERE f.org_id = $1 AND f.folded IN " THEIRS
#define CLAIMS   " FROM claim_entry WHERE +org_id = $1 AND id IN (SELECT y.id FROM claim_entry y WHERE y.award_id IN " AWARDS     \
                 " UNION SELECT y.id FROM claim_entry y WHERE y.folded <> '' AND y.folded IN " THEIRS ")"
#define ASKED    " FROM endorsement WHERE +org_id = $1 AND state IN ('asked', 'refused') AND folded IN " THEIRS
#define IMPORTS  "(SELECT i.id FROM people_import i WHERE i.org_id = $1)"
#define BROUGHT  " FROM people_import_line WHERE id IN (SELECT x.id FROM people_import_line x WHERE +x.import_id IN " IMPORTS " AND x.person_id = $2" \
                 " UNION SELECT x.id FROM people_import_line x WHERE x.import_id IN " IMPORTS " AND x.key IN " THEIRS                                \
                 " UNION SELECT x.id FROM people_import_line x WHERE x.import_id IN " IMPORTS " AND x.address_key IN " THEIRS ")"
#define LISTED   " FROM award_batch_line WHERE batch_id IN (SELECT b.id FROM award_batch b WHERE b.org_id = $1) AND folded IN " THEIRS
#define TOLD     " FROM hook_send WHERE id IN (SELECT s.id FROM hook_send s WHERE s.org_id = $1 AND s.subject = $2 AND s.event LIKE 'person.%'" \
                 " UNION SELECT s.id FROM hook_send s WHERE s.org_id = $1 AND s.subject IN " AWARDS " AND s.event LIKE 'award.%')"
#define UNDO     " FROM list_act_row WHERE row_id = $2 AND act_id IN (SELECT c.id FROM list_act c WHERE c.org_id = $1 AND c.list = 'people')"
/* As learning platforms name them. */
#define ACTORS   "(SELECT 'mbox ' || p.folded FROM person p WHERE p.org_id = $1 AND p.id = $2"     \
                 " UNION SELECT 'mbox ' || o.folded FROM person_address o WHERE o.org_id = $1 AND o.person_id = $2" \
                 " UNION SELECT c.actor FROM learn_actor c WHERE +c.org_id = $1 AND c.person_id = $2)"
#define LEARNER  " FROM learn_actor WHERE org_id = $1 AND actor IN " ACTORS
#define LEARNT   " FROM learn_statement WHERE org_id = $1 AND actor IN " ACTORS
#define CHOSEN   " FROM letter_choice WHERE person_id = (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.id = $2)"
#define HELD     " FROM legal_hold WHERE +org_id = $1 AND person_id = $2 AND reason <> ''"
#define VISITS   " FROM lti_visit WHERE platform_id IN (SELECT f.id FROM lti_platform f WHERE f.org_id = $1) AND lower(email) IN " THEIRS
#define IN_COURSES " FROM lti_member WHERE course_id IN (SELECT g.id FROM lti_course g JOIN lti_platform f ON f.id = g.platform_id WHERE f.org_id = $1)" \
                 " AND folded <> '' AND folded IN " THEIRS
#define SCIM     " FROM scim_user WHERE +org_id = $1 AND person_id = $2"
/* Two hundred letters are what the indexes of the log hold of a line; longer ones are compared after that. */
#define AS_KEPT(text) "substr(lower(" text "), 1, 200)"
#define KEYS     "(SELECT substr(p.folded, 1, 200) FROM person p WHERE p.org_id = $1 AND p.id = $2"        \
                 " UNION SELECT substr(o.folded, 1, 200) FROM person_address o WHERE o.org_id = $1 AND o.person_id = $2)"
#define LOGGED   " FROM org_log WHERE id IN (SELECT l.id FROM org_log l WHERE l.org_id = $1 AND l.subject = 'person ' || CAST(CAST($2 AS BIGINT) AS TEXT)" \
                 " UNION SELECT l.id FROM org_log l WHERE +l.org_id = $1 AND " AS_KEPT("l.subject") " IN " KEYS " AND lower(l.subject) IN " THEIRS \
                 " UNION SELECT l.id FROM org_log l WHERE +l.org_id = $1 AND l.detail <> '' AND " AS_KEPT("l.detail") " IN " KEYS " AND lower(l.detail) IN " THEIRS \
                 " UNION SELECT l.id FROM org_log l WHERE +l.org_id = $1 AND l.detail <> '' AND " AS_KEPT("l.detail")          \
                 " IN (SELECT " AS_KEPT("p.name") " FROM person p WHERE p.org_id = $1 AND p.id = $2 AND p.name <> '')"                                      \
                 " AND l.detail = (SELECT p.name FROM person p WHERE p.org_id = $1 AND p.id = $2))"

const struct privacy_part privacy_parts[] = {
    {"notes", "Notes", "written,note", SQL("SELECT count(*)" NOTES), SQL("SELECT created_at, words" NOTES " ORDER BY id"), {SQL("DELETE" NOTES)}},
    {"records", "Learner records", "made,name,document", SQL("SELECT count(*)" RECORDS), SQL("SELECT created_at, name, document" RECORDS " ORDER BY id"),
     {SQL("DELETE" RECORDS)}},
    {"teams", "Places in teams", "team", SQL("SELECT count(*)" TEAMS),
     SQL("SELECT (SELECT t.name FROM team t WHERE t.id = team_id)" TEAMS " ORDER BY team_id"), {SQL("DELETE" TEAMS)}},
    {"jobs", "Job roles by name", "role,since", SQL("SELECT count(*)" WORKS),
     SQL("SELECT (SELECT j.name FROM jobrole j WHERE j.id = jobrole_id), created_at" WORKS " ORDER BY id"), {SQL("DELETE" WORKS)}},
    {"cards", "Cards that say whether they are cleared", "role,made", SQL("SELECT count(*)" CARDS),
     SQL("SELECT (SELECT j.name FROM jobrole j WHERE j.id = jobrole_id), created_at" CARDS " ORDER BY id"), {SQL("DELETE" CARDS)}},
    {"groups", "Places in groups", "group", SQL("SELECT count(*)" GROUPS),
     SQL("SELECT (SELECT g.name FROM person_group g WHERE g.id = group_id)" GROUPS " ORDER BY group_id"), {SQL("DELETE" GROUPS)}},
    {"proofs", "Records that they fulfilled what is asked; their days stay, without words", "recorded,requirement,completed,note", SQL("SELECT count(*)" PROVED),
     SQL("SELECT recorded_at, " OF_WHAT ", completed_on, note" PROVED " ORDER BY id"), {SQL("UPDATE requirement_record SET note = '' WHERE +org_id = $1 AND person_id = $2")}},
    {"exceptions", "Waivers, extensions and suspensions; their days stay, without reasons", "recorded,requirement,kind,from,until,reason,ended",
     SQL("SELECT count(*)" EXCEPTED), SQL("SELECT recorded_at, " OF_WHAT ", kind, from_on, until_on, reason, ended_why" EXCEPTED " ORDER BY id"),
     {SQL("UPDATE requirement_exception SET reason = '', ended_why = '' WHERE +org_id = $1 AND person_id = $2")}},
    {"samples", "Notes of auditors; that they were in the sample stays", "noted,requirement,result,note", SQL("SELECT count(*)" SAMPLED),
     SQL("SELECT noted_at, " OF_WHAT ", result, note" SAMPLED " ORDER BY id"), {SQL("UPDATE audit_sample_line SET note = '' WHERE +org_id = $1 AND person_id = $2")}},
    {"asked", "What was asked of them and when", "requirement,from,until", SQL("SELECT count(*)" ASKED_OF),
     SQL("SELECT " OF_WHAT ", from_on, until_on" ASKED_OF " ORDER BY id"), {SQL("DELETE" NAMED_IN)}},
    {"leave", "Leave of absence", "from,until", SQL("SELECT count(*)" ON_LEAVE), SQL("SELECT from_on, until_on" ON_LEAVE " ORDER BY id"), {SQL("DELETE" ON_LEAVE)}},
    {"days", "Days that due dates are counted from", "name,day", SQL("SELECT count(*)" DAYS), SQL("SELECT name, day" DAYS " ORDER BY name"), {SQL("DELETE" DAYS)}},
    {"mails", "Mails to them", "written,sent,address,subject,state,text", SQL("SELECT count(*)" MAILS),
     SQL("SELECT created_at, sent_at, to_address, subject, state, body_text" MAILS " ORDER BY id"),
     {SQL("INSERT INTO mail_tally (org_id, batch_id, state, n) SELECT org_id, 0, state, -count(*)" MAILS " GROUP BY org_id, state"
          " UNION ALL SELECT org_id, batch_id, state, -count(*)" MAILS " AND batch_id IS NOT NULL GROUP BY org_id, batch_id, state"
          " ON CONFLICT (org_id, batch_id, state) DO UPDATE SET n = mail_tally.n + excluded.n"),
      SQL("DELETE" MAILS),
      /* Those that were just forgotten: whose they are nobody can tell any more, so none comes back. */
      SQL("UPDATE list_act_row SET before = '' WHERE act_id IN (SELECT c.id FROM list_act c WHERE c.org_id = $1 AND c.list = 'mail')"
          " AND EXISTS (SELECT 1 FROM person p WHERE p.id = $2)")}},
    {"corrections", "What awards said before they were corrected or moved", "changed,address,words,why", SQL("SELECT count(*)" PAST),
     SQL("SELECT changed_at, recipient, narrative, why" PAST " ORDER BY id"),
     {SQL("UPDATE award_past SET recipient = '', narrative = '', evidence_url = '', why = '' WHERE +org_id = $1 AND award_id IN " AWARDS)}},
    {"applications", "Applications, with what was judged and said", "begun,state,statement,reason", SQL("SELECT count(*)" APPLIED),
     SQL("SELECT created_at, state, statement, CASE WHEN told_at IS NULL THEN '' ELSE reason END" APPLIED " ORDER BY id"),
     {SQL("DELETE FROM judgement WHERE application_id IN (SELECT id" APPLIED ")"), SQL("DELETE" APPLIED)}},
    {"nominations", "Nominations of them for badges", "written,state,value,citation", SQL("SELECT count(*)" NAMED),
     SQL("SELECT created_at, state, company_value, citation" NAMED " ORDER BY id"), {SQL("DELETE" NAMED)}},
    {"wall", "That they are not shown on the wall", "since", SQL("SELECT count(*)" OFF_WALL), SQL("SELECT created_at" OFF_WALL), {SQL("DELETE" OFF_WALL)}},
    {"checklists", "Checklists they went through, with every step and sign-off", "begun,checklist,first-day,completed,steps done", SQL("SELECT count(*)" INDUCTED),
     SQL("SELECT created_at, (SELECT t.name FROM induct_template t WHERE t.id = template_id), starts_on, done_at, (SELECT count(*) FROM induct_step s"
         " WHERE s.induct_id = induct.id AND s.done_at IS NOT NULL)" INDUCTED " ORDER BY id"), {SQL("DELETE" INDUCTED)}},
    {"checklist-items", "Items of checklists that name them", "item", SQL("SELECT count(*)" SHOWS), SQL("SELECT text" SHOWS " ORDER BY id"),
     {SQL("UPDATE induct_item SET person_id = NULL WHERE +org_id = $1 AND person_id = $2")}},
    {"plan-steps", "Steps of their development plans", "plan,step,note,minutes,cost-hundredths,until,done", SQL("SELECT count(*) FROM plan_step" OF_PLANS),
     SQL("SELECT " GOAL ", title, note, minutes, cost, due_on, done_at FROM plan_step" OF_PLANS " ORDER BY id"), {SQL("DELETE FROM plan_step" OF_PLANS)}},
    {"plan-words", "Comments and history of their development plans", "at,plan,what,words,by", SQL("SELECT count(*) FROM plan_event" OF_PLANS),
     SQL("SELECT at, " GOAL ", kind, words, coalesce((SELECT w.name FROM account w WHERE w.id = account_id), '') FROM plan_event" OF_PLANS " ORDER BY id"),
     {SQL("DELETE FROM plan_event" OF_PLANS)}},
    {"plans", "Development plans of theirs, with their steps and comments", "begun,goal,why,state,steps", SQL("SELECT count(*)" PLANNED),
     SQL("SELECT created_at, title, why, state, (SELECT count(*) FROM plan_step s WHERE s.plan_id = plan.id)" PLANNED " ORDER BY id"), {SQL("DELETE" PLANNED)}},
    {"recognised", "Steps of pathways that count without a badge, and why", "since,pathway,kind,words,ended", SQL("SELECT count(*)" CREDITED),
     SQL("SELECT created_at, (SELECT t.name FROM pathway t JOIN pathway_person u ON u.pathway_id = t.id WHERE u.id = enrol_id), kind, words, ended_at" CREDITED " ORDER BY id"),
     {SQL("DELETE" CREDITED)}},
    {"pathways", "Pathways they are on", "begun,pathway,version,done,of,completed,left", SQL("SELECT count(*)" PATHWAYS),
     SQL("SELECT created_at, (SELECT t.name FROM pathway t WHERE t.id = pathway_id), number, steps_done, steps, done_at, left_at" PATHWAYS " ORDER BY id"),
     {SQL("DELETE" PATHWAYS)}},
    {"skill-confirmations", "What others said of skills of theirs", "said,skill,by,leads them,words,level,of which words of theirs,level of theirs", SQL("SELECT count(*)" TOLD_OF),
     SQL("SELECT said_at, (SELECT i.name FROM skill_claim c JOIN framework_item i ON i.id = c.item_id WHERE c.id = claim_id), coalesce((SELECT w.name FROM person w WHERE w.id = by_id), ''),"
         " is_manager, note, " LEVEL_OF("level", OF_CLAIM) ", about, " LEVEL_OF("about_level", OF_CLAIM) TOLD_OF " ORDER BY id"), {SQL("DELETE" TOLD_OF)}},
    {"skills", "Skills that they said they have, and what others said of them", "since,skill,own words,taken back,others,level", SQL("SELECT count(*)" SAID_OF),
     SQL("SELECT coalesce(said_at, created_at), (SELECT i.name FROM framework_item i WHERE i.id = item_id), note, ended_at, (SELECT count(*) FROM skill_word k WHERE k.claim_id = skill_claim.id AND k.state = 'said'), "
         LEVEL_OF("level", "item_id") SAID_OF " ORDER BY id"), {SQL("DELETE" SAID_OF)}},
    {"skill-words", "What they said of skills of colleagues; that it was said stays, without words and name", "asked,said,state,skill,words,level", SQL("SELECT count(*)" SAID_BY),
     SQL("SELECT asked_at, said_at, state, (SELECT i.name FROM skill_claim c JOIN framework_item i ON i.id = c.item_id WHERE c.id = claim_id), note, " LEVEL_OF("level", OF_CLAIM) SAID_BY " ORDER BY id"),
     {SQL("DELETE" SAID_BY " AND state <> 'said'"), SQL("UPDATE skill_word SET note = '', by_id = NULL WHERE +org_id = $1 AND by_id = $2")}},
    {"training-first", "What who leads them said of their external training", "at,verdict,reason,looked at", SQL("SELECT count(*)" FIRST_OF),
     SQL("SELECT created_at, " ONCE_SETTLED("verdict") ", " ONCE_SETTLED("reason") ", " ONCE_SETTLED("seen") FIRST_OF " ORDER BY id"), {SQL("DELETE" FIRST_OF)}},
    {"training", "External training that they handed in", "handed in,state,what,by whom,given,until,note,reason", SQL("SELECT count(*)" HANDED),
     SQL("SELECT created_at, state, title, issuer, issued_on, ends_on, note, reason" HANDED " ORDER BY id"), {SQL("DELETE" HANDED)}},
    {"vacancies", "What they sent for vacancies", "sent,vacancy,state,name,address,letter,notes", SQL("SELECT count(*)" SENT_IN),
     SQL("SELECT created_at, (SELECT v.title FROM vacancy v WHERE v.id = vacancy_id), state, name, address, letter, note" SENT_IN " ORDER BY id"),
     {SQL("DELETE" SENT_IN)}},
    {"evidence", "Evidence: files, links, words", "added,kind,title,words,link,sha256,bytes,type or criterion,of the day", SQL("SELECT count(*)" PIECES),
     SQL("SELECT e.created_at, e.kind, e.title, e.words, e.url, e.hash, e.bytes, e.item, e.made_on" PIECES " ORDER BY e.id"),
     {SQL("DELETE FROM evidence_bytes WHERE hash IN (SELECT e.hash" PIECES ") AND NOT EXISTS (SELECT 1 FROM evidence s JOIN evidence_folder g ON g.id = s.folder_id"
          " WHERE s.hash = evidence_bytes.hash AND s.removed_at IS NULL AND NOT (g.org_id = $1 AND g.folded IN " THEIRS "))"),
      SQL("DELETE FROM evidence WHERE folder_id IN (SELECT id" FOLDERS ")"), SQL("DELETE" FOLDERS)}},
    {"claims", "What they claimed by links and codes", "at,name,address,state", SQL("SELECT count(*)" CLAIMS),
     SQL("SELECT created_at, name, email, state" CLAIMS " ORDER BY id"), {SQL("DELETE" CLAIMS)}},
    {"endorsements", "Requests to endorse that they did not answer", "asked,address,message", SQL("SELECT count(*)" ASKED),
     SQL("SELECT asked_at, email, message" ASKED " ORDER BY id"), {SQL("DELETE" ASKED)}},
    {"lists", "Lines of lists that were brought in", "line,cells", SQL("SELECT count(*)" BROUGHT), SQL("SELECT number, cells" BROUGHT " ORDER BY id"),
     {SQL("DELETE" BROUGHT)}},
    {"award-lists", "Lines of lists of awards", "line,name,address,message", SQL("SELECT count(*)" LISTED),
     SQL("SELECT number, name, email, message" LISTED " ORDER BY batch_id, number"),
     {SQL("DELETE FROM award_batch_source WHERE batch_id IN (SELECT b.id FROM award_batch b WHERE b.org_id = $1) AND EXISTS (SELECT 1 FROM person p WHERE p.id = $2)"),
      SQL("DELETE" LISTED)}},
    {"webhooks", "Messages of webhooks about them", "at,event,body", SQL("SELECT count(*)" TOLD), SQL("SELECT created_at, event, body" TOLD " ORDER BY id"),
     {SQL("DELETE" TOLD)}},
    {"learning", "Statements of learning platforms", "done,verb,activity,statement", SQL("SELECT count(*)" LEARNT),
     SQL("SELECT at, verb, object, body" LEARNT " ORDER BY +id"), {SQL("DELETE" LEARNT), SQL("DELETE" LEARNER)}},
    {"letters", "Which mails they want", "changed,language,refused", SQL("SELECT count(*)" CHOSEN), SQL("SELECT changed_at, lang, refused" CHOSEN),
     {SQL("DELETE" CHOSEN)}},
    {"holds", "Reasons of legal holds that have ended", "begun,ended,reason", SQL("SELECT count(*)" HELD " AND ended_at IS NOT NULL"),
     SQL("SELECT created_at, ended_at, reason" HELD " AND ended_at IS NOT NULL ORDER BY id"),
     {SQL("UPDATE legal_hold SET reason = '' WHERE +org_id = $1 AND person_id = $2 AND ended_at IS NOT NULL")}},
    {"visits", "Visits from courses in the last hours", "name,address,claims", SQL("SELECT count(*)" VISITS), SQL("SELECT name, email, claims" VISITS " ORDER BY expires_at"),
     {SQL("DELETE" VISITS)}},
    {"courses", "Places in courses of learning platforms", "seen,name,address", SQL("SELECT count(*)" IN_COURSES),
     SQL("SELECT seen_at, name, email" IN_COURSES " ORDER BY course_id, subject"),
     {SQL("DELETE FROM lti_score WHERE (place_id, subject) IN (SELECT x.id, m.subject FROM lti_member m JOIN lti_place x ON x.course_id = m.course_id"
          " WHERE m.folded <> '' AND m.folded IN " THEIRS
          " AND m.course_id IN (SELECT g.id FROM lti_course g JOIN lti_platform f ON f.id = g.platform_id WHERE f.org_id = $1))"),
      SQL("DELETE" IN_COURSES)}},
    {"undo", "Notes for taking changes back", "before", SQL("SELECT count(*)" UNDO), SQL("SELECT before" UNDO " ORDER BY act_id"), {SQL("DELETE" UNDO)}},
    {"directory", "Entry of the company’s directory (SCIM)", "changed,entry", SQL("SELECT count(*)" SCIM), SQL("SELECT changed_at, body" SCIM), {SQL("DELETE" SCIM)}},
    {"log", "Name and address in lines of the log", "at,what,subject,detail", SQL("SELECT count(*)" LOGGED),
     SQL("SELECT at, what, subject, detail" LOGGED " ORDER BY id"),
     {SQL("UPDATE org_log SET detail = '', subject = CASE WHEN subject = 'person ' || CAST(CAST($2 AS BIGINT) AS TEXT) THEN subject ELSE '' END"
          " WHERE what NOT LIKE 'award.%' AND id IN (SELECT id" LOGGED ")")}},
    {"addresses", "Further addresses", "address", SQL("SELECT count(*) FROM person_address WHERE org_id = $1 AND person_id = $2"),
     SQL("SELECT address FROM person_address WHERE org_id = $1 AND person_id = $2 ORDER BY folded"),
     {SQL("DELETE FROM person_address WHERE org_id = $1 AND person_id = $2")}},
    {NULL},
};

static const char sql_awards[] = SQL(
    "SELECT count(*), count(CASE WHEN coalesce(w.narrative, '') <> '' OR coalesce(w.evidence_url, '') <> '' OR coalesce(w.results, '') <> '' THEN 1 END)"
    " FROM award w WHERE +w.org_id = $1 AND w.person_id = $2");
static const char sql_lists[] = SQL(
    "SELECT count(*) FROM award_batch_line l JOIN award_batch b ON b.id = l.batch_id WHERE b.org_id = $1 AND b.state NOT IN ('done', 'cancelled')"
    " AND l.state = 'waiting' AND l.folded IN " THEIRS);
static const char sql_shared[] = SQL(
    "SELECT count(DISTINCT e.hash)" PIECES " AND e.hash <> '' AND e.removed_at IS NULL AND EXISTS (SELECT 1 FROM evidence s JOIN evidence_folder g ON g.id = s.folder_id"
    " WHERE s.hash = e.hash AND s.removed_at IS NULL AND NOT (g.org_id = $1 AND g.folded IN " THEIRS "))");

code privacy_count(struct db *db, struct arena *a, const struct person_named *p, struct person_counts *out, struct error *err)
{
    struct value both[] = {v_int(p->org), v_int(p->id)};
    struct args who = {both, COUNT(both)};
    int64_t n = 0;

    *out = (struct person_counts){0};
    for (const struct privacy_part *part = privacy_parts; part->name; part++) {
        TRY(db_int(db, part->count, who, &n, err));
        *list_add(a, &out->parts) = (struct part_count){part, n};
    }
    struct rows *r = db_query(db, sql_awards, who);
    if (rows_next(r)) {
        out->awards = row_int(r, 0);
        out->worded = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    TRY(db_int(db, sql_lists, who, &out->lists, err));
    return db_int(db, sql_shared, who, &out->shared, err);
}
