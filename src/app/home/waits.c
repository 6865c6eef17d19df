/* home/waits.c — what waits for a member: by the rights of their roles, each right with what it has
 * to do; by what they were asked as a person; and what went wrong for who keeps the organisation. */
#include "app/home/home_view.h"

#include "app/endorse/endorse.h"
#include "app/induct/induct.h"
#include "app/intake/intake.h"
#include "app/learnlog/learnlog.h"
#include "app/org/access.h"
#include "app/skill/match.h"

#define COUNTED_MOST 1000                        /* that many, or more */

/* How many there are: of a list as its page would show it to them, or by a statement of the
 * organisation ($1) and the most that is counted ($2) for who has the right without limits. */
struct wait { enum right right; const struct list_def *list; const char *query, *sql, *icon, *words, *sub, *path; };

static const char sql_claims[] = SQL("SELECT count(*) FROM (SELECT 1 FROM claim_entry WHERE org_id = $1 AND state = 'waiting' LIMIT $2) x");
static const char sql_candidates[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM vacancy v JOIN vacancy_candidate c ON c.vacancy_id = v.id WHERE v.org_id = $1 AND c.state = 'sent' LIMIT $2) x");
static const char sql_hooks[] = SQL(
    "SELECT count(*) FROM (SELECT 1 FROM hook WHERE org_id = $1 AND (state = 'stopped' OR (state = 'on' AND failing_since IS NOT NULL)) LIMIT $2) x");
static const char sql_messages[] = SQL("SELECT count(*) FROM (SELECT 1 FROM hook_send WHERE org_id = $1 AND state = 'failed' LIMIT $2) x");
static const char sql_platforms[] = SQL("SELECT count(*) FROM (SELECT 1 FROM lti_platform WHERE org_id = $1 AND is_on = 1 AND failed_at > 0 LIMIT $2) x");
static const char sql_providers[] = SQL("SELECT count(*) FROM (SELECT 1 FROM provider WHERE org_id = $1 AND is_on = 1 AND failed_at > 0 LIMIT $2) x");
static const char sql_mails[] = SQL("SELECT CAST(coalesce(sum(t.n), 0) AS BIGINT) FROM mail_tally t WHERE t.org_id = $1 AND t.batch_id = 0 AND t.state = 'failed' AND $2 > 0");
static const char sql_unawarded[] = SQL("SELECT count(*) FROM (SELECT 1 FROM learn_outcome WHERE org_id = $1 AND state = 'failed' LIMIT $2) x");
static const char sql_unknown[] = SQL("SELECT count(*) FROM (SELECT 1 FROM learn_outcome WHERE org_id = $1 AND state = 'unknown' LIMIT $2) x");

static const struct wait waits[] = {
    {RECORD_PROOF, &intakes_list_def, "state=open", NULL, "school", "External training to judge", "Badges and certificates of others", "/external"},
    {RECORD_PROOF, &intakes_list_def, "state=reopened", NULL, "school", "External training taken back by its issuer", "It counts no more till somebody decides", "/external?state=reopened"},
    {DESIGN_BADGES, &endorsement_list_def, "state=signed", NULL, "signature", "Endorsements to show or not", "Signed by others, and seen by nobody yet", "/endorsements?state=signed"},
    {AWARD_BADGES, NULL, NULL, sql_claims, "user-check", "Claims to approve", "People who came by a link", "/claims"},
    {RECRUIT, NULL, NULL, sql_candidates, "users", "Candidates to look at", "They sent their badges for a vacancy", "/vacancies"},
    {AWARD_BADGES, NULL, NULL, sql_mails, "mail-x", "Mails that could not be sent", "See why, and send them again", "/mail?state=failed"},
    {MANAGE_ORG, NULL, NULL, sql_hooks, "webhook", "Webhooks that do not answer", "Messages to them wait, or were given up", "/settings/webhooks"},
    {MANAGE_ORG, NULL, NULL, sql_messages, "webhook", "Messages to webhooks that were not delivered", "See what was answered, and send them again", "/settings/webhooks"},
    {MANAGE_ORG, NULL, NULL, sql_platforms, "plug", "Learning platforms where the last try went wrong", "See why", "/settings/learning/platforms"},
    {MANAGE_ORG, NULL, NULL, sql_providers, "login", "The company’s sign-in fails", "See why", "/settings/company"},
    {MANAGE_ORG, NULL, NULL, sql_unawarded, "certificate", "Courses whose badge could not be awarded", "See why, and award it", "/settings/learning/awards?state=failed"},
    {MANAGE_ORG, NULL, NULL, sql_unknown, "help-circle", "Courses done by nobody known", "Say who it is, and the badge is awarded", "/settings/learning/awards?state=unknown"},
};

static void add(struct request *rq, struct home_view *v, const char *icon, const char *what, int64_t n, const char *sub, str href)
{
    *list_add(rq->arena, &v->waits) = (struct team_wait){icon, str_printf(rq->arena, "%s: %lld", words(what), (long long)n), said(sub), href};
}

static code count(struct request *rq, const struct wait *w, int64_t *n, struct error *err)
{
    struct list l;

    if (w->sql)
        return db_int(rq->db, w->sql, ARGS(v_int(rq->org), v_int(COUNTED_MOST)), n, err);
    TRY(list_of_query(&(struct list_query_of){rq->db, rq->arena, w->list, rq->org, rq->session->account, 0, cstr(w->query)}, &l, err));
    return list_count(&l, COUNTED_MOST, n, err);
}

static code add_by_right(struct request *rq, const struct access *may, struct home_view *v, struct error *err)
{
    for (size_t i = 0; i < COUNT(waits); i++) {
        const struct wait *w = &waits[i];
        int64_t n = 0;
        if (w->sql ? !access_may(may, w->right) : !access_may_some(may, w->right) || !access_may_some(may, w->list->right))
            continue;
        TRY(count(rq, w, &n, err));
        if (n)
            add(rq, v, w->icon, w->words, n, w->sub, str_printf(rq->arena, STR_FMT "%s", STR_ARG(v->base), w->path));
    }
    return OK;
}

static code add_skills(struct request *rq, const struct access *may, struct home_view *v, struct error *err)
{
    int64_t n = 0;

    if (!access_may(may, DESIGN_BADGES))
        return OK;
    TRY(match_waiting(rq->db, rq->arena, rq->org, &n, err));
    if (n)
        add(rq, v, "puzzle", "Skills without a place", n, "Badges name them, and no framework has them", str_join(rq->arena, v->base, S("/frameworks/unplaced")));
    return OK;
}

static code add_inductions(struct request *rq, struct home_view *v, struct error *err)
{
    struct induct_waitings all = {0};

    TRY(induct_waiting(rq->db, rq->arena, rq->session->account, &all, err));
    if (all.n)
        add(rq, v, "checklist", "Steps of checklists for you to do or sign off", (int64_t)all.n, "Of people who are new", S("/induction"));
    return OK;
}

/* Who was asked by mail opens the link in it: it is the key, and nothing here has it. */
static code add_witness(struct request *rq, struct home_view *v, struct error *err)
{
    int64_t n = 0;

    TRY(learnlog_witness_waiting(rq->db, rq->session->account, &n, err));
    if (n)
        add(rq, v, "eye-check", "You were asked as a witness", n, "Open the link in the mail that you got", S(""));
    return OK;
}

code home_waits(struct request *rq, struct home_view *v, struct error *err)
{
    const struct access *may;

    TRY(access_of(rq, rq->org, &may, err));
    TRY(team_waits_find(rq, &v->waits, err));
    TRY(add_inductions(rq, v, err));
    TRY(add_witness(rq, v, err));
    TRY(add_by_right(rq, may, v, err));
    return add_skills(rq, may, v, err);
}
