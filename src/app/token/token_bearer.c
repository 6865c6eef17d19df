/* token/token_bearer.c — a request that comes with a token instead of a person. */
#include "app/token/token.h"

#include "base/codec.h"
#include "web/session.h"

#define BASIC_SCOPE "statements:write"           /* what learning platforms know how to send */

/* `key` absent: it came as a bearer's. */
struct shown { str key, secret; };

/* RFC 7617 §2 */
static struct shown read_basic(struct arena *a, str text)
{
    str both = base64_decode(a, text), key;

    return str_cut(&both, ':', &key) ? (struct shown){key, both} : (struct shown){0};
}

/* RFC 6750 §2.1; the word is read in any case (RFC 9110 §11.1). */
static struct shown shown_by(const struct request *rq, const char *scope)
{
    str header = request_header(rq, "authorization");

    if (header.n >= 7 && str_eq_nocase(str_slice(header, 0, 6), S("Basic ")) && scope && str_eq(cstr(scope), S(BASIC_SCOPE)))
        return read_basic(rq->arena, str_trim(str_from(header, 6)));
    if (header.n < 8 || !str_eq_nocase(str_slice(header, 0, 7), S("Bearer ")))
        return (struct shown){0};
    return (struct shown){.secret = str_trim(str_from(header, 7))};
}

const struct bearer *bearer_of(const struct request *rq)
{
    return rq->bearer;
}

/* For a part: the maker must be able to do it everywhere, and the thing asked for be
 * in that part. What is not is not there. */
static code ask_narrow(struct request *rq, const struct token *t, const struct access *maker, const struct token_scope *s, struct error *err)
{
    const struct access *may;

    if (!access_may(maker, s->right))
        return fail(err, DENIED, "token", "whoever made this token may not do that everywhere: it needs the right %s", right_name(s->right));
    access_narrow(rq, t->org, &(struct access_limits){t->id, t->some_departments, t->some_badges});
    TRY(access_of(rq, t->org, &may, err));
    code c = access_allows(rq, may, s->right);
    if (c == NOT_FOUND)
        return fail(err, NOT_FOUND, "token", "there is no such thing in this token’s part of the organisation");
    return c == OK ? OK : fail(err, DENIED, "token", "this token is for a part of the organisation, and this call is about the whole");
}

/* What the maker may do now: whoever lost a role took it from his tokens too. */
static code ask_scope(struct request *rq, const struct token *t, const char *scope, struct error *err)
{
    const struct token_scope *s = token_scope(cstr(scope));
    const struct access *may;

    TRY(access_of(rq, t->org, &may, err));
    if (!s || !token_has(t, scope))
        return fail(err, DENIED, "token", "this token may not do that: it lacks the scope %s", scope);
    if (t->some_departments || t->some_badges)
        return ask_narrow(rq, t, may, s, err);
    if (access_allows(rq, may, s->right) != OK)
        return fail(err, DENIED, "token", "whoever made this token may not do that: it needs the right %s", right_name(s->right));
    return OK;
}

static code enter(struct request *rq, const char *scope, struct error *err)
{
    struct bearer *b = NEW(rq->arena, struct bearer);
    struct shown came = shown_by(rq, scope);

    if (str_is_absent(came.secret))
        return fail(err, DENIED, "token", "send a token: Authorization: Bearer lapel_…");
    TRY(token_check(rq->db, rq->arena, &(struct token_use){came.secret, rq->client, clock_now()}, &b->token, err));
    if (!str_is_absent(came.key) && !str_eq(came.key, token_key(rq->arena, b->token.id)))
        return fail(err, DENIED, "token", "this key and this secret do not belong together");
    rq->bearer = b;
    rq->session->account = b->token.account;
    b->rate = token_rate(b->token.id, clock_now());
    if (b->rate.is_over)
        return fail(err, LIMIT, "token", "too many calls: at most %d a minute", b->rate.limit);
    TRY(ask_scope(rq, &b->token, scope, err));
    rq->org = b->token.org;
    return OK;
}

code token_bearer(struct request *rq, const char *scope)
{
    struct error err = {0};
    code c = enter(rq, scope, &err);

    if (c != OK)
        rq->refused = app_sentence(rq->arena, err.text);
    return c;
}

static void put_int(struct response *rs, const char *name, int n)
{
    response_header(rs, name, str_printf(rs->arena, "%d", n));
}

/* RFC 6750 §3 */
static void put_challenge(const struct request *rq, struct response *rs)
{
    const char *scope = rq->route ? rq->route->scope : NULL;
    struct shown came = shown_by(rq, scope);

    if (rs->status == 401 && !str_is_absent(came.key))
        response_header(rs, "WWW-Authenticate", S("Basic realm=\"lapel\", charset=\"UTF-8\""));
    else if (rs->status == 401)
        response_header(rs, "WWW-Authenticate", str_is_absent(came.secret) ? S("Bearer realm=\"lapel\"") : S("Bearer realm=\"lapel\", error=\"invalid_token\""));
    else if (rs->status == 403 && rq->route && rq->route->scope)
        response_header(rs, "WWW-Authenticate",
                        str_printf(rs->arena, "Bearer realm=\"lapel\", error=\"insufficient_scope\", scope=\"%s\"", rq->route->scope));
}

void token_headers(const struct request *rq, struct response *rs)
{
    const struct bearer *b = bearer_of(rq);

    put_challenge(rq, rs);
    if (!b)
        return;
    put_int(rs, "RateLimit-Limit", b->rate.limit);
    put_int(rs, "RateLimit-Remaining", b->rate.left);
    put_int(rs, "RateLimit-Reset", b->rate.reset_s);
    if (b->rate.is_over)
        put_int(rs, "Retry-After", b->rate.reset_s);
}
