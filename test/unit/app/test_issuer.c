#include "unit/test.h"
#include "app/brand.h"
#include "app/claim/claim.h"
#include "app/endorse/endorse.h"
#include "app/mail/letter.h"
#include "app/public/public.h"
#include "badge/verify.h"
#include "format/json.h"
#include "fixture.h"

static int64_t add(struct fixture *f, const char *name)
{
    struct org o;
    int64_t issuer = 0;

    NEED(org_get(f->db, test_arena, f->org, &o, &err));
    o.name = cstr(name);
    NEED(org_issuer_add(f->app, f->db, test_arena, &o, f->account, &issuer, &err));
    return issuer;
}

static void give_badge(struct fixture *f, int64_t issuer)
{
    struct badge_row b;

    NEED(catalog_get(f->db, test_arena, f->org, f->badge, &b, &err));
    b.v.issuer = issuer;
    NEED(catalog_save(f->db, test_arena, f->org, f->badge, &b.v, &err));
}

static struct award_row award(struct fixture *f, str email)
{
    struct award_context *c;
    struct award_row w;
    int64_t id;

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(db_begin(f->db, &err));
    NEED(db_end(f->db, award_issue(c, f->db, test_arena, &(struct award_request){.name = S("Ada"), .email = email, .awarded = clock_now()}, &id, &err), &err));
    award_context_close(c);
    NEED(award_get(f->db, test_arena, f->org, id, &w, &err));
    return w;
}

static str document(struct fixture *f, str path)
{
    struct document d = {0};

    NEED(public_document(f->app, f->db, test_arena, &(struct asked){S("badges.example.org"), path, S("application/json")}, &d, &err));
    return d.body;
}

static str text_at(str json, const char *name)
{
    const struct json *j;

    NEED(json_parse(test_arena, json, NULL, &j, &err));
    return json_str(json_get(j, name));
}

TEST(a_profile_has_an_address_a_key_and_documents_of_its_own)
{
    struct fixture f = fixture_open();
    struct org first, academy;
    struct org_key one, other;
    int64_t issuer = add(&f, "Academy");

    NEED(org_get(f.db, test_arena, f.org, &first, &err));
    NEED(org_by_slug(f.db, test_arena, S("academy"), &academy, &err));
    assert_true(academy.id == f.org && academy.issuer == issuer && first.issuer == 0);
    NEED(org_active_key(f.app, f.db, test_arena, &first, &one, &err));
    NEED(org_active_key(f.app, f.db, test_arena, &academy, &other, &err));
    assert_false(str_eq(one.kid, other.kid));
    check_str(text_at(document(&f, S("/i/academy")), "id"), S("https://badges.example.org/i/academy"));
    check_str(text_at(document(&f, S("/ob2/i/academy")), "name"), S("Academy"));
    check_str(text_at(document(&f, S("/i/academy/did.json")), "id"), S("did:web:badges.example.org:i:academy"));
    assert_true(str_find(document(&f, S("/i/academy/jwks.json")), other.kid) > 0);
    assert_true(str_find(document(&f, S("/i/academy/jwks.json")), one.kid) < 0);
    assert_true(str_find(document(&f, S("/.well-known/jwks.json")), other.kid) > 0);
    key_close(one.key);
    key_close(other.key);
    fixture_close(&f);
}

TEST(two_profiles_of_one_name_get_two_addresses)
{
    struct fixture f = fixture_open();
    struct org_issuer_list all = {0};

    for (int i = 0; i < 3; i++)
        add(&f, "Safety");
    add(&f, "安全");
    NEED(org_issuers(f.db, test_arena, f.org, &all, &err));
    assert_true(all.n == 5 && all.items[0].id == 0);
    check_str(all.items[1].slug, S("safety"));
    for (size_t i = 0; i < all.n; i++)
        for (size_t j = 0; j < i; j++)
            check_at(i, !str_eq(all.items[i].slug, all.items[j].slug));
    fixture_close(&f);
}

TEST(an_award_names_the_profile_of_its_version_and_a_change_is_for_coming_ones)
{
    struct fixture f = fixture_open();
    struct badge_row b;
    struct award_row before = award(&f, S("ada@example.org")), after;
    struct badge old, new;
    str was, is;

    NEED(award_text(f.app, f.db, test_arena, &before, AWARD_PROOF, &was, &err));
    give_badge(&f, add(&f, "Academy"));
    NEED(catalog_get(f.db, test_arena, f.org, f.badge, &b, &err));
    assert_true(b.v.number == 2);
    after = award(&f, S("bob@example.org"));
    NEED(award_badge(f.db, test_arena, &before, &old, &err));
    NEED(award_badge(f.db, test_arena, &after, &new, &err));
    assert_false(str_ends(old.issuer.id, S("/i/academy")));
    check_str(new.issuer.id, S("https://badges.example.org/i/academy"));
    NEED(award_text(f.app, f.db, test_arena, &before, AWARD_PROOF, &is, &err));
    check_str(is, was);
    assert_true(before.status_list != after.status_list);
    fixture_close(&f);
}

TEST(an_award_of_a_profile_holds_when_it_is_verified)
{
    struct fixture f = fixture_open();
    struct report r = {0};
    struct award_row w;
    struct loader l;
    str text;

    give_badge(&f, add(&f, "Academy"));
    w = award(&f, S("ada@example.org"));
    l = app_loader(f.app, f.db, test_arena);
    for (int form = 0; form < 2; form++) {
        struct verify_options opt = {.loader = &l};

        NEED(award_text(f.app, f.db, test_arena, &w, form ? AWARD_JWT : AWARD_PROOF, &text, &err));
        NEED(badge_verify(test_arena, text, &opt, &r, &err));
        check_at(form, r.verdict == VALID);
    }
    fixture_close(&f);
}

TEST(a_profile_that_a_badge_names_stays_and_so_does_the_first)
{
    struct fixture f = fixture_open();
    int64_t issuer = add(&f, "Academy"), unused = add(&f, "Nobody");
    struct org o;

    give_badge(&f, issuer);
    check_code(org_issuer_remove(f.db, test_arena, f.org, issuer, f.account, NULL), CONFLICT);
    check_code(org_issuer_remove(f.db, test_arena, f.org, 0, f.account, NULL), CONFLICT);
    check_code(org_issuer_remove(f.db, test_arena, f.org + 1, unused, f.account, NULL), NOT_FOUND);
    NEED(org_issuer_remove(f.db, test_arena, f.org, unused, f.account, &err));
    check_code(org_by_slug(f.db, test_arena, S("nobody"), &o, NULL), NOT_FOUND);
    fixture_close(&f);
}

TEST(awards_of_a_key_that_was_stolen_are_signed_anew_and_what_was_signed_before_fails)
{
    struct fixture f = fixture_open();
    struct award_row before = award(&f, S("ada@example.org")), after;
    struct report old = {0}, new = {0};
    struct org o;
    struct org_key key;
    str was, is;

    NEED(award_text(f.app, f.db, test_arena, &before, AWARD_PROOF, &was, &err));
    NEED(org_get(f.db, test_arena, f.org, &o, &err));
    NEED(org_key_distrust(f.app, f.db, test_arena, &o, before.key, f.account, &err));
    check_code(org_key_distrust(f.app, f.db, test_arena, &o, before.key, f.account, NULL), CONFLICT);
    NEED(job_run_all(f.db, test_arena, award_jobs, f.app, &err));
    NEED(award_get(f.db, test_arena, f.org, before.id, &after, &err));
    NEED(org_active_key(f.app, f.db, test_arena, &o, &key, &err));
    assert_true(after.key == key.id && after.key != before.key);
    check_str(after.public_id, before.public_id);
    NEED(award_text(f.app, f.db, test_arena, &after, AWARD_PROOF, &is, &err));
    struct loader l = app_loader(f.app, f.db, test_arena);
    NEED(badge_verify(test_arena, was, &(struct verify_options){.loader = &l}, &old, &err));
    NEED(badge_verify(test_arena, is, &(struct verify_options){.loader = &l}, &new, &err));
    assert_true(old.verdict != VALID);
    assert_true(new.verdict == VALID);
    key_close(key.key);
    fixture_close(&f);
}

TEST(letters_claims_and_applications_wear_the_name_and_look_of_the_badges_profile)
{
    struct fixture f = fixture_open();
    struct claim_link l = {.org = f.org, .achievement = f.badge, .account = f.account, .name = S("Open day")};
    struct letter_look first, academy;
    int64_t issuer = add(&f, "Academy");

    give_badge(&f, issuer);
    NEED(brand_set(f.db, f.org, issuer, f.account, &(struct brand_chosen){S("#004d40"), S(""), S(""), S("")}, &err));
    NEED(letter_look(f.app, f.db, test_arena, f.org, 0, &first, &err));
    NEED(letter_look(f.app, f.db, test_arena, f.org, issuer, &academy, &err));
    check_str(academy.organisation, S("Academy"));
    check_str(academy.ground, S("#004d40"));
    assert_false(str_eq(first.organisation, academy.organisation) || str_eq(first.ground, academy.ground));
    NEED(claim_create(f.db, test_arena, &l, &l.id, &err));
    NEED(claim_get(f.db, test_arena, f.org, l.id, &l, &err));
    check_str(l.org_name, S("Academy"));
    assert_true(l.issuer == issuer);
    fixture_close(&f);
}

TEST(what_is_said_of_a_profile_stands_with_that_profile_alone)
{
    struct fixture f = fixture_open();
    int64_t issuer = add(&f, "Academy"), made = 0;
    struct endorse_thing thing = {f.org, ENDORSE_ISSUER, 0, 0, issuer}, first = {f.org, ENDORSE_ISSUER, 0, 0, 0};
    struct endorse_ask q = {.about = thing, .account = f.account, .people = S("ann@example.org"), .asker = S("Academy")};
    struct endorsement_row_list shown = {0}, none = {0};
    struct endorsement_row e;
    struct endorse_name n;

    NEED(endorse_name(f.db, test_arena, &thing, &n, &err));
    check_str(n.about, S("https://badges.example.org/i/academy"));
    NEED(endorse_ask(f.app, f.db, test_arena, &q, &made, &err));
    q.about = first;
    NEED(endorse_ask(f.app, f.db, test_arena, &q, &made, &err));
    assert_true(made == 1);                      /* the same person, about another profile */
    NEED(endorse_get(f.db, test_arena, f.org, 1, &e, &err));
    NEED(endorse_sign(f.db, test_arena, &e, &(struct endorse_answer){S("Ann"), S("Port"), S(""), S("They teach well."), false, 0}, &err));
    NEED(endorse_get(f.db, test_arena, f.org, 1, &e, &err));
    check_str(e.about, S("https://badges.example.org/i/academy"));
    NEED(endorse_decide(f.db, test_arena, &e, true, f.account, &err));
    NEED(endorse_shown(f.db, test_arena, &thing, &shown, &err));
    NEED(endorse_shown(f.db, test_arena, &first, &none, &err));
    assert_true(shown.n == 1 && none.n == 0);
    assert_true(str_find(document(&f, S("/i/academy")), S("They teach well.")) > 0);
    fixture_close(&f);
}
