#include "badge/status.h"

#include "badge/write.h"

/* OB 3.0 readers know Profile objects, the list's own specification wants the
 * id alone: an id is right for both. */
str status_list_write(struct arena *a, const struct status_list *l, const struct bitstring *bits)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    json_open_object(&w);
    json_put_key(&w, "@context");
    json_open_array(&w);
    json_put_cstr(&w, CONTEXT_VC2);
    json_close_array(&w);
    json_put_member(&w, "id", l->id);
    json_put_key(&w, "type");
    json_open_array(&w);
    json_put_cstr(&w, "VerifiableCredential");
    json_put_cstr(&w, "BitstringStatusListCredential");
    json_close_array(&w);
    json_put_member(&w, "issuer", l->issuer_id);
    put_time(&w, a, "validFrom", l->valid_from);
    if (l->valid_until)
        put_time(&w, a, "validUntil", l->valid_until);
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
