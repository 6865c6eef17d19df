#include "badge/compose.h"

#include "badge/read.h"
#include "badge/recipient.h"
#include "badge/verify.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/did.h"
#include "format/email.h"

str compose_new_id(struct arena *a)
{
    uint8_t r[16];

    random_bytes(r, sizeof r);
    r[6] = (uint8_t)((r[6] & 0x0f) | 0x40);
    r[8] = (uint8_t)((r[8] & 0x3f) | 0x80);
    str h = hex_encode(a, (str){(const char *)r, sizeof r});
    return str_printf(a, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", h.p, h.p + 8, h.p + 12, h.p + 16,
                      h.p + 20);
}

static code must_be_object(struct arena *a, const char *what, str text, struct error *err)
{
    struct error reason = {0};
    const struct json *v;
    code c = json_parse(a, text, NULL, &v, &reason);

    if (c != OK)
        return fail(err, c, what, "%s", reason.text);
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, what, "must be a JSON object");
    return OK;
}

/* The reader knows credentials, so the two are read as parts of one. */
static code read_parts(struct arena *a, const struct composition *in, struct badge *b,
                       struct error *err)
{
    str issuer = str_is_absent(in->issuer) ? S("{}") : in->issuer;
    const struct json *whole;

    TRY(must_be_object(a, "achievement", in->achievement, err));
    TRY(must_be_object(a, "issuer", issuer, err));
    str text = str_printf(
        a, "{\"issuer\":" STR_FMT ",\"credentialSubject\":{\"achievement\":" STR_FMT "}}",
        STR_ARG(issuer), STR_ARG(in->achievement));
    TRY(json_parse(a, text, NULL, &whole, err));
    read_v3(a, whole, b);
    return OK;
}

static code set_recipient(struct arena *a, const struct composition *in, struct badge *b,
                          struct error *err)
{
    struct email e;

    if (did_looks_like(in->recipient) || uri_is_http(in->recipient)) {
        b->subject_id = in->recipient;
        return OK;
    }
    TRY(email_parse(a, in->recipient, &e, err));
    struct identity *id = list_add(a, &b->identities);
    *id = (struct identity){.type = S("emailAddress"), .value = e.address};
    if (in->is_plain)
        return OK;
    id->hashed = true;
    id->salt = str_is_absent(in->salt) ? recipient_new_salt(a) : in->salt;
    id->value = recipient_hash(a, e.address, id->salt);
    return OK;
}

static code set_times(const struct composition *in, struct badge *b, struct error *err)
{
    b->has_valid_from = true;
    b->valid_from = clock_now() / SECOND * SECOND;
    if (!str_is_absent(in->valid_from))
        TRY(time_parse(in->valid_from, &b->valid_from, err));
    b->has_valid_until = !str_is_absent(in->valid_until);
    if (b->has_valid_until)
        TRY(time_parse(in->valid_until, &b->valid_until, err));
    return OK;
}

code compose(struct arena *a, const struct composition *in, struct badge *out, struct error *err)
{
    *out = (struct badge){.version = OB_3_0};
    TRY(read_parts(a, in, out, err));
    TRY(set_recipient(a, in, out, err));
    TRY(set_times(in, out, err));
    out->id = str_is_absent(in->id) ? compose_new_id(a) : in->id;
    out->refresh_url = in->refresh;
    out->name = in->name;
    out->narrative = in->narrative;
    if (!str_is_absent(in->evidence))
        *list_add(a, &out->evidence) = (struct evidence){.id = in->evidence};
    return OK;
}

static code read_about(struct arena *a, str text, str *about, struct error *err)
{
    struct badge e;

    TRY(badge_read(a, text, &e, err));
    if (e.subject != SUBJECT_ENDORSEMENT || e.version != OB_3_0)
        return fail(err, BAD_INPUT, "endorsement", "this is no endorsement of OB 3.0");
    *about = e.achievement.id;
    return OK;
}

code compose_endorsement(struct arena *a, str signed_endorsement, struct badge *b, struct error *err)
{
    str about;
    const struct {
        str id;
        struct str_list *list;
    } places[] = {{b->achievement.id, &b->achievement.endorsements},
                  {b->issuer.id, &b->issuer.endorsements},
                  {b->id, &b->endorsements},
                  {b->subject_id, &b->endorsements}};

    TRY(read_about(a, signed_endorsement, &about, err));
    for (size_t i = 0; i < COUNT(places); i++)
        if (!str_is_empty(about) && str_eq(about, places[i].id)) {
            *list_add(a, places[i].list) = signed_endorsement;
            return OK;
        }
    return fail(err, BAD_INPUT, "endorsement",
                "the endorsement is of something that is not in this badge");
}

/* The holder decides about the rest. */
struct str_list compose_mandatory(struct arena *a, const struct badge *b)
{
    struct str_list chosen = {0};
    const struct {
        str pointer;
        bool is_there;
    } parts[] = {
        {S("/issuer"), true},
        {S("/validFrom"), true},
        {S("/validUntil"), b->has_valid_until},
        {S("/credentialStatus"), b->status.n > 0},
        {S("/credentialSubject/identifier"), b->identities.n > 0},
        {S("/credentialSubject/achievement"), true},
    };

    for (size_t i = 0; i < COUNT(parts); i++)
        if (parts[i].is_there)
            *list_add(a, &chosen) = parts[i].pointer;
    return chosen;
}
