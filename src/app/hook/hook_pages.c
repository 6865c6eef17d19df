/* hook/hook_pages.c — webhooks on screen: all of them, one with its messages, one
 * message with what was sent and answered. */
#include "app/hook/hook_pages.h"

#include "format/json.h"
#include "templates.h"

static const struct form_field hook_fields[] = {
    {"url", FIELD_URL, "Address", .max = 1000, .required = true},
    {"listener", FIELD_CHOICE, "Who listens there", .required = true, .choices = "program|slack|teams"},
    {"events", FIELD_MANY, "What it is told of"},
};
static const struct form_spec hook_form = FORM(hook_fields);

const struct hook_listeners *hook_listeners(void)
{
    static const struct hook_listener all[] = {
        {S("program"), "A program", "Each message has all that is known of it, and is signed."},
        {S("slack"), "A channel of Slack", "A line with who and which badge, and a link. Slack gives the address under Incoming Webhooks."},
        {S("teams"), "A channel of Teams", "A card with who and which badge, and a link. Teams gives the address in the channel's Workflows, as “Post to a channel when a webhook request is received”."},
    };
    static const struct hook_listeners them = {all, COUNT(all)};

    return &them;
}

static str base_of(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld", (long long)rq->org);
}

static str hooks_path(struct request *rq)
{
    return str_join(rq->arena, base_of(rq), S("/settings/webhooks"));
}

static str hook_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(hooks_path(rq)), (long long)id);
}

static struct tag_view tag_of(const struct hook *h)
{
    if (str_eq(h->state, S("stopped")))
        return (struct tag_view){"bad", "ban", said("Switched off: it did not answer for a day")};
    if (str_eq(h->state, S("off")))
        return (struct tag_view){NULL, "player-pause", said("Switched off")};
    if (h->failing)
        return (struct tag_view){"warn", "alert-triangle", said("Does not answer")};
    return (struct tag_view){"good", "check", said("On")};
}

static str ticked_events(struct arena *a, const struct form *f)
{
    const struct str_list *many = &form_value((struct form *)(uintptr_t)f, "events")->many;
    struct buf b = buf_new(a);

    for (size_t i = 0; i < many->n; i++)
        buf_printf(&b, " " STR_FMT " ", STR_ARG(many->items[i]));
    return buf_done(&b);
}

static void add_choices(struct arena *a, str events, struct hook_choice_list *out)
{
    for (const struct hook_event *e = hook_events; e->name; e++)
        *list_add(a, out) = (struct hook_choice){e, str_contains(events, str_printf(a, " %s ", e->name))};
}

static str in_words(struct arena *a, str events)
{
    struct buf b = buf_new(a);

    for (const struct hook_event *e = hook_events; e->name; e++)
        if (str_contains(events, str_printf(a, " %s ", e->name)))
            buf_printf(&b, "%s%s", b.n ? ", " : "", e->name);
    return buf_done(&b);
}

/* ---- all of them ---- */

static void show_all(struct request *rq, struct response *rs, struct form *f)
{
    struct hooks_view v = {.base = base_of(rq), .self = hooks_path(rq), .form = f};
    struct hook_list found = {0};
    struct error err = {0};

    if (hook_find(rq->db, rq->arena, rq->org, &found, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v.lines) = (struct hook_line){found.items[i], hook_path(rq, found.items[i].id),
                                                            in_words(rq->arena, found.items[i].events), tag_of(&found.items[i])};
    add_choices(rq->arena, ticked_events(rq->arena, f), &v.choices);
    struct out o = app_page(rq, "Webhooks", "settings");
    tmpl_hooks(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_hooks(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &hook_form);

    form_set(f, "listener", S("program"));
    show_all(rq, rs, f);
}

/* ---- one ---- */

static void show_one(struct request *rq, struct response *rs, int64_t id, struct form *f, str secret)
{
    struct hook_view v = {.base = base_of(rq), .self = hook_path(rq, id), .secret = secret, .form = f};
    struct error err = {0};

    if (hook_get(rq->db, rq->arena, rq->org, id, &v.h, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.tag = tag_of(&v.h);
    v.is_on = str_eq(v.h.state, S("on"));
    if (f->ok) {
        form_set(f, "url", v.h.url);
        form_set(f, "listener", v.h.listener);
    }
    v.is_chat = !str_eq(v.h.listener, S("program"));
    add_choices(rq->arena, f->ok ? v.h.events : ticked_events(rq->arena, f), &v.choices);
    v.list = (struct list){.def = &hook_sends_def, .address = v.self, .id = id,
                           .empty = {"webhook", "Nothing was sent yet", "Send a test, and see what your program answers.", S(""), NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Webhook", "settings");
    tmpl_hook(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_hook(struct request *rq, struct response *rs)
{
    show_one(rq, rs, request_param_int(rq, "id"), form_empty(rq->arena, &hook_form), S(""));
}

static bool is_about_form(code c)
{
    return c == BAD_INPUT || c == LIMIT || c == DENIED;
}

/* The secret is part of this answer alone, as that of a token is. */
static void post_hook(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &hook_form);
    struct hook h = {.org = rq->org, .account = rq->session->account, .url = form_text(f, "url"), .listener = form_text(f, "listener"), .events = ticked_events(rq->arena, f)};
    struct error err = {0};
    int64_t id = 0;
    str secret = S("");
    code c = f->ok ? hook_make(app_of(rq), rq->db, rq->arena, &h, &id, &secret, &err) : OK;

    if (is_about_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_all(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        show_one(rq, rs, id, form_empty(rq->arena, &hook_form), str_eq(h.listener, S("program")) ? secret : S(""));
}

static void post_change(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &hook_form);
    struct hook h = {.org = rq->org, .id = request_param_int(rq, "id"), .account = rq->session->account, .url = form_text(f, "url"), .listener = form_text(f, "listener"),
                     .events = ticked_events(rq->arena, f)};
    struct error err = {0};
    code c = f->ok ? hook_save(app_of(rq), rq->db, rq->arena, &h, &err) : OK;

    if (is_about_form(c))
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, hook_path(rq, h.id), "Saved.");
    else
        show_one(rq, rs, h.id, f, S(""));
}

static struct hook_act act_of(struct request *rq)
{
    return (struct hook_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static void post_secret(struct request *rq, struct response *rs)
{
    struct hook_act act = act_of(rq);
    struct error err = {0};
    str secret = S("");

    if (hook_rotate(app_of(rq), rq->db, rq->arena, &act, &secret, &err) != OK)
        app_fail(rq, rs, &err);
    else
        show_one(rq, rs, act.id, form_empty(rq->arena, &hook_form), secret);
}

static void answer(struct request *rq, struct response *rs, code c, const struct error *err, str path, const char *words)
{
    if (c != OK) {
        app_fail(rq, rs, err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, path, words);
}

static void post_switch(struct request *rq, struct response *rs, bool on)
{
    struct hook_act act = act_of(rq);
    struct error err = {0};
    code c = hook_switch(rq->db, rq->arena, &act, on, &err);

    answer(rq, rs, c, &err, hook_path(rq, act.id), on ? "It is told again from now on." : "It is told nothing from now on.");
}

static void post_on(struct request *rq, struct response *rs)
{
    post_switch(rq, rs, true);
}

static void post_off(struct request *rq, struct response *rs)
{
    post_switch(rq, rs, false);
}

static void post_remove(struct request *rq, struct response *rs)
{
    struct hook_act act = act_of(rq);
    struct error err = {0};
    code c = hook_remove(rq->db, rq->arena, &act, &err);

    answer(rq, rs, c, &err, hooks_path(rq), "The webhook is deleted, and its messages with it.");
}

static void post_test(struct request *rq, struct response *rs)
{
    struct hook_act act = act_of(rq);
    struct error err = {0};
    code c = hook_test(rq->db, rq->arena, &act, &err);

    answer(rq, rs, c, &err, hook_path(rq, act.id), "A test is on its way. Look below in a moment.");
}

/* ---- one message ---- */

static struct tag_view message_tag(const struct hook_send *s)
{
    if (str_eq(s->state, S("done")))
        return (struct tag_view){"good", "check", said("Delivered")};
    if (str_eq(s->state, S("failed")))
        return (struct tag_view){"bad", "x", said("Not delivered")};
    return (struct tag_view){"info", "hourglass", s->attempts ? S("Is tried again") : S("Being sent")};
}

static str laid_out(struct arena *a, str body)
{
    const struct json *v;

    return !str_is_empty(body) && json_parse(a, body, NULL, &v, NULL) == OK ? json_pretty(a, v) : S("");
}

static void show_message(struct request *rq, struct response *rs)
{
    struct hook_message_view v = {.hook_self = hook_path(rq, request_param_int(rq, "id"))};
    struct error err = {0};
    code c = hook_send_get(rq->db, rq->arena, rq->org, request_param_int(rq, "message"), &v.s, &err);

    if (c == OK && v.s.hook != request_param_int(rq, "id"))
        c = fail(&err, NOT_FOUND, "message", "there is no such message");
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.self = str_printf(rq->arena, STR_FMT "/messages/%lld", STR_ARG(v.hook_self), (long long)v.s.id);
    v.tag = message_tag(&v.s);
    v.words = hook_event_words(v.s.event);
    v.body = laid_out(rq->arena, v.s.body);
    v.can_again = !str_eq(v.s.state, S("waiting"));
    struct out o = app_page(rq, "Message", "settings");
    tmpl_hook_message(&o, &v);
    app_send(rq, rs, &o);
}

static void post_again(struct request *rq, struct response *rs)
{
    struct hook_act act = {rq->org, request_param_int(rq, "message"), rq->session->account};
    struct error err = {0};
    code c = hook_again(rq->db, rq->arena, &act, &err);

    answer(rq, rs, c, &err, hook_path(rq, request_param_int(rq, "id")), "It is on its way again.");
}

#define HOOKS "/org/{org}/settings/webhooks"

const struct route hook_routes[] = {
    {GET, HOOKS, MANAGE_ORG, show_hooks, NULL, 0},
    {POST, HOOKS, MANAGE_ORG, post_hook, NULL, FRESH},
    {GET, HOOKS "/{id}", MANAGE_ORG, show_hook, NULL, 0},
    {POST, HOOKS "/{id}", MANAGE_ORG, post_change, NULL, FRESH},
    {POST, HOOKS "/{id}/secret", MANAGE_ORG, post_secret, NULL, FRESH},
    {POST, HOOKS "/{id}/on", MANAGE_ORG, post_on, NULL, 0},
    {POST, HOOKS "/{id}/off", MANAGE_ORG, post_off, NULL, 0},
    {POST, HOOKS "/{id}/remove", MANAGE_ORG, post_remove, NULL, 0},
    {POST, HOOKS "/{id}/test", MANAGE_ORG, post_test, NULL, 0},
    {GET, HOOKS "/{id}/messages/{message}", MANAGE_ORG, show_message, NULL, 0},
    {POST, HOOKS "/{id}/messages/{message}/again", MANAGE_ORG, post_again, NULL, 0},
    {0},
};
