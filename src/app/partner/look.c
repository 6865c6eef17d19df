/* partner/look.c — what a partner publishes, fetched by the verifier's own loader within
 * bounds: the profile, and single badges by their address. */
#include "app/partner/partner_private.h"

#include "app/work.h"
#include "badge/read.h"
#include "badge/verify.h"
#include "base/attempt.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/did.h"

#define DOCUMENT_MOST ((size_t)256 << 10)
#define FETCHES       6
#define SHOWN         200

/* One sitting: in memory of its own, so that a document that asks for too much ends with a sentence. */
struct looking {
    struct app *app;
    struct db *db;
    struct arena *a, *work;
    const struct partner *p;
    str link, name, state, why;                  /* why: a code, as it is kept */
    struct partner_badge badge;
};

static str shown(struct arena *a, str s)
{
    return str_is_absent(s) || !utf8_is_valid(s) || utf8_has_controls(s) ? S("") : str_copy(a, utf8_cut(str_trim(s), SHOWN));
}

static struct loader loader_for(struct looking *l)
{
    struct loader out = app_loader(l->app, l->db, l->work);

    out.budget = FETCHES;
    return out;
}

#define AT_STATUS "status "                      /* where an error says so: the address answered, and with what */

static code fetch(struct loader *loader, struct arena *a, str url, const char *accept, str *body, struct error *err)
{
    struct loaded got;

    TRY(loader_get(loader, a, url, accept, &got, err));
    if (got.status != 200)
        return fail(err, UNREACHABLE, str_z(a, str_printf(a, "%s%d", AT_STATUS, got.status)), "the address answered with status %d", got.status);
    if (got.body.n > DOCUMENT_MOST)
        return fail(err, LIMIT, "link", "what stands there is larger than %d KB", (int)(DOCUMENT_MOST >> 10));
    *body = got.body;
    return OK;
}

/* Why nothing came, as a code: whoever reads it may read another language than who looked. */
static str silence(struct arena *a, code c, const struct error *why)
{
    str at = cstr(why->where);

    if (str_starts(at, S(AT_STATUS)))
        return str_join(a, S("status\n"), str_from(at, sizeof AT_STATUS - 1));
    return c == LIMIT ? S("large") : c == DENIED ? S("denied") : S("silent");
}

static const struct { const char *name, *words; } whys[] = {
    {"no-profile", "There is no profile of Open Badges at its address."}, {"no-did-document", "What stands there is not the document of this DID."},
    {"no-did-key", "It is no DID that badges can be proved with here."}, {"no-did-address", "This DID leads to no address."}, {"large", "What stands there is too large to be looked at."},
    {"denied", "Its address is not one that is looked at from here."}, {"silent", "Nothing answered at its address."},
};

str partner_found_words(struct arena *a, str why)
{
    str about = why, name = S("");
    bool is_about = str_cut(&about, '\n', &name) && !str_is_absent(about);

    if (is_about && str_eq(name, S("another")))
        return words_printf(a, "The document says that it is another: " STR_FMT, STR_ARG(about));
    if (is_about && str_eq(name, S("status")))
        return words_printf(a, "The address answered with status " STR_FMT ".", STR_ARG(about));
    for (size_t i = 0; i < COUNT(whys); i++)
        if (str_eq(why, cstr(whys[i].name)))
            return said(whys[i].words);
    return why;                                  /* the name that it gives itself, or a sentence of before */
}

#define ACCEPT_DOCUMENT "application/ld+json, application/json, */*;q=0.1"

/* ---- the profile ---- */

static void found(struct looking *l, const char *state, str name, str why)
{
    l->state = cstr(state);
    l->name = name;
    l->why = why;
}

/* OB 3.0 §Profile, OB 2.0 §Profile: the document of that address, which has a name. */
static bool is_profile(const struct json *doc)
{
    return has_type(doc, "Profile") || has_type(doc, "Issuer") || has_type(doc, "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile");
}

static code read_profile(struct looking *l, str body, struct error *err)
{
    const struct json *doc = NULL;

    (void)err;
    if (json_parse(l->work, body, NULL, &doc, NULL) != OK || !is_profile(doc)) {
        found(l, "other", S(""), S("no-profile"));
        return OK;
    }
    if (!uri_is_same(l->work, id_of(doc), l->p->profile)) {
        found(l, "other", S(""), str_join(l->a, S("another\n"), shown(l->a, id_of(doc))));
        return OK;
    }
    found(l, "good", shown(l->a, member_words(doc, "name")), S(""));
    return OK;
}

static code look_at_profile(struct looking *l, struct loader *loader, struct error *err)
{
    struct error why = {0};
    str body;
    code c = fetch(loader, l->work, l->p->profile, ACCEPT_DOCUMENT, &body, &why);

    if (c != OK) {
        found(l, "silent", S(""), silence(l->a, c, &why));
        return OK;
    }
    return read_profile(l, body, err);
}

/* ---- the DID ---- */

static void look_at_did_web(struct looking *l, struct loader *loader)
{
    const struct json *doc = NULL;
    struct error why = {0};
    code c;
    str url, body;

    if (did_web_url(l->work, l->p->did, loader->allow_local_web, &url, &why) != OK)
        found(l, "other", S(""), S("no-did-address"));
    else if ((c = fetch(loader, l->work, url, ACCEPT_DOCUMENT, &body, &why)) != OK)
        found(l, "silent", S(""), silence(l->a, c, &why));
    else if (json_parse(l->work, body, NULL, &doc, NULL) != OK || !str_eq(id_of(doc), l->p->did))
        found(l, "other", S(""), S("no-did-document"));
    else
        found(l, "good", l->name, S(""));
}

/* A DID that is a key needs no document: it is one, or it is not. */
static void look_at_did(struct looking *l, struct loader *loader)
{
    struct key *key = NULL;

    if (str_starts(l->p->did, S("did:web:"))) {
        look_at_did_web(l, loader);
        return;
    }
    if (did_embedded_key(l->work, l->p->did, &key, NULL) == OK)
        found(l, "good", l->name, S(""));
    else
        found(l, "other", S(""), S("no-did-key"));
    key_close(key);
}

static code look(void *ctx, struct error *err)
{
    struct looking *l = ctx;
    struct loader loader = loader_for(l);

    found(l, "good", S(""), S(""));
    if (l->p->profile.n)
        TRY(look_at_profile(l, &loader, err));
    if (l->p->did.n && str_eq(l->state, S("good")))
        look_at_did(l, &loader);
    return OK;
}

static const char sql_found[] = SQL("UPDATE partner SET found_state = $3, found_name = $4, found_why = $5, found_at = $6 WHERE org_id = $1 AND id = $2 AND profile_url = $7 AND did = $8");

static code keep(struct db *db, const struct looking *l, int64_t by, struct error *err)
{
    const struct partner *p = l->p;

    TRY(db_run(db, sql_found, ARGS(v_int(p->org), v_int(p->id), v_str(l->state), v_str(l->name), v_str(l->why), v_int(clock_now()), v_str(p->profile), v_str(p->did)), NULL, err));
    if (str_eq(p->found_state, l->state) && str_eq(p->found_name, l->name))
        return OK;
    return partner_tell(db, &(struct partner_happened){.p = p, .kind = "profile", .words = l->why.n ? l->why : l->name, .account = by}, err);
}

code partner_look(struct app *app, struct db *db, struct arena *a, const struct partner_of *o, struct error *err)
{
    struct partner p;
    struct looking l = {.app = app, .db = db, .a = a, .work = work_memory(), .p = &p, .name = S(""), .why = S("")};

    TRY(partner_get(db, a, o->org, o->id, &p, err));
    if (!p.profile.n && !p.did.n)
        return fail(err, BAD_INPUT, "profile", "it is told by its host alone: there is no profile to be looked at");
    code c = attempt(look, &l, err);
    if (c == NO_MEMORY)
        return fail(err, LIMIT, "profile", "what stands there is too large to be looked at here");
    TRY(c);
    TRY(db_begin(db, err));
    return db_end(db, keep(db, &l, o->by, err), err);
}

/* ---- a badge by its address ---- */

static bool take_achievement(struct looking *l, const struct achievement *ac, str at)
{
    str name = shown(l->a, ac->name), id = str_is_empty(ac->id) ? at : ac->id;

    l->badge = (struct partner_badge){.name = name, .ref = str_copy(l->a, id), .link = str_copy(l->a, at), .words = shown(l->a, ac->description)};
    return name.n > 0;
}

static bool read_document(struct looking *l, str body)
{
    const struct json *doc = NULL;
    struct achievement ac = {0};
    struct badge b;

    if (badge_read(l->work, body, &b, NULL) == OK && !str_is_empty(b.achievement.name))
        return take_achievement(l, &b.achievement, l->link);
    if (json_parse(l->work, body, NULL, &doc, NULL) != OK)
        return false;
    if (has_type(doc, "Achievement"))
        read_v3_achievement(l->work, doc, &ac);
    else if (has_type(doc, "BadgeClass"))
        read_v2_badge_class(l->work, doc, &ac);
    return take_achievement(l, &ac, l->link);
}

static code read_badge(void *ctx, struct error *err)
{
    struct looking *l = ctx;
    struct loader loader = loader_for(l);
    str body;

    TRY(fetch(&loader, l->work, l->link, "application/ld+json, application/vc+jwt, application/json, image/png, image/svg+xml, */*;q=0.1", &body, err));
    return read_document(l, body) ? OK : fail(err, BAD_INPUT, "link", "there is no achievement of Open Badges at this address: list it by hand");
}

/* On a host that they are told by: else a badge of others would be listed as theirs. Of a DID
 * that is a key nothing that stands at an address is proved. */
static bool is_theirs(struct arena *a, const struct partner *p, str ref)
{
    str origin = uri_origin(a, ref), host = str_is_absent(origin) ? S("") : str_from(origin, (size_t)str_find(origin, S("://")) + 3);
    str did_host = str_starts(p->did, S("did:web:")) ? intake_anchor_of(a, p->did) : S("");

    if (!host.n)
        return false;
    if (str_find_byte(did_host, '/') > 0)
        did_host = str_slice(did_host, 0, (size_t)str_find_byte(did_host, '/'));
    return str_eq_nocase(host, p->host) || str_eq(host, p->profile.n ? intake_anchor_of(a, p->profile) : S("")) || str_eq(host, did_host);
}

code partner_badge_fetch(struct app *app, struct db *db, struct arena *a, const struct partner *p, str link, struct partner_badge *out, struct error *err)
{
    struct looking l = {.app = app, .db = db, .a = a, .work = work_memory(), .p = p, .link = str_trim(link)};

    if (!uri_is_http(l.link) || l.link.n > 2048)
        return fail(err, BAD_INPUT, "link", "write an address of the web");
    code c = attempt(read_badge, &l, err);
    if (c == NO_MEMORY || c == LIMIT)
        return fail(err, BAD_INPUT, "link", "what stands there is too large to be looked at here");
    if (c == UNREACHABLE || c == DENIED)
        return fail(err, BAD_INPUT, "link", "it could not be fetched: list it by hand, or try again later");
    TRY(c);
    if (!is_theirs(a, p, l.badge.ref))
        return fail(err, BAD_INPUT, "link", "the achievement that stands there is not of this partner");
    *out = l.badge;
    return OK;
}
