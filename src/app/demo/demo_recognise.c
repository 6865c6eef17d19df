/* demo/demo_recognise.c — a scheme of recognition: nominations that wait, one that
 * was accepted a moment ago and one that was declined. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/people/people.h"
#include "app/recognise/recognise.h"

#define AMINA  "amina.diallo@example.com"
#define OLIVER "oliver.schaefer@example.com"
#define DANA   "designer@example.com"

static const struct { const char *by, *whom, *value, *citation; int days_ago; char verdict; } stories[] = {
    {AMINA, "bjorn.lindqvist@example.com", "We make it simpler", "He hung the pallet hooks at the height of the shortest of us. Nobody stretches any more, and nobody drops one.", 6, 0},
    {OLIVER, "priya.raman@example.com", "We look out for each other", "Found the mixed-up labels before they left the yard, and then drew the chart that keeps it from happening again.", 3, 0},
    {DANA, "sinead.oconnor@example.com", "We make it simpler", "Answers the first three questions of every new customer with one page, which we all send now instead of calling back.", 1, 0},
    {AMINA, "yusuf.ozturk@example.com", "We look out for each other", "Stopped the line when the guard rattled, though we were late. The bolt was through by half.", 12, 'y'},
    {OLIVER, "chiara.esposito@example.com", "We make it simpler", "She is always friendly on the phone, and that helps everybody who calls us in a hurry.", 20, 'n'},
};

static code find_account(const struct demo_recognise *in, const char *email, int64_t *id, struct error *err)
{
    struct account acc;
    code c = account_by_email(in->db, in->a, cstr(email), &acc, NULL);

    *id = c == OK ? acc.id : 0;
    return c == OK || c == NOT_FOUND ? OK : fail(err, c, "account", "it could not be read");
}

static code make_scheme(const struct demo_recognise *in, struct scheme *out, struct error *err)
{
    struct scheme like = {.org = in->org, .achievement = in->badge, .name = S("A good idea"), .who = S("people"), .quota = 3, .apart_days = 60, .rest_days = 90, .votes = 1,
                          .words = S("For an idea that somebody here had and did, and that makes work safer or simpler. Small ones count."),
                          .company_values = S("We look out for each other\nWe make it simpler\nWe say what we see")};
    struct id_list deciders = {0};
    int64_t id = 0, rosa = 0;

    TRY(find_account(in, "reviewer@example.com", &rosa, err));
    *list_add(in->a, &deciders) = in->account;
    if (rosa)
        *list_add(in->a, &deciders) = rosa;
    TRY(scheme_save(in->db, in->a, &(struct scheme_save){&like, &deciders, in->account}, &id, err));
    return scheme_get(in->db, in->a, in->org, id, out, err);
}

static const char sql_dated[] = SQL("UPDATE nomination SET created_at = $2, changed_at = $2 WHERE id = $1");
static const char sql_told[] = SQL("UPDATE nomination SET told_at = $2 WHERE id = $1");

static code decide(const struct demo_recognise *in, int64_t id, char verdict, struct error *err)
{
    struct nomination n;

    TRY(nomination_get(in->db, in->a, in->org, id, &n, err));
    TRY(nomination_vote(in->db, in->a, &n,
                        &(struct vote){.account = in->account, .is_yes = verdict == 'y', .reason = S("Kind, and worth a thank-you by itself. This one is for an idea.")}, err));
    return verdict == 'y' ? OK : db_run(in->db, sql_told, ARGS(v_int(id), v_int(clock_now())), NULL, err);
}

static code tell(const struct demo_recognise *in, const struct scheme *s, size_t i, struct error *err)
{
    struct nominate n = {.s = s, .value = cstr(stories[i].value), .citation = cstr(stories[i].citation)};
    int64_t id = 0;

    TRY(find_account(in, stories[i].by, &n.account, err));
    if (n.account == 0)
        return OK;
    TRY(person_by_words(in->db, in->a, in->org, cstr(stories[i].whom), &n.person, err));
    TRY(nominate(in->db, in->a, &n, &id, err));
    TRY(db_run(in->db, sql_dated, ARGS(v_int(id), v_int(clock_now() - stories[i].days_ago * DAY)), NULL, err));
    if (!stories[i].verdict)
        return OK;
    TRY(db_begin(in->db, err));
    return db_end(in->db, decide(in, id, stories[i].verdict, err), err);
}

code demo_recognise_make(const struct demo_recognise *in, struct error *err)
{
    struct scheme s;

    TRY(make_scheme(in, &s, err));
    for (size_t i = 0; i < COUNT(stories); i++)
        TRY(tell(in, &s, i, err));
    return OK;
}
