/* mozilla/flat.c — the flattened ("normalised") form in which the Backpack handed
 * badges on: an assertion of 1.0 with its badge class and issuer inside. Older
 * display sites read nothing else, so badges of every version are written so. */
#include "app/mozilla/mozilla_private.h"

#include "badge/recipient.h"
#include "base/uri.h"

static void put_time(struct json_writer *w, struct arena *a, const char *key, bool has, msec at)
{
    if (has)
        json_put_member(w, key, time_format(a, at));
}

/* A plain address becomes a hash with a salt of its own: whoever knows the address
 * can compare, nobody can read it. */
static struct identity shown_identity(struct arena *a, const struct flat *f)
{
    const struct badge *b = f->badge;
    struct identity id = b->identities.n ? b->identities.items[0] : (struct identity){.type = S("id"), .value = b->subject_id};

    if (!f->hides_person || id.hashed || str_is_empty(id.value))
        return id;
    str salt = recipient_new_salt(a);
    return (struct identity){id.type, recipient_hash(a, id.value, salt), salt, true};
}

static void put_recipient(struct json_writer *w, struct arena *a, const struct flat *f)
{
    struct identity id = shown_identity(a, f);

    json_put_member(w, "recipient", id.value);
    json_put_member(w, "salt", id.salt.n ? id.salt : (str){0});
    json_put_key(w, "_originalRecipient");
    json_open_object(w);
    json_put_member(w, "type", str_eq(id.type, S("emailAddress")) ? S("email") : id.type);
    json_put_member_bool(w, "hashed", id.hashed);
    json_put_member(w, "identity", id.value);
    json_put_member(w, "salt", id.salt.n ? id.salt : (str){0});
    json_close_object(w);
}

static str if_http(str url)
{
    return uri_is_http(url) ? url : (str){0};
}

static void put_issuer(struct json_writer *w, struct arena *a, const struct profile *p)
{
    str home = uri_is_http(p->url) ? p->url : p->id;

    json_put_key(w, "issuer");
    json_open_object(w);
    json_put_member(w, "name", p->name);
    json_put_member(w, "url", if_http(home));
    json_put_member(w, "origin", uri_origin(a, home));
    json_put_member(w, "description", p->description);
    json_put_member(w, "email", p->email);
    json_put_member(w, "image", if_http(p->image.id));
    json_put_member(w, "_location", if_http(p->id));
    json_close_object(w);
}

static void put_alignments(struct json_writer *w, const struct alignment_list *l)
{
    if (l->n == 0)
        return;
    json_put_key(w, "alignment");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        json_put_member(w, "name", l->items[i].target_name);
        json_put_member(w, "url", l->items[i].target_url);
        json_put_member(w, "description", l->items[i].target_description);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_class(struct json_writer *w, struct arena *a, const struct flat *f)
{
    const struct achievement *ac = &f->badge->achievement;

    json_put_key(w, "badge");
    json_open_object(w);
    json_put_member(w, "name", ac->name.n ? ac->name : f->badge->name);
    json_put_member(w, "description", ac->description);
    json_put_member(w, "image", f->picture.p ? f->picture : ac->image.id);
    json_put_member(w, "criteria", ac->criteria_id);
    if (ac->tags.n) {
        json_put_key(w, "tags");
        json_open_array(w);
        for (size_t i = 0; i < ac->tags.n; i++)
            json_put_str(w, ac->tags.items[i]);
        json_close_array(w);
    }
    put_alignments(w, &ac->alignments);
    json_put_member(w, "_location", if_http(ac->id));
    put_issuer(w, a, &f->badge->issuer);
    json_close_object(w);
}

static void put_verify(struct json_writer *w, const struct badge *b)
{
    bool is_hosted = b->kind == KIND_HOSTED && uri_is_http(b->id);

    json_put_key(w, "verify");
    json_open_object(w);
    json_put_member(w, "type", is_hosted ? S("hosted") : S("signed"));
    json_put_member(w, "url", is_hosted ? b->id : (str){0});
    json_close_object(w);
}

void put_flat(struct json_writer *w, struct arena *a, const struct flat *f)
{
    const struct badge *b = f->badge;
    msec issued = b->has_awarded ? b->awarded : b->valid_from;

    json_open_object(w);
    json_put_member(w, "uid", b->uid.n ? b->uid : b->id);
    put_recipient(w, a, f);
    if (b->evidence.n)
        json_put_member(w, "evidence", if_http(b->evidence.items[0].id));
    put_time(w, a, "issuedOn", b->has_awarded || b->has_valid_from, issued);
    put_time(w, a, "issued_on", b->has_awarded || b->has_valid_from, issued);
    put_time(w, a, "expires", b->has_valid_until, b->valid_until);
    put_verify(w, b);
    json_put_member(w, "_location", if_http(b->id));
    put_class(w, a, f);
    json_close_object(w);
}
