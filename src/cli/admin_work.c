/* cli/admin_work.c — mails and jobs that need somebody. */
#include "app/mail/mail.h"
#include "cli/admin.h"
#include "format/dsn.h"
#include "store/job.h"

#define MOST_SHOWN 1000

/* The sentence; the conversation with the mail server stands below it. */
static str first_line(str text)
{
    str line;

    return !str_is_empty(text) && str_cut_line(&text, &line) ? line : (str){0};
}

code admin_mails(struct admin *ad, struct error *err)
{
    static const char *const columns[] = {"id", "organisation", "to", "kind", "state", "tries", "due", "reason"};
    struct sheet s = sheet_new(ad->a, ad->json, columns, COUNT(columns));
    struct mail_list list = {0};

    TRY(mail_find_unsent(ad->db, ad->a, ad->flag, MOST_SHOWN, &list, err));
    for (size_t i = 0; i < list.n; i++) {
        const struct mail *m = &list.items[i];
        sheet_number(&s, m->id);
        sheet_number(&s, m->org);
        sheet_text(&s, m->to_address);
        sheet_text(&s, m->kind);
        sheet_text(&s, m->state);
        sheet_number(&s, m->attempts);
        sheet_time(&s, str_eq(m->state, S("queued")) ? m->due : 0);
        sheet_text(&s, first_line(m->last_error));
    }
    return sheet_print(&s, err);
}

/* A server that runs looks into its queue by itself within a second. */
code admin_retry_mails(struct admin *ad, struct error *err)
{
    int64_t n;

    TRY(mail_retry_all(ad->app, ad->db, ad->a, &n, err));
    return admin_say(ad, err, "%lld %s in the queue again.", (long long)n, n == 1 ? "mail is" : "mails are");
}

/* For the alias of a mail server: what is no report is nobody's fault, and is
 * not sent back to whoever wrote it. */
code admin_bounce(struct admin *ad, struct error *err)
{
    str mail;
    struct dsn d;
    struct error why = {0};
    bool found = false;

    TRY(cli_read(ad->a, S("-"), 16 * DSN_MOST, &mail, err));
    if (dsn_read(ad->a, mail, &d, &why) != OK)
        return admin_say(ad, err, "Left alone: %s.", why.text);
    TRY(mail_bounced(ad->db, ad->a, &d, &found, err));
    return found ? admin_say(ad, err, "The mail to " STR_FMT " is marked as not delivered.", STR_ARG(d.recipient))
                 : admin_say(ad, err, "Left alone: it is about no mail of ours that is taken as delivered.");
}

static str state_word(int state)
{
    return state == 0 ? S("waiting") : state == 1 ? S("running") : S("dead");
}

code admin_jobs(struct admin *ad, struct error *err)
{
    static const char *const columns[] = {"id", "kind", "state", "tries", "run_at", "created", "reason"};
    struct sheet s = sheet_new(ad->a, ad->json, columns, COUNT(columns));
    struct job_list list = {0};

    TRY(job_find(ad->db, ad->a, ad->flag, MOST_SHOWN, &list, err));
    for (size_t i = 0; i < list.n; i++) {
        const struct job_row *j = &list.items[i];
        sheet_number(&s, j->id);
        sheet_text(&s, j->kind);
        sheet_text(&s, state_word(j->state));
        sheet_number(&s, j->attempts);
        sheet_time(&s, j->run_at);
        sheet_time(&s, j->created);
        sheet_text(&s, j->last_error);
    }
    return sheet_print(&s, err);
}

code admin_retry_jobs(struct admin *ad, struct error *err)
{
    int64_t id = 0, n;

    if (ad->args.n && (!str_to_int(ad->args.items[0], &id) || id < 1)) {
        ad->status = cli_complain(EXIT_USAGE, "a job is named by its number");
        return OK;
    }
    TRY(job_revive(ad->db, ad->a, id, &n, err));
    return admin_say(ad, err, "%lld %s in the queue again.", (long long)n, n == 1 ? "job is" : "jobs are");
}
