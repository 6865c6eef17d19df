/* api/api_intake.c — awards that a partner's program sends for people who work here: verified,
 * and judged by the rules of external training. What it needs of others is fetched, so it
 * runs outside of any transaction, and is limited like every check. */
#include "app/api/api_private.h"

#include "app/partner/partner.h"
#include "base/codec.h"
#include "web/rate.h"

#define BADGE_MOST ((size_t)2 << 20)
#define STATES     "waiting|asked|accepted|refused|reopened|withdrawn"

static const struct api_field ask_fields[] = {
    {"email", API_EMAIL, TAKEN | NEEDED, "Whose award it is: an address by which they are known here, to which the award is made out.", "\"ann.lee@example.org\""},
    {"badge", API_TEXT, TAKEN, "The award as text: JSON, or a token.", "\"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkaWQ6d2ViOmV4YW1wbGUub3JnIn0.c2lnbmF0dXJl\"", .max = BADGE_MOST},
    {"file", API_BASE64, TAKEN, "Or a file: PNG or SVG with the badge in it, or JSON.", NULL},
};
static const struct api_shape ask_shape = API_SHAPE("IntakeRequest", "One award of a partner, for one person.", ask_fields);
static const struct api_field fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the proof here.", "41"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Accepted: a rule took it, and it counts. Waiting: somebody here looks at it.", "\"accepted\"", .choices = STATES},
    {"title", API_TEXT, GIVEN | ALWAYS, "What the award is called.", "\"Working at height\""},
    {"requirement", API_TEXT, GIVEN, "Code of what it counts for.", "\"WH-02\""},
};
static const struct api_shape shape = API_SHAPE("Intake", "An award that was sent, and what became of it.", fields);

static code take_in(struct api *c, struct partner_sent *s, struct error *err)
{
    str text = api_text(c->body, "badge", S("")), file = api_text(c->body, "file", S(""));

    if ((text.n > 0) == (file.n > 0))
        return fail(err, BAD_INPUT, "badge", "send one of badge and file");
    s->badge = text.n ? text : base64_decode(c->a, file);
    s->email = api_text(c->body, "email", S(""));
    return s->badge.n <= BADGE_MOST ? OK : fail(err, LIMIT, "file", "an award may have up to 2 MB");
}

static void tell(struct api *c, const struct intake *i)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", i->id);
    json_put_member(&c->w, "state", i->state);
    json_put_member(&c->w, "title", i->title);
    if (i->code.n && intake_is(i, "accepted"))
        json_put_member(&c->w, "requirement", i->code);
    json_close_object(&c->w);
}

static code send(struct api *c, struct error *err)
{
    str who = str_printf(c->a, "token %lld", (long long)bearer_of(c->rq)->token.id);
    struct partner p;
    struct partner_sent s = {.partner = &p};
    struct intake i;
    unsigned wait = 0;

    TRY(partner_of_token(c->db, c->a, c->org, bearer_of(c->rq)->token.id, &p, err));
    TRY(take_in(c, &s, err));
    if (!rate_enter(c->app->checks, who, 1, clock_now(), &wait)) {
        response_header(c->rs, "Retry-After", str_printf(c->a, "%u", wait));
        c->rs->status = 429;
        return fail(err, LIMIT, "rate", "many badges were checked just now: try again in %u seconds", wait);
    }
    code r = partner_send(c->app, c->db, c->a, &s, &i, err);
    rate_leave(c->app->checks, who);
    TRY(r);
    app_wake(c->app);
    tell(c, &i);
    return OK;
}

static const struct api_about send_about = {
    .id = "sendIntake", .tag = "External training", .title = "Send an award of a partner",
    .says = "For somebody who works here and has an account: it is put into their Backpack, and handed in for them. A rule may take it at once; anything else waits for somebody. The same award a second time answers 409.",
    .body = &ask_shape, .takes = SAYS, .answer = &shape, .fetches = true, .run = send};

const struct route api_intake_routes[] = {
    API_ROW(POST, "/intake", "intake:write", &send_about),
    {0},
};
