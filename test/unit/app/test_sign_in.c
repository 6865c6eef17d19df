#include "unit/test.h"
#include "app/account/passkey.h"
#include "app/account/second_step.h"
#include "format/totp.h"
#include "unit/app/fixture.h"
#include "unit/format/authenticator.h"

#define PRESENT 0x01
#define VERIFIED 0x04
#define WITH_KEY 0x40
#define HANDLE "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE"
#define CSRF "the token of this visitor's forms"

static const char host[] = "badges.example.org", origin[] = "https://badges.example.org";

/* A device with one key, that counts. */
struct device { struct key *key; str id; uint32_t counter; };

static str letters(str bytes)
{
    return base64url_encode(test_arena, bytes);
}

static struct device new_device(const char *id)
{
    return (struct device){new_key(KEY_P256), cstr(id), 1};
}

static code add(struct fixture *f, const struct device *d, int64_t account)
{
    str challenge = passkey_challenge(test_arena, f->app, S(CSRF));
    str data = authenticator_data(cstr(host), PRESENT | WITH_KEY, d->counter, d->id, cose_key_write(test_arena, d->key));
    struct buf none = buf_new(test_arena);

    cbor_put_map(&none, 0);
    return passkey_add(f->app, f->db, test_arena,
                       &(struct passkey_new){.account = account, .name = S("Laptop"), .user_handle = S(HANDLE), .csrf = S(CSRF), .transports = S("usb"),
                                             .client_data = letters(client_data("webauthn.create", str_z(test_arena, challenge), origin)),
                                             .attestation = letters(attestation_object("none", buf_done(&none), data))}, NULL);
}

static struct passkey_answer answer_of(struct fixture *f, const struct device *d, unsigned flags, str csrf)
{
    str challenge = passkey_challenge(test_arena, f->app, csrf);
    str client = client_data("webauthn.get", str_z(test_arena, challenge), origin);
    str data = authenticator_data(cstr(host), flags, d->counter, (str){NULL, 0}, (str){NULL, 0});

    return (struct passkey_answer){.id = letters(d->id), .client_data = letters(client), .authenticator_data = letters(data),
                                   .signature = letters(sign_answer(d->key, data, client)), .user_handle = S(HANDLE), .csrf = S(CSRF)};
}

static code use(struct fixture *f, const struct passkey_answer *n, struct passkey_proof *out)
{
    return passkey_use(f->app, f->db, test_arena, n, out, NULL);
}

TEST(a_passkey_tells_whose_it_is_and_whether_it_knows_its_owner)
{
    struct fixture f = fixture_open();
    struct device d = new_device("sixteen letters!");
    struct passkey_proof proof;

    check_code(add(&f, &d, f.account), OK);
    check_code(add(&f, &d, f.account), CONFLICT);
    for (unsigned i = 0; i < 2; i++) {
        d.counter++;
        struct passkey_answer n = answer_of(&f, &d, PRESENT | (i ? VERIFIED : 0), S(CSRF));
        check_code_at(i, use(&f, &n, &proof), OK);
        check_at(i, proof.account == f.account && proof.is_strong == (i == 1));
        check_code_at(i, use(&f, &n, &proof), DENIED);   /* the same answer once more */
    }
    key_close(d.key);
    fixture_close(&f);
}

TEST(an_answer_to_another_visitor_page_time_account_or_device_is_none)
{
    struct fixture f = fixture_open();
    struct device d = new_device("sixteen letters!"), other = new_device("a stranger's key");
    struct passkey_proof proof;
    struct passkey_answer n;

    check_code(add(&f, &d, f.account), OK);
    d.counter = 9;
    n = answer_of(&f, &d, PRESENT, S("somebody else"));
    check_code(use(&f, &n, &proof), DENIED);
    n = answer_of(&f, &d, PRESENT, S(CSRF));
    n.account = f.account + 1;
    check_code(use(&f, &n, &proof), DENIED);
    n = answer_of(&f, &d, PRESENT, S(CSRF));
    n.user_handle = S("BBBB");
    check_code(use(&f, &n, &proof), DENIED);
    n = answer_of(&f, &other, PRESENT, S(CSRF));
    check_code(use(&f, &n, &proof), DENIED);
    n.id = letters(d.id);
    check_code(use(&f, &n, &proof), DENIED);
    n = answer_of(&f, &d, PRESENT, S(CSRF));
    clock_set(clock_now() + HOUR + SECOND);
    check_code(use(&f, &n, &proof), DENIED);
    clock_set(-1);
    n = answer_of(&f, &d, PRESENT, S(CSRF));
    n.signature = n.authenticator_data;
    check_code(use(&f, &n, &proof), DENIED);
    n = (struct passkey_answer){0};
    check_code(use(&f, &n, &proof), DENIED);
    key_close(d.key);
    key_close(other.key);
    fixture_close(&f);
}

TEST(a_counter_that_stands_or_goes_back_is_that_of_a_copy)
{
    static const struct { uint32_t counter; code want; } t[] = {{5, OK}, {5, DENIED}, {4, DENIED}, {0, DENIED}, {6, OK}, {600, OK}, {7, DENIED}};
    struct fixture f = fixture_open();
    struct device d = new_device("sixteen letters!");
    struct passkey_proof proof;

    check_code(add(&f, &d, f.account), OK);
    for (size_t i = 0; i < COUNT(t); i++) {
        d.counter = t[i].counter;
        struct passkey_answer n = answer_of(&f, &d, PRESENT, S(CSRF));
        check_code_at(i, use(&f, &n, &proof), t[i].want);
        check_at(i, proof.was_copied == (t[i].want == DENIED));
    }
    key_close(d.key);
    fixture_close(&f);
}

TEST(the_only_second_step_stays_while_it_is_on_and_ends_with_a_password_set_by_the_operator)
{
    struct fixture f = fixture_open();
    struct device d = new_device("sixteen letters!");
    struct passkey_list all = {0};
    struct second_step step;
    str name;

    check_code(second_step_turn(f.db, f.account, true, NULL), CONFLICT);
    check_code(add(&f, &d, f.account), OK);
    NEED(passkey_all(f.app, f.db, test_arena, f.account, &all, &err));
    assert_true(all.n == 1 && all.items[0].is_of_here);
    check_code(second_step_turn(f.db, f.account, true, NULL), OK);
    check_code(passkey_remove(f.db, test_arena, f.account, all.items[0].id, &name, NULL), CONFLICT);
    check_code(passkey_remove(f.db, test_arena, f.account + 1, all.items[0].id, &name, NULL), NOT_FOUND);
    check_code(passkey_rename(f.db, f.account + 1, all.items[0].id, S("mine"), NULL), NOT_FOUND);
    NEED(account_force_password(f.db, test_arena, f.account, S("rain on a tin roof"), &err));
    NEED(second_step_look(f.db, test_arena, f.account, &step, &err));
    assert_false(step.is_on);
    check_code(passkey_remove(f.db, test_arena, f.account, all.items[0].id, &name, NULL), OK);
    check_str(name, S("Laptop"));
    key_close(d.key);
    fixture_close(&f);
}

TEST(recovery_codes_are_good_once_in_any_writing_and_new_ones_void_the_old)
{
    struct fixture f = fixture_open();
    struct str_list codes = {0}, newer = {0};

    NEED(recovery_make(f.db, test_arena, f.account, &codes, &err));
    assert_int_equal(codes.n, RECOVERY_CODES);
    check_code(recovery_use(f.db, test_arena, f.account, codes.items[3], NULL), OK);
    check_code(recovery_use(f.db, test_arena, f.account, codes.items[3], NULL), DENIED);
    check_code(recovery_use(f.db, test_arena, f.account + 1, codes.items[4], NULL), DENIED);
    NEED(recovery_make(f.db, test_arena, f.account, &newer, &err));
    check_code(recovery_use(f.db, test_arena, f.account, codes.items[5], NULL), DENIED);
    check_code(recovery_use(f.db, test_arena, f.account, newer.items[5], NULL), OK);
    for (int i = 0; i < 12; i++)
        (void)!recovery_use(f.db, test_arena, f.account, S("aaaa-aaaa-aaaa-aaaa"), NULL);
    check_code(recovery_use(f.db, test_arena, f.account, newer.items[6], NULL), LIMIT);
    fixture_close(&f);
}
