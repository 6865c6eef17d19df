/* account/notice.c */
#include "app/account/notice.h"

#include "app/mail/mail.h"

#define KEPT (365 * DAY)

/* In the log, and in the mail if there is one. The detail stands behind. */
static const struct event {
    const char *what, *words;
    const char *subject, *lead;                  /* of the mail; NULL: none */
} events[] = {
    {"sign-in", "Signed in", NULL, NULL},
    {"sign-in.new", "Signed in with a new browser", "New sign-in to your account",
     "Somebody signed in to your account with a browser that was not used for it before."},
    {"password.new", "Password changed", "Your password was changed", "The password of your account was changed."},
    {"password.remove", "Password removed", "Your password was removed",
     "Your account has no password any more: you sign in with a passkey, or a link by mail."},
    {"passkey.new", "Passkey added", "A passkey was added to your account", "A new passkey can sign in to your account:"},
    {"passkey.remove", "Passkey removed", "A passkey was removed from your account", "This passkey can no longer sign in to your account:"},
    {"passkey.copied", "Passkey refused: it may have been copied", "A passkey of yours was refused",
     "Its counter went back, as that of a copy would. Remove it and make a new one:"},
    {"step.on", "Second step switched on", "A second step was switched on",
     "After your password or a mailed link, a second step is now asked for."},
    {"step.off", "Second step switched off", "The second step was switched off",
     "Your password or a mailed link alone now signs in to your account."},
    {"codes.new", "Recovery codes made", "New recovery codes were made", "New recovery codes were made for your account. Older ones are void."},
    {"codes.used", "Recovery code used", "A recovery code was used", "Somebody signed in to your account with one of your recovery codes."},
    {"address.new", "Address added", "An address was added to your account", "Your account has a further address:"},
    {"address.remove", "Address removed", "An address was removed from your account", "This address no longer belongs to your account:"},
    {"address.main", "Main address changed", "Your main address was changed", "Mails about your account now go to another address:"},
    {"company.link", "Company sign-in connected", "Your company’s sign-in was connected",
     "With this company’s sign-in one now gets into your account:"},
    {"company.unlink", "Company sign-in taken away", "Your company’s sign-in was taken away",
     "With this company’s sign-in one no longer gets into your account:"},
    {"app.allow", "App let in", "An app was let at your Backpack", "You allowed this app to do something in your Backpack:"},
    {"app.end", "App shut out", "An app was shut out of your Backpack", "This app can do nothing in your Backpack any more:"},
    {"elsewhere.new", "Backpack elsewhere connected", "Your Backpack was connected with another",
     "Badges can now move between your Backpack and the one at:"},
    {"elsewhere.end", "Backpack elsewhere disconnected", "A connection of your Backpack has ended",
     "Your Backpack is no longer connected with the one at:"},
    {"merge", "Accounts merged", "Two accounts of yours became one", "All that this account held is now in yours:"},
};

static const struct event *find_event(str what)
{
    for (size_t i = 0; i < COUNT(events); i++)
        if (str_eq(what, cstr(events[i].what)))
            return &events[i];
    return NULL;
}

/* ---- what browsers call themselves ---- */

/* The first that fits is meant, since most also name the others. */
static const char *first_in(str agent, const char *const (*names)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(agent, cstr(names[i][0])))
            return names[i][1];
    return NULL;
}

str device_words(struct arena *a, str agent)
{
    static const char *const browsers[][2] = {
        {"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
    };
    static const char *const systems[][2] = {
        {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
        {"Mac OS X", "macOS"}, {"Linux", "Linux"},
    };
    const char *browser = first_in(agent, browsers, COUNT(browsers)), *system = first_in(agent, systems, COUNT(systems));

    if (browser && system)
        return words_printf(a, "%s on %s", browser, system);
    return browser ? cstr(browser) : str_slice(agent, 0, 60);
}

/* ---- writing ---- */

static const char sql_note[] = SQL(
    "INSERT INTO account_log (account_id, at, what, detail, user_agent) VALUES ($1, $2, $3, $4, $5)");
static const char sql_forget[] = SQL("DELETE FROM account_log WHERE account_id = $1 AND at < $2");

static code mail_event(struct app *app, struct db *db, struct arena *a, const struct event *v, const struct account_event *e, struct error *err)
{
    struct account own;

    TRY(account_get(db, a, e->account, &own, err));
    struct mail m = {.kind = S("notice"), .to_address = str_is_empty(e->to) ? own.email : e->to, .to_name = own.name};
    if (str_is_empty(m.to_address))
        return OK;
    str when = time_format(a, clock_now()), device = device_words(a, e->user_agent);
    return mail_letter(app, db, a,
                       &(struct letter){.kind = "notice", .subject = v->subject, .opening = v->lead, .detail = e->detail,
                                        .small = str_printf(a, "%.10s %.5s UTC%s" STR_FMT, when.p, when.p + 11, device.n ? "\n" : "", STR_ARG(device)),
                                        .link = app_url(a, app, S("/account/security")), .asked_here = true}, &m, err);
}

static code note_rows(struct app *app, struct db *db, struct arena *a, const struct account_event *e, struct error *err)
{
    const struct event *v = find_event(cstr(e->what));
    msec now = clock_now();

    TRY(db_run(db, sql_forget, ARGS(v_int(e->account), v_int(now - KEPT)), NULL, err));
    TRY(db_run(db, sql_note,
               ARGS(v_int(e->account), v_int(now), v_str(cstr(e->what)), v_str(e->detail.p ? e->detail : S("")),
                    v_str(e->user_agent.p ? e->user_agent : S(""))), NULL, err));
    return v && v->subject ? mail_event(app, db, a, v, e, err) : OK;
}

code account_note(struct app *app, struct db *db, struct arena *a, const struct account_event *e, struct error *err)
{
    if (db_in_transaction(db))
        return note_rows(app, db, a, e, err);
    TRY(db_begin(db, err));
    TRY(db_end(db, note_rows(app, db, a, e, err), err));
    app_wake(app);
    return OK;
}

/* ---- reading ---- */

static const char sql_recent[] = SQL(
    "SELECT at, what, detail, user_agent FROM account_log WHERE account_id = $1 ORDER BY id DESC LIMIT $2");

code account_log_recent(struct db *db, struct arena *a, int64_t account, int limit, struct account_log_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_recent, ARGS(v_int(account), v_int(limit)));

    while (rows_next(r)) {
        const struct event *v = find_event(row_str(r, 1, a));
        *list_add(a, out) = (struct account_log_row){
            row_int(r, 0), v ? v->words : str_z(a, row_str(r, 1, a)), row_str(r, 2, a), device_words(a, row_str(r, 3, a)),
        };
    }
    return rows_end(r, err);
}
