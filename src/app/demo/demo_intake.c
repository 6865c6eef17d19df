/* demo/demo_intake.c — external training of the sample organisation: a rule, a badge that it
 * accepted, one that its issuer took back, certificates that wait; and evidence for a requirement, of which
 * one pack counts and one waits. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/backpack/backpack.h"
#include "app/backpack/watch.h"
#include "app/intake/intake.h"
#include "app/pathway/pathway.h"
#include "app/people/people.h"
#include "format/did.h"
#include "format/jose.h"

#define ACADEMY "Quayside First Aid Academy"

/* An issuer that exists nowhere: its key is made here, used for these, and forgotten. */
struct issuing { const struct demo_intake *in; struct key *key; str did; int64_t requirement; };

static str credential(const struct issuing *x, const char *email, const char *name, const char *id, msec day)
{
    str from = time_format(x->in->a, day);

    return str_printf(x->in->a,
                      "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],\"id\":\"urn:uuid:%s\","
                      "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"name\":\"%s\",\"issuer\":{\"id\":\"" STR_FMT "\",\"type\":[\"Profile\"],\"name\":\"" ACADEMY "\"},"
                      "\"validFrom\":\"" STR_FMT "\",\"credentialSubject\":{\"type\":[\"AchievementSubject\"],\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":false,"
                      "\"identityType\":\"emailAddress\",\"identityHash\":\"%s\"}],\"achievement\":{\"id\":\"urn:uuid:2f0c8f5a-5c3e-4a53-9d0a-3a1f7f4b8c11\",\"type\":[\"Achievement\"],"
                      "\"name\":\"%s\",\"description\":\"Two days of practice on the quay.\",\"criteria\":{\"narrative\":\"Passed the exercise and the test.\"}}},"
                      "\"iss\":\"" STR_FMT "\",\"jti\":\"urn:uuid:%s\",\"nbf\":%lld}",
                      id, name, STR_ARG(x->did), STR_ARG(from), email, name, STR_ARG(x->did), id, (long long)(day / SECOND));
}

static code sign(const struct issuing *x, str payload, str *token, struct error *err)
{
    struct jws_header h = {.kid = str_printf(x->in->a, STR_FMT "#" STR_FMT, STR_ARG(x->did), STR_ARG(str_from(x->did, 8))), .typ = S("JWT")};

    return jws_sign(x->in->a, x->key, &h, payload, token, err);
}

static code add_rule(const struct issuing *x, struct error *err)
{
    struct intake_rule r = {.org = x->in->org, .by = x->in->account, .requirement = x->requirement, .issuer = x->did, .pattern = S("First aid*"), .max_months = 24,
                            .words = S("Two days with exercises, by the syllabus of our own course. Looked at in spring with the works doctor.")};
    int64_t id = 0;

    return intake_rule_save(x->in->db, x->in->a, &r, &id, err);
}

/* Nobody of that address: left out, as in an organisation that is filled on a server in use. */
static code find(const struct demo_intake *in, const char *email, struct intake_new *n, struct error *err)
{
    struct account acc;
    code c = account_by_email(in->db, in->a, cstr(email), &acc, NULL);

    *n = (struct intake_new){.account = c == OK ? acc.id : 0, .org = in->org, .note = S("")};
    if (c != OK && c != NOT_FOUND)
        return fail(err, c, "account", "it could not be read");
    return n->account ? person_by_words(in->db, in->a, in->org, cstr(email), &n->person, err) : OK;
}

struct handed_badge { const char *email, *name, *id; int days_ago; };

static code hand_in(const struct issuing *x, const struct handed_badge *b, int64_t *holding, struct error *err)
{
    const struct demo_intake *in = x->in;
    struct intake_new n;
    struct intake_done done;
    struct import file = {.source = S("first-aid.jwt")};

    *holding = 0;
    TRY(find(in, b->email, &n, err));
    if (!n.account || !n.person)
        return OK;
    TRY(sign(x, credential(x, b->email, b->name, b->id, (clock_now() / DAY - b->days_ago) * DAY), &file.bytes, err));
    TRY(backpack_import(in->app, in->db, in->a, n.account, &file, holding, err));
    return intake_badge(in->app, in->db, in->a, &n, *holding, &done, err);
}

/* As a look in the night would find it; no other follows, since nobody could be asked. */
static const char sql_rest[] = SQL("UPDATE holding SET next_check_at = 9007199254740991, standing = 'revoked', verdict = 'invalid' WHERE id = $1");

static code take_back(const struct demo_intake *in, int64_t holding, struct error *err)
{
    struct report r = {.verdict = INVALID, .at = clock_now()};

    if (!holding)
        return OK;
    r.badge.revocation_reason = S("The course had one day only: the certificate was given by mistake.");
    TRY(db_begin(in->db, err));
    code c = watch_tell_reliers(in->app, in->db, in->a, &(struct relied){holding, "revoked", clock_now(), &r}, err);
    if (c == OK)
        c = db_run(in->db, sql_rest, ARGS(v_int(holding)), NULL, err);
    return db_end(in->db, c, err);
}

static const char pdf[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

static code hand_paper(const struct issuing *x, const char *email, struct intake_paper_words w, struct error *err)
{
    const struct demo_intake *in = x->in;
    struct intake_new n;
    struct intake_done done;
    struct intake_file f = {str_printf(in->a, "%s%%%s\n", pdf, str_z(in->a, w.title)), S("certificate.pdf")};

    TRY(find(in, email, &n, err));
    if (!n.account || !n.person)
        return OK;
    TRY(intake_paper(in->db, in->a, &n, &f, &done, err));
    w.account = n.account;
    w.id = done.id;
    return intake_paper_say(in->db, in->a, &w, err);
}

/* ---- a step of the pathway that is open to everybody takes it too ---- */

static const char sql_open[] = SQL("SELECT min(id) FROM pathway WHERE org_id = $1 AND is_open = 1");

static code take_step(const struct issuing *x, int64_t pathway, struct error *err)
{
    const struct demo_intake *in = x->in;
    struct pathway_act act = {in->org, pathway, in->account};
    struct pathway_steps all = {0};

    TRY(pathway_steps_of(in->db, in->a, pathway, 0, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].title, S("First aid"))) {
            *list_add(in->a, &all.items[i].outside) = (struct pathway_outside){x->did, S("First aid*")};
            TRY(pathway_step_save(in->db, in->a, &act, &all.items[i], err));
        }
    return pathway_publish(in->db, in->a, &act, false, err);
}

static code join(const struct issuing *x, int64_t pathway, const char *email, struct error *err)
{
    const struct demo_intake *in = x->in;
    struct intake_new n;
    int64_t id = 0;

    TRY(find(in, email, &n, err));
    return n.account ? pathway_join(in->app, in->db, in->a, n.account, pathway, &id, err) : OK;
}

/* ---- evidence for a requirement ---- */

struct shown { const char *type, *words; int days_ago; };

static code show(const struct demo_intake *in, const char *email, int64_t requirement, const struct shown *all, int64_t *id, struct error *err)
{
    struct intake_new n;
    struct intake_asked q;

    *id = 0;
    TRY(find(in, email, &n, err));
    if (!n.account || !n.person)
        return OK;
    TRY(intake_asked_find(in->db, in->a, n.account, requirement, &q, err));
    for (; all->type; all++)
        TRY(intake_pack_add(in->db, in->a, &q, &(struct evidence_new){.item = cstr(all->type), .words = cstr(all->words), .made = (clock_now() / DAY - all->days_ago) * DAY}, err));
    return intake_pack_send(in->db, in->a, &q, S(""), id, err);
}

/* As the sample has it whatever was drawn. */
static const char sql_not_drawn[] = SQL("UPDATE intake SET is_sampled = 0 WHERE id = $1");

static code accept(const struct demo_intake *in, int64_t id, struct error *err)
{
    struct intake_judgement j = {.by = in->account, .verdict = INTAKE_ACCEPT, .valid = true, .authentic = true, .current = true, .sufficient = true, .reason = S(""), .method = S(""),
                                 .seen = S("Asked Kwame on the quay")};
    struct intake i;

    TRY(db_run(in->db, sql_not_drawn, ARGS(v_int(id)), NULL, err));
    TRY(intake_get(in->db, in->a, in->org, id, &i, err));
    TRY(db_begin(in->db, err));
    return db_end(in->db, intake_decide(in->db, in->a, &i, &j, err), err);
}

static code add_evidence(const struct demo_intake *in, struct error *err)
{
    static const struct shown amina[] = {{"observation", "Hooked up the pump with two slings; Kwame watched from the rail.", 45}, {"photo", "The load in the air, the crew behind the line: see the board in the office.", 44}, {NULL, NULL, 0}},
                              oliver[] = {{"testimony", "Lena of the crane: “He checks each sling before he lifts a hand.”", 9}, {"discussion", "Half an hour with the works engineer about angles and loads.", 6}, {NULL, NULL, 0}};
    struct requirement r;
    int64_t id = 0;

    TRY(requirement_by_code(in->db, in->a, in->org, S("SLING-01"), &r, err));
    TRY(show(in, "amina.diallo@example.com", r.id, amina, &id, err));
    if (id)
        TRY(accept(in, id, err));
    return show(in, "oliver.schaefer@example.com", r.id, oliver, &id, err);
}

/* Who leads somebody judges what they hand in, as the first of two. */
static code let_leaders_judge(const struct demo_intake *in, struct error *err)
{
    struct org_awarding w;

    TRY(org_awarding_get(in->db, in->a, in->org, &w, err));
    w.leaders_applications = w.leaders_training = true;
    return org_awarding_set(in->db, in->a, in->org, in->account, &w, err);
}

static code tell(const struct issuing *x, struct error *err)
{
    static const struct handed_badge good = {"amina.diallo@example.com", "First aid at work", "7b0e9b0c-58c6-4d7c-8f4e-6f3f0c3f1a01", 40},
                                     wrong = {"oliver.schaefer@example.com", "First aid at work", "7b0e9b0c-58c6-4d7c-8f4e-6f3f0c3f1a02", 90};
    msec today = date_start(date_of(clock_now()));
    int64_t holding = 0, pathway = 0;

    TRY(let_leaders_judge(x->in, err));
    TRY(add_rule(x, err));
    TRY(demo_partner_make(x->in, x->did, err));
    TRY(hand_in(x, &good, &holding, err));
    TRY(hand_in(x, &wrong, &holding, err));
    TRY(take_back(x->in, holding, err));
    TRY(db_int(x->in->db, sql_open, ARGS(v_int(x->in->org)), &pathway, err));
    TRY(take_step(x, pathway, err));
    TRY(join(x, pathway, good.email, err));
    TRY(hand_paper(x, wrong.email, (struct intake_paper_words){.title = S("First aid refresher"), .issuer = S("Harbour rescue"), .number = S("HR-2231"),
                                                               .note = S("The evening course in the fire station."), .issued = today - 12 * DAY, .ends = today + 718 * DAY}, err));
    return hand_paper(x, good.email, (struct intake_paper_words){.title = S("Forklift licence"), .issuer = S("Driving school Berg"), .number = S("4711"), .note = S(""),
                                                                 .issued = today - 400 * DAY}, err);
}

code demo_intake_make(const struct demo_intake *in, struct error *err)
{
    struct issuing x = {.in = in};
    struct requirement r;

    TRY(requirement_by_code(in->db, in->a, in->org, S("AID-01"), &r, err));
    x.requirement = r.id;
    TRY(key_generate(KEY_ED25519, &x.key, err));
    x.did = did_key_from(in->a, x.key);
    code c = tell(&x, err);
    key_close(x.key);
    TRY(c);
    TRY(requirement_settle(in->db, in->a, in->org, err));
    TRY(add_evidence(in, err));
    return requirement_settle(in->db, in->a, in->org, err);
}
