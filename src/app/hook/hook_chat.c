/* hook/hook_chat.c — what is told as words for a channel: Slack's incoming webhooks, and
 * those of Teams, which take Adaptive Cards. People's texts stand in them as plain text,
 * so that no name rings a bell for all or leads elsewhere. */
#include "app/hook/hook_private.h"

#include "base/utf8.h"
#include "format/json.h"

#define LINE_MOST 1000                           /* bytes; Slack takes 3000 characters a block, Teams 28 KB in all */

struct said_event { const char *what; str about, link; };

static str first_of(const struct json *data, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str s = json_str(json_get(data, names[i]));
        if (!str_is_empty(s))
            return s;
    }
    return S("");
}

/* "Ann Lee · Forklift operator": whom and which badge it is about, as far as is known. */
static void read_event(struct arena *a, str event, const struct json *data, struct said_event *out)
{
    static const char *const names[] = {"name", "email", "message"}, *const links[] = {"credentialUrl", "publicUrl"};
    const struct json *recipient = json_get(data, "recipient");
    str who = first_of(recipient ? recipient : data, names, COUNT(names)), badge = first_of(data, (const char *const[]){"badgeName"}, 1);

    *out = (struct said_event){
        .what = words(hook_event_words(event)), .link = first_of(data, links, COUNT(links)),
        .about = utf8_cut(who.n && badge.n ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(who), STR_ARG(badge)) : who.n ? who : badge, LINE_MOST)};
}

/* ---- Slack ---- */

/* As its mrkdwn wants it: the three letters that begin anything but text. */
static void put_escaped(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&': buf_putz(b, "&amp;"); break;
        case '<': buf_putz(b, "&lt;"); break;
        case '>': buf_putz(b, "&gt;"); break;
        default: buf_byte(b, s.p[i]);
        }
}

static void put_block(struct json_writer *w, const char *kind, str text)
{
    json_open_object(w);
    json_put_member(w, "type", S("section"));
    json_put_key(w, "text");
    json_open_object(w);
    json_put_member(w, "type", cstr(kind));
    json_put_member(w, "text", text);
    json_close_object(w);
    json_close_object(w);
}

/* `text` is what a notification shows. The address is ours. */
static void write_slack(struct arena *a, struct json_writer *w, const struct said_event *e)
{
    struct buf plain = buf_new(a);
    str line = e->about.n ? str_printf(a, "%s: " STR_FMT, e->what, STR_ARG(e->about)) : cstr(e->what);

    put_escaped(&plain, line);
    json_open_object(w);
    json_put_member(w, "text", buf_done(&plain));
    json_put_key(w, "blocks");
    json_open_array(w);
    put_block(w, "plain_text", line);
    if (e->link.n)
        put_block(w, "mrkdwn", str_printf(a, "<" STR_FMT "|%s>", STR_ARG(e->link), words("Have a look")));
    json_close_array(w);
    json_close_object(w);
}

/* ---- Teams ---- */

/* Runs of text are the ones that nothing is read into; a TextBlock knows Markdown. */
static void put_run(struct json_writer *w, str text, bool is_bold)
{
    json_open_object(w);
    json_put_member(w, "type", S("RichTextBlock"));
    json_put_key(w, "inlines");
    json_open_array(w);
    json_open_object(w);
    json_put_member(w, "type", S("TextRun"));
    json_put_member(w, "text", text);
    if (is_bold)
        json_put_member(w, "weight", S("Bolder"));
    json_close_object(w);
    json_close_array(w);
    json_close_object(w);
}

static void write_card(struct json_writer *w, const struct said_event *e)
{
    json_open_object(w);
    json_put_member(w, "$schema", S("http://adaptivecards.io/schemas/adaptive-card.json"));
    json_put_member(w, "type", S("AdaptiveCard"));
    json_put_member(w, "version", S("1.4"));
    json_put_key(w, "body");
    json_open_array(w);
    put_run(w, cstr(e->what), true);
    if (e->about.n)
        put_run(w, e->about, false);
    json_close_array(w);
    if (e->link.n) {
        json_put_key(w, "actions");
        json_open_array(w);
        json_open_object(w);
        json_put_member(w, "type", S("Action.OpenUrl"));
        json_put_member(w, "title", said("Have a look"));
        json_put_member(w, "url", e->link);
        json_close_object(w);
        json_close_array(w);
    }
    json_close_object(w);
}

static void write_teams(struct json_writer *w, const struct said_event *e)
{
    json_open_object(w);
    json_put_member(w, "type", S("message"));
    json_put_key(w, "attachments");
    json_open_array(w);
    json_open_object(w);
    json_put_member(w, "contentType", S("application/vnd.microsoft.card.adaptive"));
    json_put_key(w, "content");
    write_card(w, e);
    json_close_object(w);
    json_close_array(w);
    json_close_object(w);
}

code hook_chat(struct arena *a, str listener, const struct hook_said *s, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    const struct json *data;
    struct said_event e;

    TRY(json_parse(a, s->data, NULL, &data, err));
    read_event(a, s->event, data, &e);
    if (str_eq(listener, S("slack")))
        write_slack(a, &w, &e);
    else
        write_teams(&w, &e);
    *out = buf_done(&b);
    return OK;
}
