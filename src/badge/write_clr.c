/* badge/write_clr.c — a learner record: what somebody was awarded, under one signature. */
#include "badge/issue.h"
#include "badge/write.h"

static code need_all(const struct clr *c, struct error *err)
{
    const struct { const char *where; bool given; } needs[] = {
        {"id", !str_is_empty(c->id)}, {"name", !str_is_empty(c->name)}, {"issuer.id", !str_is_empty(c->issuer.id)},
        {"valid_from", c->valid_from != 0}, {"subject", !str_is_empty(c->subject_id) || c->identities.n > 0},
        {"credentials", c->credentials.n > 0}};

    for (size_t i = 0; i < COUNT(needs); i++)
        if (!needs[i].given)
            return fail(err, BAD_INPUT, needs[i].where, "missing: a learner record needs its %s", needs[i].where);
    return OK;
}

static void put_associations(struct json_writer *w, const struct clr_association_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "association");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        put_type(w, "Association");
        put_text(w, "associationType", cstr(l->items[i].type));
        put_text(w, "sourceId", l->items[i].source);
        put_text(w, "targetId", l->items[i].target);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_subject(struct json_writer *w, const struct clr *c)
{
    json_put_key(w, "credentialSubject");
    json_open_object(w);
    put_text(w, "id", c->subject_id);
    put_type(w, "ClrSubject");
    put_identities(w, &c->identities);
    json_put_key(w, "verifiableCredential");
    json_open_array(w);
    for (size_t i = 0; i < c->credentials.n; i++)
        json_put_text(w, str_trim(c->credentials.items[i]));
    json_close_array(w);
    put_associations(w, &c->associations);
    json_close_object(w);
}

static void put_names(struct json_writer *w, const char *key, const char *const *names, size_t n)
{
    json_put_key(w, key);
    json_open_array(w);
    for (size_t i = 0; i < n; i++)
        json_put_cstr(w, names[i]);
    json_close_array(w);
}

/* CLR 2.0 §ClrCredential: the contexts in this order. */
code write_clr(struct arena *a, const struct clr *c, str *json, struct error *err)
{
    static const char *const contexts[] = {CONTEXT_VC2, CONTEXT_CLR, CONTEXT_OB3};
    static const char *const types[] = {"VerifiableCredential", "ClrCredential"};
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    TRY(need_all(c, err));
    json_open_object(&w);
    put_names(&w, "@context", contexts, COUNT(contexts));
    put_text(&w, "id", c->id);
    put_names(&w, "type", types, COUNT(types));
    put_text(&w, "name", c->name);
    put_text(&w, "description", c->description);
    put_profile(&w, "issuer", &c->issuer);
    put_time(&w, a, "validFrom", c->valid_from);
    put_subject(&w, c);
    json_close_object(&w);
    *json = buf_done(&out);
    return OK;
}
