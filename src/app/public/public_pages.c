/* public/public_pages.c — the public addresses: a page for people, the
 * standard's documents for machines, by what the client asks for. */
#include "app/public/public_pages.h"

#include "app/brand.h"
#include "app/layout/share.h"
#include "badge/verify.h"
#include "base/uri.h"
#include "app/catalog/results.h"
#include "app/catalog/scale.h"
#include "app/catalog/translation.h"
#include "templates.h"
#include "web/text.h"

/* ---- documents ---- */

/* A page is what a browser wants; everything else names its own type. */
bool public_wants_page(const struct request *rq)
{
    static const char *const types[] = {
        "application/json", "text/html", "application/ld+json", "application/vc+ld+json", "application/vc",
        "application/vc+jwt", "application/jwt", "text/plain", "application/did+json",
    };
    return request_accepts(rq, types, COUNT(types)) == 1;
}

void public_send(struct request *rq, struct response *rs, str path)
{
    struct document d = {0};
    struct error err = {0};
    struct asked q = {request_header(rq, "host"), path, request_header(rq, "accept")};

    if (public_document(app_of(rq), rq->db, rq->arena, &q, &d, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, d.type, d.body);
    rs->status = d.status;
    response_header(rs, "Vary", S("Accept"));
    response_header(rs, "Cache-Control", S("public, max-age=60"));
    rs->keep = true;
    if (d.status == 200)
        response_etag(rq, rs);
}

static void document_only(struct request *rq, struct response *rs)
{
    public_send(rq, rs, rq->path);
}

/* Pictures never change: their address is their hash. A cleaned SVG still may
 * do nothing (security.md T-24). */
static void image(struct request *rq, struct response *rs)
{
    public_send(rq, rs, rq->path);
    if (rs->status != 200 && rs->status != 304)
        return;
    response_header(rs, "Cache-Control", S("public, max-age=31536000, immutable"));
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; style-src 'unsafe-inline'; sandbox"));
}

/* ---- the award ---- */

static code verify_award(struct request *rq, const struct award_row *w, struct report *out, struct error *err)
{
    struct loader l = app_loader(app_of(rq), rq->db, rq->arena);
    struct verify_options opt = {.loader = &l, .cache = app_of(rq)->verified};
    str text;

    TRY(award_text(app_of(rq), rq->db, rq->arena, w, (enum award_form)w->form, &text, err));
    return badge_verify(rq->arena, text, &opt, out, err);
}

static str image_path(struct arena *a, str hash)
{
    return str_is_empty(hash) ? S("") : str_join(a, S("/images/"), hash);
}

/* How well; nothing of what the badge does not describe. */
static void add_results(struct arena *a, const struct badge *b, struct public_award_view *v)
{
    for (size_t i = 0; i < b->results.n; i++) {
        const struct result_description *d = result_described(&b->achievement.results, b->results.items[i].description);
        str words = result_words(a, d, &b->results.items[i]);
        if (!str_is_empty(words))
            *list_add(a, &v->results) = (struct result_shown){d->name, words};
    }
}

/* What it renewed, and what renewed it. */
static code add_chain(struct request *rq, const struct award_row *w, struct public_award_view *v, struct error *err)
{
    struct award_next next, previous;

    TRY(award_next(rq->db, rq->arena, w->id, &next, err));
    TRY(award_previous(rq->db, rq->arena, w->id, &previous, err));
    v->renewed_by = next.next ? str_join(rq->arena, S("/b/"), next.public_id) : S("");
    v->renewed_on = as_date(next.awarded);
    v->renews = previous.next ? str_join(rq->arena, S("/b/"), previous.public_id) : S("");
    return OK;
}

static code fill_award(struct request *rq, const struct award_row *w, struct public_award_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct app *app = app_of(rq);
    struct org o;
    struct badge b;
    struct report r = {0};

    TRY(org_at_version(rq->db, a, w->org_version, &o, err));
    TRY(award_badge(rq->db, a, w, &b, err));
    TRY(verify_award(rq, w, &r, err));
    struct badge_version_row version;
    struct translation_languages others = {0};
    str chosen;
    TRY(catalog_version(rq->db, a, w->version, &version, err));
    str original = version.language;
    TRY(translation_for_reader(rq->db, a, version.achievement, &(struct translation_reader){request_query(rq, "lang"), request_languages(rq)},
                         &version, &chosen, &others, err));
    *v = (struct public_award_view){
        .public_id = w->public_id, .title = version.name, .picture = image_path(a, w->png_hash), .person = w->name,
        .description = version.description, .criteria = as_markdown(catalog_criteria(a, &version)),
        .narrative = w->narrative, .evidence_url = w->evidence_url, .issuer = o.name,
        .issuer_href = str_join(a, S("/i/"), o.slug), .issuer_logo = image_path(a, o.logo_hash),
        .link = app_url(a, app, str_join(a, S("/b/"), w->public_id)),
        .awarded = {w->awarded}, .valid_until = {w->valid_until}, .has_valid_until = w->valid_until > 0,
        .is_withheld = w->revoked > 0 || w->suspended > 0, .skills = b.achievement.alignments, .tags = b.achievement.tags,
        .has_backpack = app->role != ROLE_ISSUER,
    };
    results_publish(a, b.achievement.id, &version.results, &b.achievement.results);
    scale_publish(a, b.achievement.id, &b.achievement.alignments, &b.achievement.results);
    badge_article_languages(a, &v->words, original, chosen, &others, rq->path);
    add_results(a, &b, v);
    v->ask = str_printf(a, "/b/" STR_FMT "/endorsements", STR_ARG(w->public_id));
    TRY(endorse_view(app, rq->db, a, &(struct endorse_thing){w->org, ENDORSE_AWARD, 0, w->id, 0}, w->version, &v->endorsements, err));
    TRY(add_chain(rq, w, v, err));
    v->linkedin = linkedin_certification(a, &(struct certification){w->badge_name, o.name, v->link, w->public_id, w->awarded, w->valid_until});
    v->snippet = embed_snippet(a, &(struct embed){str_join(a, v->link, S("/embed")), w->badge_name, 400, 220});
    report_view_fill(a, &r, &v->report);
    report_view_reason(a, &v->report, award_withheld_why(w));
    v->report.verdict.large = false;
    return OK;
}

/* Open Graph and oEmbed are read by the sites where a badge is shared. */
static struct out award_page(struct request *rq, const struct award_row *w, const struct public_award_view *v)
{
    struct arena *a = rq->arena;
    struct out o = app_page(rq, str_z(a, v->title), "");
    struct org of;

    if (org_at_version(rq->db, a, w->org_version, &of, NULL) == OK)
        brand_page(rq, &o, &of);
    struct page *p = (struct page *)(uintptr_t)o.page;
    p->canonical = v->link;
    p->description = v->description;
    p->image = app_url(a, app_of(rq), v->picture);
    p->oembed = oembed_address(a, app_of(rq), v->link);
    return o;
}

static void show_award(struct request *rq, struct response *rs, const struct award_row *w, str proof)
{
    struct public_award_view v;
    struct error err = {0};

    if (fill_award(rq, w, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.claim_proof = proof;
    struct out o = award_page(rq, w, &v);
    tmpl_public_award(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Vary", S("Accept"));
    response_header(rs, "X-Robots-Tag", S("noindex"));           /* it names a person, who may show it, but nobody finds it by the name */
}

/* ---- what is asked for ---- */

static const char *picture_asked_for(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/json", "image/png", "image/svg+xml"};
    int best = request_accepts(rq, types, COUNT(types));

    return best == 2 ? "png" : best == 3 ? "svg" : NULL;
}

static void award_get_public(struct request *rq, struct response *rs)
{
    str rest = request_param(rq, "id"), id;
    struct award_row w;

    if (str_find_byte(rest, '.') >= 0 && str_cut(&rest, '.', &id)) {
        public_download(rq, rs, id, rest);
        return;
    }
    if (public_wants_page(rq)) {
        if (public_find_award(rq, rs, rest, &w))
            show_award(rq, rs, &w, S(""));
        return;
    }
    const char *picture = picture_asked_for(rq);
    if (picture)
        public_download(rq, rs, rest, cstr(picture));
    else
        public_send(rq, rs, rq->path);
}

/* The link of the mail: the same page, for one who has shown that the mailbox is theirs. */
static void claim(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct error err = {0};
    str proof = request_param(rq, "proof");

    if (!public_find_award(rq, rs, request_param(rq, "id"), &w))
        return;
    if (!award_claim_check(rq->arena, app_of(rq), &w, proof)) {
        fail(&err, NOT_FOUND, "link", "this link is not complete: copy it whole from the mail");
        app_fail(rq, rs, &err);
        return;
    }
    show_award(rq, rs, &w, proof);
    response_header(rs, "Cache-Control", S("no-store"));
}

/* An old-style assertion for machines; people are led to the page. */
static void v2_award(struct request *rq, struct response *rs)
{
    if (public_wants_page(rq))
        response_redirect(rs, str_join(rq->arena, S("/b/"), request_param(rq, "id")));
    else
        public_send(rq, rs, rq->path);
}

/* ---- embedding ---- */

static void embed(struct request *rq, struct response *rs)
{
    struct award_row w;
    struct public_award_view v;
    struct error err = {0};

    if (!public_find_award(rq, rs, request_param(rq, "id"), &w))
        return;
    if (fill_award(rq, &w, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = award_page(rq, &w, &v);
    tmpl_public_embed(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

/* The path of an address of ours, old ones too. */
static str path_asked_for(struct request *rq)
{
    str url = request_query(rq, "url"), origin = uri_origin(rq->arena, url);
    struct uri u;
    bool ours = str_eq(origin, app_of(rq)->base);

    if (str_is_absent(origin) || uri_parse(url, &u, NULL) != OK)
        return S("");
    if (!ours && org_knows_address(rq->db, origin, &ours, NULL) != OK)
        return S("");
    return ours ? u.path : S("");
}

static int at_most(const struct request *rq, const char *name, int size)
{
    int64_t most;

    return str_to_int(request_query(rq, name), &most) && most > 0 && most < size ? (int)most : size;
}

static void oembed(struct request *rq, struct response *rs)
{
    struct oembed o = {0};
    struct error err = {0};
    str format = request_query(rq, "format");

    if (!str_is_empty(format) && !str_eq(format, S("json"))) {       /* oEmbed 1.0 §2.3.4 */
        app_error_page(rq, rs, 501, "only JSON is answered here");
        return;
    }
    if (oembed_find(rq, path_asked_for(rq), &o, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    o.embed.width = at_most(rq, "maxwidth", o.embed.width);
    o.embed.height = at_most(rq, "maxheight", o.embed.height);
    if (at_most(rq, "maxwidth", OEMBED_THUMBNAIL) < OEMBED_THUMBNAIL || at_most(rq, "maxheight", OEMBED_THUMBNAIL) < OEMBED_THUMBNAIL)
        o.thumbnail = S("");
    response_json(rs, 200, oembed_json(rq->arena, app_of(rq), &o));
}

static code embed_award(struct request *rq, str id, struct oembed *out, struct error *err)
{
    struct arena *a = rq->arena;
    struct award_row w;

    TRY(award_by_public_id(rq->db, a, id, &w, err));
    *out = (struct oembed){
        .embed = {.address = app_url(a, app_of(rq), str_printf(a, "/b/" STR_FMT "/embed", STR_ARG(w.public_id))), .title = S("Open Badge"),
                  .width = 400, .height = 220},
        .title = w.badge_name, .thumbnail = app_url(a, app_of(rq), image_path(a, w.png_hash)),
    };
    return OK;
}

void public_start(void)
{
    oembed_serve("/b/", embed_award);
}

/* ---- an endorsement ---- */

/* What we say of others, where that is asked for. */
static code show_given(struct request *rq, struct response *rs, struct error *err)
{
    struct arena *a = rq->arena;
    struct given_page_view v = {.verdict = S("")};
    struct org o;

    TRY(given_by_public_id(rq->db, a, request_param(rq, "id"), &v.g, err));
    TRY(org_issuer_get(rq->db, a, v.g.org, v.g.issuer, &o, err));
    v.org = o.name;
    v.org_href = str_join(a, S("/i/"), o.slug);
    if (!v.g.revoked)
        given_view(app_of(rq), rq->db, a, &v.g, &v.is_good, &v.verdict);
    v.json = str_join(a, rq->path, S(".json"));
    v.check = str_join(a, S("/verify?link="), uri_encode(a, given_url(a, &v.g)));
    struct out page = app_page(rq, "An endorsement", "");
    tmpl_given_page(&page, &v);
    app_send(rq, rs, &page);
    if (v.g.revoked)
        rs->status = 410;
    response_header(rs, "Vary", S("Accept"));
    return OK;
}

static void show_endorsement(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct endorsement_page_view v = {0};
    struct endorsement_row e;
    struct endorse_name n;
    struct endorse_document d;
    struct error err = {0};
    str id = request_param(rq, "id");

    if (endorse_by_public_id(rq->db, a, id, &e, NULL) == NOT_FOUND) {
        if (show_given(rq, rs, &err) != OK)
            app_fail(rq, rs, &err);
        return;
    }
    if (endorse_document(rq->db, a, id, &d, &err) != OK || endorse_by_public_id(rq->db, a, id, &e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct endorse_thing t = endorse_thing_of(&e);
    v.is_gone = d.is_gone;
    v.title = e.about;
    if (endorse_name(rq->db, a, &t, &n, NULL) == OK) {
        v.title = n.title;
        v.href = n.href;
    }
    if (!v.is_gone)
        endorse_view_one(app_of(rq), rq->db, a, &e, &v.shown);
    v.json = str_join(a, rq->path, S(".json"));
    v.check = str_join(a, S("/verify?link="), uri_encode(a, endorse_url(a, &e)));
    struct out o = app_page(rq, "An endorsement", "");
    tmpl_endorsement_page(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Vary", S("Accept"));
}

/* "ID.json" is the document for whoever is shown pages. */
static void endorsement_get_public(struct request *rq, struct response *rs)
{
    str id = request_param(rq, "id"), name;

    if (str_cut(&id, '.', &name) && str_eq(id, S("json")))
        public_send(rq, rs, str_join(rq->arena, S("/endorsements/"), name));
    else if (public_wants_page(rq))
        show_endorsement(rq, rs);
    else
        public_send(rq, rs, rq->path);
}

#define DOCUMENT (NO_SESSION | PUBLIC_CORS | KEPT)
const struct route public_routes[] = {
    {GET, "/b/{id}",                    EVERYBODY, award_get_public,  NULL, PUBLIC_CORS | KEPT},
    {GET, "/b/{id}/refresh",            EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/b/{id}/embed",              EVERYBODY, embed,             NULL, NO_SESSION | EMBEDDABLE},
    {GET, "/claim/{id}/{proof}",        EVERYBODY, claim,             NULL, 0},
    {GET, "/i/{slug}/did.json",         EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/i/{slug}/jwks.json",        EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/i/{slug}/offline.json",     EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/i/{slug}/keys/{kid}",       EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/i/{slug}/multikeys/{kid}",  EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/endorsements/{id}",         EVERYBODY, endorsement_get_public, NULL, PUBLIC_CORS | KEPT},
    {GET, "/endorsements/{id}/revocations", EVERYBODY, document_only, NULL, DOCUMENT},
    {GET, "/endorsers/{id}",            EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/endorsers/{id}/revocations", EVERYBODY, document_only,    NULL, DOCUMENT},
    {GET, "/ob2/endorsements/{id}",     EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/ob2/endorsers/{id}",        EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/status/{id}",               EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/status/{id}/suspension",    EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/images/{hash}",             EVERYBODY, image,             NULL, DOCUMENT},
    {GET, "/ob2/b/{id}",                EVERYBODY, v2_award,          NULL, DOCUMENT | QUICK_READ},
    {GET, "/ob2/badges/{id}/{number}",  EVERYBODY, document_only,     NULL, DOCUMENT | QUICK_READ},
    {GET, "/ob2/badges/{id}/{number}/{language}", EVERYBODY, document_only, NULL, DOCUMENT | QUICK_READ},
    {GET, "/ob2/i/{slug}",              EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/ob2/i/{slug}/keys/{kid}",   EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/ob2/i/{slug}/revocations",  EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/.well-known/jwks.json",     EVERYBODY, document_only,     NULL, DOCUMENT},
    {GET, "/oembed",                    EVERYBODY, oembed,            NULL, NO_SESSION | PUBLIC_CORS},
    {0},
};
