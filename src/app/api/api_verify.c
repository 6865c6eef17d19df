/* api/api_verify.c — is this badge good? The same check as the page, for programs of
 * the organisation. It fetches what others have published, so it runs outside of
 * any transaction, and its work is limited like everybody's. */
#include "app/api/api_private.h"

#include "app/verify/judge.h"
#include "app/verify/traffic.h"
#include "base/codec.h"
#include "web/rate.h"

#define BADGE_MOST ((size_t)5 << 20)

static const struct api_field ask_fields[] = {
    {"badge", API_TEXT, TAKEN, "The badge as text: JSON, or a token.", "\"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkaWQ6d2ViOmV4YW1wbGUub3JnIn0.c2lnbmF0dXJl\"", .max = BADGE_MOST},
    {"file", API_BASE64, TAKEN, "Or a file: PNG or SVG with the badge in it, or JSON.", NULL},
    {"url", API_URL, TAKEN, "Or its address.", NULL},
    {"recipient", API_TEXT, TAKEN, "Whom should it belong to? Badges hide the address; with it the report tells whether it matches.", "\"ann.lee@example.org\"", .max = 320},
};
static const struct api_shape ask_shape = API_SHAPE("VerifyRequest", "One badge: its text, a file or an address.", ask_fields);

static const struct api_field check_fields[] = {
    {"id", API_TEXT, GIVEN | ALWAYS, "Which question it was.", "\"signature\""},
    {"outcome", API_CHOICE, GIVEN | ALWAYS, "What came of it. Untested is never a yes.", "\"pass\"", .choices = "pass|fail|warn|untested"},
    {"code", API_TEXT, GIVEN, "The same flaw always has the same code.", NULL},
    {"message", API_TEXT, GIVEN, "A sentence for people.", "\"The signature is right.\""},
    {"clause", API_TEXT, GIVEN, "Where the standard says so.", NULL},
    {"where", API_TEXT, GIVEN, "Where in the badge.", NULL},
};
static const struct api_shape check_shape = API_SHAPE("Check", "A question that was asked of a badge.", check_fields);
static const struct api_field read_fields[] = {
    {"name", API_TEXT, GIVEN, "Name of the badge.", "\"Forklift operator\""},
    {"description", API_TEXT, GIVEN, "What it is for.", NULL},
};
static const struct api_shape read_shape = API_SHAPE("ReadBadge", "What the badge says, in one model for every version; more members than these.", read_fields);
static const struct api_field issuer_fields[] = {
    {"id", API_TEXT, GIVEN, "Its address or DID.", "\"https://badges.example.org/i/harbour\""},
    {"name", API_TEXT, GIVEN, "Its name.", "\"Harbour & Vale\""},
};
static const struct api_shape issuer_shape = API_SHAPE("ReadIssuer", "Who issued it, by its own word; `anchor` tells how that is known.", issuer_fields);
static const struct api_field report_fields[] = {
    {"verdict", API_CHOICE, GIVEN | ALWAYS, "Unverified: something that is needed could not be looked at. Never take it for a yes.", "\"valid\"", .choices = "valid|invalid|unverified"},
    {"version", API_TEXT, GIVEN, "Of Open Badges.", "\"3.0\""},
    {"kind", API_TEXT, GIVEN, "How it is proved: hosted, signed, jwt, data-integrity.", "\"data-integrity\""},
    {"checks", API_MANY, GIVEN | ALWAYS, "Each question with its answer.", NULL, .shape = &check_shape},
    {"badge", API_ONE, GIVEN, "What it says.", NULL, .shape = &read_shape},
    {"issuer", API_ONE, GIVEN, "Who issued it.", NULL, .shape = &issuer_shape},
};
static const struct api_shape report_shape = API_SHAPE("VerifyReport", "What was asked of a badge, and what came of it.", report_fields);

static code take_in(struct api *c, struct handed *in, struct error *err)
{
    static const char *const ways[] = {"badge", "file", "url"};
    size_t given = 0;

    for (size_t i = 0; i < COUNT(ways); i++) {
        str text = api_text(c->body, ways[i], S(""));
        given += text.n > 0;
        if (text.n)
            in->bytes = i == 1 ? base64_decode(c->a, text) : text;
    }
    if (given != 1)
        return fail(err, BAD_INPUT, "badge", "send one of badge, file and url");
    return in->bytes.n <= BADGE_MOST ? OK : fail(err, LIMIT, "file", "a badge may have up to 5 MB");
}

static code judge(struct api *c, const struct handed *in, struct error *err)
{
    str recipient = api_text(c->body, "recipient", S(""));
    struct sitting s;
    struct judged j;

    sitting_open(&s, c->app, c->db, recipient.n ? recipient : (str){0});
    TRY(judge_one(c->a, &s, in, &j, err));
    traffic_note(c->app, c->db, &j.report);
    json_put_text(&c->w, report_json(c->a, &j.report));
    return OK;
}

/* By the token's organisation, not by the address that the call came from. */
static code verify(struct api *c, struct error *err)
{
    str who = str_printf(c->a, "org %lld", (long long)c->org);
    struct handed in = {0};
    unsigned wait = 0;

    TRY(take_in(c, &in, err));
    if (!rate_enter(c->app->checks, who, 1, clock_now(), &wait)) {
        response_header(c->rs, "Retry-After", str_printf(c->a, "%u", wait));
        c->rs->status = 429;
        return fail(err, LIMIT, "rate", "many badges were checked just now: try again in %u seconds", wait);
    }
    code r = judge(c, &in, err);
    rate_leave(c->app->checks, who);
    return r;
}

static const struct api_about verify_about = {
    .id = "verifyBadge", .tag = "Verification", .title = "Check a badge",
    .says = "Anybody’s, of every version. 200 says that there is a report; the verdict stands in it. What is checked is kept nowhere.",
    .body = &ask_shape, .takes = SAYS, .answer = &report_shape, .asks = true, .run = verify};

const struct route api_verify_routes[] = {
    API_ROW(POST, "/verify", "verify", &verify_about),
    {0},
};
