/* demo/demo_interfaces.c — how it looks where a program comes with a token, and
 * another is told by a webhook. The secrets are nobody's; the address is one that
 * never answers (RFC 2606), and what it is said to have answered is made up. */
#include "app/demo/demo_private.h"

#include "app/hook/hook.h"
#include "app/token/token.h"

static const struct token_call calls[] = {
    {.method = S("POST"), .path = S("/api/v1/award-lists"), .from = S("198.51.100.17"), .status = 202},
    {.method = S("POST"), .path = S("/api/v1/awards"), .from = S("198.51.100.17"), .status = 201},
    {.method = S("POST"), .path = S("/api/v1/awards"), .from = S("198.51.100.17"), .status = 409},
};

static const char sql_used[] = SQL("UPDATE token SET used_at = $2, used_from = '198.51.100.17' WHERE id = $1");

static code add_token(const struct demo_interfaces *in, struct error *err)
{
    struct token t = {.org = in->org, .account = in->account, .name = S("Learning platform"),
                      .scopes = S("badges:read awards:read awards:write"), .expires = clock_now() + 300 * DAY};
    int64_t id;
    str secret;

    TRY(token_make(in->db, in->a, &t, &id, &secret, err));
    for (size_t i = 0; i < COUNT(calls); i++) {
        struct token_call c = calls[i];
        c.org = in->org;
        c.token = id;
        TRY(token_note_call(in->db, &c, err));
    }
    return db_run(in->db, sql_used, ARGS(v_int(id), v_int(clock_now() - HOUR)), NULL, err);
}

/* Switched off, so that the sample never asks anybody. */
static const char sql_hook[] = SQL(
    "UPDATE hook SET state = 'off', answered_at = $2 WHERE id = $1");
static const char sql_message[] = SQL(
    "INSERT INTO hook_send (org_id, hook_id, public_id, event, subject, body, state, attempts, status, answer, created_at, sent_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)");

static const struct { const char *id, *event, *state, *answer; int attempts, status; msec ago; } messages[] = {
    {"msg_sample0001", "badge.published", "done", "ok", 1, 204, 30 * DAY},
    {"msg_sample0002", "award.issued", "done", "ok", 2, 204, 3 * DAY},
    {"msg_sample0003", "award.revoked", "failed", "Bad gateway", 10, 502, 2 * DAY},
};

static code add_hook(const struct demo_interfaces *in, struct error *err)
{
    struct hook h = {.org = in->org, .account = in->account, .url = S("https://learning.harbour-vale.example/lapel"), .listener = S("program"),
                     .events = S(" award.issued  award.revoked  badge.published ")};
    msec now = clock_now();
    int64_t id;
    str secret;

    TRY(hook_make(in->app, in->db, in->a, &h, &id, &secret, err));
    for (size_t i = 0; i < COUNT(messages); i++) {
        str body = str_printf(in->a, "{\"type\":\"%s\",\"timestamp\":\"" STR_FMT "\",\"data\":{\"id\":%lld}}", messages[i].event,
                              STR_ARG(time_format(in->a, (now - messages[i].ago) / SECOND * SECOND)), (long long)in->badge);
        TRY(db_run(in->db, sql_message,
                   ARGS(v_int(in->org), v_int(id), v_str(cstr(messages[i].id)), v_str(cstr(messages[i].event)), v_int(in->badge), v_str(body),
                        v_str(cstr(messages[i].state)), v_int(messages[i].attempts), v_int(messages[i].status), v_str(cstr(messages[i].answer)),
                        v_int(now - messages[i].ago)),
                   NULL, err));
    }
    return db_run(in->db, sql_hook, ARGS(v_int(id), v_int(now - 3 * DAY)), NULL, err);
}

code demo_interfaces_make(const struct demo_interfaces *in, struct error *err)
{
    TRY(add_token(in, err));
    return add_hook(in, err);
}
