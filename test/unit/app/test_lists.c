#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/backpack/backpack.h"
#include "app/layout/paging.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "store/search.h"
#include "unit/store_db.h"
#include "unit/web/web.h"

/* ---- every list, page by page, to its end and back ---- */

#define PER_PAGE 7
#define PEOPLE   40

LIST_OF(key_list, int64_t);

/* One page of a list as keys in the order of the query. */
typedef void page_fn(struct fixture *f, const struct keyset *at, struct key_list *out);

static struct key_list page(struct fixture *f, page_fn *read, struct keyset at)
{
    struct key_list out = {0};

    at.limit = PER_PAGE;
    read(f, &at, &out);
    return out;
}

/* Forward over the whole; back from its end gives each page again, reversed. */
static void check_walk(struct fixture *f, page_fn *read, size_t want)
{
    struct key_list all = {0};
    struct key_list one = page(f, read, (struct keyset){0});

    while (one.n) {
        for (size_t i = 0; i < one.n; i++)
            *list_add(test_arena, &all) = one.items[i];
        one = page(f, read, (struct keyset){.after = all.items[all.n - 1]});
    }
    assert_int_equal(all.n, want);
    for (size_t end = all.n ? all.n - 1 : 0; end > 0; end = end > PER_PAGE ? end - PER_PAGE : 0) {
        one = page(f, read, (struct keyset){.before = all.items[end]});
        assert_int_equal(one.n, end < PER_PAGE ? end : PER_PAGE);
        for (size_t i = 0; i < one.n; i++)
            assert_int_equal(one.items[i], all.items[end - 1 - i]);
    }
}

static void on_each_engine(void (*test)(const char *database))
{
    const char *server = getenv("LAPEL_TEST_POSTGRES");

    test(NULL);
    if (server)
        test(new_postgres(server));
}

static struct award_filter filter;
static int64_t the_list;

static void read_awards(struct fixture *f, const struct keyset *at, struct key_list *out)
{
    struct award_list found = {0};

    filter.at = *at;
    NEED(award_find(f->db, test_arena, f->org, &filter, &found, &err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(test_arena, out) = filter.batch ? found.items[i].batch_line : found.items[i].id;
}

static void read_mails(struct fixture *f, const struct keyset *at, struct key_list *out)
{
    struct mail_list found = {0};

    NEED(mail_find(f->db, test_arena, f->org, filter.state, at, &found, &err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(test_arena, out) = found.items[i].id;
}

static void read_log(struct fixture *f, const struct keyset *at, struct key_list *out)
{
    struct org_log_list found = {0};

    NEED(org_log_find(f->db, test_arena, f->org, S(""), at, &found, &err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(test_arena, out) = found.items[i].id;
}

static void read_lists(struct fixture *f, const struct keyset *at, struct key_list *out)
{
    struct bulk_list found = {0};

    NEED(bulk_find(f->db, test_arena, f->org, at, &found, &err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(test_arena, out) = found.items[i].id;
}

static struct holding_filter shelf;

static void read_shelf(struct fixture *f, const struct keyset *at, struct key_list *out)
{
    struct holding_list found = {0};

    shelf.at = *at;
    NEED(backpack_list(f->db, test_arena, f->account, &shelf, &found, &err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(test_arena, out) = found.items[i].id;
}

static struct badge_filter gallery;

static void read_gallery(struct fixture *f, const struct keyset *at, struct key_list *out)
{
    struct badge_list found = {0};

    gallery.at = *at;
    NEED(catalog_list(f->db, test_arena, f->org, &gallery, &found, &err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(test_arena, out) = found.items[i].id;
}

static int64_t award_list_of(struct fixture *f, int64_t badge, str text)
{
    int64_t id;

    NEED(bulk_create(f->db, test_arena,
                     &(struct bulk_source){.org = f->org, .achievement = badge, .text = text, .narrative = S(""),
                                           .evidence_url = S(""), .awarded_on = clock_now()},
                     &id, &err));
    NEED(bulk_start(f->app, f->db, test_arena, &(struct bulk_act){f->org, id, f->account}, &err));
    run_jobs(f);
    return id;
}

/* Two badges for everybody; every fourth award is revoked, the second badge of
 * every third has expired, and names come in no order. */
static struct fixture many(const char *database)
{
    struct fixture f = fixture_open_on(database);
    struct buf b = buf_new(test_arena);
    int64_t other = make_badge(&f, S("Crane"), 12);

    for (int i = 0; i < PEOPLE; i++)
        buf_printf(&b, "%c%d Lee,p%d@example.org\n", i % 2 ? 'a' + i * 7 % 26 : 'A' + i * 7 % 26, i, i);
    award_list_of(&f, f.badge, buf_done(&b));
    the_list = award_list_of(&f, other, buf_done(&b));
    NEED(db_run(f.db, "UPDATE award SET valid_until = $1 - id % 5 WHERE id % 3 = 0", ARGS(v_int(clock_now() - DAY)), NULL, &err));
    for (int i = 4; i <= 2 * PEOPLE; i += 4)
        NEED(award_revoke(f.db, test_arena, f.org, i, f.account, S("mistake"), &err));
    return f;
}

static void awards_are_paged_forward_and_back_whatever_is_asked_for_on(const char *database)
{
    struct fixture f = many(database);
    const struct { struct award_filter filter; size_t n; } t[] = {
        {{.state = S("")}, 80}, {{.achievement = f.badge, .state = S("")}, 40}, {{.person = 5, .state = S("")}, 2},
        {{.batch = the_list, .state = S("")}, 40}, {{.state = S("revoked")}, 20}, {{.state = S("expired")}, 20},
        {{.state = S("valid")}, 40}, {{.achievement = f.badge, .state = S("revoked")}, 10},
        {{.achievement = f.badge, .state = S("expired")}, 10}, {{.search = S("lee"), .state = S("")}, 80},
        {{.search = S("P1"), .state = S("")}, 22}, {{.search = S("%"), .state = S("")}, 0},
        {{.search = S("P1"), .state = S("valid")}, 10},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        filter = t[i].filter;
        check_walk(&f, read_awards, t[i].n);
    }
    fixture_close(&f);
}

TEST(awards_are_paged_forward_and_back_whatever_is_asked_for)
{
    on_each_engine(awards_are_paged_forward_and_back_whatever_is_asked_for_on);
}

static void expired_awards_come_by_the_day_they_expired_on(const char *database)
{
    struct fixture f = many(database);
    struct award_list found = {0};
    struct award_filter by_day = {.state = S("expired"), .at = {.limit = 100}};

    NEED(award_find(f.db, test_arena, f.org, &by_day, &found, &err));
    for (size_t i = 1; i < found.n; i++)
        assert_true(found.items[i - 1].valid_until >= found.items[i].valid_until);
    fixture_close(&f);
}

TEST(expired_awards_come_by_the_day_they_expired)
{
    on_each_engine(expired_awards_come_by_the_day_they_expired_on);
}

/* Beyond what is searched by the middle: by how names and addresses begin. */
static void in_a_large_organisation_the_beginning_is_searched_on(const char *database)
{
    struct fixture f = many(database);
    struct award_list awards = {0};
    int64_t found = 0;
    bool from_start = true;

    NEED(person_search_from_start(f.db, f.org, &from_start, &err));
    assert_false(from_start);
    NEED(db_run(f.db,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50001)"
                " INSERT INTO person (org_id, name, email, folded, created_at)"
                " SELECT $1, 'Zed ' || i, 'zed' || i || '@example.org', 'zed' || i || '@example.org', 1 FROM n",
                ARGS(v_int(f.org)), NULL, &err));
    NEED(person_search_from_start(f.db, f.org, &from_start, &err));
    assert_true(from_start);
    NEED(people_count(f.db, test_arena, f.org, S("q=Zed+123"), &found, &err));
    assert_int_equal(found, 111);
    NEED(people_count(f.db, test_arena, f.org, S("q=P12%40"), &found, &err));
    assert_int_equal(found, 1);
    NEED(people_count(f.db, test_arena, f.org, S("q=lee"), &found, &err));
    assert_int_equal(found, 0);
    NEED(award_find(f.db, test_arena, f.org, &(struct award_filter){.search = S("p12@"), .state = S(""), .at = {.limit = 10}}, &awards, &err));
    assert_int_equal(awards.n, 2);
    fixture_close(&f);
}

TEST(in_a_large_organisation_the_beginning_is_searched)
{
    on_each_engine(in_a_large_organisation_the_beginning_is_searched_on);
}

static void mails_lists_and_the_log_are_paged_forward_and_back_on(const char *database)
{
    struct fixture f = many(database);

    filter = (struct award_filter){.state = S("")};
    check_walk(&f, read_mails, 100);
    filter.state = S("outbox");
    check_walk(&f, read_mails, 100);
    NEED(db_run(f.db, "UPDATE mail SET state = CASE id % 3 WHEN 0 THEN 'sent' WHEN 1 THEN 'failed' ELSE 'queued' END", NO_ARGS, NULL, &err));
    filter.state = S("");
    check_walk(&f, read_mails, 100);
    filter.state = S("sent");
    check_walk(&f, read_mails, 33);
    check_walk(&f, read_log, (size_t)number_of(&f, "SELECT count(*) FROM org_log"));
    for (int i = 0; i < 30; i++)
        award_list_of(&f, f.badge, S("new@\n"));
    check_walk(&f, read_lists, 32);
    fixture_close(&f);
}

TEST(mails_lists_and_the_log_are_paged_forward_and_back)
{
    on_each_engine(mails_lists_and_the_log_are_paged_forward_and_back_on);
}

static const char fill_shelf[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
    " INSERT INTO holding (owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor, description,"
    " version, verdict, report, checked_at, is_public, created_at, removed_at)"
    " SELECT $1, 'public ' || i, 'key ' || i, $2, '', 'Title ' || i, CASE WHEN i % 2 = 0 THEN 'Acme 100%' ELSE 'Harbour' END, '', '',"
    " '3.0', CASE WHEN i % 3 = 0 THEN 'invalid' ELSE 'valid' END, '{}', 1, 0, 1, CASE WHEN i % 10 = 0 THEN 1 END FROM n";

static void the_backpack_and_the_gallery_are_paged_forward_and_back_on(const char *database)
{
    struct fixture f = fixture_open_on(database);

    NEED(db_run(f.db, fill_shelf, ARGS(v_int(f.account), v_bytes(S("{}"))), NULL, &err));
    shelf = (struct holding_filter){.search = S(""), .verdict = S("")};
    check_walk(&f, read_shelf, 36);
    shelf.verdict = S("invalid");
    check_walk(&f, read_shelf, 12);
    shelf = (struct holding_filter){.search = S("acme 100%"), .verdict = S("")};
    check_walk(&f, read_shelf, 16);
    shelf.removed = true;
    check_walk(&f, read_shelf, 4);
    for (int i = 0; i < 20; i++)
        make_badge(&f, str_printf(test_arena, "Crane %d", i), 0);
    gallery = (struct badge_filter){.state = S(""), .search = S("")};
    check_walk(&f, read_gallery, 21);
    gallery.search = S("CRANE 1");
    check_walk(&f, read_gallery, 11);
    fixture_close(&f);
}

TEST(the_backpack_and_the_gallery_are_paged_forward_and_back)
{
    on_each_engine(the_backpack_and_the_gallery_are_paged_forward_and_back_on);
}

/* ---- the links ---- */

static struct pagination links(const char *query, size_t found, int64_t total)
{
    struct request *rq = new_request(test_arena, GET, "/list");
    str rest = cstr(query), pair, name;

    while (str_cut(&rest, '&', &pair))
        if (str_cut(&pair, '=', &name))
            *list_add(test_arena, &rq->query) = (struct pair){name, pair};
    struct paging p = paging_of(rq, 10);
    struct key_list rows = {0};
    for (size_t i = 0; i < found; i++)
        *list_add(test_arena, &rows) = (int64_t)i + 1;
    paging_arrange(&p, &rows);
    return paging_links(test_arena, &p, &(struct paged){
        .address = S("/list?q=x"), .n = rows.n, .first = rows.n ? rows.items[0] : 0,
        .last = rows.n ? rows.items[rows.n - 1] : 0, .total = total});
}

TEST(pages_say_where_they_stand_and_lead_on_and_back)
{
    static const struct { const char *query; size_t found; int64_t from, to; const char *previous, *next; } t[] = {
        {"", 0, 1, 0, "", ""},
        {"", 3, 1, 3, "", ""},
        {"", 11, 1, 10, "", "/list?q=x&after=10&from=11"},
        {"after=10&from=11", 11, 11, 20, "/list?q=x&before=1&from=1", "/list?q=x&after=10&from=21"},
        {"after=20&from=21", 4, 21, 24, "/list?q=x&before=1&from=11", ""},
        /* read backwards: the first found is the last shown */
        {"before=30&from=21", 11, 21, 30, "/list?q=x&before=10&from=11", "/list?q=x&after=1&from=31"},
        {"before=11&from=1", 10, 1, 10, "", "/list?q=x&after=1&from=11"},
        {"before=5&from=99", 4, 1, 4, "", "/list?q=x&after=1&from=5"},
        {"before=5&after=7&from=2", 4, 1, 4, "", "/list?q=x&after=1&from=5"},
        {"from=7", 3, 1, 3, "", ""},
        {"after=-1&from=x", 3, 1, 3, "", ""},
        {"after=99999999999999999999", 3, 1, 3, "", ""},
        {"after=7&from=9223372036854775807", 3, 1, 3, "/list?q=x&before=1&from=1", ""},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct pagination p = links(t[i].query, t[i].found, 24);
        check_at(i, p.from == t[i].from && p.to == t[i].to && p.total == 24);
        check_str_at(i, p.previous, cstr(t[i].previous));
        check_str_at(i, p.next, cstr(t[i].next));
    }
}

TEST(what_is_typed_has_no_power_in_a_search)
{
    check_str(search_anywhere(test_arena, S("")), S(""));
    check_str(search_anywhere(test_arena, S("50% Off_!")), S("%50!% off!_!!%"));
    check_str(search_start(test_arena, S("Ann")).from, S("ann"));
    assert_true(str_cmp(search_start(test_arena, S("Ann")).to, S("ann\xF4\x8F\xBF")) > 0);
}
