/* demo/demo_vacancy.c — a vacancy of the sample organisation, and three who sent badges for it:
 * people who hold awards of it, one of them from another address. */
#include "app/demo/demo_private.h"

#include "app/award/award.h"
#include "app/vacancy/vacancy.h"
#include "app/verify/judge.h"

#define NAME "Forklift operator"

static const char sql_badge[] = SQL(
    "SELECT b.id FROM achievement b JOIN achievement_version v ON v.achievement_id = b.id WHERE b.org_id = $1 AND v.name = $2 ORDER BY b.id LIMIT 1");

static code add_lines(const struct demo_vacancy *in, const struct vacancy_act *of, struct error *err)
{
    struct vacancy_line_new n = {.of = *of, .what = {.title = S("Drives a forklift"), .level = S(""), .weight = 4, .is_must = true},
                                 .way = {.kind = S("badge"), .issuer = S(""), .pattern = S("")}};

    TRY(db_int(in->db, sql_badge, ARGS(v_int(in->org), v_str(S(NAME))), &n.way.badge, err));
    TRY(vacancy_line_add(in->db, in->a, &n, err));
    n.what = (struct vacancy_line){.title = S("First aid"), .level = S(""), .weight = 2, .is_must = true};
    n.way = (struct vacancy_way){.kind = S("others"), .issuer = S("redcross.example"), .pattern = S("First aid*")};
    TRY(vacancy_line_add(in->db, in->a, &n, err));
    n.what = (struct vacancy_line){.title = S("Rigging and slinging"), .level = S(""), .weight = 1};
    n.way = (struct vacancy_way){.kind = S("skill"), .issuer = S(""), .pattern = S("https://skills.example/rigging")};
    return vacancy_line_add(in->db, in->a, &n, err);
}

/* ---- who sent something ---- */

struct holder { int64_t award; str name, address; };
LIST_OF(holders, struct holder);
static const char sql_holders[] = SQL(
    "SELECT w.id, p.name, p.email FROM award w JOIN person p ON p.id = w.person_id JOIN achievement_version v ON v.id = w.version_id"
    " WHERE w.org_id = $1 AND v.name = $2 AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $3)"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) ORDER BY w.id LIMIT 3");

static code find_holders(const struct demo_vacancy *in, struct holders *out, struct error *err)
{
    struct rows *r = db_query(in->db, sql_holders, ARGS(v_int(in->org), v_str(S(NAME)), v_int(clock_now())));

    while (rows_next(r))
        *list_add(in->a, out) = (struct holder){row_int(r, 0), row_str(r, 1, in->a), row_str(r, 2, in->a)};
    return rows_end(r, err);
}

static code take(const struct demo_vacancy *in, const struct vacancy *v, int64_t award, struct candidate_badges *out, struct error *err)
{
    struct award_row w;
    struct sitting s;
    struct judged j;
    str text;

    TRY(award_get(in->db, in->a, in->org, award, &w, err));
    TRY(award_text(in->app, in->db, in->a, &w, (enum award_form)w.form, &text, err));
    sitting_open(&s, in->app, in->db, (str){0});
    TRY(judge_one(in->a, &s, &(struct handed){S("badge.json"), text}, &j, err));
    return drop_unseal(in->a, in->app, v, drop_seal(in->a, in->app, v, &(struct dropped){j.again, &j.report, &j.levels}), list_add(in->a, out), err);
}

static const char sql_newest[] = SQL("SELECT max(id) FROM vacancy_candidate WHERE vacancy_id = $1");

static code send(const struct demo_vacancy *in, const struct vacancy *v, const struct holder *h, struct error *err)
{
    struct candidate_badges badges = {0};
    struct candidate c = {.org = in->org, .vacancy = v->id, .address = h->address};

    TRY(take(in, v, h->award, &badges, err));
    TRY(candidate_send(in->app, in->db, in->a, &(struct candidate_new){v, h->name, h->address, S("I know the yard, and like early shifts."), S("192.0.2.1"), vacancy_goes(v), &badges}, err));
    TRY(db_int(in->db, sql_newest, ARGS(v_int(v->id)), &c.id, err));
    return candidate_confirm(in->app, in->db, in->a, &c, err);
}

static code send_all(const struct demo_vacancy *in, const struct vacancy *v, struct error *err)
{
    struct holders all = {0};

    TRY(find_holders(in, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        if (i == 2)
            all.items[i].address = S("new.address@example.net");         /* not the one that the badge is made out to */
        TRY(send(in, v, &all.items[i], err));
    }
    return OK;
}

code demo_vacancy_make(const struct demo_vacancy *in, struct error *err)
{
    struct vacancy_act of = {.org = in->org, .by = in->account};
    struct vacancy v = {.org = in->org, .title = S("Forklift driver, early shift"), .place = S("North yard"), .days_kept = 60, .is_blind = true,
                        .words = S("You move pallets between the dock and the racks, from six to two.\n\nBring what shows that you may: badges of any issuer are looked at."),
                        .closes = date_start(date_of(clock_now())) + 21 * DAY};

    TRY(vacancy_add(in->db, in->a, &v, in->account, &of.id, err));
    TRY(add_lines(in, &of, err));
    TRY(vacancy_open(in->db, in->a, &of, err));
    TRY(vacancy_get(in->db, in->a, in->org, of.id, &v, err));
    return send_all(in, &v, err);
}
