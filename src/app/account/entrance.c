/* account/entrance.c */
#include "app/account/entrance.h"

#include "app/account/notice.h"
#include "app/account/second_step.h"
#include "web/text.h"
#include "web/ticket.h"

#define TICKET "lapel-step"
#define TICKET_LIFE (10 * MINUTE)

/* ---- waiting: "account LF method LF message LF next" ---- */

static void hold(struct request *rq, struct response *rs, const struct entrance *e)
{
    str text = str_printf(rq->arena, "%lld\n%s\n%s\n" STR_FMT, (long long)e->account, e->method, e->message ? e->message : "",
                          STR_ARG(e->next));

    ticket_give(rs, &app_of(rq)->session, TICKET, text, TICKET_LIFE);
    response_redirect(rs, S("/sign-in/second"));
}

bool entrance_waiting(struct request *rq, struct entrance *out)
{
    str text, account, method, message;

    *out = (struct entrance){0};
    if (!ticket_read(rq, &app_of(rq)->session, TICKET, &text) || !str_cut(&text, '\n', &account) || !str_cut(&text, '\n', &method) ||
        !str_cut(&text, '\n', &message) || !str_to_int(account, &out->account))
        return false;
    out->method = str_z(rq->arena, method);
    out->message = message.n ? str_z(rq->arena, message) : NULL;
    out->next = text;
    return true;
}

/* ---- in ---- */

/* A language chosen elsewhere comes along to this browser. */
static code speak_theirs(struct request *rq, struct response *rs, int64_t id, struct error *err)
{
    struct account a;

    TRY(account_get(rq->db, rq->arena, id, &a, err));
    if (!str_is_empty(a.lang))
        language_choose(rs, a.lang);
    return OK;
}

static const char sql_signed_in[] = SQL("UPDATE account SET signed_in_at = $2 WHERE id = $1");

static code open_rows(struct request *rq, struct response *rs, const struct entrance *e, bool trust, struct error *err)
{
    const struct session_start start = {
        .account = e->account, .method = e->method, .is_strong = e->is_strong, .org = e->org,
        .provider_session = e->provider_session, .provider_token = e->provider_token,
    };
    struct device_seen seen;

    TRY(session_sign_in(rq, rs, &app_of(rq)->session, &start, err));
    TRY(speak_theirs(rq, rs, e->account, err));
    TRY(db_run(rq->db, sql_signed_in, ARGS(v_int(e->account), v_int(clock_now())), NULL, err));
    TRY(device_note(rq, rs, e->account, trust, &seen, err));
    bool warn = !seen.is_known && !seen.is_first && !e->is_new;
    return account_note(app_of(rq), rq->db, rq->arena,
                        &(struct account_event){.account = e->account, .what = warn ? "sign-in.new" : "sign-in", .user_agent = session_agent(rq)}, err);
}

static code open_in_one(struct request *rq, struct response *rs, const struct entrance *e, bool trust, struct error *err)
{
    TRY(db_begin(rq->db, err));
    TRY(db_end(rq->db, open_rows(rq, rs, e, trust, err), err));
    app_wake(app_of(rq));
    return OK;
}

code entrance_open(struct request *rq, struct response *rs, const struct entrance *e, struct error *err)
{
    return open_in_one(rq, rs, e, false, err);
}

static void answer(struct request *rq, struct response *rs, const struct entrance *e, bool trust)
{
    struct error err = {0};

    if (open_in_one(rq, rs, e, trust, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, path_is_local(e->next) ? e->next : S("/"), e->message);
}

void entrance_go(struct request *rq, struct response *rs, const struct entrance *e)
{
    struct second_step s;
    struct error err = {0};
    struct entrance through = *e;

    if (second_step_look(rq->db, rq->arena, e->account, &s, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    bool asks = s.is_on && !e->is_strong && !e->org && !e->is_new;
    if (asks && !device_is_trusted(rq, e->account)) {
        hold(rq, rs, e);
        return;
    }
    through.is_strong = e->is_strong || asks;
    answer(rq, rs, &through, false);
}

void entrance_passed(struct request *rq, struct response *rs, const struct entrance *e, bool remember)
{
    struct entrance through = *e;

    through.is_strong = true;
    ticket_drop(rs, &app_of(rq)->session, TICKET);
    answer(rq, rs, &through, remember);
}
