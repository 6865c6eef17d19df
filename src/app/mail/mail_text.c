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
    return str_is_empty(name) ? S("Hello,") : str_printf(a, "Hello " STR_FMT ",", STR_ARG(name));
}

/* ---- an award ---- */

void mail_write_award(struct arena *a, const struct award_mail *m, struct mail *out)
{
    struct award_letter letter = {*m, greeting(a, m->person_name)};
    struct buf text = buf_new(a);
    struct out html;

    out->subject = str_printf(a, "You earned “" STR_FMT "”", STR_ARG(m->badge_name));
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

void mail_write_link(struct arena *a, const struct link_mail *m, struct mail *out)
{
    size_t i = link_index(m->kind);
    struct link_letter letter = {*m, greeting(a, m->name), links[i].lead, links[i].action, links[i].note};
    struct out html;

    out->subject = str_is_empty(m->org_name)
                       ? cstr(links[i].subject)
                       : str_printf(a, "%s: " STR_FMT, links[i].subject, STR_ARG(m->org_name));
    out->text = str_printf(a, STR_FMT "\n\n%s\n\n%s:\n" STR_FMT "\n\n%s\n", STR_ARG(letter.greeting), letter.lead,
                           letter.action, STR_ARG(m->link), letter.note);
    html = begin(a, out->subject);
    tmpl_mail_link(&html, &letter);
    out->html = buf_done(&html.buf);
}
