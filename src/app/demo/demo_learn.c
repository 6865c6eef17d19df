/* demo/demo_learn.c — how it looks where a learning platform tells what people
 * learnt: a rule, its last statements, somebody who is not known yet, the platform. */
#include "app/demo/demo_private.h"

#include "app/learn/learn.h"
#include "app/lti/lti.h"
#include "app/token/token.h"

#define PLATFORM "https://learning.harbour-vale.example"
#define COURSE   PLATFORM "/courses/12"

static const char sql_holders[] = SQL(
    "SELECT w.id, p.id, p.name, p.email, w.awarded_at FROM award w JOIN person p ON p.id = w.person_id WHERE w.org_id = $1 AND w.achievement_id = $2"
    " AND p.email NOT LIKE 'urn:%' AND p.removed_at IS NULL AND w.revoked_at IS NULL ORDER BY w.id DESC LIMIT 3");

struct holder { int64_t award, person; str name, email; msec at; };
LIST_OF(holder_list, struct holder);

static code find_holders(const struct demo_learn *in, struct holder_list *out, struct error *err)
{
    struct rows *r = db_query(in->db, sql_holders, ARGS(v_int(in->org), v_int(in->badge)));

    while (rows_next(r))
        *list_add(in->a, out) = (struct holder){row_int(r, 0), row_int(r, 1), row_str(r, 2, in->a), row_str(r, 3, in->a), row_int(r, 4)};
    return rows_end(r, err);
}

static str statement_text(struct arena *a, int number, str actor, const char *verb, const char *score, msec at)
{
    return str_printf(a, "{\"id\":\"5a3c0f00-0000-4000-8000-%012d\",\"actor\":" STR_FMT ",\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/%s\","
                         "\"display\":{\"en\":\"%s\"}},\"object\":{\"id\":\"" COURSE "\",\"definition\":{\"name\":{\"en\":\"Basics, with a test\"}}},"
                         "\"result\":{\"score\":{\"scaled\":%s},\"completion\":true},\"timestamp\":\"" STR_FMT "\"}",
                      number, STR_ARG(actor), verb, verb, score, STR_ARG(time_format(a, at / SECOND * SECOND)));
}

static str by_address(struct arena *a, const struct holder *h)
{
    return str_printf(a, "{\"name\":\"" STR_FMT "\",\"mbox\":\"mailto:" STR_FMT "\"}", STR_ARG(h->name), STR_ARG(h->email));
}

static code tell(const struct demo_learn *in, int64_t token, str text, struct error *err)
{
    const struct json *v;
    struct str_list ids = {0};

    TRY(json_parse(in->a, text, NULL, &v, err));
    return learn_take(in->db, in->a, &(struct learn_call){in->org, token, XAPI_1, {0}}, v, &ids, err);
}

/* What the jobs would have made of them on their day: nothing of it is done anew
 * when the sample is looked at. */
static const char sql_looked[] = SQL(
    "UPDATE learn_statement SET state = CASE WHEN verb LIKE '%/passed' THEN 'met' ELSE 'none' END, stored_at = at WHERE org_id = $1");
static const char sql_actor[] = SQL(
    "INSERT INTO learn_actor (org_id, actor, name, state, person_id, seen_at) SELECT s.org_id, s.actor, s.actor_name, $3, $4, s.at"
    " FROM learn_statement s WHERE s.org_id = $1 AND s.statement_id LIKE $2 RETURNING id");
static const char sql_outcome[] = SQL(
    "INSERT INTO learn_outcome (org_id, statement, rule_id, achievement_id, actor_id, state, why, award_id, due_at, changed_at)"
    " SELECT s.org_id, s.id, $3, $4, $5, $6, '', $7, s.at, s.at FROM learn_statement s WHERE s.org_id = $1 AND s.statement_id LIKE $2");

static code came(const struct demo_learn *in, int64_t rule, int number, const struct holder *h, struct error *err)
{
    str id = str_printf(in->a, "%%%012d", number);
    int64_t actor;

    TRY(db_int(in->db, sql_actor, ARGS(v_int(in->org), v_str(id), v_str(h ? S("known") : S("waiting")), v_int_if(h != NULL, h ? h->person : 0)), &actor, err));
    return db_run(in->db, sql_outcome, ARGS(v_int(in->org), v_str(id), v_int(rule), v_int(in->badge), v_int(actor), v_str(h ? S("awarded") : S("unknown")),
                                            v_int_if(h != NULL, h ? h->award : 0)), NULL, err);
}

static const char sql_used[] = SQL("UPDATE token SET used_at = $2, used_from = '198.51.100.23' WHERE id = $1");

static code add_rule(const struct demo_learn *in, int64_t *rule, struct error *err)
{
    struct learn_rule r = {.org = in->org, .account = in->account, .achievement = in->badge, .verb = S("http://adlnet.gov/expapi/verbs/passed"),
                           .activity = S(COURSE), .percent = 80, .gives_evidence = true};

    TRY(learn_rule_save(in->db, in->a, &r, rule, err));
    return learn_rule_switch(in->db, in->a, &(struct learn_change){in->org, *rule, in->account}, true, err);
}

/* At a host that never answers (RFC 2606). */
static code add_platform(const struct demo_learn *in, struct error *err)
{
    struct lti_platform p = {.org = in->org, .name = S("Moodle"), .issuer = S(PLATFORM), .client = S("lapel-harbour-vale"),
                             .authorize = S(PLATFORM "/mod/lti/auth.php"), .token = S(PLATFORM "/mod/lti/token.php"), .keys_url = S(PLATFORM "/mod/lti/certs.php")};

    TRY(lti_platform_make(in->app, in->db, in->a, &p, in->account, &p.id, err));
    TRY(lti_platform_save(in->app, in->db, in->a, &p, in->account, err));
    return lti_deployment_check(in->db, p.id, S("1"), err);
}

code demo_learn_make(const struct demo_learn *in, struct error *err)
{
    static const char *const scores[] = {"0.94", "0.88", "0.82"};
    struct token t = {.org = in->org, .account = in->account, .name = S("Moodle"), .scopes = S("statements:write")};
    struct holder_list found = {0};
    str secret, moodle = S("{\"name\":\"Kim Aydin\",\"account\":{\"homePage\":\"" PLATFORM "\",\"name\":\"4711\"}}");
    int64_t token, rule;
    int number = 1;

    TRY(add_platform(in, err));
    TRY(find_holders(in, &found, err));
    TRY(token_make(in->db, in->a, &t, &token, &secret, err));
    TRY(db_run(in->db, sql_used, ARGS(v_int(token), v_int(clock_now() - 2 * DAY)), NULL, err));
    TRY(add_rule(in, &rule, err));
    TRY(tell(in, token, statement_text(in->a, number++, moodle, "passed", "0.91", clock_now() - 2 * DAY), err));
    for (size_t i = 0; i < found.n; i++) {
        TRY(tell(in, token, statement_text(in->a, number++, by_address(in->a, &found.items[i]), "passed", scores[i % 3], found.items[i].at), err));
        TRY(tell(in, token, statement_text(in->a, number++, by_address(in->a, &found.items[i]), "attempted", "0.4", found.items[i].at - DAY), err));
    }
    TRY(db_run(in->db, sql_looked, ARGS(v_int(in->org)), NULL, err));
    TRY(came(in, rule, 1, NULL, err));
    for (size_t i = 0; i < found.n; i++)
        TRY(came(in, rule, (int)(2 + 2 * i), &found.items[i], err));
    return OK;
}
