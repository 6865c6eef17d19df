/* wallet/wallet_pages.c — the page on which a badge is offered to a wallet. */
#include "app/wallet/wallet_private.h"

#include "templates.h"

static str self_of(struct arena *a, const struct holding *h)
{
    return str_printf(a, "/backpack/badges/%lld/wallet", (long long)h->id);
}

static str offer_address(struct request *rq, const struct wallet_offer *o)
{
    return app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/wallet/offers/"), wallet_code(app_of(rq), rq->arena, "offer", o->ref)));
}

static void fill(struct request *rq, const struct wallet_form *form, struct wallet_view *v)
{
    struct arena *a = rq->arena;
    struct wallet_offer o;

    if (!v->is_possible || wallet_offer_last(rq->db, a, v->h, &o, NULL) != OK)
        return;
    v->is_taken = o.taken > 0;
    v->is_open = !o.used && o.ends > clock_now() && o.tries < WALLET_TRIES;
    if (!v->is_open)
        return;
    v->ends = o.ends;
    v->pin = o.pin;
    v->by_reference = offer_address(rq, &o);
    v->by_value = wallet_offer_json(app_of(rq), a, &o, form);
    v->qr = str_join(a, v->self, S("/qr.svg"));
    v->exchange = app_url(a, app_of(rq), str_join(a, S("/wallet/exchanges/"), wallet_code(app_of(rq), a, "exchange", o.ref)));
}

static void wallet_show(struct request *rq, struct response *rs)
{
    struct holding h;
    struct wallet_form form;
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    struct wallet_view v = {.h = &h, .self = self_of(rq->arena, &h), .is_possible = wallet_form_of(rq->arena, bytes, &form, &err) == OK};
    v.why = v.is_possible ? S("") : app_sentence(rq->arena, err.text);
    fill(rq, &form, &v);
    struct out o = app_page(rq, "Into a wallet", "backpack");
    tmpl_wallet(&o, &v);
    app_send(rq, rs, &o);
}

static void wallet_make(struct request *rq, struct response *rs)
{
    struct holding h;
    struct wallet_form form;
    struct wallet_offer o;
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    code c = wallet_form_of(rq->arena, bytes, &form, &err);
    if (c == OK)
        c = db_begin(rq->db, &err);
    if (c == OK)
        c = db_end(rq->db, wallet_offer_make(rq->db, rq->arena, &h, &o, &err), &err);
    if (c == OK)
        app_done(rq, rs, self_of(rq->arena, &h), "The offer is open for ten minutes.");
    else
        app_fail(rq, rs, &err);
}

static void wallet_end(struct request *rq, struct response *rs)
{
    struct holding h;
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    if (wallet_offer_end(rq->db, &h, &err) == OK)
        app_done(rq, rs, self_of(rq->arena, &h), "The offer is ended.");
    else
        app_fail(rq, rs, &err);
}

static void wallet_qr(struct request *rq, struct response *rs)
{
    struct holding h;
    struct wallet_offer o;
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    if (wallet_offer_last(rq->db, rq->arena, &h, &o, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_qr(rq, rs, str_join(rq->arena, S("openid-credential-offer://?credential_offer_uri="), uri_encode(rq->arena, offer_address(rq, &o))), S("no-store"));
}

const struct route wallet_routes[] = {
    {GET,  "/backpack/badges/{id}/wallet",                  SIGNED_IN, wallet_show,            NULL, 0},
    {POST, "/backpack/badges/{id}/wallet",                  SIGNED_IN, wallet_make,            NULL, 0},
    {POST, "/backpack/badges/{id}/wallet/end",              SIGNED_IN, wallet_end,             NULL, 0},
    {GET,  "/backpack/badges/{id}/wallet/qr.svg",           SIGNED_IN, wallet_qr,              NULL, 0},
    {GET,  "/.well-known/openid-credential-issuer",         EVERYBODY, wallet_issuer,          NULL, FOR_WALLETS | NO_DB},
    {GET,  "/.well-known/oauth-authorization-server/wallet", EVERYBODY, wallet_token_server,   NULL, FOR_WALLETS | NO_DB},
    {GET,  "/wallet/offers/{code}",                         EVERYBODY, wallet_offer_document,  NULL, FOR_WALLETS},
    {POST, "/wallet/token",                                 EVERYBODY, wallet_token_post,      NULL, FOR_WALLETS},
    {POST, "/wallet/nonce",                                 EVERYBODY, wallet_nonce_post,      NULL, FOR_WALLETS | NO_DB},
    {POST, "/wallet/credential",                            EVERYBODY, wallet_credential_post, NULL, FOR_WALLETS},
    {POST, "/wallet/exchanges/{code}",                      EVERYBODY, wallet_exchange_post,   NULL, FOR_WALLETS},
    {0},
};
