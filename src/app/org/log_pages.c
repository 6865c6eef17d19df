/* org/log_pages.c — the organisation's log in words: what was done, to what, by
 * whom. Each line leads to the thing it is about. */
#include "app/org/org_pages.h"

#include "templates.h"

static const struct { const char *what, *words; } names[] = {
    {"person.add", "Person added"}, {"person.leave", "Leaves"}, {"person.return", "Is back"}, {"person.merge", "Put together with another entry"},
    {"person.address", "Address changed"}, {"place.add", "Department, team or site added"}, {"place.change", "Department, team or site changed"},
    {"place.merge", "One department, team or site put into another"},
    {"place.remove", "Department, team or site deleted"}, {"group.add", "Group made"}, {"group.change", "Group changed"},
    {"group.remove", "Group deleted"}, {"group.restore", "Group brought back"}, {"people.import", "List brought in"},
    {"people.import.undo", "List taken back"}, {"org.create", "Organisation created"}, {"org.change", "Profile changed"}, {"org.address", "Public address changed"}, {"org.second-step", "Who needs a second step"},
    {"member.invite", "Invited"}, {"member.join", "Joined"}, {"member.withdraw", "Invitation withdrawn"}, {"member.role", "Roles changed"}, {"member.remove", "Member removed"}, {"member.handover", "Open things given on"}, {"audit.end", "Audit ended at once"}, {"audit.sample", "Sample drawn"}, {"audit.pack", "Audit pack made"}, {"audit.pack-fetch", "Audit pack downloaded"}, {"audit.pack-drop", "Audit pack deleted"},
    {"record.make", "Learner record made"}, {"record.remove", "Learner record removed"}, {"record.restore", "Learner record put back"},
    {"company.change", "Company sign-in changed"}, {"company.on", "Company sign-in switched on"}, {"company.off", "Company sign-in switched off"},
    {"company.only", "Only by the company sign-in"}, {"company.free", "Not only by the company sign-in"}, {"company.remove", "Company sign-in removed"},
    {"company.role", "Role of a group changed"}, {"company.domain", "Mail domain proved"},
    {"directory.group", "Group of the company directory came"}, {"directory.group-removed", "Group of the company directory removed"},
    {"directory.members", "People of a group of the company directory"}, {"directory.map", "What a group of the company directory is here"},
    {"directory.usual", "What new groups of the company directory become"},
    {"key.new", "New signing key"}, {"key.sheet", "Backup sheet of a signing key printed"}, {"key.restore", "Signing key put back from its sheet"}, {"key.distrust", "Signing key not trusted any more"}, {"issuer.create", "Profile made"}, {"issuer.remove", "Profile deleted"}, {"token.create", "Token made"}, {"token.revoke", "Token revoked"},
    {"webhook.create", "Webhook made"}, {"webhook.change", "Webhook changed"}, {"webhook.secret", "New secret of a webhook"},
    {"webhook.on", "Webhook switched on"}, {"webhook.off", "Webhook switched off"}, {"webhook.stop", "Webhook switched off: it did not answer for a day"},
    {"webhook.remove", "Webhook deleted"},
    {"badge.create", "Badge drafted"}, {"badge.publish", "Badge published"}, {"badge.archive", "Badge archived"},
    {"badge.restore", "Badge taken out of the archive"}, {"badge.delete", "Draft deleted"},
    {"badge.relate", "Badges named together"}, {"badge.unrelate", "Badges named together no more"},
    {"badge.version", "Changes of a badge published"}, {"badge.thrown-away", "Changes of a badge thrown away"},
    {"badge.taken-back", "Changes of a badge taken back"}, {"badge.copy", "Badge copied"}, {"badge.renewal", "Renewal of earlier versions decided"},
    {"framework.change", "Framework of skills changed"}, {"framework.import", "Framework of skills brought in"},
    {"framework.match", "Skills of badges found a place"}, {"framework.match-undone", "Place of skills of badges taken back"},
    {"framework.import-undone", "File of a framework of skills taken back"}, {"framework.remove", "Framework of skills taken out"},
    {"badge.import", "Badges imported"}, {"badge.import-undone", "Import of badges undone"},
    {"award.list", "List awarded"}, {"award.discard", "List thrown away"}, {"award.take-back", "List taken back"}, {"org.awarding", "Way of awarding changed"}, {"org.brand", "Look changed"},
    {"mail.rule", "Rules for mails changed"}, {"mail.words", "Words of a mail changed"}, {"mail.words-undo", "Words of a mail: last change undone"},
    {"mail.words-standard", "Words of a mail: back to the standard"}, {"mail.reminders", "Reminders changed"}, {"mail.duties", "Reminders of what is asked changed"},
    {"award.revoke", "Award revoked"}, {"award.suspend", "Award suspended"}, {"award.reinstate", "Award reinstated"},
    {"award.correct", "Award corrected"}, {"award.move", "Award moved to another address"}, {"award.restore", "Change of an award taken back"},
    {"award.return", "Revocation of an award taken back"}, {"award.mail", "Mail of an award sent again"}, {"award.evidence", "Evidence added to an award"},
    {"evidence.open", "Evidence opened with a reason"}, {"evidence.audience", "Who may see evidence changed"}, {"evidence.remove", "Evidence removed"},
    {"set.change", "Set of badges changed"}, {"set.on", "Set of badges switched on"}, {"set.off", "Set of badges switched off"},
    {"learning.change", "Rule for learning changed"}, {"learning.on", "Rule for learning switched on"}, {"learning.off", "Rule for learning switched off"},
    {"learning.remove", "Rule for learning deleted"}, {"learning.person", "Somebody in statements recognised"}, {"learning.out", "Somebody in statements left out"},
    {"learning.reopen", "Decision on somebody in statements taken back"}, {"learning.take-back", "Award by learning taken back"}, {"learning.again", "Award by learning on its way again"},
    {"platform.create", "Learning platform connected"}, {"platform.register", "Learning platform registered"}, {"platform.on", "Learning platform switched on"},
    {"platform.off", "Learning platform switched off"}, {"platform.remove", "Learning platform removed"}, {"platform.allow", "Deployment of a learning platform allowed"},
    {"platform.teachers", "Teachers of a learning platform may award"}, {"platform.no-teachers", "Teachers of a learning platform may not award"},
    {"platform.award", "Awarded by whoever teaches a course"},
    {"shop.change", "Catalogue changed"}, {"shop.section", "Section of the catalogue changed"},
    {"shop.section-remove", "Section of the catalogue deleted"}, {"shop.badge", "Place of a badge in the catalogue changed"},
    {"claim.create", "Claim link made"}, {"claim.change", "Claim link changed"}, {"claim.stop", "Claim link stopped"},
    {"claim.start", "Claim link started again"}, {"claim.codes", "Codes made"}, {"claim.accept", "Claim approved"},
    {"claim.refuse", "Claim refused"}, {"claim.reopen", "Refusal taken back"},
    {"privacy.rules", "Rules of deleting changed"}, {"privacy.rules-on", "Rules of deleting switched on"}, {"privacy.rules-off", "Rules of deleting switched off"},
    {"privacy.hold", "Legal hold"}, {"privacy.release", "Legal hold ended"}, {"privacy.erase-asked", "To be erased"},
    {"privacy.erase-undone", "Erasing taken back"}, {"privacy.erase", "Person erased"}, {"privacy.copy", "A person’s own copy was made"},
    {"export.ask", "Export of everything asked for"}, {"export.fetch", "Export of everything downloaded"}, {"export.drop", "Export of everything deleted"},
    {"ledger.accept", "Change outside of Lapel answered for"},
    {"apply.open", "Applications opened"}, {"apply.start", "Applications started again"}, {"apply.stop", "Applications stopped"},
    {"apply.submit", "Application handed in"}, {"apply.withdraw", "Application withdrawn"},
    {"apply.assign", "Application given to somebody to judge"}, {"apply.judge", "Application judged"}, {"apply.take-back", "Judgement taken back"},
    {"apply.had-it", "Application closed: they hold the badge already"}, {"endorsement.ask", "Endorsement asked for"},
    {"endorsement.sign", "Endorsement signed"}, {"endorsement.accept", "Endorsement is shown"}, {"endorsement.decline", "Endorsement is not shown"},
    {"endorsement.withdraw", "Endorsement withdrawn"}, {"jobrole.add", "Job role made"}, {"jobrole.change", "Job role changed"},
    {"jobrole.archive", "Job role archived"}, {"jobrole.restore", "Job role taken out of the archive"}, {"jobrole.ask", "Job role takes something"},
    {"jobrole.step", "Step on the ladder of job roles said"}, {"jobrole.step-end", "Step on the ladder of job roles taken off"},
    {"jobrole.skill", "Skill of a job role said"}, {"jobrole.skill-end", "Skill of a job role taken out"},
    {"jobrole.ask-end", "Job role takes something no more"}, {"jobrole.hold", "Works as"}, {"jobrole.hold-end", "Works as it no more"},
    {"clearance.card", "Clearance card given a code"}, {"clearance.card-end", "Clearance card ended"}, {"clearance.card-again", "Clearance card answers again"},
    {"jobrole.publish", "Job role made public"}, {"jobrole.unpublish", "Job role is public no more"}, {"induction.publish", "Checklist published"},
    {"induction.archive", "Checklist archived"}, {"induction.restore", "Checklist taken out of the archive"},
    {"induction.item-drop", "Item of a checklist removed"}, {"induction.start", "Checklist begun"}, {"induction.unstart", "Beginning of a checklist taken back"},
    {"induction.cancel", "Checklist ended before its time"}, {"induction.resume", "Checklist goes on"}, {"induction.done", "Step done"},
    {"induction.undo", "Step undone"}, {"induction.sign", "Step signed off"}, {"induction.back", "Step sent back"},
    {"induction.lane", "Poster for visitors changed"}, {"induction.lane-start", "Poster for visitors in use again"},
    {"induction.lane-stop", "Poster for visitors stopped"}, {"induction.pass-end", "Pass of a visitor ended"},
    {"induction.pass-forget", "Pass of a visitor deleted"}, {"intake.rule", "Rule for external training made"},
    {"intake.rule-change", "Rule for external training changed"}, {"intake.rule-end", "Rule for external training ended"},
    {"pathway.change", "Pathway changed"}, {"pathway.publish", "Pathway published"}, {"pathway.discard", "Working copy of a pathway thrown away"},
    {"pathway.archive", "Pathway archived"}, {"pathway.restore", "Pathway taken out of the archive"}, {"pathway.step", "Step of a pathway changed"},
    {"pathway.step-drop", "Step of a pathway removed"}, {"pathway.begin", "Came onto a pathway"}, {"pathway.leave", "Left a pathway"},
    {"pathway.rejoin", "On a pathway again"}, {"pathway.complete", "Pathway complete"}, {"pathway.reopen", "Pathway complete no more"},
    {"pathway.recognise", "Step of a pathway recognised"}, {"pathway.unrecognise", "Recognition of a step taken back"},
    {"intake.first", "External training judged by who leads them"}, {"pathway.outside", "Step of a pathway done with training from elsewhere"},
    {"partner.propose", "Partner proposed"}, {"partner.owner", "Partner given to somebody else"}, {"partner.change", "Partner changed"}, {"partner.trusted", "Partner trusted"}, {"partner.suspended", "Partner suspended"},
    {"partner.ended", "Partnership ended"}, {"partner.undo", "Decision on a partner taken back"}, {"partner.note", "Quality of a partner noted"}, {"partner.agreement", "Agreement with a partner added"},
    {"partner.badge", "Badge of a partner listed"}, {"partner.badge-drop", "Badge of a partner listed no more"}, {"partner.token", "Token for a partner made"},
    {"partner.sent", "Award sent by a partner"}, {"endorsement.give", "Endorsement given to others"}, {"endorsement.take-back", "Endorsement of others taken back"},
    {"campaign.add", "Campaign made"}, {"campaign.change", "Campaign changed"}, {"campaign.stop", "Campaign stopped"}, {"campaign.go-on", "Campaign goes on"},
    {"campaign.archive", "Campaign archived"}, {"campaign.restore", "Campaign taken out of the archive"},
    {"intake.reopened", "External training counts no more"}, {"person.leave-of-absence", "Leave of absence"},
    {"person.back", "Leave of absence ended"}, {"place.time-zone", "Time zone of a site changed"},
    {"recognise.scheme", "Scheme of recognition changed"}, {"recognise.start", "Scheme of recognition opened"},
    {"recognise.stop", "Scheme of recognition stopped"}, {"recognise.nominate", "Somebody nominated"}, {"recognise.withdraw", "Nomination withdrawn"},
    {"recognise.yes", "Said yes to a nomination"}, {"recognise.no", "Said no to a nomination"}, {"recognise.take-back", "Vote taken back"},
    {"recognise.round-back", "Round taken back"}, {"recognise.take-down", "Taken off the wall"}, {"recognise.put-back", "Put back on the wall"},
    {"recognise.screen", "Screen of the wall has a new address"}, {"recognise.screen-end", "Address of the screen ended"},
    {"requirement.add", "Requirement made"}, {"requirement.change", "Requirement changed"}, {"requirement.publish", "Requirement published"},
    {"requirement.archive", "Requirement archived"}, {"requirement.restore", "Requirement taken out of the archive"},
    {"requirement.assign", "Asked of somebody by hand"}, {"requirement.unassign", "Asked by hand no more"}, {"requirement.record", "Proof recorded"},
    {"requirement.correct", "Proof corrected"}, {"requirement.void", "Proof counts no more"}, {"requirement.except", "Waived, extended or suspended"},
    {"requirement.except-end", "Waiver or extension ended"}, {"team.remind", "Somebody reminded by who leads them"},
    {"vacancy.add", "Vacancy made"}, {"vacancy.change", "Vacancy changed"}, {"vacancy.open", "Vacancy opened"}, {"vacancy.close", "Vacancy closed"},
    {"vacancy.delete", "Draft of a vacancy deleted"}, {"vacancy.sent", "Candidate sent badges"}, {"vacancy.withdraw", "Candidate withdrew"},
    {"vacancy.changed", "A badge of a candidate changed since it was sent"}, {"vacancy.forget", "What a candidate sent is deleted: its days are over"}, {"vacancy.reveal", "Asked who a candidate is"},
    {"vacancy.shortlist", "Candidate shortlisted"}, {"vacancy.decline", "Candidate declined"}, {"vacancy.hire", "Candidate hired"},
    {"vacancy.undecide", "Decision about a candidate taken back"},
    {"person.change", "Person’s details changed"}, {"person.remove", "Person removed"}, {"person.restore", "Person restored"},
};
/* Subjects "badge 7" and so on have a page of their own. */
static const struct { const char *kind, *path; } places[] = {
    {"badge ", "/badges/"}, {"person ", "/people/"}, {"list ", "/awards/lists/"}, {"claim ", "/claims/"},
    {"department ", "/places/departments/"}, {"team ", "/places/teams/"}, {"site ", "/places/sites/"}, {"group ", "/groups/"},
    {"import ", "/people/import/"}, {"token ", "/settings/tokens/"}, {"webhook ", "/settings/webhooks/"}, {"learning-rule ", "/settings/learning/rules/"}, {"learner ", "/settings/learning/people/"},
    {"directory ", "/settings/directory/groups/"},
    {"platform ", "/settings/learning/platforms/"}, {"sample ", "/audit/samples/"}, {"campaign ", "/campaigns/"}, {"partner ", "/partners/"}, {"vacancy ", "/vacancies/"},
};

/* In words: "Badge revoked" of "award.revoke". */
static const char *log_words(struct arena *a, str what)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(what, cstr(names[i].what)))
            return words(names[i].words);
    return str_z(a, what);
}

/* Its subject is a public id. */
static bool is_of_award(str what)
{
    static const char *const all[] = {"revoke", "suspend", "reinstate", "correct", "move", "restore", "return", "mail", "evidence"};

    for (size_t i = 0; i < COUNT(all); i++)
        if (str_starts(what, S("award.")) && str_eq(str_from(what, 6), cstr(all[i])))
            return true;
    return false;
}

static str place_of(struct arena *a, str base, const struct org_log_row *r)
{
    if (is_of_award(r->what))
        return str_join(a, S("/b/"), r->subject);
    for (size_t i = 0; i < COUNT(places); i++)
        if (str_starts(r->subject, cstr(places[i].kind)))
            return str_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(base), places[i].path,
                              STR_ARG(str_from(r->subject, cstr(places[i].kind).n)));
    return S("");
}

/* Roles are told by their names. */
static str note_of(struct arena *a, const struct org_log_row *r)
{
    return str_starts(r->what, S("member.")) && !str_eq(r->what, S("member.handover")) ? role_names_words(a, r->detail) : r->detail;
}

void log_lines(struct arena *a, str base, const struct org_log_list *rows, struct log_line_list *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct org_log_row *r = &rows->items[i];
        str href = place_of(a, base, r);
        bool has_page = !str_is_empty(href);
        *list_add(a, out) = (struct log_line){
            .at = r->at, .who = r->who, .what = log_words(a, r->what), .href = href,
            .about = has_page ? r->detail : r->subject, .note = has_page ? S("") : note_of(a, r)};
    }
}

/* ---- the list ---- */

static void what_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = cstr(log_words(l->a, v[0].s));
}

static void about_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct org_log_row r = {.what = v[0].s, .subject = v[1].s, .detail = v[2].s};
    struct org_log_list rows = {.items = &r, .n = 1};
    struct log_line_list lines = {0};

    log_lines(l->a, str_printf(l->a, "/org/%lld", (long long)l->org), &rows, &lines);
    *c = (struct list_cell){.text = lines.items[0].about, .sub = lines.items[0].note, .href = lines.items[0].href};
}

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->text = str_is_absent(v[0].s) ? S("no account") : v[0].s;
}

static const struct list_column log_columns[] = {
    {"what", "What", SQL_PIECE("l.what"), .cell = what_cell},
    {"about", "About", SQL_PIECE("l.what, l.subject, l.detail"), .values = 3, .cell = about_cell},
    {"who", "Who", SQL_PIECE("(SELECT c.name FROM account c WHERE c.id = l.account_id)"), .cell = who_cell},
    {"when", "When", SQL_PIECE("l.at"), .kind = CELL_TIME, .order = SQL_PIECE("l.id"), .indexed = true},
};

#define OF_KIND(kind) SQL_PIECE("l.what LIKE '" kind ".%'")
static const struct list_option log_kinds[] = {
    {"award", "Awards", OF_KIND("award")}, {"badge", "Badges", OF_KIND("badge")}, {"person", "People", OF_KIND("person")},
    {"member", "Members", OF_KIND("member")}, {"key", "Keys", OF_KIND("key")}, {"privacy", "Privacy", OF_KIND("privacy")}, {"org", "Organisation", OF_KIND("org")}, {NULL},
};

static code log_people(struct list *l, struct list_choices *out, struct error *err)
{
    struct member_list members = {0};

    TRY(org_members(l->db, l->a, l->org, &members, err));
    for (size_t i = 0; i < members.n; i++)
        *list_add(l->a, out) = (struct list_choice){
            str_printf(l->a, "%lld", (long long)members.items[i].account),
            str_is_empty(members.items[i].name) ? members.items[i].email : members.items[i].name, 0};
    return OK;
}

static const struct list_filter log_filters[] = {
    {"kind", "About", FILTER_OPTIONS, .options = log_kinds, .many = true},
    {"who", "Who", FILTER_CHOICES, .sql = SQL_PIECE("l.account_id = :value"), .choices = log_people, .is_number = true},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("l.at >= :value")},
    {"until", "Until", FILTER_UNTIL, .sql = SQL_PIECE("l.at < :value")},
};

const struct list_def org_log_list_def = {
    .name = "log", .title = "Log", .thing = "entry", .things = "entries", .right = READ_LOG,
    .from = "org_log l", .where = SQL_PIECE("l.org_id = :org"), .key = "l.id",
    .search = SQL_PIECE("lower(l.detail) LIKE :word ESCAPE '!'"), .search_label = "Words of what it is about",
    LIST_COLUMNS(log_columns), LIST_FILTERS(log_filters), .order = "-when",
};

void org_log_show(struct request *rq, struct response *rs)
{
    struct log_view v = {.base = org_base(rq), .may_manage = app_allow(rq, MANAGE_ORG, rq->org) == OK};

    v.list = (struct list){.def = &org_log_list_def, .address = rq->path,
                           .empty = {"history", "Nothing was done yet", "What members do is written here.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Log", v.may_manage ? "settings" : "log");
    tmpl_org_log(&o, &v);
    app_send(rq, rs, &o);
}
