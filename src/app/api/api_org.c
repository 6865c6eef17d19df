/* api/api_org.c — the organisation's profile, and what the token itself may. */
#include "app/api/api_private.h"

static const struct api_field org_fields[] = {
    {"id", API_URL, GIVEN | ALWAYS, "How badges name the organisation: its Profile, or a did:web.", "\"https://badges.example.org/i/harbour\""},
    {"type", API_CHOICE, GIVEN | ALWAYS, "Always Profile, as in Open Badges 3.0.", "\"Profile\"", .choices = "Profile"},
    {"name", API_TEXT, NEEDED | ALWAYS, "Name of the organisation.", "\"Harbour & Vale\"", .max = 120},
    {"description", API_TEXT, EMPTIES | ALWAYS, "One or two sentences for people who do not know it.", NULL, .max = 2000},
    {"url", API_URL, EMPTIES | ALWAYS, "Its website.", "\"https://example.org\"", .max = 500},
    {"email", API_EMAIL, EMPTIES | ALWAYS, "Address for questions about its badges.", "\"badges@example.org\""},
    {"publicUrl", API_URL, GIVEN | ALWAYS, "Its page for everybody.", "\"https://badges.example.org/i/harbour\""},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it came here.", NULL},
};
static const struct api_shape org_shape = API_SHAPE("Organisation", "The organisation that issues: a Profile.", org_fields);

static code show_org(struct api *c, struct error *err)
{
    struct org o;

    TRY(org_get(c->db, c->a, c->org, &o, err));
    json_open_object(&c->w);
    json_put_member(&c->w, "id", org_issuer_id(c->a, &o));
    json_put_member(&c->w, "type", S("Profile"));
    json_put_member(&c->w, "name", o.name);
    json_put_member(&c->w, "description", o.description);
    json_put_member(&c->w, "url", o.url);
    json_put_member(&c->w, "email", o.email);
    json_put_member(&c->w, "publicUrl", org_profile_url(c->a, &o));
    api_put_time(&c->w, "createdAt", o.created);
    json_close_object(&c->w);
    return OK;
}

static code change_org(struct api *c, struct error *err)
{
    struct org o;

    TRY(org_get(c->db, c->a, c->org, &o, err));
    o.name = api_text(c->body, "name", o.name);
    o.description = api_text(c->body, "description", o.description);
    o.url = api_text(c->body, "url", o.url);
    o.email = api_text(c->body, "email", o.email);
    TRY(org_update(c->db, c->a, &o, c->account, err));
    return show_org(c, err);
}

static const struct api_about org_get_about = {
    .id = "getOrganisation", .tag = "Organisation", .title = "The organisation", .says = "Its profile as it is published.",
    .answer = &org_shape, .run = show_org,
};
static const struct api_about org_change_about = {
    .id = "changeOrganisation", .tag = "Organisation", .title = "Change the profile",
    .says = "Awards from now on carry it; older ones stay as they were signed.", .body = &org_shape, .takes = CHANGES,
    .answer = &org_shape, .run = change_org,
};

/* ---- its profiles ---- */

static const struct api_field profile_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Its number, as badges name it; 0: the first one, which is the organisation's own.", "0"},
    {"name", API_TEXT, GIVEN | ALWAYS, "As it is published.", "\"Academy\""},
    {"publicUrl", API_URL, GIVEN | ALWAYS, "Its page for everybody, and its Profile document.", NULL},
    {"badges", API_INT, GIVEN | ALWAYS, "How many badges it issues.", "3"},
};
static const struct api_shape profile_shape = API_SHAPE("Profile", "A name under which the organisation issues, with an address and keys of its own.", profile_fields);

static code list_profiles(struct api *c, struct error *err)
{
    struct org_issuer_list all = {0};

    TRY(org_issuers(c->db, c->a, c->org, &all, err));
    api_open_page(c);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(&c->w);
        json_put_member_int(&c->w, "id", all.items[i].id);
        json_put_member(&c->w, "name", all.items[i].name);
        api_put_url(c, "publicUrl", str_join(c->a, S("/i/"), all.items[i].slug));
        json_put_member_int(&c->w, "badges", all.items[i].badges);
        json_close_object(&c->w);
    }
    api_close_page(c);
    return OK;
}

static const struct api_about profiles_about = {
    .id = "listProfiles", .tag = "Organisation", .title = "Its profiles", .says = "The first one first.",
    .answer = &profile_shape, .is_list = true, .run = list_profiles,
};

/* ---- the token ---- */

static const struct api_field token_fields[] = {
    {"name", API_TEXT, GIVEN | ALWAYS, "How its maker calls it.", "\"Learning platform\""},
    {"scopes", API_WORDS, GIVEN | ALWAYS, "What it may do.", "[\"badges:read\", \"awards:write\"]"},
    {"expiresAt", API_TIME, GIVEN, "When it ends; not there: when it is revoked.", NULL},
    {"organisation", API_URL, GIVEN | ALWAYS, "Of which organisation.", NULL},
};
static const struct api_shape token_shape = API_SHAPE("Token", "The token that the call came with.", token_fields);

static code show_token(struct api *c, struct error *err)
{
    const struct token *t = &bearer_of(c->rq)->token;
    str rest = t->scopes, one;
    struct org o;

    TRY(org_get(c->db, c->a, c->org, &o, err));
    json_open_object(&c->w);
    json_put_member(&c->w, "name", t->name);
    json_put_key(&c->w, "scopes");
    json_open_array(&c->w);
    while (str_cut(&rest, ' ', &one))
        json_put_str(&c->w, one);
    json_close_array(&c->w);
    api_put_time(&c->w, "expiresAt", t->expires);
    json_put_member(&c->w, "organisation", org_issuer_id(c->a, &o));
    json_close_object(&c->w);
    return OK;
}

static const struct api_about token_about = {
    .id = "getToken", .tag = "Organisation", .title = "The token itself", .says = "To try out whether a token works, and what it may.",
    .answer = &token_shape, .run = show_token,
};

/* ---- keys ---- */

static const struct api_field key_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the key.", "1"},
    {"kid", API_TEXT, GIVEN | ALWAYS, "Its name in the header of tokens.", "\"zQ3sh\""},
    {"algorithm", API_CHOICE, GIVEN | ALWAYS, "What it signs by.", "\"EdDSA\"", .choices = "EdDSA|ES256|ES384|RS256"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "It signs now, it signed once, or it is trusted no more.", "\"active\"", .choices = "active|retired|compromised"},
    {"jwkUrl", API_URL, GIVEN | ALWAYS, "Its public half as a JWK.", "\"https://badges.example.org/i/harbour/keys/zQ3sh\""},
    {"verificationMethod", API_TEXT, GIVEN, "By which name proofs know it, a Multikey.", "\"https://badges.example.org/i/harbour#zQ3sh\""},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was made.", NULL},
    {"endedAt", API_TIME, GIVEN, "When it stopped signing.", NULL},
};
const struct api_shape api_key_shape = API_SHAPE("SigningKey", "The public half of a key that signs awards.", key_fields);

static void put_key(struct api *c, const struct org_key *k)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", k->id);
    json_put_member(&c->w, "kid", k->kid);
    json_put_member(&c->w, "algorithm", k->alg);
    json_put_member(&c->w, "state", k->state);
    json_put_member(&c->w, "jwkUrl", k->address);
    if (!str_is_empty(k->method))
        json_put_member(&c->w, "verificationMethod", k->method);
    api_put_time(&c->w, "createdAt", k->created);
    api_put_time(&c->w, "endedAt", k->ended);
    json_close_object(&c->w);
}

static const char sql_keys[] = SQL("SELECT k.id, k.issuer_id FROM org_key k WHERE k.org_id = $1 AND k.id > $2 ORDER BY k.id LIMIT $3");
static const char sql_issuer[] = SQL("SELECT issuer_id FROM org_key WHERE org_id = $1 AND id = $2");

static code tell_key(struct api *c, int64_t id, int64_t issuer, struct error *err)
{
    struct org_key k;
    struct org o;

    TRY(org_issuer_get(c->db, c->a, c->org, issuer, &o, err));
    TRY(org_key_name(c->db, c->a, &o, id, &k, err));
    if (str_starts(k.address, S("did:")))
        org_key_readdress(c->a, &o, false, &k);
    put_key(c, &k);
    return OK;
}

code api_tell_key(struct api *c, int64_t id, struct error *err)
{
    int64_t issuer = 0;

    TRY(db_int(c->db, sql_issuer, ARGS(v_int(c->org), v_int(id)), &issuer, err));
    return tell_key(c, id, issuer, err);
}

struct named_key { int64_t id, issuer; };
LIST_OF(named_keys, struct named_key);

static code list_keys(struct api *c, struct error *err)
{
    struct named_keys found = {0};
    struct rows *r = db_query(c->db, sql_keys, ARGS(v_int(c->org), v_int(c->after), v_int(c->limit + 1)));

    while (rows_next(r))
        *list_add(c->a, &found) = (struct named_key){row_int(r, 0), row_int(r, 1)};
    TRY(rows_end(r, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        TRY(tell_key(c, found.items[i].id, found.items[i].issuer, err));
        c->last = found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

static const struct api_about keys_about = {
    .id = "listSigningKeys", .tag = "Organisation", .title = "Signing keys", .says = "Of all profiles, the oldest first; secrets are never told.",
    .answer = &api_key_shape, .is_list = true, .run = list_keys,
};

const struct route api_org_routes[] = {
    API_ROW(GET, "/organisation", "org:read", &org_get_about),
    API_ROW(PATCH, "/organisation", "org:write", &org_change_about),
    API_ROW(GET, "/profiles", "org:read", &profiles_about),
    API_ROW(GET, "/token", "org:read", &token_about),
    API_ROW(GET, "/keys", "org:read", &keys_about),
    {0},
};
