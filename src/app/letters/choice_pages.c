/* letters/choice_pages.c — what the reader of an organisation's mails wants of them.
 * Who has the link of a mail had the mail: nobody need sign in. */
#include "app/letters/letters_view.h"
#include "templates.h"
#include "web/text.h"

static const struct form_field choice_fields[] = {
    {"lang", FIELD_LINE, "Language", .max = 35},
    {"reminders", FIELD_BOOL, "Reminders"},
    {"team", FIELD_BOOL, "Reminders about people I lead"},
    {"campaigns", FIELD_BOOL, "Campaigns"},
    {"named", FIELD_BOOL, "May name me"},
};
static const struct form_spec choice_form = FORM(choice_fields);

static const struct { const char *topic, *label, *hint; } topics[] = {
    {"reminders", "Remind me before my badges end", "At most one mail a day, some days before."},
    {"team", "Remind me of badges of people I lead", "At most one mail a day for all of them."},
    {"campaigns", "Tell me of campaigns that are for me", "When one begins, when half of the time is over, and before it ends."},
};

static code find(struct request *rq, struct letter_choice *out, struct error *err)
{
    int64_t org = 0, person = 0;

    if (!letter_choices_read(rq->arena, app_of(rq), request_param(rq, "token"), &org, &person))
        return fail(err, NOT_FOUND, "link", "this link is not complete: copy it from the mail as a whole");
    return letter_choice_get(rq->db, rq->arena, org, person, out, err);
}

static str own_path(struct request *rq)
{
    return str_join(rq->arena, S("/mail-choices/"), request_param(rq, "token"));
}

static void show(struct request *rq, struct response *rs, bool was_refused)
{
    struct choices_view v = {.self = own_path(rq), .was_refused = was_refused};
    struct error err = {0};

    if (find(rq, &v.c, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.languages = text_languages(&v.n_languages);
    for (size_t i = 0; i < COUNT(topics); i++)
        *list_add(rq->arena, &v.ticks) = (struct choice_tick){topics[i].topic, topics[i].label, topics[i].hint, !letter_refused(v.c.refused, topics[i].topic)};
    struct out o = app_page(rq, "Mails to me", "");
    tmpl_choices(&o, &v);
    app_send(rq, rs, &o);
}

void choices_show(struct request *rq, struct response *rs)
{
    show(rq, rs, false);
}

static code save(struct request *rq, const struct form *f, struct error *err)
{
    struct letter_choice c;
    struct buf refused = buf_new(rq->arena);
    const struct spoken *l = text_language_of(form_text(f, "lang"));

    TRY(find(rq, &c, err));
    for (size_t i = 0; i < COUNT(topics); i++)
        if (!form_bool(f, topics[i].topic))
            buf_printf(&refused, "%s%s", refused.n ? " " : "", topics[i].topic);
    c.refused = buf_done(&refused);
    c.lang = l ? l->code : S("");
    if (c.names)                                 /* else it was not asked */
        c.named = !form_bool(f, "named") ? 0 : c.named ? c.named : clock_now();
    return letter_choice_set(rq->db, rq->arena, &c, err);
}

void choices_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &choice_form);
    struct error err = {0};

    if (save(rq, f, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, own_path(rq), "Saved: from now on it is like this.");
}

/* ---- one press in the mail program ---- */

static bool is_topic(str topic)
{
    for (size_t i = 0; i < COUNT(topics); i++)
        if (str_eq(topic, cstr(topics[i].topic)))
            return true;
    return false;
}

/* RFC 8058 §3.2: asked by a program, without cookies; it gets an answer, never a redirect. */
void choices_refuse(struct request *rq, struct response *rs)
{
    struct letter_choice c;
    struct error err = {0};
    str topic = request_param(rq, "topic");
    code done = is_topic(topic) ? find(rq, &c, &err) : fail(&err, NOT_FOUND, "topic", "there are no such mails");

    if (done == OK)
        done = letter_refuse(rq->db, rq->arena, c.org, c.person, str_z(rq->arena, topic), true, &err);
    rs->status = done == OK ? 200 : done == NOT_FOUND ? 404 : 500;
    rs->type = S("text/plain; charset=utf-8");
    rs->body = done == OK ? S("Refused. No more of these mails will come.\n") : str_printf(rq->arena, "%s\n", err.text);
}

/* A link that is followed changes nothing: mail programs look at links by themselves. */
void choices_refuse_show(struct request *rq, struct response *rs)
{
    show(rq, rs, true);
}
