/* api/api_webhooks.c — webhooks, set up and looked after by programs. */
#include "app/api/api_private.h"

#include "app/hook/hook.h"

static const struct api_field hook_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the webhook.", "2"},
    {"url", API_URL, NEEDED | ALWAYS, "The address that is told.", "\"https://learning.example.org/lapel\"", .max = 1000},
    {"events", API_WORDS, NEEDED | ALWAYS, "What it is told of.", "[\"award.issued\", \"award.revoked\"]", .max = 50},
    {"listener", API_CHOICE, ALWAYS, "Who listens there: a program, or a channel that gets words and no signature.", "\"program\"", .choices = "program|slack|teams"},
    {"on", API_BOOL, ALWAYS, "Is it told at all? One that answered nothing for a day was switched off.", "true"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "How it stands.", "\"on\"", .choices = "on|off|stopped"},
    {"failingSince", API_TIME, GIVEN, "It has not answered well since.", NULL},
    {"answeredAt", API_TIME, GIVEN, "It answered well last.", NULL},
    {"secret", API_TEXT, GIVEN, "Told once: in the answer that made it. Each message is signed with it.", NULL},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was made.", NULL},
};
static const struct api_shape hook_shape = API_SHAPE("Webhook", "An address that is told of what happens.", hook_fields);

/* `secret` empty: not told. */
static code put_hook(struct api *c, const struct hook *h, str secret)
{
    str rest = h->events, one;

    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", h->id);
    json_put_member(&c->w, "url", h->url);
    json_put_key(&c->w, "events");
    json_open_array(&c->w);
    while (str_cut(&rest, ' ', &one))
        if (one.n)
            json_put_str(&c->w, one);
    json_close_array(&c->w);
    json_put_member(&c->w, "listener", h->listener);
    json_put_member_bool(&c->w, "on", str_eq(h->state, S("on")));
    json_put_member(&c->w, "state", h->state);
    api_put_time(&c->w, "failingSince", h->failing);
    api_put_time(&c->w, "answeredAt", h->answered);
    if (secret.n)
        json_put_member(&c->w, "secret", secret);
    api_put_time(&c->w, "createdAt", h->created);
    json_close_object(&c->w);
    return OK;
}

static code show(struct api *c, int64_t id, str secret, struct error *err)
{
    struct hook h;

    TRY(hook_get(c->db, c->a, c->org, id, &h, err));
    return put_hook(c, &h, secret);
}

static code show_hook(struct api *c, struct error *err)
{
    return show(c, api_id(c), S(""), err);
}

static code list_hooks(struct api *c, struct error *err)
{
    struct hook_list all = {0}, found = {0};

    TRY(hook_find(c->db, c->a, c->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id > c->after)
            *list_add(c->a, &found) = all.items[i];
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        TRY(put_hook(c, &found.items[i], S("")));
        c->last = found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

/* Names that there are not are refused, so that a misspelt one is not taken for none. */
static code read_events(struct api *c, str *events, struct error *err)
{
    const struct json *list = json_get(c->body, "events");
    struct buf b = buf_new(c->a);

    if (!list)
        return OK;
    for (size_t i = 0; i < json_count(list); i++) {
        str name = json_str(json_item(list, i));
        if (*hook_event_words(name) == '\0' || str_eq(name, S("test")))
            return fail(err, BAD_INPUT, "events", "there is no event \"%.*s\"", (int)(name.n > 60 ? 60 : name.n), name.p);
        buf_printf(&b, " " STR_FMT " ", STR_ARG(name));
    }
    *events = buf_done(&b);
    return OK;
}

static code switch_hook(struct api *c, int64_t id, bool was_on, struct error *err)
{
    bool on = api_truth(c->body, "on", was_on);

    return on == was_on ? OK : hook_switch(c->db, c->a, &(struct hook_act){c->org, id, c->account}, on, err);
}

static code make_hook(struct api *c, struct error *err)
{
    struct hook h = {.org = c->org, .account = c->account, .url = api_text(c->body, "url", S("")), .listener = api_text(c->body, "listener", S("program")), .events = S("")};
    int64_t id = 0;
    str secret;

    TRY(read_events(c, &h.events, err));
    TRY(hook_make(c->app, c->db, c->a, &h, &id, &secret, err));
    TRY(switch_hook(c, id, true, err));
    api_made(c, "webhooks", id);
    return show(c, id, secret, err);
}

static code change_hook(struct api *c, struct error *err)
{
    struct hook h;

    TRY(hook_get(c->db, c->a, c->org, api_id(c), &h, err));
    bool was_on = str_eq(h.state, S("on"));
    h.account = c->account;
    h.url = api_text(c->body, "url", h.url);
    h.listener = api_text(c->body, "listener", h.listener);
    TRY(read_events(c, &h.events, err));
    if (api_has(c->body, "url") || api_has(c->body, "events") || api_has(c->body, "listener"))
        TRY(hook_save(c->app, c->db, c->a, &h, err));
    TRY(switch_hook(c, h.id, was_on, err));
    return show(c, h.id, S(""), err);
}

static struct hook_act act_of(const struct api *c)
{
    return (struct hook_act){c->org, api_id(c), c->account};
}

static code remove_hook(struct api *c, struct error *err)
{
    struct hook_act act = act_of(c);

    return hook_remove(c->db, c->a, &act, err);
}

static code new_secret(struct api *c, struct error *err)
{
    struct hook_act act = act_of(c);
    str secret;

    TRY(hook_rotate(c->app, c->db, c->a, &act, &secret, err));
    return show(c, act.id, secret, err);
}

static code test_hook(struct api *c, struct error *err)
{
    struct hook_act act = act_of(c);

    TRY(hook_test(c->db, c->a, &act, err));
    return show(c, act.id, S(""), err);
}

/* ---- messages ---- */

static const struct api_field message_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the message.", "41"},
    {"webhookId", API_TEXT, GIVEN | ALWAYS, "Its name in the header webhook-id: the same each time it is sent.", "\"msg_3Jx0aV9Q\""},
    {"webhook", API_INT, GIVEN | ALWAYS, "Number of the webhook.", "2"},
    {"event", API_TEXT, GIVEN | ALWAYS, "What it is about.", "\"award.issued\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Did it arrive?", "\"done\"", .choices = "waiting|done|failed"},
    {"attempts", API_INT, GIVEN | ALWAYS, "How often it was tried.", "1"},
    {"status", API_INT, GIVEN | ALWAYS, "What was answered last; 0: nothing.", "204"},
    {"answer", API_TEXT, GIVEN | ALWAYS, "The beginning of the answer, or why there is none.", "\"\""},
    {"sentAt", API_TIME, GIVEN, "When it was sent last.", NULL},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it happened.", NULL},
};
static const struct api_shape message_shape = API_SHAPE("WebhookMessage", "What a webhook was told, and what it answered. Kept for 30 days.", message_fields);

static code tell_message(struct api *c, int64_t id, struct error *err)
{
    struct hook_send s;

    TRY(hook_send_get(c->db, c->a, c->org, id, &s, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", s.id);
    json_put_member(&c->w, "webhookId", s.public_id);
    json_put_member_int(&c->w, "webhook", s.hook);
    json_put_member(&c->w, "event", s.event);
    json_put_member(&c->w, "state", s.state);
    json_put_member_int(&c->w, "attempts", s.attempts);
    json_put_member_int(&c->w, "status", s.status);
    json_put_member(&c->w, "answer", str_is_absent(s.answer) ? S("") : s.answer);
    api_put_time(&c->w, "sentAt", s.sent);
    api_put_time(&c->w, "createdAt", s.created);
    json_close_object(&c->w);
    return OK;
}

static const char sql_messages[] = SQL(
    "SELECT id FROM hook_send WHERE org_id = $1 AND hook_id = $2 AND ($3 = 0 OR id < $3) AND ($4 = '' OR state = $4) ORDER BY id DESC LIMIT $5");

static code list_messages(struct api *c, struct error *err)
{
    struct id_list found = {0};
    struct hook h;

    TRY(hook_get(c->db, c->a, c->org, api_id(c), &h, err));
    struct rows *r = db_query(c->db, sql_messages, ARGS(v_int(c->org), v_int(h.id), v_int(c->after), v_str(api_query(c, "state")), v_int(c->limit + 1)));
    while (rows_next(r))
        *list_add(c->a, &found) = row_int(r, 0);
    TRY(rows_end(r, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        TRY(tell_message(c, found.items[i], err));
        c->last = found.items[i];
    }
    api_close_page(c);
    return OK;
}

static code show_message(struct api *c, struct error *err)
{
    return tell_message(c, api_id(c), err);
}

static code send_again(struct api *c, struct error *err)
{
    struct hook_act act = act_of(c);

    TRY(hook_again(c->db, c->a, &act, err));
    return tell_message(c, act.id, err);
}

/* ---- the table ---- */

static const struct api_field message_filters[] = {{"state", API_CHOICE, 0, "Only those that stand so.", NULL, .choices = "waiting|done|failed"}};
static const struct api_shape message_query = API_SHAPE("WebhookMessageFilter", "", message_filters);

#define TAG .tag = "Webhooks"
static const struct api_about list_about = {.id = "listWebhooks", TAG, .title = "Webhooks", .says = "The oldest first.", .answer = &hook_shape, .is_list = true, .run = list_hooks};
static const struct api_about make_about = {
    .id = "createWebhook", TAG, .title = "Make a webhook", .says = "The answer tells the secret, this once.",
    .body = &hook_shape, .takes = MAKES, .answer = &hook_shape, .is_secret = true, .status = 201, .run = make_hook};
static const struct api_about show_about = {.id = "getWebhook", TAG, .title = "One webhook", .says = "And whether it answers.", .answer = &hook_shape, .run = show_hook};
static const struct api_about change_about = {
    .id = "changeWebhook", TAG, .title = "Change a webhook", .says = "What is not named stays; on: false pauses it.", .body = &hook_shape, .takes = CHANGES, .answer = &hook_shape, .run = change_hook};
static const struct api_about remove_about = {.id = "removeWebhook", TAG, .title = "Delete a webhook", .says = "With its messages.", .status = 204, .run = remove_hook};
static const struct api_about secret_about = {
    .id = "renewWebhookSecret", TAG, .title = "Make a new secret", .says = "For a day the one before signs too. The answer tells the new one, this once.",
    .answer = &hook_shape, .is_secret = true, .run = new_secret};
static const struct api_about test_about = {.id = "testWebhook", TAG, .title = "Send a test", .says = "A message that says that it is one.", .answer = &hook_shape, .status = 202, .run = test_hook};
static const struct api_about messages_about = {
    .id = "listWebhookMessages", TAG, .title = "Messages of a webhook", .says = "The newest first.", .query = &message_query, .answer = &message_shape, .is_list = true, .run = list_messages};
static const struct api_about message_about = {.id = "getWebhookMessage", TAG, .title = "One message", .says = "And what was answered.", .answer = &message_shape, .run = show_message};
static const struct api_about again_about = {
    .id = "resendWebhookMessage", TAG, .title = "Send a message again", .says = "Under the same name, with the same words.", .answer = &message_shape, .status = 202, .run = send_again};

const struct route api_webhook_routes[] = {
    API_ROW(GET, "/webhooks", "webhooks", &list_about),
    API_ROW(POST, "/webhooks", "webhooks", &make_about),
    API_ROW(GET, "/webhooks/{id}", "webhooks", &show_about),
    API_ROW(PATCH, "/webhooks/{id}", "webhooks", &change_about),
    API_ROW(DELETE, "/webhooks/{id}", "webhooks", &remove_about),
    API_ROW(POST, "/webhooks/{id}/secret", "webhooks", &secret_about),
    API_ROW(POST, "/webhooks/{id}/test", "webhooks", &test_about),
    API_ROW(GET, "/webhooks/{id}/messages", "webhooks", &messages_about),
    API_ROW(GET, "/webhook-messages/{id}", "webhooks", &message_about),
    API_ROW(POST, "/webhook-messages/{id}/resend", "webhooks", &again_about),
    {0},
};
