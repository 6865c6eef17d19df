/* demo/demo_recognise.c — a scheme of recognition: nominations that wait, one that
 * was accepted a moment ago, one that was declined, and what is on the wall since longer. */
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

/* On the wall, about those who hold the badge already. */
static const struct { const char *by, *value, *citation; int days_ago; bool is_named; } shown[] = {
    {AMINA, "We make it simpler", "One drawer for what everybody looks for, with the outline of each tool painted in it. Nothing has been missing since.", 2, true},
    {OLIVER, "We look out for each other", "Walked the new people round the yard before their first night shift, in their own free time, and stayed for the questions.", 5, true},
    {DANA, "We say what we see", "Said in front of everybody that the plan would not hold, and had a better one ready on half a page.", 9, true},
    {AMINA, "We look out for each other", "Noticed that the extinguisher behind the racks could not be reached any more. Now there is a yellow square that stays empty.", 110, false},
    {OLIVER, "We make it simpler", "The packing list fits on one side now, in the order in which the truck is loaded. Two minutes each time, forty times a day.", 130, true},
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
    struct scheme like = {.org = in->org, .achievement = in->badge, .name = S("A good idea"), .who = S("people"), .quota = 10, .apart_days = 60, .rest_days = 90, .votes = 1, .wall_days = 180, .says_who = true,
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
    struct nominate n = {.s = s, .value = cstr(stories[i].value), .citation = cstr(stories[i].citation), .endorses = stories[i].verdict == 'y'};
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

static const char sql_holders[] = SQL(
    "SELECT w.person_id, w.id FROM award w JOIN person p ON p.id = w.person_id WHERE w.org_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL"
    " AND p.removed_at IS NULL AND p.leaves_at IS NULL AND p.email NOT LIKE 'urn:%' ORDER BY w.id LIMIT $3");
static const char sql_shown[] = SQL(
    "INSERT INTO nomination (org_id, scheme_id, account_id, person_id, company_value, citation, state, reason, award_id, created_at, changed_at, decided_at, told_at, is_named)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'accepted', '', $7, $8, $8, $8, $8, $9)");
static const char sql_counted[] = SQL("UPDATE recognition_scheme SET nominated = nominated + 1 WHERE id = $1");

static code put_on_wall(const struct demo_recognise *in, const struct scheme *s, size_t i, const int64_t holder[2], struct error *err)
{
    msec at = clock_now() - shown[i].days_ago * DAY;
    int64_t by = 0;

    TRY(find_account(in, shown[i].by, &by, err));
    TRY(db_run(in->db, sql_shown,
               ARGS(v_int(in->org), v_int(s->id), v_int_if(by > 0, by), v_int(holder[0]), v_str(cstr(shown[i].value)), v_str(cstr(shown[i].citation)), v_int(holder[1]), v_int(at),
                    v_int(shown[i].is_named)),
               NULL, err));
    return db_run(in->db, sql_counted, ARGS(v_int(s->id)), NULL, err);
}

static code fill_wall(const struct demo_recognise *in, const struct scheme *s, struct error *err)
{
    struct rows *r = db_query(in->db, sql_holders, ARGS(v_int(in->org), v_int(in->badge), v_int((int64_t)COUNT(shown))));
    int64_t holders[COUNT(shown)][2];
    size_t n = 0;

    while (rows_next(r) && n < COUNT(shown)) {
        holders[n][0] = row_int(r, 0);
        holders[n++][1] = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; n && i < COUNT(shown); i++)
        TRY(put_on_wall(in, s, i, holders[i % n], err));
    return OK;
}

/* ---- one that comes again every week, half-way through a round: it ends in three days ---- */

static const struct { const char *by, *whom, *citation; } heroes[] = {
    {AMINA, "mateusz.wisniewski@example.com", "Took over the late shift on the day of the burst pipe, and had the yard open again before the first truck."},
    {DANA, "mateusz.wisniewski@example.com", "Called everybody whose delivery would be late, before they could call us, and each of them got a new hour."},
    {OLIVER, "priya.raman@example.com", "Wrote down how the new scanner is reset, in five pictures, and hung it where one stands when it does not work."},
};

static code make_weekly(const struct demo_recognise *in, struct error *err)
{
    struct scheme like = {.org = in->org, .achievement = in->badge, .name = S("Hero of the week"), .who = S("people"), .quota = 10, .votes = 1, .wall_days = 60, .says_who = true,
                          .words = S("Who made this week better for the rest of us? One person every week."), .company_values = S(""),
                          .every = S("week"), .close_weekday = (clock_now() / DAY + 6) % 7 + 1, .close_minute = 900, .time_zone = S("Europe/London"), .counts = S("nominations"), .tie = S("waited"),
                          .rest_rounds = 4, .varies = true};
    struct id_list deciders = {0};
    struct nominate n = {.value = S(""), .is_named = true};
    struct scheme s;
    int64_t id = 0;

    *list_add(in->a, &deciders) = in->account;
    TRY(scheme_save(in->db, in->a, &(struct scheme_save){&like, &deciders, in->account}, &id, err));
    TRY(scheme_get(in->db, in->a, in->org, id, &s, err));
    n.s = &s;
    for (size_t i = 0; i < COUNT(heroes); i++) {
        TRY(find_account(in, heroes[i].by, &n.account, err));
        n.person = 0;
        n.citation = cstr(heroes[i].citation);
        TRY(person_by_words(in->db, in->a, in->org, cstr(heroes[i].whom), &n.person, err));
        if (n.account && n.person)
            TRY(nominate(in->db, in->a, &n, &id, err));
    }
    return OK;
}

code demo_recognise_make(const struct demo_recognise *in, struct error *err)
{
    struct scheme s;

    TRY(make_scheme(in, &s, err));
    for (size_t i = 0; i < COUNT(stories); i++)
        TRY(tell(in, &s, i, err));
    TRY(fill_wall(in, &s, err));
    return make_weekly(in, err);
}
