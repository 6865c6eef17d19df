/* award/award_acts.c — what is done with many awards at once, and taken back for
 * some minutes. What withdraws something that was signed is taken back by signing
 * anew: a revocation of the standard is for good. */
#include "app/award/award_correct.h"
#include "app/award/award_pages.h"

#include "app/list/act.h"
#include "format/email.h"

static struct award_edit edit_of(const struct act_run *run, int64_t row, str reason)
{
    return (struct award_edit){.app = run->app, .org = run->org, .id = row, .account = run->account, .reason = reason};
}

static struct award_act why_of(const struct act_run *run)
{
    return (struct award_act){run->account, act_input(run, "reason")};
}

/* A row that an act cannot be done to is left, whatever the reason. */
static code left_out(code c)
{
    return c == UNSUPPORTED || c == BAD_INPUT || c == DENIED ? CONFLICT : c;
}

/* ---- revoke ---- */

static code revoke_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return award_revoke_now(run->db, run->a, run->org, row, run->account, act_input(run, "reason"), err);
}

static code unrevoke_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_edit e = edit_of(run, row, S("Undone"));

    (void)before;
    return left_out(award_return_now(run->db, run->a, &e, err));
}

static const struct act_input reason_inputs[] = {
    {"reason", "Reason", "Everybody who checks the badge reads this.", FIELD_LINE, NULL, true}, {0},
};
static const struct list_act revoke_act = {
    "revoke", "Revoke", "ban", "Revoke {n}?", "{n} revoked",
    "Their public pages, every copy of their pictures and every check say “revoked”, with your reason. Taken back within ten minutes, they are"
    " signed anew at their addresses; copies of before stay revoked.",
    NULL, REVOKE_BADGES, reason_inputs, NULL, NULL, revoke_row, unrevoke_row,
};

/* ---- suspend, lift ---- */

static code suspend_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_act why = why_of(run);

    *before = S("");
    return left_out(award_suspend_now(run->db, run->a, run->org, row, &why, err));
}

static code unsuspend_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return left_out(award_reinstate_now(run->db, run->a, run->org, row, &(struct award_act){run->account, S("Undone")}, err));
}

static const struct list_act suspend_act = {
    "suspend", "Suspend", "player-pause", "Suspend {n}?", "{n} suspended",
    "While something is looked into: they do not count until you reinstate them.", NULL, REVOKE_BADGES, reason_inputs, NULL, NULL,
    suspend_row, unsuspend_row,
};

/* Undoing needs the reason of then. */
static code lift_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_row w;

    TRY(award_get(run->db, run->a, run->org, row, &w, err));
    *before = w.suspend_reason.n ? w.suspend_reason : S("");
    return left_out(award_reinstate_now(run->db, run->a, run->org, row, &(struct award_act){run->account, S("")}, err));
}

static code unlift_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    return left_out(award_suspend_now(run->db, run->a, run->org, row, &(struct award_act){run->account, *before}, err));
}

static const struct list_act lift_act = {
    "reinstate", "Reinstate", "player-play", "Reinstate {n}?", "{n} reinstated",
    "They count again at once, on their pages and in every copy.", NULL, REVOKE_BADGES, NULL, NULL, NULL, lift_row, unlift_row,
};

/* ---- renew ---- */

static code renew_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t next = 0;
    code c = award_renew_now(run->app, run->db, run->a, &(struct award_renewal){run->org, row, run->account}, &next, err);

    *before = str_printf(run->a, "%lld", (long long)next);
    return left_out(c);
}

static code unrenew_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    int64_t next = 0;

    if (!str_to_int(*before, &next))
        return fail(err, CONFLICT, "award", "the new award is not known any more");
    return award_unrenew_now(run->app, run->db, run->a, &(struct award_renewal){run->org, row, run->account}, next, err);
}

/* The question is asked first: mails go out. */
static const struct act_input renew_inputs[] = {{"note", "Note", "For yourself, kept with this change.", FIELD_LINE, NULL, false}, {0}};
static const struct list_act renew_act = {
    "renew", "Renew", "refresh", "Renew {n}?", "{n} renewed",
    "Each gets a new award of today’s version of the badge and a mail about it; the earlier one names it. Taken back within ten minutes, the"
    " new ones are revoked.",
    NULL, AWARD_BADGES, renew_inputs, NULL, NULL, renew_row, unrenew_row,
};

/* ---- the mail again ---- */

static code mail_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_row w;

    *before = S("");
    TRY(award_get(run->db, run->a, run->org, row, &w, err));
    if (w.revoked || w.suspended)
        return fail(err, CONFLICT, "award", "of an award that does not count no mail is sent");
    if (!person_has_address(w.recipient))
        return fail(err, CONFLICT, "award", "whoever got this award gave no e-mail address");
    TRY(mail_queue(run->app, run->db, run->a, &(struct mail){.org = run->org, .award = w.id, .kind = S("award"),
                                                             .to_address = w.recipient, .to_name = w.name}, err));
    return org_log(run->db, run->org, run->account, "award.mail", str_copy(run->a, w.public_id), S(""), err);
}

static const struct list_act mail_act = {
    "mail", "Send mail again", "mail-forward", "Send the mail of {n} again?", "The mails of {n} were written again",
    "Each gets the mail with the link to the badge once more.", NULL, AWARD_BADGES, NULL, NULL, NULL, mail_row, NULL,
};

/* ---- correct ---- */

static bool read_day(str text, msec more, msec *out)
{
    struct date day;

    if (str_is_empty(text))
        return true;
    if (date_parse(text, &day, NULL) != OK)
        return false;
    *out = date_start(day) + more;
    return true;
}

static code check_correct(struct act_run *run, struct error *err)
{
    static const char *const facts[] = {"awarded", "until", "narrative", "evidence"};
    msec day;
    bool any = false;

    for (size_t i = 0; i < COUNT(facts); i++)
        any = any || !str_is_empty(act_input(run, facts[i]));
    if (!any)
        return fail(err, BAD_INPUT, "awarded", "say what is different");
    if (!read_day(act_input(run, "awarded"), 0, &day))
        return fail(err, BAD_INPUT, "awarded", "a day looks like 2026-05-31");
    if (!read_day(act_input(run, "until"), DAY, &day))
        return fail(err, BAD_INPUT, "until", "a day looks like 2026-05-31");
    str link = act_input(run, "evidence");
    if (!str_is_empty(link) && !str_starts(link, S("https://")) && !str_starts(link, S("http://")))
        return fail(err, BAD_INPUT, "evidence", "a link begins with https://");
    return OK;
}

static str or_was(str now, str was)
{
    return str_is_empty(now) ? was : now;
}

/* before: which edition this made; undone only while it is the newest. */
static code correct_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_edit e = edit_of(run, row, act_input(run, "reason"));
    struct award_row w;

    TRY(award_get(run->db, run->a, run->org, row, &w, err));
    struct award_facts f = {w.awarded, w.valid_until, or_was(act_input(run, "narrative"), w.narrative),
                            or_was(act_input(run, "evidence"), w.evidence_url)};
    if (!read_day(act_input(run, "awarded"), 0, &f.awarded) || !read_day(act_input(run, "until"), DAY, &f.valid_until))
        return fail(err, CONFLICT, "award", "that is no day");
    *before = str_printf(run->a, "%lld", (long long)w.edition + 1);
    return left_out(award_correct_now(run->db, run->a, &e, &f, err));
}

static code put_back_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_edit e = edit_of(run, row, S("Undone"));
    struct award_row w;
    int64_t edition = 0;

    TRY(award_get(run->db, run->a, run->org, row, &w, err));
    if (!str_to_int(*before, &edition) || w.edition != edition)
        return fail(err, CONFLICT, "award", "an award was changed since, and stays");
    return left_out(award_restore_now(run->db, run->a, &e, err));
}

static const struct act_input correct_inputs[] = {
    {"awarded", "Day of the award", NULL, FIELD_DATE, NULL, false},
    {"until", "Valid until", NULL, FIELD_DATE, NULL, false},
    {"narrative", "A sentence for everybody", NULL, FIELD_LINE, NULL, false},
    {"evidence", "Link to evidence", NULL, FIELD_LINE, NULL, false},
    {"reason", "Why", "For the log of the organisation. It is not shown to others.", FIELD_LINE, NULL, true}, {0},
};
static const struct list_act correct_act = {
    "correct", "Correct", "pencil", "Correct {n}?", "{n} corrected",
    "What you leave empty stays as it is in each. They are signed anew at their addresses; files and pictures taken before say “revoked” from"
    " now on.",
    NULL, REVOKE_BADGES, correct_inputs, NULL, check_correct, correct_row, put_back_row,
};

/* ---- move ---- */

static code check_move(struct act_run *run, struct error *err)
{
    struct email address;

    return email_parse(run->a, act_input(run, "email"), &address, NULL) == OK
               ? OK : fail(err, BAD_INPUT, "email", "an e-mail address looks like ann@example.org");
}

static code move_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    struct award_edit e = edit_of(run, row, act_input(run, "reason"));
    struct award_row w;

    TRY(award_get(run->db, run->a, run->org, row, &w, err));
    *before = str_printf(run->a, "%lld", (long long)w.edition + 1);
    return left_out(award_move_now(run->db, run->a, &e, act_input(run, "email"), err));
}

static const struct act_input move_inputs[] = {
    {"email", "New e-mail address", "All the ticked awards are made out to this one address.", FIELD_LINE, NULL, true},
    {"reason", "Why", "How you know that it is right. For the log of the organisation.", FIELD_LINE, NULL, true}, {0},
};
static const struct list_act move_act = {
    "move", "Move to an address", "mail", "Move {n} to another address?", "{n} moved to another address",
    "For somebody whose address changed: choose the awards of this one person. They are signed anew, keep their public addresses, and belong"
    " to whoever has the new address.",
    NULL, REVOKE_BADGES, move_inputs, NULL, check_move, move_row, put_back_row,
};

const struct list_act *const award_acts[] = {
    &revoke_act, &suspend_act, &lift_act, &renew_act, &mail_act, &correct_act, &move_act, NULL,
};
