/* health/check_work.c — what the server does by itself: mails and jobs. */
#include "app/health/checks.h"

#include "app/ledger/ledger.h"
#include "app/mail/mail.h"
#include "app/settings.h"
#include "store/job.h"

#define MAIL_LATE (2 * HOUR)
#define JOB_LATE  (10 * MINUTE)

/* The server's last words, for who must find out why. */
static str last_lines(struct arena *a, str dialogue)
{
    struct buf b = buf_new(a);
    str line, last = S(""), before = S("");

    while (str_cut_line(&dialogue, &line))
        if (!str_is_empty(line)) {
            before = last;
            last = line;
        }
    if (!str_is_empty(last))
        buf_printf(&b, " (" STR_FMT "%s" STR_FMT ")", STR_ARG(before), before.n ? " / " : "", STR_ARG(last));
    return buf_done(&b);
}

static void ask_server(struct health *h, struct health_result *out, const struct mail_settings *s)
{
    struct error err = {0};
    str dialogue = S("");

    if (smtp_check(h->arena, &s->server, &dialogue, &err) == OK)
        health_good(h, out, STR_FMT " answers%s.", STR_ARG(s->server.url), s->server.user.n ? " and lets us in" : "");
    else
        health_fail(h, out, "Correct it on the page of the mail server, where the whole conversation is shown.",
                    STR_FMT ": %s" STR_FMT ".", STR_ARG(s->server.url), err.text, STR_ARG(last_lines(h->arena, dialogue)));
}

static void send_test(struct health *h, struct health_result *out, const struct mail_settings *s)
{
    str sentence, dialogue = S("");

    if (mail_test(h->app, h->arena, s, h->opt->mail_to, &sentence, &dialogue))
        health_good(h, out, STR_FMT, STR_ARG(sentence));
    else
        health_fail(h, out, "Correct it on the page of the mail server.", STR_FMT STR_FMT, STR_ARG(sentence), STR_ARG(last_lines(h->arena, dialogue)));
}

void check_mail_server(struct health *h, struct health_result *out)
{
    struct mail_settings s;
    struct error err = {0};

    if (str_is_empty(h->app->master_key))
        health_unknown(h, out, NULL, "The master key, which seals the password, is not at hand.");
    else if (mail_settings_load(h->app, h->db, h->arena, &s, &err) != OK)
        health_fail(h, out, "Give the password of the mail server anew.", "The password of the mail server does not open: %s.", err.text);
    else if (!s.has_server)
        health_warn(h, out, "Set one on the page of this server, or send what waits in the outbox by hand.",
                    "There is no mail server: mails wait in the outbox.");
    else if (str_is_empty(h->opt->mail_to))
        ask_server(h, out, &s);
    else
        send_test(h, out, &s);
}

void check_mails(struct health *h, struct health_result *out)
{
    static const char advice[] = "Look at the reasons with “lapel admin mails --failed”; “lapel admin retry-mails” sends them again.";
    struct mail_overview o;
    struct error err = {0};

    if (mail_look(h->db, &o, &err) != OK)
        health_error(h, out, &err);
    else if (o.tried > 0 && clock_now() - o.oldest > MAIL_LATE)
        health_fail(h, out, advice, STR_FMT " cannot be sent, the oldest for " STR_FMT ".", STR_ARG(health_count(h->arena, o.tried, "mail")),
                    STR_ARG(health_ago(h->arena, clock_now() - o.oldest)));
    else if (o.failed > 0)
        health_warn(h, out, advice, "Given up: " STR_FMT ".", STR_ARG(health_count(h->arena, o.failed, "mail")));
    else
        health_good(h, out, "Waiting to be sent: %lld; in the outbox: %lld; failed: none.", (long long)o.queued, (long long)o.outbox);
}

void check_jobs(struct health *h, struct health_result *out)
{
    struct job_overview o;
    struct error err = {0};

    if (job_look(h->db, clock_now(), &o, &err) != OK)
        health_error(h, out, &err);
    else if (o.oldest_due > 0 && clock_now() - o.oldest_due > JOB_LATE)
        health_fail(h, out, "Is the server running? Its log says what it is busy with.", "Work that was due " STR_FMT " ago is not begun.",
                    STR_ARG(health_ago(h->arena, clock_now() - o.oldest_due)));
    else if (o.dead > 0)
        health_warn(h, out, "“lapel admin jobs --dead” says why; “lapel admin retry-jobs” tries again.", "Given up: " STR_FMT ".", STR_ARG(health_count(h->arena, o.dead, "job")));
    else
        health_good(h, out, "Waiting: %lld; running: %lld; given up: none.", (long long)o.waiting, (long long)o.running);
}

void check_ledger(struct health *h, struct health_result *out)
{
    struct ledger_state s = {0};
    struct error err = {0};

    if (ledger_state(h->db, &s, &err) != OK)
        health_error(h, out, &err);
    else if (s.broken)
        health_fail(h, out, "“lapel ledger verify” names the rows. Ask who can write into the database; a backup has what stood there.",
                    "Something was changed outside of Lapel: " STR_FMT ".", STR_ARG(health_count(h->arena, s.broken, "organisation")));
    else if (s.unchecked)
        health_warn(h, out, "It happens every night while the server runs; “lapel admin jobs --dead” says what kept it from doing so.",
                    "The ledger was not checked for two days: " STR_FMT ".", STR_ARG(health_count(h->arena, s.unchecked, "organisation")));
    else if (s.checked == 0)
        health_good(h, out, "Nothing was checked yet; that happens every night.");
    else
        health_good(h, out, "Nothing was changed outside of Lapel; checked " STR_FMT " ago.", STR_ARG(health_ago(h->arena, clock_now() - s.checked)));
}
