/* api/api_intake.c — external training: what was handed in and of whom it is; and awards that a
 * partner's program sends for people who work here: verified, and judged by the rules. What that
 * needs of others is fetched, so it runs outside of any transaction, and is limited like every check. */
#include "app/api/api_private.h"

#include "app/org/access.h"
#include "app/partner/partner.h"
#include "base/codec.h"
#include "web/rate.h"

#define BADGE_MOST ((size_t)2 << 20)
#define STATES     "waiting|asked|second|accepted|refused|reopened|withdrawn"

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
    {"person", API_INT, GIVEN, "Number of the person; not told to a partner's program.", "5"},
    {"issuer", API_TEXT, GIVEN, "What its issuer calls itself.", "\"Quayside Academy\""},
    {"completed", API_DATE, GIVEN, "When it was given.", "\"2026-10-02\""},
    {"decided", API_TIME, GIVEN, "When it was accepted or refused.", NULL},
    {"partner", API_TEXT, GIVEN, "Of what counts: the partner as it was called when it was taken.", "\"Quayside Academy\""},
    {"partnerTrust", API_CHOICE, GIVEN, "How far that partner was trusted then.", "\"trusted\"", .choices = "proposed|trusted|suspended|ended"},
    {"agreedFrom", API_DATE, GIVEN, "First day of the agreement, as it stood then.", "\"2026-01-01\""},
    {"agreedUntil", API_DATE, GIVEN, "Its last day, as it stood then.", "\"2027-12-31\""},
};
static const struct api_shape shape = API_SHAPE("Intake", "A proof from elsewhere, and what became of it.", fields);

static code take_in(struct api *c, struct partner_sent *s, struct error *err)
{
    str text = api_text(c->body, "badge", S("")), file = api_text(c->body, "file", S(""));

    if ((text.n > 0) == (file.n > 0))
        return fail(err, BAD_INPUT, "badge", "send one of badge and file");
    s->badge = text.n ? text : base64_decode(c->a, file);
    s->email = api_text(c->body, "email", S(""));
    return s->badge.n <= BADGE_MOST ? OK : fail(err, LIMIT, "file", "an award may have up to 2 MB");
}

static void tell_terms(struct api *c, const struct intake_terms *t)
{
    json_put_member(&c->w, "partner", t->name);
    json_put_member(&c->w, "partnerTrust", t->trust);
    api_put_date(&c->w, "agreedFrom", t->from);
    api_put_date(&c->w, "agreedUntil", t->until);
}

static void tell_inside(struct api *c, const struct intake *i)
{
    json_put_member_int(&c->w, "person", i->person);
    if (i->issuer.n)
        json_put_member(&c->w, "issuer", i->issuer);
    api_put_date(&c->w, "completed", i->issued);
    if (i->decided)
        json_put_member(&c->w, "decided", time_format(c->a, i->decided));
}

/* `is_inside`: to a program of ours, not to one of who issued it. */
static void tell(struct api *c, const struct intake *i, bool is_inside)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", i->id);
    json_put_member(&c->w, "state", i->state);
    json_put_member(&c->w, "title", i->title);
    if (i->code.n && intake_is(i, "accepted"))
        json_put_member(&c->w, "requirement", i->code);
    if (is_inside)
        tell_inside(c, i);
    if (i->terms.id)
        tell_terms(c, &i->terms);
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
    tell(c, &i, false);
    return OK;
}

/* ---- what was handed in, as far as the token goes ---- */

static code find(struct api *c, struct id_list *ids, struct error *err)
{
    ptrdiff_t mark = str_find_byte(c->rq->target, '?');
    str asked = mark < 0 ? S("") : str_from(c->rq->target, (size_t)mark + 1);
    const struct access *may;
    struct list l;

    if (!api_query(c, "state").n)
        asked = str_join(c->a, S("state=all&"), asked);
    TRY(access_of(c->rq, c->org, &may, err));
    TRY(list_of_query(&(struct list_query_of){c->db, c->a, &intakes_list_def, c->org, c->account, 0, asked}, &l, err));
    access_reach(c->a, may, VIEW_STANDINGS, &l.reach);         /* the token's, which may be less than its maker's */
    TRY(list_ids(&l, c->after, c->limit + 1, ids, err));
    api_cut(c, ids);
    return OK;
}

static code list_intakes(struct api *c, struct error *err)
{
    struct id_list ids = {0};
    struct intake i;

    TRY(find(c, &ids, err));
    api_open_page(c);
    for (size_t k = 0; k < ids.n; k++) {
        TRY(intake_get(c->db, c->a, c->org, ids.items[k], &i, err));
        tell(c, &i, true);
        c->last = i.id;
    }
    api_close_page(c);
    return OK;
}

static const struct api_field filters[] = {
    {"q", API_TEXT, 0, "Part of the name, of what it is, or of who gave it.", NULL, .max = 100},
    {"state", API_CHOICE, 0, "Only those; all, when nothing is said.", NULL, .choices = "all|open|second|asked|accepted|reopened|silent|refused|withdrawn"},
    {"kind", API_CHOICE, 0, "Badges, or what is on paper.", NULL, .choices = "badge|paper|twin"},
    {"requirement", API_INT, 0, "What it is for.", NULL},
    {"person", API_INT, 0, "Whose it is.", NULL},
    {"partner", API_INT, 0, "What was taken as of this partner.", NULL},
};
static const struct api_shape query = API_SHAPE("IntakeFilter", "", filters);
static const struct api_about list_about = {
    .id = "listIntakes", .tag = "External training", .title = "What was handed in", .says = "Badges and certificates of others, and of which partner and under which agreement each was taken; the filters are those of the page.",
    .query = &query, .answer = &shape, .is_list = true, .run = list_intakes};
static const struct api_about send_about = {
    .id = "sendIntake", .tag = "External training", .title = "Send an award of a partner",
    .says = "For somebody who works here and has an account: it is put into their Backpack, and handed in for them. A rule may take it at once; anything else waits for somebody. The same award a second time answers 409.",
    .body = &ask_shape, .takes = SAYS, .answer = &shape, .fetches = true, .run = send};

const struct route api_intake_routes[] = {
    API_PART(GET, "/intake", "standings:read", IN_LISTS, &list_about),
    API_ROW(POST, "/intake", "intake:write", &send_about),
    {0},
};
