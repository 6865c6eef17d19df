/* mail/mail_text.c — what mails say: subject, plain text, and the same as HTML. */
#include "app/mail/mail_view.h"
#include "templates.h"

#include <string.h>

static struct out begin(struct arena *a, str subject)
{
    struct page *p = NEW(a, struct page);

    p->lang = S("en");
    p->title = subject;
    return (struct out){.buf = buf_new(a), .page = p};
}

static str greeting(struct arena *a, str name)
{
    return str_is_empty(name) ? said("Hello,") : words_printf(a, "Hello " STR_FMT ",", STR_ARG(name));
}

/* ---- an award ---- */

void mail_write_award(struct arena *a, const struct award_mail *m, struct mail *out)
{
    struct award_letter letter = {*m, greeting(a, m->person_name)};
    struct buf text = buf_new(a);
    struct out html;

    out->subject = words_printf(a, "You earned “" STR_FMT "”", STR_ARG(m->badge_name));
    buf_printf(&text, STR_FMT "\n\n" STR_FMT " awarded you the badge “" STR_FMT "”.\n\n", STR_ARG(letter.greeting),
               STR_ARG(m->org_name), STR_ARG(m->badge_name));
    if (!str_is_empty(m->badge_description))
        buf_printf(&text, STR_FMT "\n\n", STR_ARG(m->badge_description));
    buf_printf(&text, "See your badge:\n" STR_FMT "\n\n", STR_ARG(m->link));
    buf_putz(&text, "The link is yours: it also lets you keep the badge in a Backpack of your own,\n"
                    "where it stays yours when you change jobs. Please do not pass this mail on.\n");
    out->text = buf_done(&text);
    html = begin(a, out->subject);
    tmpl_mail_award(&html, &letter);
    out->html = buf_done(&html.buf);
}

/* ---- a link about an account ---- */

static const struct { const char *kind, *subject, *lead, *action, *note; } links[] = {
    {"verify", "Confirm your address", "Please confirm that this is your e-mail address.", "Confirm my address",
     "If you did not ask for this, leave this mail alone: nothing happens without the link."},
    {"sign-in", "Your link to sign in", "With this link you sign in without a password. It works once and not for long.",
     "Sign in", "If you did not ask for this, leave this mail alone: nobody gets in without the link."},
    {"confirm", "Your code", "With this code you confirm that it is you. It works once and not for long.", "",
     "If you did not ask for this, leave this mail alone, and tell the code to nobody."},
    {"merge", "Make two accounts one",
     "Somebody, we hope you, wants to add this address to another account. It has an account of its own: with this link"
     " both become one, if you are signed in to the other.", "Look at both accounts",
     "If it was not you, leave this mail alone: nothing happens without the link."},
    {"reset", "Choose a new password", "Somebody, we hope you, asked for a new password for this address.",
     "Choose a new password", "If you did not ask for this, leave this mail alone: your password stays as it is."},
    {"invite", "You are invited", "You are invited to work with badges in this organisation.", "Accept the invitation",
     "If you do not know who invites you, leave this mail alone."},
    {"exists", "You have an account already",
     "Somebody, we hope you, wanted to make an account with this address. There is one already: sign in with it, or"
     " choose a new password there.", "Sign in", "If it was not you, leave this mail alone: nothing was changed."},
};

static size_t link_index(const char *kind)
{
    for (size_t i = 0; i < COUNT(links); i++)
        if (strcmp(links[i].kind, kind) == 0)
            return i;
    return 0;
}

static str link_text(struct arena *a, const struct link_letter *l)
{
    struct buf b = buf_new(a);

    buf_printf(&b, STR_FMT "\n\n%s\n\n", STR_ARG(l->greeting), l->lead);
    if (l->m.link.n)
        buf_printf(&b, "%s:\n" STR_FMT "\n\n", l->action, STR_ARG(l->m.link));
    if (l->m.code.n)
        buf_printf(&b, "%s:\n" STR_FMT "\n\n", l->m.link.n ? "Or type this code where you asked for it" : "Your code", STR_ARG(l->m.code));
    buf_printf(&b, "%s\n", l->note);
    return buf_done(&b);
}

void mail_write_link(struct arena *a, const struct link_mail *m, struct mail *out)
{
    size_t i = link_index(m->kind);
    struct link_letter letter = {*m, greeting(a, m->name), links[i].lead, links[i].action, links[i].note};
    struct out html;

    out->subject = str_is_empty(m->org_name)
                       ? cstr(links[i].subject)
                       : str_printf(a, "%s: " STR_FMT, links[i].subject, STR_ARG(m->org_name));
    out->text = link_text(a, &letter);
    html = begin(a, out->subject);
    tmpl_mail_link(&html, &letter);
    out->html = buf_done(&html.buf);
}

/* ---- something happened to an account ---- */

/* "2026-11-24 03:46 UTC" */
static str moment(struct arena *a, msec t)
{
    str s = time_format(a, t);

    return str_printf(a, "%.10s %.5s UTC", s.p, s.p + 11);
}

void mail_write_notice(struct arena *a, const struct notice_mail *m, struct mail *out)
{
    struct notice_letter letter = {*m, greeting(a, m->name)};
    struct buf text = buf_new(a);
    struct out html;

    out->subject = cstr(m->subject);
    buf_printf(&text, STR_FMT "\n\n%s\n", STR_ARG(letter.greeting), m->lead);
    if (m->detail.n)
        buf_printf(&text, STR_FMT "\n", STR_ARG(m->detail));
    buf_printf(&text, "\nWhen: " STR_FMT "\n", STR_ARG(moment(a, m->at)));
    if (m->device.n)
        buf_printf(&text, "With: " STR_FMT "\n", STR_ARG(m->device));
    buf_printf(&text, "\nWas it you? Then there is nothing to do. If not, choose a new password and look through your account:\n" STR_FMT "\n",
               STR_ARG(m->link));
    out->text = buf_done(&text);
    html = begin(a, out->subject);
    tmpl_mail_notice(&html, &letter);
    out->html = buf_done(&html.buf);
}

/* ---- a few words with a button ---- */

void mail_write_note(struct arena *a, const struct note_mail *m, struct mail *out)
{
    struct link_letter letter = {{.kind = "note", .name = m->name, .org_name = m->org_name, .link = m->link},
                                 greeting(a, m->name), str_z(a, m->lead), m->action, str_z(a, m->note)};
    struct out html;

    out->subject = m->subject;
    out->text = str_printf(a, STR_FMT "\n\n" STR_FMT "\n\n%s:\n" STR_FMT "\n\n" STR_FMT "\n", STR_ARG(letter.greeting),
                           STR_ARG(m->lead), m->action, STR_ARG(m->link), STR_ARG(m->note));
    html = begin(a, out->subject);
    tmpl_mail_link(&html, &letter);
    out->html = buf_done(&html.buf);
}
