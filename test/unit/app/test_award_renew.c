#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/award/award_chosen.h"

static int64_t send(struct fixture *f, str text, bool renews)
{
    int64_t id = 0;

    NEED(bulk_create(f->db, test_arena,
                     &(struct bulk_source){.org = f->org, .achievement = f->badge, .account = f->account, .text = text, .renews = renews,
                                           .narrative = S(""), .evidence_url = S(""), .awarded_on = clock_now()}, &id, &err));
    NEED(bulk_start(f->app, f->db, test_arena, &(struct bulk_act){f->org, id, f->account}, &err));
    NEED(job_run_all(f->db, test_arena, app_jobs(test_arena), f->app, &err));
    return id;
}

static struct award_list awards(struct fixture *f)
{
    struct award_list l = {0};

    NEED(award_find(f->db, test_arena, f->org, &(struct award_filter){.state = S(""), .search = S(""), .at = {.limit = 100}}, &l, &err));
    return l;                                    /* the newest first */
}

static str sheet(struct fixture *f, const char *who)
{
    str out = S("");

    code c = chosen_sheet(f->db, test_arena, &(struct chosen){f->org, f->badge, cstr(who)}, &out, NULL);
    return c == OK ? out : S("");
}

TEST(a_list_that_renews_gives_holders_a_new_award_and_the_earlier_one_knows_it)
{
    struct fixture f = fixture_open();
    struct award_next next;

    send(&f, S("ann@example.org\n"), false);
    send(&f, S("ann@example.org\nbo@example.org\n"), false);
    assert_int_equal(awards(&f).n, 2);                            /* who holds it is left out, unless it renews */
    send(&f, S("ann@example.org\nbo@example.org\ncy@example.org\nANN@example.org\n"), true);
    struct award_list l = awards(&f);
    assert_int_equal(l.n, 5);
    NEED(award_next(f.db, test_arena, l.items[4].id, &next, &err));
    assert_int_equal(next.next, l.items[2].id);
    check_str(next.why, S("renewed"));
    assert_int_equal(l.items[4].revoked, 0);                      /* good until its own end */
    NEED(award_previous(f.db, test_arena, l.items[2].id, &next, &err));
    assert_int_equal(next.next, l.items[4].id);
    NEED(award_next(f.db, test_arena, l.items[2].id, &next, &err));
    assert_int_equal(next.next, 0);
    fixture_close(&f);
}

TEST(where_it_is_the_rule_a_renewed_award_is_revoked)
{
    struct fixture f = fixture_open();

    NEED(org_awarding_set(f.db, test_arena, f.org, f.account, &(struct org_awarding){S("UTC"), 0, true}, &err));
    send(&f, S("ann@example.org\n"), false);
    send(&f, S("ann@example.org\n"), true);
    send(&f, S("ann@example.org\n"), true);
    struct award_list l = awards(&f);
    assert_int_equal(l.n, 3);
    assert_true(l.items[0].revoked == 0 && l.items[1].revoked > 0 && l.items[2].revoked > 0);
    check_str(l.items[2].revoke_reason, S("Renewed: a newer award of this badge takes its place"));
    fixture_close(&f);
}

TEST(a_line_brings_its_own_day_and_end)
{
    struct fixture f = fixture_open();
    int64_t id = send(&f, S("Name,E-mail,Completed on,Valid until\nAnn,ann@example.org,2026-03-05,31.12.2027\nBo,bo@example.org,,\n"
                            "Cy,cy@example.org,soon,\nDi,di@example.org,2026-03-05,2026-03-01\n"), false);
    struct award_list l = awards(&f);
    struct bulk b;

    assert_int_equal(l.n, 2);
    check_str(time_format(test_arena, l.items[1].awarded), S("2026-03-05T00:00:00Z"));
    check_str(time_format(test_arena, l.items[1].valid_until), S("2028-01-01T00:00:00Z"));
    assert_true(l.items[0].valid_until > clock_now() + 1000 * DAY);        /* as the badge says */
    NEED(bulk_get(f.db, test_arena, f.org, id, &b, &err));
    assert_int_equal(b.n_failed, 2);
    fixture_close(&f);
}

static const char sql_newer[] = SQL(
    "INSERT INTO achievement_version (achievement_id, number, name, description, criteria, type, validity_months, tags, alignments, created_at)"
    " SELECT achievement_id, 2, name, description, criteria, type, validity_months, tags, alignments, created_at FROM achievement_version"
    " WHERE achievement_id = $1 RETURNING id");
static const char sql_today[] = SQL("UPDATE achievement SET version_id = $2 WHERE id = $1");

TEST(who_has_to_renew_is_found)
{
    struct fixture f = fixture_open();
    int64_t version = 0;

    send(&f, S("Name,E-mail,valid until\nAnn,ann@example.org,2199-01-01\nBo,bo@example.org,\n"), false);
    check_str(sheet(&f, "earlier"), S(""));
    check_str(sheet(&f, "ending"), S(""));
    check_str(sheet(&f, "elsewhere"), S(""));
    clock_set(clock_now() + 36 * 30 * DAY - 20 * DAY);
    check_str(sheet(&f, "ending"), S("Name,E-mail\nBo,bo@example.org\r\n"));
    NEED(db_int(f.db, sql_newer, ARGS(v_int(f.badge)), &version, &err));
    NEED(db_run(f.db, sql_today, ARGS(v_int(f.badge), v_int(version)), NULL, &err));
    check_str(sheet(&f, "earlier"), S("Name,E-mail\nAnn,ann@example.org\r\nBo,bo@example.org\r\n"));
    send(&f, S("ann@example.org\n"), true);
    check_str(sheet(&f, "earlier"), S("Name,E-mail\nBo,bo@example.org\r\n"));
    check_str(sheet(&f, "people:q=ann"), S("Name,E-mail\nAnn,ann@example.org\r\n"));
    check_str(sheet(&f, "people:q=zebra"), S(""));
    clock_set(-1);
    fixture_close(&f);
}
