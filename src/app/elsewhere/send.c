/* elsewhere/send.c — badges out of the Backpack, and new awards, to the host
 * elsewhere, by that of its interfaces which has the version of the badge. */
#include "app/elsewhere/elsewhere_private.h"

#include "badge/detect.h"

#define STEP 10                                  /* badges in one step */
#define LARGEST_ANSWER ((size_t)2 << 20)

/* ---- what is sent ---- */

struct parcel { str json, token; enum badge_version version; };     /* one of both texts */

static code unpack(struct arena *a, str bytes, struct parcel *out, struct error *err)
{
    struct detected d = {0};

    TRY(detect(a, bytes, &d, err));
    *out = (struct parcel){.version = d.version};
    if (d.version != OB_3_0 && d.version != CLR_2_0 && d.version != OB_2_0)
        return fail(err, UNSUPPORTED, "badge", "badges of Open Badges %s cannot be sent: programs have no interface for them", badge_version_name(d.version));
    if (d.token.p)
        out->token = d.token;
    else if (json_is(d.raw, JSON_OBJECT))
        out->json = d.payload;
    else
        return fail(err, UNSUPPORTED, "badge", "only the address of this badge is kept here, not the badge");
    return OK;
}

/* Of our own award the form that the host takes. */
static code fetch_award(struct app *app, struct db *db, struct arena *a, const struct tie *t, str id, str *bytes, struct error *err)
{
    struct award_row w;

    TRY(award_by_public_id(db, a, id, &w, err));
    if (t->place.base30.n == 0)
        return award_text(app, db, a, &w, AWARD_V2_SIGNED, bytes, err);
    code c = award_text(app, db, a, &w, AWARD_PROOF, bytes, err);
    return c == UNSUPPORTED ? award_text(app, db, a, &w, AWARD_JWT, bytes, err) : c;
}

static code load(struct app *app, struct db *db, struct arena *a, const struct tie *t, const struct move *m, struct parcel *out, struct error *err)
{
    str bytes, rest = m->subject, kind;
    int64_t id = 0;

    if (!str_cut(&rest, ' ', &kind))
        return fail(err, BAD_INPUT, "badge", "this names no badge");
    if (str_eq(kind, S("award")))
        TRY(fetch_award(app, db, a, t, rest, &bytes, err));
    else if (str_to_int(rest, &id))
        TRY(backpack_original(db, a, t->account, id, &bytes, err));
    else
        return fail(err, BAD_INPUT, "badge", "this names no badge");
    return unpack(a, bytes, out, err);
}

/* ---- the call ---- */

static str body_21(struct arena *a, const struct parcel *p)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    if (p->token.p) {
        json_put_member(&w, "signedAssertion", p->token);
    } else {
        json_put_key(&w, "assertion");
        json_put_text(&w, p->json);
    }
    json_close_object(&w);
    return buf_done(&b);
}

/* By which interface, and what must be allowed there. */
static str way_of(const struct spot *to, enum badge_version v, str *scope)
{
    *scope = v == OB_3_0 ? S(OB30_SCOPE "credential.upsert") : v == CLR_2_0 ? S(CLR20_SCOPE "credential.upsert") : S(OB21_SCOPE "assertion.create");
    return v == OB_3_0 ? to->base30 : v == CLR_2_0 ? to->base_clr : to->base21;
}

static code call_of(struct arena *a, const struct tie *t, const struct parcel *p, struct tie_call *out, struct error *err)
{
    bool is_old = p->version == OB_2_0;
    str scope, base = way_of(&t->place, p->version, &scope);

    if (base.n == 0 && p->version == CLR_2_0)
        return fail(err, UNSUPPORTED, "badge", "that host takes no learner records");
    if (base.n == 0)
        return fail(err, UNSUPPORTED, "badge", "that host takes no badges of Open Badges %s", badge_version_name(p->version));
    if (!oauth_scope_has(t->place.scope, scope))
        return fail(err, UNSUPPORTED, "badge", "that host was not asked, or does not let us, put badges there");
    *out = (struct tie_call){.url = str_join(a, base, is_old ? S("/assertions") : S("/credentials")), .accept = "application/json, text/plain",
                             .type = !is_old && p->token.p ? S("text/plain") : S("application/json"), .max = LARGEST_ANSWER};
    out->body = is_old ? body_21(a, p) : p->token.p ? p->token : p->json;
    return OK;
}

/* ---- one badge ---- */

static code note(struct db *db, struct arena *a, const struct move *m, const struct fetched *f, struct error *err)
{
    if (f->status == 304)
        return move_told(db, m->id, "same", S(""), err);
    if (f->status >= 200 && f->status < 300)
        return move_told(db, m->id, "done", S(""), err);
    return move_told(db, m->id, "failed", ask_reason(a, f), err);
}

/* Errors of the badge end its way; those of the host are tried again. */
static code send_one(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct move *m, struct error *err)
{
    struct parcel p = {0};
    struct tie_call call;
    struct fetched f;
    struct error why = {0};
    code c = load(app, db, a, t, m, &p, &why);

    if (c == OK)
        c = call_of(a, t, &p, &call, &why);
    if (c == FAULT || c == NO_MEMORY)
        return fail(err, c, "badge", "%s", why.text);
    if (c != OK)
        return move_told(db, m->id, "failed", app_sentence(a, why.text), err);
    TRY(ask_call(app, db, a, t, &call, &f, err));
    if (f.status >= 500 || f.status == 429)
        return fail(err, UNREACHABLE, "badge", "that host answered %d", f.status);
    return note(db, a, m, &f, err);
}

code send_step(struct app *app, struct db *db, struct arena *a, struct tie *t, enum stride *out, struct error *err)
{
    struct move_list list = {0};

    *out = STRIDE_DONE;
    TRY(move_waiting(db, a, t->id, STEP, &list, err));
    for (size_t i = 0; i < list.n; i++)
        TRY(send_one(app, db, a, t, &list.items[i], err));
    *out = list.n ? STRIDE_MORE : STRIDE_DONE;   /* more may have come meanwhile */
    return OK;
}
