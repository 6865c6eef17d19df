#include "format/oauth.h"
#include "fuzz/fuzz.h"

static bool is_header_text(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < '!' || (unsigned char)s.p[i] > '~')
            return false;
    return true;
}

static void check_client(struct arena *a, str in)
{
    struct oauth_client c, again;
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (oauth_client_read(a, in, false, &c, NULL) != OK)
        return;
    REQUIRE(c.redirects.n > 0 && c.redirects.n <= OAUTH_REDIRECTS);
    for (size_t i = 0; i < c.redirects.n; i++)
        REQUIRE(str_starts(c.redirects.items[i], S("https://")) && str_find_byte(c.redirects.items[i], '#') < 0);
    json_open_object(&w);
    oauth_client_put(&w, &c);
    json_close_object(&w);
    REQUIRE(oauth_client_read(a, buf_done(&b), false, &again, NULL) == OK);
    REQUIRE(str_eq(c.name, again.name) && c.redirects.n == again.redirects.n && c.refreshes == again.refreshes);
}

static void check_tokens(struct arena *a, str in)
{
    struct oauth_tokens t, again;
    struct oauth_registered r;

    if (oauth_registered_read(a, in, &r, NULL) == OK)
        REQUIRE(is_header_text(r.client) && is_header_text(r.secret));
    if (oauth_tokens_read(a, in, &t, NULL) != OK)
        return;
    REQUIRE(t.access.n > 0 && is_header_text(t.access) && is_header_text(t.refresh) && t.seconds >= 0);
    REQUIRE(oauth_tokens_read(a, oauth_tokens_write(a, &t), &again, NULL) == OK && str_eq(t.access, again.access));
}

static void check_words(struct arena *a, str in)
{
    str rest = in, asked, scopes, client, secret, word;

    if (str_cut(&rest, '\n', &asked)) {
        scopes = oauth_scope_within(a, asked, rest);
        while (str_cut(&scopes, ' ', &word))
            REQUIRE(word.n == 0 || (oauth_scope_has(asked, word) && oauth_scope_has(rest, word)));
    }
    if (oauth_basic_read(a, in, &client, &secret))
        REQUIRE(oauth_basic_read(a, oauth_basic(a, client, secret), &client, &secret));
    REQUIRE(oauth_refusal(a, in).n < 60);
    REQUIRE(!oauth_is_verifier(in) || oauth_challenge(a, in).n == 43);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str in = {(const char *)p, n};

    check_client(a, in);
    check_tokens(a, in);
    check_words(a, in);
    arena_free(a);
    return 0;
}
