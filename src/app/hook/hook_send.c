/* hook/hook_send.c — a message on its way: written once, signed, sent, tried again
 * with growing waits. A webhook that fails for too long is stopped, by mail. */
#include "app/hook/hook_private.h"

#include "app/account/account.h"
#include "app/list/list.h"
#include "app/mail/mail.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/json.h"
#include "web/fetch.h"
#include "web/text.h"

#define TRIES       10                           /* with the waits of the queue: about eight hours */
#define STOP_AFTER  DAY
#define PAUSE       (30 * SECOND)                /* after a failure the address is left alone */
#define ANSWER_KEPT 1000
#define KEPT_FOR    (30 * DAY)

static hook_writer *writer;

void hook_set_writer(hook_writer *w)
{
    writer = w;
}

struct target { bool is_last; str url, state, listener, lang; msec failing, retry_at; int64_t account; str key, key_before; };

/* ---- what is sent ---- */

static str signed_body(struct arena *a, const struct hook_send *s, str data)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "type", s->event);
    json_put_member(&w, "timestamp", time_format(a, s->created));
    json_put_key(&w, "data");
    json_put_text(&w, data);
    json_close_object(&w);
    return buf_done(&b);
}

/* A channel reads the language of the organisation. */
static code chat_body(struct arena *a, const struct hook_send *s, const struct target *t, str data, str *out, struct error *err)
{
    text_speak(t->lang);
    code c = hook_chat(a, t->listener, &(struct hook_said){s->event, data}, out, err);
    text_speak(S("en"));
    return c;
}

static code write_body(struct app *app, struct db *db, struct arena *a, struct hook_send *s, const struct target *t, struct error *err)
{
    str data = (str){0};
    code c = writer ? writer(app, db, a, &(struct hook_about){s->org, s->event, s->subject}, &data, err) : NOT_FOUND;

    if (c != OK && c != NOT_FOUND)
        return c;
    if (c == NOT_FOUND)
        data = str_printf(a, "{\"id\":%lld}", (long long)s->subject);
    if (!str_eq(t->listener, S("program")))
        return chat_body(a, s, t, data, &s->body, err);
    s->body = signed_body(a, s, data);
    return OK;
}

/* Standard Webhooks: over "id.timestamp.body", the key as it is, not its text. */
str hook_signature(struct arena *a, str key, str id, msec at, str body)
{
    str signed_text = str_printf(a, STR_FMT ".%lld." STR_FMT, STR_ARG(id), (long long)(at / SECOND), STR_ARG(body));
    struct sha256 mac = hmac_sha256(key, signed_text);

    return str_join(a, S("v1,"), base64_encode(a, (str){(const char *)mac.b, sizeof mac.b}));
}

static const char sql_target[] = SQL(
    "SELECT h.url, h.state, h.failing_since, h.retry_at, h.account_id, h.secret, CASE WHEN h.before_until > $3 THEN h.secret_before END,"
    " h.listener, coalesce(l.lang, 'en') FROM hook h LEFT JOIN letter_rule l ON l.org_id = h.org_id WHERE h.org_id = $1 AND h.id = $2");

static code open_key(struct app *app, struct arena *a, str sealed, str *key, struct error *err)
{
    *key = (str){0};
    return str_is_absent(sealed) ? OK : unseal(a, app->master_key, sealed, key, err);
}

static code load_target(struct app *app, struct db *db, struct arena *a, const struct hook_send *s, struct target *t, struct error *err)
{
    struct rows *r = db_query(db, sql_target, ARGS(v_int(s->org), v_int(s->hook), v_int(clock_now())));
    str sealed = {0}, before = {0};
    bool found = rows_next(r);

    if (found) {
        *t = (struct target){.url = row_str(r, 0, a), .state = row_str(r, 1, a), .failing = row_int(r, 2), .retry_at = row_int(r, 3), .account = row_int(r, 4),
                              .listener = row_str(r, 7, a), .lang = row_str(r, 8, a)};
        sealed = row_str(r, 5, a);
        before = row_str(r, 6, a);
    }
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, NOT_FOUND, "webhook", "there is no such webhook");
    TRY(open_key(app, a, sealed, &t->key, err));
    return open_key(app, a, before, &t->key_before, err);
}

static code post(struct app *app, struct arena *a, const struct hook_send *s, const struct target *t, struct fetched *out, struct error *err)
{
    struct fetch_policy policy = app->fetch;
    msec now = clock_now();
    str signature = hook_signature(a, t->key, s->public_id, now, s->body);
    struct str_list headers = {0};

    policy.connect_seconds = 3;
    policy.total_seconds = 5;
    policy.max_bytes = (size_t)64 << 10;
    if (t->key_before.p)
        signature = str_printf(a, STR_FMT " " STR_FMT, STR_ARG(signature), STR_ARG(hook_signature(a, t->key_before, s->public_id, now, s->body)));
    if (str_eq(t->listener, S("program"))) {
        *list_add(a, &headers) = str_join(a, S("webhook-id: "), s->public_id);
        *list_add(a, &headers) = str_printf(a, "webhook-timestamp: %lld", (long long)(now / SECOND));
        *list_add(a, &headers) = str_join(a, S("webhook-signature: "), signature);
    }
    return fetch_authorized(a, &(struct fetch_call){.url = t->url, .content_type = S("application/json"), .body = s->body, .headers = &headers},
                            &policy, out, err);
}

/* ---- what became of it ---- */

static const char sql_result[] = SQL(
    "UPDATE hook_send SET state = $2, attempts = $3, status = $4, answer = $5, sent_at = $6, body = $7 WHERE id = $1");
static const char sql_answered[] = SQL("UPDATE hook SET answered_at = $2, failing_since = NULL, retry_at = NULL WHERE id = $1");
static const char sql_failing[] = SQL("UPDATE hook SET failing_since = coalesce(failing_since, $2), retry_at = $3 WHERE id = $1");
static const char sql_stop[] = SQL("UPDATE hook SET state = 'stopped' WHERE id = $1 AND state = 'on'");
static const char sql_sweep[] = SQL("DELETE FROM hook_send WHERE hook_id = $1 AND id < $2 AND state <> 'waiting' AND created_at < $3");

static code write_result(struct db *db, const struct hook_send *s, struct error *err)
{
    return db_run(db, sql_result,
                  ARGS(v_int(s->id), v_str(s->state), v_int(s->attempts), v_int(s->status), v_str(s->answer), v_int(clock_now()), v_str(s->body)),
                  NULL, err);
}

static code tell_maker(struct app *app, struct db *db, struct arena *a, const struct hook_send *s, const struct target *t, struct error *err)
{
    struct account who;
    struct mail m = {.org = s->org, .kind = S("webhook")};

    if (!t->account || account_get(db, a, t->account, &who, NULL) != OK)
        return OK;
    m.to_address = who.email;
    m.to_name = who.name;
    return mail_letter(app, db, a,
                       &(struct letter){.kind = "webhook", .org = s->org, .message = hook_told_address(a, t->listener, t->url), .reason = s->answer,
                                        .link = app_url(a, app, str_printf(a, "/org/%lld/settings/webhooks/%lld", (long long)s->org, (long long)s->hook))},
                       &m, err);
}

static code stop(struct app *app, struct db *db, struct arena *a, const struct hook_send *s, const struct target *t, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_stop, ARGS(v_int(s->hook)), &changed, err));
    if (!changed)
        return OK;
    TRY(org_log(db, s->org, 0, "webhook.stop", str_printf(a, "webhook %lld", (long long)s->hook), hook_told_address(a, t->listener, t->url), err));
    return tell_maker(app, db, a, s, t, err);
}

static code write_failure(struct app *app, struct db *db, struct arena *a, const struct hook_send *s, const struct target *t, struct error *err)
{
    msec now = clock_now();

    TRY(write_result(db, s, err));
    TRY(db_run(db, sql_failing, ARGS(v_int(s->hook), v_int(now), v_int(now + PAUSE)), NULL, err));
    return t->failing && now - t->failing > STOP_AFTER ? stop(app, db, a, s, t, err) : OK;
}

static code write_success(struct db *db, const struct hook_send *s, struct error *err)
{
    TRY(write_result(db, s, err));
    TRY(db_run(db, sql_answered, ARGS(v_int(s->hook), v_int(clock_now())), NULL, err));
    return db_run(db, sql_sweep, ARGS(v_int(s->hook), v_int(s->id), v_int(clock_now() - KEPT_FOR)), NULL, err);
}

/* What a page may show of a stranger's answer: text, and not much. */
static str shown(struct arena *a, str body)
{
    str cut = str_slice(body, 0, ANSWER_KEPT);
    struct buf b = buf_new(a);

    for (size_t i = 0; i < cut.n; i++)
        buf_byte(&b, (unsigned char)cut.p[i] < ' ' || (unsigned char)cut.p[i] > '~' ? (cut.p[i] == '\n' ? '\n' : '?') : cut.p[i]);
    return buf_done(&b);
}

/* ---- the job ---- */

/* Not sent at all: `why` stands in its log. */
static enum job_result give_up(struct db *db, struct arena *a, struct hook_send *s, const char *why, struct error *err)
{
    s->state = S("failed");
    s->answer = str_copy(a, cstr(why));
    return write_result(db, s, err) == OK ? JOB_DONE : JOB_RETRY;
}

static enum job_result try_it(struct app *app, struct db *db, struct arena *a, struct hook_send *s, const struct target *t, struct error *err)
{
    bool is_last = t->is_last;
    struct fetched f = {0};
    struct error why = {0};
    bool reached = post(app, a, s, t, &f, &why) == OK, good = reached && f.status >= 200 && f.status < 300;

    s->attempts++;
    s->status = f.status;
    s->answer = reached ? shown(a, f.body) : str_copy(a, cstr(why.text));
    s->state = good ? S("done") : is_last ? S("failed") : S("waiting");
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code c = db_end(db, good ? write_success(db, s, err) : write_failure(app, db, a, s, t, err), err);
    app_wake(app);
    if (c != OK)
        return JOB_RETRY;
    if (str_eq(s->state, S("waiting"))) {
        (void)fail(err, UNREACHABLE, "webhook", "the webhook answered with %d", f.status);
        return JOB_RETRY;
    }
    return JOB_DONE;
}

static const char sql_org_of[] = SQL("SELECT org_id FROM hook_send WHERE id = $1");

static enum job_result run_send(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct app *app = ctx;
    struct hook_send s;
    struct target t;
    int64_t id = 0, org = 0;

    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    code c = db_int(db, sql_org_of, ARGS(v_int(id)), &org, err);
    if (c == OK)
        c = hook_send_get(db, a, org, id, &s, err);
    if (c == OK)
        c = load_target(app, db, a, &s, &t, err);
    if (c == NOT_FOUND || (c == OK && !str_eq(s.state, S("waiting"))))
        return JOB_DONE;                         /* the webhook was deleted, or two asked for the same */
    if (c == OK && str_is_absent(s.body))
        c = write_body(app, db, a, &s, &t, err);
    if (c != OK)
        return JOB_RETRY;
    if (!str_eq(t.state, S("on")))
        return give_up(db, a, &s, "the webhook is switched off", err);
    t.is_last = j->attempts >= TRIES;
    if (t.retry_at > clock_now() && !t.is_last) {
        (void)fail(err, UNREACHABLE, "webhook", "the address did not answer a moment ago");
        return JOB_RETRY;
    }
    return try_it(app, db, a, &s, &t, err);
}

const struct job_kind hook_jobs[] = {{"hook.send", run_send}, {"hook.expired", hook_look_for_expired}, {NULL, NULL}};

/* ---- as a list ---- */

static void event_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    c->text = v[0].s;
    c->sub = cstr(hook_event_words(v[0].s));
    c->href = str_printf(l->a, "/org/%lld/settings/webhooks/%lld/messages/%lld", (long long)l->org, (long long)v[2].i, (long long)v[1].i);
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str answer = v[1].i ? str_printf(l->a, "%lld", (long long)v[1].i) : S("");

    if (str_eq(v[0].s, S("done")))
        c->tag = (struct tag_view){"good", "check", str_printf(l->a, "Answered " STR_FMT, STR_ARG(answer))};
    else if (str_eq(v[0].s, S("failed")))
        c->tag = (struct tag_view){"bad", "x", said("Not delivered")};
    else if (v[2].i)
        c->tag = (struct tag_view){"warn", "hourglass", said("Is tried again")};
    else
        c->tag = (struct tag_view){"info", "hourglass", said("Being sent")};
}

static const struct list_column columns[] = {
    {"event", "Message", SQL_PIECE("s.event, s.id, s.hook_id"), .values = 3, .cell = event_cell},
    {"state", "State", SQL_PIECE("s.state, s.status, s.attempts"), .values = 3, .cell = state_cell},
    {"tries", "Tries", SQL_PIECE("s.attempts"), .kind = CELL_NUMBER},
    {"when", "When", SQL_PIECE("s.created_at"), .kind = CELL_TIME, .order = SQL_PIECE("s.id"), .indexed = true},
};
static const struct list_option states[] = {
    {"done", "Delivered", SQL_PIECE("s.state = 'done'")}, {"waiting", "On the way", SQL_PIECE("s.state = 'waiting'")},
    {"failed", "Not delivered", SQL_PIECE("s.state = 'failed'")}, {NULL},
};
static const struct list_filter filters[] = {
    {"state", "State", FILTER_OPTIONS, .options = states},
    {"from", "From", FILTER_FROM, .sql = SQL_PIECE("s.created_at >= :value")},
};

const struct list_def hook_sends_def = {
    .name = "hook-messages", .title = "Messages", .thing = "message", .things = "messages", .right = MANAGE_ORG,
    .from = "hook_send s", .where = SQL_PIECE("s.org_id = :org AND s.hook_id = :id"), .key = "s.id",
    .search = SQL_PIECE("s.event LIKE :word ESCAPE '!'"), .search_label = "What it is about",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-when",
};
