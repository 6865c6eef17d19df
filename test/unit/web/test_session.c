#include "unit/test.h"
#include <unistd.h>
#include "store/db.h"
#include "unit/web/web.h"
#include "web/session.h"
#include "web/ticket.h"

static const struct session_config cfg = {
    .secret = {"0123456789abcdef0123456789abcdef", 32}, .idle = 30 * MINUTE, .absolute = 12 * HOUR};
static const struct session_config secure = {
    .secret = {"0123456789abcdef0123456789abcdef", 32}, .secure_cookies = true, .idle = HOUR, .absolute = DAY};

static const char sql_count[] = "SELECT count(*) FROM session";
static struct db_pool *pool;
static struct db *db;

static void open_db(void)
{
    struct error err = {0};
    const char *path = str_printf(test_arena, "/tmp/lapel-test-session-%d.db", (int)getpid()).p;

    unlink(path);
    check_ok(db_pool_open(str_printf(test_arena, "sqlite:%s", path).p, 2, &pool, &err), &err);
    db = db_borrow(pool, &err);
    assert_non_null(db);
    check_ok(db_script(db, S("CREATE TABLE session (token_hash TEXT PRIMARY KEY, account_id INTEGER,"
                             " created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,"
                             " expires_at INTEGER NOT NULL, user_agent TEXT, method TEXT, proved_at INTEGER,"
                             " is_strong INTEGER, org_id INTEGER, provider_session TEXT, provider_token BLOB) STRICT"), &err), &err);
    clock_set(1795491960000);
}

static void close_db(void)
{
    const char *path = str_printf(test_arena, "/tmp/lapel-test-session-%d.db", (int)getpid()).p;

    clock_set(-1);
    db_return(pool, db);
    db_pool_close(pool);
    unlink(path);
}

static int64_t count(void)
{
    int64_t n = -1;

    check_ok(db_int(db, sql_count, NO_ARGS, &n, NULL), NULL);
    return n;
}

static struct request *visit(enum method m, str cookie)
{
    struct request *rq = new_request(test_arena, m, "/");

    rq->db = db;
    rq->session = NEW(test_arena, struct session);
    if (cookie.p)
        *list_add(test_arena, &rq->cookies) = (struct pair){S("lapel"), cookie};
    check_ok(session_load(rq, &cfg, rq->session, NULL), NULL);
    return rq;
}

static str signed_in(int64_t account)
{
    struct request *rq = visit(POST, (str){NULL, 0});

    check_ok(session_sign_in(rq, new_response(test_arena), &cfg, &(struct session_start){account, "password", .is_strong = account == 9}, NULL), NULL);
    return rq->session->token;
}

TEST(a_new_visitor_is_nobody_and_leaves_no_row)
{
    open_db();
    struct request *rq = visit(GET, (str){NULL, 0});
    assert_int_equal(rq->session->account, 0);
    assert_true(rq->session->is_new);
    assert_true(rq->session->csrf.n >= 43);
    assert_int_equal(count(), 0);
    close_db();
}

TEST(only_a_page_with_a_form_sets_a_cookie)
{
    open_db();
    struct request *rq = visit(GET, (str){NULL, 0});
    struct response *rs = new_response(test_arena);
    response_text(rs, 200, S("no form here"));
    session_finish(rq, rs, &cfg);
    assert_true(str_is_absent(response_get_header(rs, "Set-Cookie")));
    response_text(rs, 200, str_printf(test_arena, "value=\"" STR_FMT "\"", STR_ARG(rq->session->csrf)));
    session_finish(rq, rs, &cfg);
    assert_true(str_starts(response_get_header(rs, "Set-Cookie"), S("lapel=")));

    struct request *again = visit(GET, rq->session->token);
    assert_false(again->session->is_new);
    check_str(again->session->csrf, rq->session->csrf);
    close_db();
}

TEST(a_token_that_is_not_ours_is_never_adopted)
{
    static const char *const t[] = {
        "attackerchosen", "", "a.b", "AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --", ".",
    };

    open_db();
    for (size_t i = 0; i < COUNT(t); i++) {
        struct request *rq = visit(GET, cstr(t[i]));
        check_at(i, rq->session->is_new && rq->session->account == 0);
        check_at(i, !str_eq(rq->session->token, cstr(t[i])));
    }
    close_db();
}

TEST(signing_in_gives_a_new_token_and_ends_the_old_one)
{
    open_db();
    str before = visit(GET, (str){NULL, 0})->session->token;
    str first = signed_in(5);
    assert_false(str_eq(before, first));
    assert_int_equal(visit(GET, first)->session->account, 5);
    assert_int_equal(count(), 1);

    struct request *rq = visit(POST, first);
    struct response *rs = new_response(test_arena);
    str csrf = rq->session->csrf;
    check_ok(session_sign_in(rq, rs, &cfg, &(struct session_start){6, "link"}, NULL), NULL);
    assert_false(str_eq(rq->session->csrf, csrf));
    assert_int_equal(visit(GET, first)->session->account, 0);
    assert_int_equal(visit(GET, rq->session->token)->session->account, 6);
    assert_int_equal(count(), 1);
    close_db();
}

TEST(the_table_holds_no_token)
{
    open_db();
    str token = signed_in(5);
    struct rows *r = db_query(db, "SELECT token_hash FROM session", NO_ARGS);
    assert_true(rows_next(r));
    assert_false(str_contains(row_str(r, 0, test_arena), token));
    check_ok(rows_end(r, NULL), NULL);
    close_db();
}

TEST(sessions_end_by_silence_and_by_age)
{
    const msec start = 1795491960000;

    open_db();
    str token = signed_in(5);
    for (msec t = 0; t < 12 * HOUR; t += 20 * MINUTE) {
        clock_set(start + t);
        assert_int_equal(visit(GET, token)->session->account, 5);
    }
    clock_set(start + 12 * HOUR);
    assert_int_equal(visit(GET, token)->session->account, 0);

    clock_set(start);
    token = signed_in(6);
    clock_set(start + 30 * MINUTE - 1);
    assert_int_equal(visit(GET, token)->session->account, 6);
    clock_set(start + 60 * MINUTE);
    assert_int_equal(visit(GET, token)->session->account, 0);
    clock_set(start + 13 * HOUR);
    check_ok(session_sweep(db, &cfg, NULL), NULL);
    assert_int_equal(count(), 0);
    close_db();
}

TEST(a_clock_that_is_set_right_signs_nobody_out)
{
    const msec start = 1795491960000;
    static const struct { msec step; int64_t account; } t[] = {
        {-HOUR, 9}, {-3650 * DAY, 9}, {29 * MINUTE, 9}, {0, 9}, {3650 * DAY, 0},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        open_db();
        str token = signed_in(9);
        clock_set(start + t[i].step);
        check_at(i, visit(GET, token)->session->account == t[i].account);
        close_db();
    }
}

TEST(signing_out_ends_it_here_and_others_end_on_request)
{
    open_db();
    str one = signed_in(5), two = signed_in(5), stranger = signed_in(6);
    struct request *rq = visit(POST, one);
    check_ok(session_end_others(rq, 5, NULL), NULL);
    assert_int_equal(visit(GET, one)->session->account, 5);
    assert_int_equal(visit(GET, two)->session->account, 0);
    assert_int_equal(visit(GET, stranger)->session->account, 6);

    struct response *rs = new_response(test_arena);
    check_ok(session_sign_out(rq, rs, &cfg, NULL), NULL);
    assert_int_equal(rq->session->account, 0);
    assert_int_equal(visit(GET, one)->session->account, 0);
    assert_true(str_contains(response_get_header(rs, "Set-Cookie"), S("Max-Age=0")));
    close_db();
}

static code send_form(str cookie, str csrf, const char *const *headers)
{
    struct request *rq = visit(POST, cookie);

    add_header(rq, "host", "lapel.test");
    for (; headers && *headers; headers += 2)
        add_header(rq, headers[0], headers[1]);
    if (csrf.p)
        *list_add(test_arena, &rq->form) = (struct part){.name = S("csrf"), .value = csrf};
    return session_check_csrf(rq, &cfg, NULL);
}

TEST(a_form_needs_the_token_of_its_visitor)
{
    open_db();
    struct request *one = visit(GET, signed_in(5)), *two = visit(GET, signed_in(6));
    str token = one->session->token, csrf = one->session->csrf;
    check_code(send_form(token, csrf, NULL), OK);
    check_code(send_form(token, (str){NULL, 0}, NULL), DENIED);
    check_code(send_form(token, S(""), NULL), DENIED);
    check_code(send_form(token, two->session->csrf, NULL), DENIED);
    check_code(send_form(token, str_slice(csrf, 0, csrf.n - 1), NULL), DENIED);
    check_code(send_form((str){NULL, 0}, csrf, NULL), DENIED);
    check_code(send_form(token, (str){NULL, 0}, (const char *const[]){"x-csrf-token", csrf.p, NULL}), OK);
    close_db();
}

TEST(no_session_means_no_form)
{
    struct request *rq = new_request(test_arena, POST, "/");
    struct session none = {0};

    check_code(session_check_csrf(rq, &cfg, NULL), DENIED);
    rq->session = &none;
    check_code(session_check_csrf(rq, &cfg, NULL), DENIED);
    add_field(rq, "csrf", "");
    check_code(session_check_csrf(rq, &cfg, NULL), DENIED);
}

TEST(a_form_of_another_site_is_refused_even_with_a_token)
{
    static const struct { const char *headers[5]; code want; } t[] = {
        {{"origin", "http://lapel.test"}, OK},
        {{"origin", "https://LAPEL.test"}, OK},
        {{"sec-fetch-site", "same-origin"}, OK},
        {{"sec-fetch-site", "none"}, OK},
        {{"origin", "http://lapel.test", "sec-fetch-site", "same-origin"}, OK},
        {{"sec-fetch-site", "cross-site"}, DENIED},
        {{"sec-fetch-site", "same-site"}, DENIED},
        {{"sec-fetch-site", "junk"}, DENIED},
        {{"origin", "http://evil.test"}, DENIED},
        {{"origin", "http://lapel.test.evil.test"}, DENIED},
        {{"origin", "http://lapel.test:81"}, DENIED},
        {{"origin", "null"}, DENIED},
        {{"origin", ""}, DENIED},
        {{"origin", "http://evil.test", "sec-fetch-site", "same-origin"}, DENIED},
    };
    open_db();
    struct request *rq = visit(GET, signed_in(5));
    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, send_form(rq->session->token, rq->session->csrf, t[i].headers), t[i].want);
    close_db();
}

TEST(secure_cookies_have_another_name)
{
    open_db();
    struct request *rq = visit(POST, (str){NULL, 0});
    struct response *rs = new_response(test_arena);
    check_ok(session_sign_in(rq, rs, &secure, &(struct session_start){5, "password"}, NULL), NULL);
    assert_true(str_starts(response_get_header(rs, "Set-Cookie"), S("__Host-lapel=")));
    struct request *plain = visit(GET, rq->session->token);  /* under the plain name, asked with cfg */
    assert_int_equal(plain->session->account, 5);
    check_ok(session_load(plain, &secure, plain->session, NULL), NULL);
    assert_int_equal(plain->session->account, 0);
    close_db();
}

static str flash_cookie(const char *kind, str message)
{
    struct response *rs = new_response(test_arena);

    flash_set(visit(GET, (str){NULL, 0}), rs, &cfg, kind, message);
    str value = response_get_header(rs, "Set-Cookie");
    value = str_from(value, strlen("lapel-flash="));
    return str_slice(value, 0, (size_t)str_find_byte(value, ';'));
}

static bool take(str cookie, str *kind, str *message)
{
    struct request *rq = visit(GET, (str){NULL, 0});

    *list_add(test_arena, &rq->cookies) = (struct pair){S("lapel-flash"), cookie};
    return flash_take(rq, new_response(test_arena), &cfg, kind, message);
}

TEST(a_flash_is_shown_as_it_was_set_and_not_for_long)
{
    str kind, message;

    open_db();
    str cookie = flash_cookie("good", S("Saved.\nTwo lines: ü"));
    assert_true(take(cookie, &kind, &message));
    check_str(kind, S("good"));
    check_str(message, S("Saved.\nTwo lines: ü"));
    char *forged = (char *)str_copy(test_arena, cookie).p;
    forged[3] = forged[3] == 'A' ? 'B' : 'A';
    assert_false(take(cstr(forged), &kind, &message));
    assert_false(take(S("x"), &kind, &message));
    assert_false(take(S(""), &kind, &message));
    clock_set(1795491960000 + 6 * MINUTE);
    assert_false(take(cookie, &kind, &message));
    close_db();
}

TEST(a_session_knows_how_the_person_came_in)
{
    open_db();
    struct request *rq = visit(GET, signed_in(9));
    assert_true(rq->session->is_strong && rq->session->org == 0);
    assert_int_equal(rq->session->proved_at, clock_now());

    struct request *in = visit(POST, (str){NULL, 0});
    struct session_start start = {.account = 5, .method = "company", .org = 3, .provider_session = S("sid"), .provider_token = S("box")};
    check_ok(session_sign_in(in, new_response(test_arena), &cfg, &start, NULL), NULL);
    rq = visit(GET, in->session->token);
    assert_true(rq->session->org == 3 && !rq->session->is_strong);
    assert_int_equal(rq->session->proved_at, 0);
    close_db();
}

TEST(proving_who_one_is_gives_a_new_token_and_keeps_the_rest)
{
    open_db();
    str before = signed_in(5);
    struct request *rq = visit(POST, before);
    str csrf = rq->session->csrf;
    struct response *rs = new_response(test_arena);

    clock_set(clock_now() + HOUR / 4);
    check_ok(session_prove(rq, rs, &cfg, true, NULL), NULL);
    assert_false(str_eq(rq->session->token, before) || str_eq(rq->session->csrf, csrf));
    assert_true(str_contains(response_get_header(rs, "Set-Cookie"), rq->session->token));
    assert_int_equal(visit(GET, before)->session->account, 0);
    struct request *later = visit(GET, rq->session->token);
    assert_true(later->session->account == 5 && later->session->is_strong && later->session->proved_at == clock_now());
    assert_int_equal(later->session->signed_in_at, clock_now() - HOUR / 4);
    check_ok(session_prove(later, rs, &cfg, false, NULL), NULL);
    assert_true(later->session->is_strong);
    check_code(session_prove(rq, rs, &cfg, true, NULL), DENIED);
    close_db();
}

TEST(one_browser_is_signed_out_by_its_name_and_only_ones_own)
{
    struct session_list list = {0};

    open_db();
    str here = signed_in(5), there = signed_in(5), other = signed_in(6);
    struct request *rq = visit(GET, here);
    check_ok(session_list(rq, &cfg, &list, NULL), NULL);
    assert_int_equal(list.n, 2);
    const struct session_row *row = &list.items[list.items[0].is_this];
    check_str(row->method, S("password"));
    assert_false(str_contains(there, row->name));
    check_code(session_end_one(rq, 6, row->name, NULL), NOT_FOUND);
    check_ok(session_end_one(rq, 5, row->name, NULL), NULL);
    check_code(session_end_one(rq, 5, row->name, NULL), NOT_FOUND);
    check_code(session_end_one(rq, 5, S(""), NULL), NOT_FOUND);
    assert_int_equal(visit(GET, there)->session->account, 0);
    assert_int_equal(visit(GET, here)->session->account, 5);
    assert_int_equal(visit(GET, other)->session->account, 6);
    close_db();
}

/* ---- tickets ---- */

static struct request *with_ticket(const char *name, str value)
{
    struct request *rq = new_request(test_arena, GET, "/");

    *list_add(test_arena, &rq->cookies) = (struct pair){cstr(name), value};
    return rq;
}

static str given_ticket(const char *name, str text)
{
    struct response *rs = new_response(test_arena);
    str line, value;

    ticket_give(rs, &cfg, name, text, 10 * MINUTE);
    line = response_get_header(rs, "Set-Cookie");
    assert_true(str_cut(&line, '=', &value) && str_cut(&line, ';', &value));
    return value;
}

TEST(a_ticket_comes_back_as_it_was_given)
{
    clock_set(1795491960000);
    str value = given_ticket("step", S("17\nlink\n/org"));
    str text;

    assert_true(ticket_read(with_ticket("step", value), &cfg, "step", &text));
    check_str(text, S("17\nlink\n/org"));
    assert_false(str_contains(value, S("link")));
    clock_set(1795491960000 + 10 * MINUTE);
    assert_false(ticket_read(with_ticket("step", value), &cfg, "step", &text));
    clock_set(-1);
}

TEST(a_ticket_of_another_purpose_key_or_hand_is_none)
{
    clock_set(1795491960000);
    str value = given_ticket("step", S("17")), text;
    char *changed = (char *)(uintptr_t)str_copy(test_arena, value).p;

    changed[40] = changed[40] == 'A' ? 'B' : 'A';
    assert_false(ticket_read(with_ticket("step", cstr(changed)), &cfg, "step", &text));
    assert_false(ticket_read(with_ticket("oidc", value), &cfg, "oidc", &text));
    assert_false(ticket_read(with_ticket("step", value), &secure, "step", &text));
    assert_false(ticket_read(with_ticket("step", S("")), &cfg, "step", &text));
    assert_false(ticket_read(with_ticket("step", S("AAAA")), &cfg, "step", &text));
    assert_false(ticket_read(with_ticket("other", value), &cfg, "step", &text));
    clock_set(-1);
}
