#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/public/public.h"
#include "badge/bake.h"
#include "badge/verify.h"
#include "base/codec.h"
#include "format/jose.h"

static const char *const algs[] = {"EdDSA", "ES256", "ES384", "RS256"};
static const enum award_form all_forms[] = {AWARD_JWT, AWARD_PROOF, AWARD_V2_SIGNED};

/* Readers of 2.0 look at the pictures too. */
static const char png[] = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
static const char svg_text[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"9\" height=\"9\"/></svg>";

static struct fixture gallery_open(void)
{
    struct fixture f = fixture_open();
    str bytes = base64_decode(test_arena, cstr(png)), png_hash, svg_hash;

    NEED(blob_put(f.db, test_arena, bytes, S("image/png"), clock_now(), &png_hash, &err));
    NEED(blob_put(f.db, test_arena, cstr(svg_text), S("image/svg+xml"), clock_now(), &svg_hash, &err));
    NEED(db_run(f.db, "UPDATE achievement_version SET png_hash = $1, svg_hash = $2", ARGS(v_str(png_hash), v_str(svg_hash)), NULL, &err));
    return f;
}

static int64_t award_to(struct fixture *f, str email)
{
    struct award_context *c = NULL;
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    code got = award_issue(c, f->db, test_arena,
                           &(struct award_request){.org = f->org, .achievement = f->badge, .account = f->account,
                                                   .name = S("Tomasz Zieliński"), .email = email, .narrative = S("Well done"),
                                                   .evidence_url = S("https://example.org/proof"), .awarded = clock_now()},
                           &id, NULL);
    award_context_close(c);
    NEED(db_end(f->db, got, &err));
    return id;
}

static struct award_row row_of(struct fixture *f, int64_t id)
{
    struct award_row w = {0};

    NEED(award_get(f->db, test_arena, f->org, id, &w, &err));
    return w;
}

static str text_of(struct fixture *f, int64_t id, enum award_form form)
{
    struct award_row w = row_of(f, id);
    str text = {0};

    NEED(award_text(f->app, f->db, test_arena, &w, form, &text, &err));
    return text;
}

static struct report judged_in(struct arena *a, struct fixture *f, str badge)
{
    struct loader l = app_loader(f->app, f->db, a);
    struct verify_options opt = {.loader = &l};
    struct report r = {0};

    NEED(badge_verify(a, badge, &opt, &r, &err));
    return r;
}

static struct report judged(struct fixture *f, str badge)
{
    return judged_in(test_arena, f, badge);
}

/* In memory of its own, as a request would: there are many. */
static void check_holds(struct fixture *f, long row, str badge)
{
    struct arena *a = arena_new(0);
    struct report r = judged_in(a, f, badge);

    if (r.verdict != VALID)
        print_error("row %ld: %.*s\n", row, STR_ARG(report_json(a, &r)));
    assert_int_equal(r.verdict, VALID);
    arena_free(a);
}

static void change_org(struct fixture *f, str award_form, str id_form)
{
    struct org o;

    NEED(org_get(f->db, test_arena, f->org, &o, &err));
    o.award_form = award_form;
    o.id_form = id_form;
    NEED(org_update(f->db, test_arena, &o, 0, &err));
}

static void rotate(struct fixture *f, const char *alg)
{
    struct org o;

    NEED(org_get(f->db, test_arena, f->org, &o, &err));
    NEED(org_rotate_key(f->app, f->db, test_arena, &o, cstr(alg), 0, &err));
}

/* All that a profile, a badge and a key may become. */
static void edit_everything(struct fixture *f)
{
    struct org o;
    struct badge_row b;

    NEED(org_get(f->db, test_arena, f->org, &o, &err));
    o.name = S("Another name");
    o.url = S("https://other.example.org");
    o.id_form = S("did:web");
    o.award_form = S("jwt");
    NEED(org_update(f->db, test_arena, &o, 0, &err));
    NEED(catalog_get(f->db, test_arena, f->org, f->badge, &b, &err));
    b.v.name = S("Truck driver");
    b.v.criteria = S("Three days.");
    b.v.validity_months = 1;
    NEED(catalog_save(f->db, test_arena, f->org, f->badge, &b.v, &err));
    rotate(f, "ES256");
    rotate(f, "RS256");
}

TEST(each_form_stays_byte_for_byte_after_badge_profile_and_keys_changed)
{
    for (size_t i = 0; i < COUNT(algs); i++) {
        struct fixture f = gallery_open();
        str before[COUNT(all_forms)];
        rotate(&f, algs[i]);
        int64_t id = award_to(&f, S("tomasz@example.org"));
        bool is_rsa = str_eq(cstr(algs[i]), S("RS256"));
        for (size_t k = 0; k < COUNT(all_forms); k++)
            before[k] = is_rsa && all_forms[k] == AWARD_PROOF ? (str){0} : text_of(&f, id, all_forms[k]);
        edit_everything(&f);
        for (size_t k = 0; k < COUNT(all_forms); k++)
            if (!str_is_absent(before[k])) {
                check_str_at(i, text_of(&f, id, all_forms[k]), before[k]);
                check_holds(&f, (long)i, before[k]);
            }
        NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("by mistake"), &err));
        for (size_t k = 0; k < COUNT(all_forms); k++)
            if (!str_is_absent(before[k])) {
                check_str_at(i, text_of(&f, id, all_forms[k]), before[k]);
                check_at(i, report_has(&(struct report[]){judged(&f, before[k])}[0], "revoked"));
            }
        fixture_close(&f);
    }
}

TEST(the_organisation_chooses_the_form_and_an_rsa_key_makes_tokens)
{
    static const struct { const char *form, *alg; enum award_form want; } t[] = {
        {"proof", "EdDSA", AWARD_PROOF}, {"jwt", "EdDSA", AWARD_JWT}, {"proof", "ES256", AWARD_PROOF},
        {"proof", "ES384", AWARD_PROOF}, {"jwt", "ES384", AWARD_JWT}, {"proof", "RS256", AWARD_JWT},
    };
    struct fixture f = gallery_open();

    for (size_t i = 0; i < COUNT(t); i++) {
        change_org(&f, cstr(t[i].form), S("https"));
        rotate(&f, t[i].alg);
        int64_t id = award_to(&f, str_printf(test_arena, "a%zu@example.org", i));
        check_at(i, row_of(&f, id).form == t[i].want);
    }
    fixture_close(&f);
}

static void award_in_one_go(struct fixture *f, size_t n, bool each_its_own)
{
    struct award_context *c = NULL;

    NEED(db_begin(f->db, &err));
    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    for (size_t i = 0; i < n; i++) {
        struct award_request r = {.org = f->org, .achievement = f->badge, .name = S("Petra Holm"),
                                  .email = str_printf(test_arena, "p%zu@example.org", i),
                                  .narrative = each_its_own ? str_printf(test_arena, "Number %zu \"<&>\"", i / 2) : S("Well done\n\nall"),
                                  .evidence_url = S("https://example.org/proof"), .awarded = 1767225600000};
        int64_t id;
        NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    }
    award_context_close(c);
    NEED(db_end(f->db, OK, &err));
}

TEST(many_that_are_awarded_in_one_go_hold_each)
{
    static const struct { const char *alg; bool each_its_own; } t[] = {
        {"EdDSA", false}, {"EdDSA", true}, {"ES256", false}, {"ES384", true}};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct fixture f = gallery_open();
        struct award_list all = {0};
        rotate(&f, t[i].alg);
        award_in_one_go(&f, 15, t[i].each_its_own);
        NEED(award_find(f.db, test_arena, f.org, &(struct award_filter){.at = {.limit = 20}}, &all, &err));
        check_at(i, all.n == 15);
        for (size_t k = 0; k < all.n; k++)
            check_holds(&f, (long)i, text_of(&f, all.items[k].id, AWARD_PROOF));
        fixture_close(&f);
    }
}

TEST(every_form_under_every_key_holds_for_both_names_of_the_issuer)
{
    static const char *const names[] = {"https", "did:web"};

    for (size_t n = 0; n < COUNT(names); n++) {
        struct fixture f = gallery_open();
        change_org(&f, S("proof"), cstr(names[n]));
        for (size_t i = 0; i < COUNT(algs); i++) {
            rotate(&f, algs[i]);
            int64_t id = award_to(&f, str_printf(test_arena, "a%zu@example.org", i));
            struct award_row w = row_of(&f, id);
            str json, hosted;
            check_holds(&f, (long)i, text_of(&f, id, AWARD_JWT));
            check_holds(&f, (long)i, text_of(&f, id, AWARD_V2_SIGNED));
            NEED(public_award_json(f.app, f.db, test_arena, &w, &json, &err));
            check_holds(&f, (long)i, json);
            NEED(public_v2_assertion(f.db, test_arena, &w, &hosted, &err));
            check_holds(&f, (long)i, hosted);
        }
        fixture_close(&f);
    }
}

TEST(a_signature_that_would_differ_is_kept_and_no_other)
{
    static const struct { const char *alg; int64_t kept; } t[] = {{"EdDSA", 0}, {"RS256", 0}, {"ES256", 2}, {"ES384", 4}};
    struct fixture f = gallery_open();

    for (size_t i = 0; i < COUNT(t); i++) {
        rotate(&f, t[i].alg);
        int64_t id = award_to(&f, str_printf(test_arena, "a%zu@example.org", i));
        str jwt = text_of(&f, id, AWARD_JWT), v2 = text_of(&f, id, AWARD_V2_SIGNED);
        check_str_at(i, text_of(&f, id, AWARD_JWT), jwt);
        check_str_at(i, text_of(&f, id, AWARD_V2_SIGNED), v2);
        check_at(i, number_of(&f, "SELECT count(*) FROM award_signature") == t[i].kept);
    }
    fixture_close(&f);
}

TEST(no_proof_is_made_by_rsa_and_its_token_goes_into_an_envelope)
{
    struct fixture f = gallery_open();
    str text, json;

    rotate(&f, "RS256");
    struct award_row w = row_of(&f, award_to(&f, S("ann@example.org")));
    check_code(award_text(f.app, f.db, test_arena, &w, AWARD_PROOF, &text, NULL), UNSUPPORTED);
    NEED(public_award_json(f.app, f.db, test_arena, &w, &json, &err));
    assert_true(str_contains(json, S("EnvelopedVerifiableCredential")));
    check_holds(&f, 0, json);
    fixture_close(&f);
}

/* As the program before this one wrote them: form 1, no profile chose a form. */
TEST(awards_of_before_there_were_forms_verify_and_get_the_others)
{
    struct fixture f = gallery_open();

    change_org(&f, S("jwt"), S("https"));
    int64_t id = award_to(&f, S("ann@example.org"));
    str before = text_of(&f, id, AWARD_JWT);
    NEED(db_run(f.db, "UPDATE org_version SET award_form = 'proof'", NO_ARGS, NULL, &err));
    check_at(0, row_of(&f, id).form == AWARD_JWT);
    check_str(text_of(&f, id, AWARD_JWT), before);
    for (size_t k = 0; k < COUNT(all_forms); k++)
        check_holds(&f, (long)k, text_of(&f, id, all_forms[k]));
    fixture_close(&f);
}

static struct document asked(struct fixture *f, str path, const char *accept)
{
    struct document d = {0};
    struct error why = {0};

    if (public_document(f->app, f->db, test_arena, &(struct asked){S("badges.example.org"), path, cstr(accept)}, &d, &why) != OK)
        d.status = why.code == NOT_FOUND ? 404 : 500;
    return d;
}

TEST(an_award_comes_in_the_type_that_is_asked_for)
{
    static const struct { const char *accept, *type, *begins; } t[] = {
        {"", "application/vc+ld+json", "{\"@context\""},
        {"*/*", "application/vc+ld+json", "{\"@context\""},
        {"application/ld+json, application/json", "application/ld+json", "{\"@context\""},
        {"application/json", "application/json", "{\"@context\""},
        {"application/vc", "application/vc", "{\"@context\""},
        {"application/vc+jwt", "application/vc+jwt", "ey"},
        {"application/jwt", "application/jwt", "ey"},
        {"text/plain", "text/plain", "ey"},
        {"application/vc+jwt;q=0.5, application/ld+json;q=0.4", "application/vc+jwt", "ey"},
        {"image/webp", "application/vc+ld+json", "{\"@context\""},
    };
    struct fixture f = gallery_open();
    str path = str_join(test_arena, S("/b/"), row_of(&f, award_to(&f, S("ann@example.org"))).public_id);

    for (size_t i = 0; i < COUNT(t); i++) {
        struct document d = asked(&f, path, t[i].accept);
        check_at(i, d.status == 200);
        check_str_at(i, d.type, cstr(t[i].type));
        check_at(i, str_starts(d.body, cstr(t[i].begins)));
    }
    fixture_close(&f);
}

TEST(the_status_list_is_signed_in_both_forms)
{
    struct fixture f = gallery_open();
    int64_t id = award_to(&f, S("ann@example.org"));
    str list = str_join(test_arena, S("/status/"), row_of(&f, id).status_list_public_id);

    for (size_t i = 0; i < COUNT(algs); i++) {
        rotate(&f, algs[i]);
        NEED(db_run(f.db, "UPDATE status_list SET generation = generation + 1", NO_ARGS, NULL, &err));
        bool is_rsa = str_eq(cstr(algs[i]), S("RS256"));
        check_at(i, str_starts(asked(&f, list, "application/vc+jwt").body, S("ey")));
        str json = asked(&f, list, "application/json").body;
        check_at(i, str_contains(json, is_rsa ? S("EnvelopedVerifiableCredential") : S("DataIntegrityProof")));
        check_holds(&f, (long)i, text_of(&f, id, AWARD_PROOF));
    }
    fixture_close(&f);
}

static str unbaked(str picture, str *older)
{
    struct unbaked u = {0};

    NEED(unbake(test_arena, picture, &u, &err));
    assert_false(u.twice);
    *older = u.older;
    return u.payload;
}

TEST(a_picture_holds_the_award_in_its_own_form_or_as_version_2)
{
    struct fixture f = gallery_open();
    str svg, older, hosted;

    int64_t id = award_to(&f, S("ann@example.org"));
    struct award_row w = row_of(&f, id);
    NEED(public_svg(f.app, f.db, test_arena, &w, false, &svg, &err));
    check_str(unbaked(svg, &older), text_of(&f, id, AWARD_PROOF));
    assert_true(str_is_absent(older));
    check_holds(&f, 0, svg);
    NEED(public_v2_assertion(f.db, test_arena, &w, &hosted, &err));
    NEED(public_svg(f.app, f.db, test_arena, &w, true, &svg, &err));
    check_str(unbaked(svg, &older), hosted);
    check_holds(&f, 1, svg);

    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("by mistake"), &err));
    w = row_of(&f, id);
    NEED(public_svg(f.app, f.db, test_arena, &w, false, &svg, &err));
    assert_int_equal(judged(&f, svg).verdict, INVALID);
    fixture_close(&f);
}

TEST(each_reader_finds_the_key_in_its_own_words)
{
    struct fixture f = gallery_open();
    struct org o;
    struct org_key key;

    NEED(org_get(f.db, test_arena, f.org, &o, &err));
    NEED(org_active_key(f.app, f.db, test_arena, &o, &key, &err));
    key_close(key.key);
    str kid = key.kid;
    const struct { str path; const char *type, *has; } t[] = {
        {str_join(test_arena, S("/i/harbour/keys/"), kid), "application/jwk+json", "\"kty\":\"OKP\""},
        {str_join(test_arena, S("/i/harbour/multikeys/"), kid), "application/ld+json", "\"publicKeyMultibase\":\"z6Mk"},
        {str_join(test_arena, S("/ob2/i/harbour/keys/"), kid), "application/ld+json", "BEGIN PUBLIC KEY"},
        {S("/i/harbour"), "application/ld+json", "\"assertionMethod\":[\"https://badges.example.org/i/harbour/keys/"},
        {S("/i/harbour/did.json"), "application/did+json", "#multikey-"},
        {S("/i/harbour/jwks.json"), "application/jwk-set+json", "\"iss\":\"https://badges.example.org/i/harbour\""},
        {S("/.well-known/jwks.json"), "application/jwk-set+json", "\"iss\":\"https://badges.example.org/i/harbour\""},
        {S("/ob2/i/harbour"), "application/ld+json", "\"publicKey\":[\"https://badges.example.org/ob2/i/harbour/keys/"},
        {S("/ob2/i/harbour/revocations"), "application/ld+json", "\"type\":\"RevocationList\""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct document d = asked(&f, t[i].path, "*/*");
        check_at(i, d.status == 200);
        check_str_at(i, d.type, cstr(t[i].type));
        check_at(i, str_contains(d.body, cstr(t[i].has)));
    }
    assert_int_equal(asked(&f, S("/i/harbour/keys/none"), "*/*").status, 404);
    rotate(&f, "RS256");
    NEED(org_active_key(f.app, f.db, test_arena, &o, &key, &err));
    key_close(key.key);
    assert_int_equal(asked(&f, str_join(test_arena, S("/i/harbour/multikeys/"), key.kid), "*/*").status, 404);
    fixture_close(&f);
}

static bool says(const struct report *r, const char *code_name)
{
    return report_has(r, code_name);
}

/* Every form says so, and takes it back. */
TEST(an_award_is_suspended_in_every_form_until_it_is_reinstated)
{
    struct fixture f = gallery_open();
    int64_t id = award_to(&f, S("ann@example.org"));
    struct award_act why = {f.account, S(" Looked into ")}, none = {f.account, S("  ")}, back = {f.account, S("")};
    str forms[COUNT(all_forms)];

    for (size_t i = 0; i < COUNT(all_forms); i++)
        forms[i] = text_of(&f, id, all_forms[i]);
    assert_int_equal(award_suspend(f.db, test_arena, f.org, id, &none, NULL), BAD_INPUT);
    assert_int_equal(award_suspend(f.db, test_arena, f.org + 1, id, &why, NULL), NOT_FOUND);
    assert_int_equal(award_reinstate(f.db, test_arena, f.org, id, &back, NULL), CONFLICT);
    NEED(award_suspend(f.db, test_arena, f.org, id, &why, &err));
    assert_int_equal(award_suspend(f.db, test_arena, f.org, id, &why, NULL), CONFLICT);
    check_str(row_of(&f, id).suspend_reason, S("Looked into"));
    for (size_t i = 0; i < COUNT(all_forms); i++) {
        struct report r = judged(&f, forms[i]);
        check_str_at(i, text_of(&f, id, all_forms[i]), forms[i]);
        check_at(i, r.verdict == INVALID && says(&r, all_forms[i] == AWARD_V2_SIGNED ? "revoked" : "suspended"));
    }
    assert_int_equal(asked(&f, str_join(test_arena, S("/ob2/b/"), row_of(&f, id).public_id), "").status, 410);
    NEED(award_reinstate(f.db, test_arena, f.org, id, &back, &err));
    for (size_t i = 0; i < COUNT(all_forms); i++)
        check_holds(&f, (long)i, forms[i]);
    assert_int_equal(asked(&f, str_join(test_arena, S("/ob2/b/"), row_of(&f, id).public_id), "").status, 200);
    fixture_close(&f);
}

TEST(one_that_is_suspended_can_be_revoked_and_one_that_is_revoked_not_suspended)
{
    struct fixture f = gallery_open();
    int64_t id = award_to(&f, S("ann@example.org"));
    struct award_act why = {f.account, S("Looked into")};

    NEED(award_suspend(f.db, test_arena, f.org, id, &why, &err));
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("by mistake"), &err));
    assert_int_equal(award_suspend(f.db, test_arena, f.org, id, &why, NULL), CONFLICT);
    assert_int_equal(award_reinstate(f.db, test_arena, f.org, id, &why, NULL), CONFLICT);
    struct report r = judged(&f, text_of(&f, id, AWARD_PROOF));
    assert_true(r.verdict == INVALID && says(&r, "revoked") && !says(&r, "suspended"));
    fixture_close(&f);
}

/* Their bytes name no list of suspended awards, so no reader would look there. */
TEST(awards_of_a_list_without_suspensions_stay_as_they_were)
{
    struct fixture f = gallery_open();
    int64_t first = award_to(&f, S("ann@example.org")), id;
    struct award_act why = {f.account, S("Looked into")};

    NEED(db_run(f.db, "UPDATE status_list SET suspends = 0", NO_ARGS, NULL, &err));
    assert_true(str_find(text_of(&f, first, AWARD_JWT), S("suspension")) < 0 && !row_of(&f, first).can_suspend);
    assert_int_equal(award_suspend(f.db, test_arena, f.org, first, &why, NULL), CONFLICT);
    id = award_to(&f, S("bo@example.org"));
    assert_true(row_of(&f, id).can_suspend && row_of(&f, id).status_list != row_of(&f, first).status_list);
    str old = str_join(test_arena, S("/status/"), row_of(&f, first).status_list_public_id);
    assert_int_equal(asked(&f, str_join(test_arena, old, S("/suspension")), "").status, 404);
    assert_int_equal(asked(&f, str_join(test_arena, old, S("/other")), "").status, 404);
    assert_int_equal(asked(&f, old, "").status, 200);
    fixture_close(&f);
}

TEST(the_list_of_revoked_badges_names_no_award_and_no_reason)
{
    struct fixture f = gallery_open();
    int64_t id = award_to(&f, S("ann@example.org"));
    struct award_row w = row_of(&f, id);
    str signed_badge = text_of(&f, id, AWARD_V2_SIGNED);

    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("Ann left us"), &err));
    str list = asked(&f, S("/ob2/i/harbour/revocations"), "*/*").body;
    assert_true(str_contains(list, award_v2_uuid(test_arena, w.public_id, 0)));
    assert_false(str_contains(list, w.public_id));
    assert_false(str_contains(list, S("Ann left us")));
    assert_true(report_has(&(struct report[]){judged(&f, signed_badge)}[0], "revoked"));
    fixture_close(&f);
}
