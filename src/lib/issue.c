/* lib/issue.c — lapel/issue.h: keys and signing. */
#include <lapel/issue.h>

#include "badge/compose.h"
#include "badge/read.h"
#include "badge/sign.h"
#include "format/did.h"
#include "format/jose.h"
#include "format/multikey.h"
#include "lib/work.h"

#define DID_KEY "did:key:"

_Static_assert((int)LAPEL_RSA == (int)KEY_RSA, "the public kinds of keys are those of base/crypto.h");

/* ---- keys ---- */

struct lapel_key {
    struct arena *a;
    struct key *key;
    struct lapel_bytes did, multikey, jwk;
};

struct making {
    struct work w;
    enum key_kind kind;
    struct lapel_bytes pem;
    struct lapel_key *made;
};

static void describe(struct arena *a, struct lapel_key *k)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    jwk_write(a, &w, k->key, jwk_thumbprint(a, k->key));
    k->did = work_bytes(a, did_key_from(a, k->key));
    k->multikey = work_bytes(a, multikey_write(a, k->key));
    k->jwk = work_bytes(a, buf_done(&b));
}

static code make_key(void *ctx, struct error *err)
{
    struct making *m = ctx;
    struct lapel_key *k = NEW(m->w.a, struct lapel_key);

    k->a = m->w.a;
    if (m->kind)
        TRY(key_generate(m->kind, &k->key, err));
    else
        TRY(key_from_pem((str){m->pem.p, m->pem.n}, &k->key, err));
    describe(m->w.a, k);
    m->made = k;
    return OK;
}

static enum lapel_code finish_key(struct making *m, struct lapel_key **out, struct lapel_error *err)
{
    enum lapel_code c = work_run(&m->w, make_key, err);

    *out = c == LAPEL_OK ? m->made : NULL;
    return c;
}

enum lapel_code lapel_key_new(enum lapel_key_kind kind, struct lapel_key **out,
                              struct lapel_error *err)
{
    struct making job = {.kind = (enum key_kind)kind};

    *out = NULL;
    if (kind < LAPEL_ED25519 || kind > LAPEL_RSA)
        return work_fail(err, BAD_INPUT, "kind", "there is no such kind of key");
    return finish_key(&job, out, err);
}

enum lapel_code lapel_key_read(struct lapel_bytes pem, struct lapel_key **out,
                               struct lapel_error *err)
{
    struct making job = {.pem = pem};

    *out = NULL;
    if (!pem.p)
        return work_fail(err, BAD_INPUT, "pem", "there is nothing to read");
    return finish_key(&job, out, err);
}

void lapel_key_free(struct lapel_key *k)
{
    if (!k)
        return;
    key_close(k->key);
    arena_free(k->a);
}

struct writing {
    struct work w;
    const struct key *key;
    struct lapel_buffer *made;
};

static code write_pem(void *ctx, struct error *err)
{
    struct writing *p = ctx;
    str pem;

    p->made = NEW(p->w.a, struct lapel_buffer);
    TRY(key_to_pem(p->w.a, p->key, &pem, err));
    *p->made = (struct lapel_buffer){.a = p->w.a, .bytes = {pem.p, pem.n}, .is_secret = true};
    return OK;
}

/* Not copied: a secret stands in one place. */
enum lapel_code lapel_key_pem(const struct lapel_key *k, struct lapel_buffer **out,
                              struct lapel_error *err)
{
    struct writing job = {.key = k->key};
    enum lapel_code c = work_run(&job.w, write_pem, err);

    *out = c == LAPEL_OK ? job.made : NULL;
    return c;
}

struct lapel_bytes lapel_key_did(const struct lapel_key *k)
{
    return k->did;
}

struct lapel_bytes lapel_key_multikey(const struct lapel_key *k)
{
    return k->multikey;
}

struct lapel_bytes lapel_key_jwk(const struct lapel_key *k)
{
    return k->jwk;
}

/* ---- signing ---- */

struct signing {
    struct work w;
    const struct lapel *l;
    const struct lapel_award *award;
    const struct lapel_signing *how;
    struct lapel_bytes credential;
    struct lapel_award a;
    struct lapel_signing h;
    str result;
};

static code choose_suite(const struct lapel_signing *h, const struct suite **out, struct error *err)
{
    str name = cstr(h->proof);

    *out = str_is_absent(name) ? suite_for(key_kind(h->key->key)) : suite_named(name);
    if (*out || str_is_absent(name) || str_eq(name, S("jwt")))
        return OK;
    return fail(err, UNSUPPORTED, "proof", "there is no proof " STR_FMT, STR_ARG(name));
}

static code choose_key(struct arena *a, const struct lapel_signing *h, str issuer,
                       struct issue_key *out, struct error *err)
{
    str did = {h->key->did.p, h->key->did.n};

    *out = (struct issue_key){.key = h->key->key, .id = cstr(h->key_id)};
    if (h->key_id)
        return OK;
    if (!str_eq(issuer, did))
        return fail(err, BAD_INPUT, "key_id",
                    "an issuer that is not the key itself needs the address of its key");
    out->id = str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(did),
                         STR_ARG(str_from(did, sizeof DID_KEY - 1)));
    return OK;
}

static code sign(struct signing *s, str credential, str issuer, const struct badge *b,
                 struct error *err)
{
    struct proof_terms terms = {.created = s->h.created ? s->h.created : clock_now() / SECOND * SECOND};

    if (b)
        terms.mandatory = compose_mandatory(s->w.a, b);
    TRY(choose_suite(&s->h, &terms.suite, err));
    TRY(choose_key(s->w.a, &s->h, issuer, &terms.key, err));
    return sign_credential(s->w.a, credential, &terms, &s->result, err);
}

static code take_signing(struct signing *s, struct error *err)
{
    TRY(work_options(&s->h, sizeof s->h, s->how, err));
    return s->h.key ? OK : fail(err, BAD_INPUT, "key", "a key is needed");
}

static code take_award(struct signing *s, struct composition *out, struct error *err)
{
    const struct lapel_award *a = &s->a;

    TRY(work_options(&s->a, sizeof s->a, s->award, err));
    if (!a->achievement.p || !a->recipient)
        return fail(err, BAD_INPUT, a->recipient ? "achievement" : "recipient", "is missing");
    *out = (struct composition){
        .recipient = cstr(a->recipient),
        .salt = cstr(a->salt),
        .is_plain = a->is_plain != 0,
        .id = cstr(a->id),
        .valid_from = cstr(a->valid_from),
        .valid_until = cstr(a->valid_until),
        .name = cstr(a->name),
        .narrative = cstr(a->narrative),
        .evidence = cstr(a->evidence),
        .refresh = cstr(a->refresh),
    };
    TRY(work_take(s->l, a->achievement, &out->achievement, err));
    return a->issuer.p ? work_take(s->l, a->issuer, &out->issuer, err) : OK;
}

static code do_issue(void *ctx, struct error *err)
{
    struct signing *s = ctx;
    struct composition parts;
    struct badge b;
    str credential;

    TRY(take_signing(s, err));
    TRY(take_award(s, &parts, err));
    TRY(compose(s->w.a, &parts, &b, err));
    if (str_is_empty(b.issuer.id))
        b.issuer.id = (str){s->h.key->did.p, s->h.key->did.n};
    if (s->a.status_list)
        *list_add(s->w.a, &b.status) = (struct status_ref){.list_url = cstr(s->a.status_list),
                                                           .purpose = S("revocation"),
                                                           .index = s->a.status_index,
                                                           .size = 1};
    TRY(write_v3(s->w.a, &b, &credential, err));
    return sign(s, credential, b.issuer.id, &b, err);
}

enum lapel_code lapel_issue(struct lapel *l, const struct lapel_award *award,
                            const struct lapel_signing *how, struct lapel_buffer **out,
                            struct lapel_error *err)
{
    struct signing job = {.w.memory = l->memory, .l = l, .award = award, .how = how};

    return work_run_to_buffer(&job.w, do_issue, &job.result, out, err);
}

static code do_sign(void *ctx, struct error *err)
{
    struct signing *s = ctx;
    const struct json *v;
    str text;

    TRY(take_signing(s, err));
    TRY(work_take(s->l, s->credential, &text, err));
    TRY(json_parse(s->w.a, text, NULL, &v, err));
    return sign(s, text, id_of(json_get(v, "issuer")), NULL, err);
}

enum lapel_code lapel_sign(struct lapel *l, struct lapel_bytes credential,
                           const struct lapel_signing *how, struct lapel_buffer **out,
                           struct lapel_error *err)
{
    struct signing job = {.w.memory = l->memory, .l = l, .credential = credential, .how = how};

    return work_run_to_buffer(&job.w, do_sign, &job.result, out, err);
}
