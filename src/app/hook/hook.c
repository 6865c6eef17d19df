/* hook/hook.c — webhooks of an organisation, and the messages that are written
 * with each event. */
#include "app/hook/hook_private.h"

#include "app/account/account.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "web/fetch.h"

#define URL_MOST 1000
#define KEY_BYTES 32

const struct hook_event hook_events[] = {
    {"award.issued", "A badge was awarded"}, {"award.accepted", "Somebody took an award into a Backpack"},
    {"award.changed", "An award was corrected or moved to another address"}, {"award.suspended", "An award was suspended"},
    {"award.reinstated", "A suspended award was given back"}, {"award.revoked", "An award was revoked"}, {"award.expired", "An award has ended"},
    {"list.finished", "A list was awarded to its end"},
    {"claim.waiting", "Somebody came with a claim link, and waits for approval"}, {"claim.refused", "A claim was refused, and the person told"},
    {"badge.published", "A badge was published"}, {"badge.archived", "A badge was archived"},
    {"application.submitted", "Somebody applied for a badge"}, {"application.decided", "An application was decided, and the applicant told"},
    {"application.withdrawn", "Somebody withdrew an application"},
    {"endorsement.signed", "Somebody signed an endorsement"},
    {"person.added", "A person came into the directory"}, {"person.left", "A person has left"}, {"person.erased", "A person was erased"},
    {"member.joined", "Somebody became a member"}, {"member.changed", "A member was given other roles"}, {"member.left", "Somebody is a member no more"},
    {"standing.late", "People became overdue with what is asked of them, or their proof has ended"}, {"standing.met", "People met again what is asked of them"},
    {"waiver.made", "Somebody was waived, suspended or given more time"},
    {"training.waiting", "External training waits to be judged"}, {"training.reopened", "External training was taken back by its issuer"},
    {"recognition.awarded", "Somebody was recognised, and told"}, {"induction.finished", "Somebody is through with a checklist"},
    {"record.made", "A learner record was made"}, {"record.removed", "A learner record was removed"}, {"record.restored", "A learner record was put back"},
    {"key.created", "There is a new signing key"}, {"key.distrusted", "A signing key is trusted no more"}, {NULL, NULL},
};

const char *hook_event_words(str name)
{
    for (const struct hook_event *e = hook_events; e->name; e++)
        if (str_eq(name, cstr(e->name)))
            return e->label;
    return str_eq(name, S("test")) ? "A test" : "";
}

/* ---- telling ---- */

static const char sql_wanting[] = SQL(
    "SELECT id FROM hook WHERE org_id = $1 AND state = 'on' AND events LIKE '% ' || $2 || ' %' ORDER BY id");
static const char sql_message[] = SQL(
    "INSERT INTO hook_send (org_id, hook_id, public_id, event, subject, state, attempts, status, answer, created_at)"
    " VALUES ($1, $2, $3, $4, $5, 'waiting', 0, 0, '', $6) RETURNING id");

LIST_OF(number_list, int64_t);

static code find_wanting(struct db *db, struct arena *a, int64_t org, const char *event, struct number_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_wanting, ARGS(v_int(org), v_str(cstr(event))));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static code queue(struct db *db, struct arena *a, int64_t send, struct error *err)
{
    return job_add(db, S("hook.send"), str_printf(a, "%lld", (long long)send), (str){0}, clock_now(), err);
}

static code insert_message(struct db *db, struct arena *a, const struct hook_send *s, int64_t *id, struct error *err)
{
    return db_int(db, sql_message,
                  ARGS(v_int(s->org), v_int(s->hook), v_str(str_join(a, S("msg_"), random_token(a, 16))), v_str(s->event), v_int(s->subject),
                       v_int(clock_now())),
                  id, err);
}

code hook_write(struct db *db, struct arena *a, const struct hook_send *s, struct error *err)
{
    int64_t id;

    TRY(insert_message(db, a, s, &id, err));
    return queue(db, a, id, err);
}

code hook_tell(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err)
{
    struct number_list hooks = {0};

    TRY(find_wanting(db, a, org, event, &hooks, err));
    for (size_t i = 0; i < hooks.n; i++)
        TRY(hook_write(db, a, &(struct hook_send){.org = org, .hook = hooks.items[i], .event = cstr(event), .subject = subject}, err));
    return OK;
}

code hook_tell_many(struct db *db, struct arena *a, int64_t org, const char *event, const struct id_list *subjects, struct error *err)
{
    struct number_list hooks = {0};

    if (subjects->n > 0)
        TRY(find_wanting(db, a, org, event, &hooks, err));
    for (size_t i = 0; i < subjects->n; i++)
        for (size_t k = 0; k < hooks.n; k++)
            TRY(hook_write(db, a, &(struct hook_send){.org = org, .hook = hooks.items[k], .event = cstr(event), .subject = subjects->items[i]}, err));
    return OK;
}

static const char sql_awarded[] = SQL(
    "SELECT id FROM award WHERE batch_id = $1 AND batch_line > $2 AND batch_line <= $3 AND id > $4 ORDER BY id");

code hook_tell_lines(struct db *db, struct arena *a, const struct hook_lines *l, struct error *err)
{
    struct number_list hooks = {0}, awards = {0};

    TRY(find_wanting(db, a, l->org, "award.issued", &hooks, err));
    if (hooks.n == 0)
        return OK;
    struct rows *r = db_query(db, sql_awarded, ARGS(v_int(l->batch), v_int(l->after_line), v_int(l->to_line), v_int(l->after_award)));
    while (rows_next(r))
        *list_add(a, &awards) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < awards.n; i++)
        for (size_t k = 0; k < hooks.n; k++)
            TRY(hook_write(db, a, &(struct hook_send){.org = l->org, .hook = hooks.items[k], .event = S("award.issued"), .subject = awards.items[i]}, err));
    return OK;
}

/* ---- told together ---- */

#define TOGETHER MINUTE

/* Of a message that was not written yet the body is still to come, and says how it is then. */
static const char sql_waits[] = SQL(
    "SELECT count(*) FROM hook_send WHERE org_id = $1 AND subject = $2 AND hook_id = $3 AND event = $4 AND state = 'waiting' AND attempts = 0 AND created_at > $5");

code hook_tell_together(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err)
{
    struct number_list hooks = {0};
    msec now = clock_now();

    TRY(find_wanting(db, a, org, event, &hooks, err));
    for (size_t i = 0; i < hooks.n; i++) {
        int64_t waits = 0, id = 0;
        TRY(db_int(db, sql_waits, ARGS(v_int(org), v_int(subject), v_int(hooks.items[i]), v_str(cstr(event)), v_int(now - TOGETHER / 2)), &waits, err));
        if (waits)
            continue;
        TRY(insert_message(db, a, &(struct hook_send){.org = org, .hook = hooks.items[i], .event = cstr(event), .subject = subject}, &id, err));
        TRY(job_add(db, S("hook.send"), str_printf(a, "%lld", (long long)id), (str){0}, now + TOGETHER, err));
    }
    return OK;
}

void hook_start(void)
{
    org_set_teller(hook_tell);
    account_set_leaver(org_account_leaves);
}

/* ---- finding ---- */

#define HOOK_COLUMNS                                                           \
    "id, org_id, account_id, url, events, state, failing_since, answered_at, created_at, before_until, listener"

static void read_hook(struct rows *r, struct arena *a, struct hook *out)
{
    *out = (struct hook){
        .id = row_int(r, 0), .org = row_int(r, 1), .account = row_int(r, 2), .url = row_str(r, 3, a), .events = row_str(r, 4, a),
        .state = row_str(r, 5, a), .failing = row_int(r, 6), .answered = row_int(r, 7), .created = row_int(r, 8), .before_until = row_int(r, 9),
        .listener = row_str(r, 10, a)};
}

static const char sql_find[] = SQL("SELECT " HOOK_COLUMNS " FROM hook WHERE org_id = $1 ORDER BY id");
static const char sql_get[] = SQL("SELECT " HOOK_COLUMNS " FROM hook WHERE org_id = $1 AND id = $2");

code hook_find(struct db *db, struct arena *a, int64_t org, struct hook_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        read_hook(r, a, list_add(a, out));
    return rows_end(r, err);
}

code hook_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct hook *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_hook(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "webhook", "there is no such webhook");
}

str hook_told_address(struct arena *a, str listener, str url)
{
    return str_eq(listener, S("program")) ? url : uri_origin(a, url);
}

/* ---- making and changing ---- */

/* A number for a host is judged at once; what a name leads to is judged at the
 * socket, each time. */
static bool leads_inside(const struct app *app, str url)
{
    struct uri u;

    if (app->fetch.allow_private || uri_parse(url, &u, NULL) != OK)
        return false;
    bool is_six = str_starts(u.host, S("["));
    str bare = is_six ? str_slice(u.host, 1, u.host.n - 1) : u.host;
    bool is_number = is_six;
    for (size_t i = 0; i < bare.n && !is_six; i++) {
        is_number = bare.p[i] == '.' || (bare.p[i] >= '0' && bare.p[i] <= '9');
        if (!is_number)
            break;
    }
    return is_number && !fetch_address_is_public(bare);
}

static code check(struct app *app, struct arena *a, const struct hook *h, str *events, struct error *err)
{
    struct buf b = buf_new(a);
    struct error why = {0};

    if (str_is_empty(h->url) || h->url.n > URL_MOST)
        return fail(err, BAD_INPUT, "url", "write the address that is told");
    code c = fetch_check_url(h->url, &app->fetch, &why);
    if (c != OK)
        return fail(err, BAD_INPUT, "url", "%s", why.text);
    if (leads_inside(app, h->url))
        return fail(err, BAD_INPUT, "url", "this address leads into a private network");
    for (const struct hook_event *e = hook_events; e->name; e++)
        if (str_contains(h->events, str_printf(a, " %s ", e->name)))
            buf_printf(&b, " %s", e->name);
    if (b.n == 0)
        return fail(err, BAD_INPUT, "events", "choose at least one thing that it is told of");
    buf_byte(&b, ' ');
    *events = buf_done(&b);
    if (!str_eq(h->listener, S("program")) && !str_eq(h->listener, S("slack")) && !str_eq(h->listener, S("teams")))
        return fail(err, BAD_INPUT, "listener", "say who listens there");
    return OK;
}

static str new_key(struct arena *a, str *shown)
{
    uint8_t bytes[KEY_BYTES];

    random_bytes(bytes, sizeof bytes);
    str key = str_copy(a, (str){(const char *)bytes, sizeof bytes});
    crypto_wipe(bytes, sizeof bytes);
    *shown = str_join(a, S("whsec_"), base64_encode(a, key));
    return key;
}

static str subject_of(struct arena *a, int64_t id)
{
    return str_printf(a, "webhook %lld", (long long)id);
}

static const char sql_count[] = SQL("SELECT count(*) FROM hook WHERE org_id = $1");
static const char sql_insert[] = SQL(
    "INSERT INTO hook (org_id, account_id, url, events, secret, state, created_at, listener) VALUES ($1, $2, $3, $4, $5, 'on', $6, $7) RETURNING id");

static code insert(struct db *db, struct arena *a, const struct hook *h, str sealed, int64_t *id, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(h->org)), &n, err));
    if (n >= HOOKS_MOST)
        return fail(err, LIMIT, "url", "there are %d webhooks already", HOOKS_MOST);
    TRY(db_int(db, sql_insert, ARGS(v_int(h->org), v_int(h->account), v_str(h->url), v_str(h->events), v_bytes(sealed), v_int(clock_now()), v_str(h->listener)), id, err));
    return org_log(db, h->org, h->account, "webhook.create", subject_of(a, *id), hook_told_address(a, h->listener, h->url), err);
}

code hook_make(struct app *app, struct db *db, struct arena *a, const struct hook *h, int64_t *id, str *secret, struct error *err)
{
    struct hook made = *h;

    made.url = str_trim(h->url);
    TRY(check(app, a, &made, &made.events, err));
    str sealed = seal(a, app->master_key, new_key(a, secret));
    TRY(db_begin(db, err));
    return db_end(db, insert(db, a, &made, sealed, id, err), err);
}

/* A message is written for who listens: for another it is written anew. */
static const char sql_unwritten[] = SQL("UPDATE hook_send SET body = NULL WHERE org_id = $1 AND hook_id = $2");
static const char sql_save[] = SQL("UPDATE hook SET url = $3, events = $4, listener = $5, failing_since = NULL, retry_at = NULL WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct hook *h, struct error *err)
{
    struct hook was;

    TRY(hook_get(db, a, h->org, h->id, &was, err));
    if (!str_eq(was.listener, h->listener))
        TRY(db_run(db, sql_unwritten, ARGS(v_int(h->org), v_int(h->id)), NULL, err));
    TRY(db_run(db, sql_save, ARGS(v_int(h->org), v_int(h->id), v_str(h->url), v_str(h->events), v_str(h->listener)), NULL, err));
    return org_log(db, h->org, h->account, "webhook.change", subject_of(a, h->id), hook_told_address(a, h->listener, h->url), err);
}

code hook_save(struct app *app, struct db *db, struct arena *a, const struct hook *h, struct error *err)
{
    struct hook made = *h;

    made.url = str_trim(h->url);
    TRY(check(app, a, &made, &made.events, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, &made, err), err);
}

static const char sql_switch[] = SQL("UPDATE hook SET state = $3, failing_since = NULL, retry_at = NULL WHERE org_id = $1 AND id = $2");

static code switch_to(struct db *db, struct arena *a, const struct hook_act *act, bool on, struct error *err)
{
    struct hook h;

    TRY(hook_get(db, a, act->org, act->id, &h, err));
    TRY(db_run(db, sql_switch, ARGS(v_int(act->org), v_int(act->id), v_str(on ? S("on") : S("off"))), NULL, err));
    return org_log(db, act->org, act->by, on ? "webhook.on" : "webhook.off", subject_of(a, act->id), hook_told_address(a, h.listener, h.url), err);
}

code hook_switch(struct db *db, struct arena *a, const struct hook_act *act, bool on, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, switch_to(db, a, act, on, err), err);
}

static const char sql_remove[] = SQL("DELETE FROM hook WHERE org_id = $1 AND id = $2");

static code remove_rows(struct db *db, struct arena *a, const struct hook_act *act, struct error *err)
{
    struct hook h;

    TRY(hook_get(db, a, act->org, act->id, &h, err));
    TRY(db_run(db, sql_remove, ARGS(v_int(act->org), v_int(act->id)), NULL, err));
    return org_log(db, act->org, act->by, "webhook.remove", hook_told_address(a, h.listener, h.url), S(""), err);
}

code hook_remove(struct db *db, struct arena *a, const struct hook_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, act, err), err);
}

static const char sql_rotate[] = SQL(
    "UPDATE hook SET secret_before = secret, before_until = $4, secret = $3 WHERE org_id = $1 AND id = $2");

static code rotate(struct db *db, struct arena *a, const struct hook_act *act, str sealed, struct error *err)
{
    struct hook h;

    TRY(hook_get(db, a, act->org, act->id, &h, err));
    TRY(db_run(db, sql_rotate, ARGS(v_int(act->org), v_int(act->id), v_bytes(sealed), v_int(clock_now() + HOOK_OVERLAP)), NULL, err));
    return org_log(db, act->org, act->by, "webhook.secret", subject_of(a, act->id), hook_told_address(a, h.listener, h.url), err);
}

code hook_rotate(struct app *app, struct db *db, struct arena *a, const struct hook_act *act, str *secret, struct error *err)
{
    str sealed = seal(a, app->master_key, new_key(a, secret));

    TRY(db_begin(db, err));
    return db_end(db, rotate(db, a, act, sealed, err), err);
}

/* ---- one message ---- */

static const char sql_send_get[] = SQL(
    "SELECT id, org_id, hook_id, subject, attempts, status, public_id, event, body, state, answer, created_at, sent_at"
    " FROM hook_send WHERE org_id = $1 AND id = $2");

code hook_send_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct hook_send *out, struct error *err)
{
    struct rows *r = db_query(db, sql_send_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct hook_send){
            .id = row_int(r, 0), .org = row_int(r, 1), .hook = row_int(r, 2), .subject = row_int(r, 3), .attempts = row_int(r, 4),
            .status = row_int(r, 5), .public_id = row_str(r, 6, a), .event = row_str(r, 7, a), .body = row_str(r, 8, a),
            .state = row_str(r, 9, a), .answer = row_str(r, 10, a), .created = row_int(r, 11), .sent = row_int(r, 12)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "message", "there is no such message");
}

static code test(struct db *db, struct arena *a, const struct hook_act *act, struct error *err)
{
    struct hook h;

    TRY(hook_get(db, a, act->org, act->id, &h, err));
    if (!str_eq(h.state, S("on")))
        return fail(err, CONFLICT, "webhook", "switch the webhook on first");
    return hook_write(db, a, &(struct hook_send){.org = act->org, .hook = act->id, .event = S("test"), .subject = 0}, err);
}

code hook_test(struct db *db, struct arena *a, const struct hook_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, test(db, a, act, err), err);
}

static const char sql_again[] = SQL(
    "UPDATE hook_send SET state = 'waiting', attempts = 0 WHERE org_id = $1 AND id = $2 AND state <> 'waiting'");

static code again(struct db *db, struct arena *a, const struct hook_act *act, struct error *err)
{
    struct hook_send s;
    int64_t changed = 0;

    TRY(hook_send_get(db, a, act->org, act->id, &s, err));
    TRY(db_run(db, sql_again, ARGS(v_int(act->org), v_int(act->id)), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "message", "this message is being sent already");
    return queue(db, a, s.id, err);
}

code hook_again(struct db *db, struct arena *a, const struct hook_act *act, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, again(db, a, act, err), err);
}
