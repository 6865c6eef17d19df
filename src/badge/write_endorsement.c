#include "badge/issue.h"
#include "badge/write.h"

static code need_all(const struct endorsement *e, struct error *err)
{
    const struct {
        const char *where;
        bool given;
    } needs[] = {{"id", !str_is_empty(e->id)},
                 {"issuer.id", !str_is_empty(e->issuer.id)},
                 {"about", !str_is_empty(e->about)},
                 {"valid_from", e->valid_from != 0}};

    for (size_t i = 0; i < COUNT(needs); i++)
        if (!needs[i].given)
            return fail(err, BAD_INPUT, needs[i].where, "missing: an endorsement needs its %s",
                        needs[i].where);
    if (e->has_valid_until && e->valid_until < e->valid_from)
        return fail(err, BAD_INPUT, "valid_until", "the endorsement would end before it begins");
    return OK;
}

static void put_subject(struct json_writer *w, const struct endorsement *e)
{
    json_put_key(w, "credentialSubject");
    json_open_object(w);
    put_text(w, "id", e->about);
    put_type(w, "EndorsementSubject");
    put_text(w, "endorsementComment", e->comment);
    json_close_object(w);
}

code write_endorsement(struct arena *a, const struct endorsement *e, str *json, struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    TRY(need_all(e, err));
    json_open_object(&w);
    put_credential_contexts(&w, &e->status, false);
    put_text(&w, "id", e->id);
    json_put_key(&w, "type");
    json_open_array(&w);
    json_put_cstr(&w, "VerifiableCredential");
    json_put_cstr(&w, "EndorsementCredential");
    json_close_array(&w);
    put_profile(&w, "issuer", &e->issuer);
    put_time(&w, a, "validFrom", e->valid_from);
    if (e->has_valid_until)
        put_time(&w, a, "validUntil", e->valid_until);
    put_text(&w, "name", str_is_empty(e->name) ? S("Endorsement") : e->name);
    put_subject(&w, e);
    put_status(&w, a, &e->status);
    json_close_object(&w);
    *json = buf_done(&out);
    return OK;
}

code write_v2_endorsement(struct arena *a, const struct endorsement *e, str *json, struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    TRY(need_all(e, err));
    json_open_object(&w);
    put_text(&w, "@context", S(CONTEXT_OB2));
    put_text(&w, "type", S("Endorsement"));
    put_text(&w, "id", e->id);
    json_put_key(&w, "claim");
    json_open_object(&w);
    put_text(&w, "id", e->about);
    put_text(&w, "endorsementComment", e->comment);
    json_close_object(&w);
    put_text(&w, "issuer", e->issuer.id);
    put_time(&w, a, "issuedOn", e->valid_from);
    json_put_key(&w, "verification");
    json_open_object(&w);
    put_text(&w, "type", S("HostedBadge"));
    json_close_object(&w);
    json_close_object(&w);
    *json = buf_done(&out);
    return OK;
}
