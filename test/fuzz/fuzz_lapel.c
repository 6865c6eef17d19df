/* The public library over a stranger's bytes. Whatever it is given, its callers
 * get a code: an object exactly with LAPEL_OK, a sentence otherwise. Only what
 * holds is valid; what was read is baked, and read as the same again. A call
 * with too little memory fails, and leaves nothing behind. */
#include <lapel/badge.h>
#include <lapel/canonical.h>
#include <lapel/verify.h>
#include "fuzz/fuzz.h"

static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

static void check_code(enum lapel_code c, const void *object, const struct lapel_error *err)
{
    REQUIRE((c == LAPEL_OK) == (object != NULL));
    REQUIRE(c == LAPEL_OK || (err->code == c && err->text[0]));
}

static void check_report(const struct lapel_report *r)
{
    int bad = 0;

    for (size_t i = 0; i < lapel_report_check_count(r); i++) {
        const struct lapel_check *c = lapel_report_check(r, i);
        enum lapel_outcome o = lapel_check_outcome(c);
        bad += o == LAPEL_UNTESTED || o == LAPEL_FAIL;
        REQUIRE(lapel_check_message(c).p[lapel_check_message(c).n] == '\0');
    }
    REQUIRE(lapel_report_verdict(r) != LAPEL_VALID || !bad);
    for (size_t i = 0; i < lapel_report_inner_count(r); i++)
        check_report(lapel_report_inner(r, i));
}

static void verify(struct lapel *l, struct lapel_bytes in)
{
    struct lapel_verify_options opt = {.size = sizeof opt, .at = 1767225600000, .recipient = "ada@example.org"};
    struct lapel_report *r;
    struct lapel_error err = {0};
    enum lapel_code c = lapel_verify(l, in, &opt, &r, &err);

    check_code(c, r, &err);
    if (r)
        check_report(r);
    lapel_report_free(r);
}

static void bake_again(struct lapel *l, struct lapel_bytes in)
{
    struct lapel_badge *badge, *again = NULL;
    struct lapel_buffer *baked;
    struct lapel_error err = {0};

    check_code(lapel_read(l, in, &badge, &err), badge, &err);
    if (badge) {
        check_code(lapel_bake(l, in, lapel_text(svg), &baked, &err), baked, &err);
        if (baked && lapel_read(l, lapel_buffer_bytes(baked), &again, &err) == LAPEL_OK)
            for (int f = 0; f <= LAPEL_FIELD_REVOCATION_REASON; f++) {
                struct lapel_bytes x = lapel_badge_text(badge, (enum lapel_field)f);
                struct lapel_bytes y = lapel_badge_text(again, (enum lapel_field)f);
                REQUIRE(x.p[x.n] == '\0' && y.p[y.n] == '\0');
                REQUIRE(f != LAPEL_FIELD_ISSUER_ID || (x.n == y.n && !memcmp(x.p, y.p, x.n)));
            }
        lapel_buffer_free(baked);
    }
    lapel_badge_free(again);
    lapel_badge_free(badge);
}

static void canonicalize(struct lapel *l, struct lapel_bytes in)
{
    struct lapel_buffer *once, *twice;
    struct lapel_error err = {0};

    check_code(lapel_canonicalize_json(l, in, &once, &err), once, &err);
    if (once) {
        check_code(lapel_canonicalize_json(l, lapel_buffer_bytes(once), &twice, &err), twice, &err);
        REQUIRE(!twice || !strcmp(lapel_buffer_bytes(once).p, lapel_buffer_bytes(twice).p));
        lapel_buffer_free(twice);
    }
    lapel_buffer_free(once);
    check_code(lapel_canonicalize_jsonld(l, in, NULL, &once, &err), once, &err);
    lapel_buffer_free(once);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct lapel_bytes in = {(const char *)p, n};
    struct lapel *l = NULL;
    struct lapel_error err = {0};

    REQUIRE(lapel_open(&l, &err) == LAPEL_OK);
    verify(l, in);
    bake_again(l, in);
    canonicalize(l, in);
    if (n > 3) {
        lapel_set_memory(l, 4096 + 64 * (size_t)p[n - 1]);
        verify(l, in);
        bake_again(l, in);
    }
    lapel_close(l);
    return 0;
}
