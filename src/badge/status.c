#include "badge/status.h"

#include "badge/read.h"
#include "badge/write.h"
#include "base/uri.h"

/* ---- lists of bits ---- */

static void put_list_members(struct json_writer *w, struct arena *a, const struct status_list *l)
{
    json_put_key(w, "@context");
    json_open_array(w);
    json_put_cstr(w, CONTEXT_VC2);
    json_close_array(w);
    json_put_member(w, "id", l->id);
    json_put_key(w, "type");
    json_open_array(w);
    json_put_cstr(w, "VerifiableCredential");
    json_put_cstr(w, "BitstringStatusListCredential");
    json_close_array(w);
    json_put_member(w, "issuer", l->issuer_id);
    put_time(w, a, "validFrom", l->valid_from);
    if (l->valid_until)
        put_time(w, a, "validUntil", l->valid_until);
}

/* OB 3.0 readers know Profile objects, the list's own specification wants the
 * id alone: an id is right for both. */
str status_list_write(struct arena *a, const struct status_list *l, const struct bitstring *bits)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    put_list_members(&w, a, l);
    json_put_key(&w, "credentialSubject");
    json_open_object(&w);
    json_put_member(&w, "id", str_join(a, l->id, S("#list")));
    json_put_member(&w, "type", S("BitstringStatusList"));
    json_put_member(&w, "statusPurpose", l->purpose);
    if (l->ttl_ms)
        json_put_member_int(&w, "ttl", l->ttl_ms);
    json_put_member(&w, "encodedList", bitstring_encode(a, bits));
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&out);
}

/* In 2021 the words were others, and the text had no prefix. */
static const struct words {
    str entry;
    const char *credential, *subject;
    bool has_prefix;
} words[] = {
    {S("BitstringStatusListEntry"), "BitstringStatusListCredential", "BitstringStatusList", true},
    {S("StatusList2021Entry"), "StatusList2021Credential", "StatusList2021", false},
};

static const struct words *words_of(str entry_type)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq(entry_type, words[i].entry))
            return &words[i];
    return NULL;
}

bool status_entry_has_bits(str entry_type)
{
    return words_of(entry_type) != NULL;
}

static int64_t read_ttl(const struct json *subject)
{
    int64_t ttl;

    return json_int(json_get(subject, "ttl"), &ttl) && ttl >= 0 ? ttl : STATUS_TTL;
}

code status_bits_read(const struct json *document, str entry_type, struct status_bits *out,
                      struct error *err)
{
    const struct words *w = words_of(entry_type);
    const struct json *subject = json_many(json_get(document, "credentialSubject"), 0);

    if (!w || !has_type(document, w->credential) || !has_type(subject, w->subject))
        return fail(err, BAD_INPUT, "type", "what is there is no status list");
    *out = (struct status_bits){.encoded = member_text(subject, "encodedList"),
                                .purposes = json_get(subject, "statusPurpose"),
                                .ttl_ms = read_ttl(subject)};
    if (w->has_prefix && !str_starts(out->encoded, S("u"))) /* §2.2: multibase */
        return fail(err, BAD_INPUT, "encodedList", "the list is not encoded as it must be");
    return OK;
}

/* ---- lists of ids ---- */

str revocation_list_write(struct arena *a, str id, str issuer_id, const struct revoked_list *l)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    json_put_member(&w, "id", id);
    json_put_member(&w, "issuer", issuer_id);
    json_put_key(&w, "revokedCredential");
    json_open_array(&w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(&w);
        json_put_member(&w, "id", l->items[i].id);
        json_put_member_bool(&w, "revoked", true);
        put_text(&w, "revocationReason", l->items[i].reason);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&out);
}

str revocation_list_write_v2(struct arena *a, str id, str issuer_id, const struct revoked_list *l)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    json_put_member(&w, "@context", S(CONTEXT_OB2));
    json_put_member(&w, "type", S("RevocationList"));
    json_put_member(&w, "id", id);
    json_put_member(&w, "issuer", issuer_id);
    json_put_key(&w, "revokedAssertions");
    json_open_array(&w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(&w);
        json_put_member(&w, "id", l->items[i].id);
        put_text(&w, "revocationReason", l->items[i].reason);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&out);
}

static str canonical_id(struct arena *a, str id)
{
    str decoded;

    return uri_decode(a, str_trim(id), false, &decoded, NULL) == OK ? decoded : str_trim(id);
}

/* Most ids have nothing to decode, and lists are long. */
static bool same_id(struct arena *a, str listed, str id)
{
    bool is_plain = str_find_byte(listed, '%') < 0;

    return str_eq(is_plain ? str_trim(listed) : canonical_id(a, listed), id);
}

code revocation_list_find(struct arena *a, const struct json *list, str id, struct revocation *out,
                          struct error *err)
{
    const struct json *entries = json_get(list, "revokedCredential");

    *out = (struct revocation){0};
    if (!json_is(list, JSON_OBJECT) || str_is_empty(id_of(json_get(list, "issuer"))))
        return fail(err, BAD_INPUT, "", "what is there is no list of revoked badges");
    id = canonical_id(a, id);
    for (size_t i = 0; i < json_many_count(entries); i++) {
        const struct json *e = json_many(entries, i);
        const struct json *revoked = json_get(e, "revoked");
        str listed = member_text(e, "id");
        bool is_false = json_is(revoked, JSON_FALSE);
        if (str_is_empty(listed) || (revoked && !is_false && !json_bool(revoked)))
            out->has_unread = true;
        else if (!is_false && same_id(a, listed, id)) {
            out->is_revoked = true;
            out->reason = member_words(e, "revocationReason");
        }
    }
    return OK;
}
