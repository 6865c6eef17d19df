#include "badge/stencil.h"
#include "badge/issue.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

/* The input is lines: the three words that differ, then what the badges of one
 * list have in common. Whatever a stencil signs has the very signature that the
 * same credential gets when it is signed by itself; with words that it refuses
 * there is none. */
static const char *const hole_words[] = {"AAAAAAAAAAAAAAAAAAAAAA", "sha256$hole", "999999999"};

static str next_line(str *rest)
{
    str line;

    return str_cut(rest, '\n', &line) ? line : S("");
}

static str text_or(str line, str other)
{
    return line.n && utf8_is_valid(line) ? line : other;
}

static code write_sample(struct arena *a, str rest, str *out)
{
    struct badge b = {.version = OB_3_0, .has_valid_from = true, .valid_from = 1764633600000};

    b.id = str_printf(a, "https://acme.test/b/%s", hole_words[0]);
    b.issuer = (struct profile){.id = S("https://acme.test/i"), .name = text_or(next_line(&rest), S("Acme"))};
    b.achievement = (struct achievement){.id = S("https://acme.test/badges/1"), .name = text_or(next_line(&rest), S("Ladders")),
                                         .description = text_or(next_line(&rest), S("Safe")),
                                         .criteria_narrative = text_or(next_line(&rest), S("Pass"))};
    *list_add(a, &b.achievement.tags) = text_or(next_line(&rest), S("7"));
    b.narrative = text_or(next_line(&rest), (str){0});
    *list_add(a, &b.identities) = (struct identity){S("emailAddress"), cstr(hole_words[1]), cstr(hole_words[0]), true};
    *list_add(a, &b.evidence) = (struct evidence){.name = text_or(next_line(&rest), S("Photo"))};
    *list_add(a, &b.status) = (struct status_ref){.id = str_printf(a, "https://acme.test/status/x#%s", hole_words[2]), .purpose = S("revocation"),
                                                  .list_url = S("https://acme.test/status/x"), .size = 1};
    return write_v3(a, &b, out, NULL);
}

/* The text with the words where the holes were. */
static str fill(struct arena *a, str text, const str *words)
{
    struct buf b = buf_new(a);

    while (text.n) {
        size_t k = 0;
        while (k < COUNT(hole_words) && !str_starts(text, cstr(hole_words[k])))
            k++;
        if (k < COUNT(hole_words))
            buf_put(&b, words[k]);
        else
            buf_byte(&b, text.p[0]);
        text = str_from(text, k < COUNT(hole_words) ? cstr(hole_words[k]).n : 1);
    }
    return buf_done(&b);
}

static const struct key *the_key(void)
{
    static struct key *key;

    if (!key) {
        crypto_start();
        REQUIRE(key_generate(KEY_ED25519, &key, NULL) == OK);
    }
    return key;
}

static void compare(struct arena *a, str sample, const str *words)
{
    str holes[] = {cstr(hole_words[0]), cstr(hole_words[1]), cstr(hole_words[2])}, value, want;
    const struct str_list hole_list = {.items = holes, .n = COUNT(holes)};
    const struct str_list word_list = {.items = (str *)(uintptr_t)words, .n = COUNT(holes)};
    struct proof_terms t = {.suite = suite_named(S("eddsa-rdfc-2022")), .created = 1764633600000};
    struct stencil *st;

    t.key = (struct issue_key){.key = the_key(), .id = S("https://acme.test/i#key")};
    if (stencil_make(a, sample, t.suite, &hole_list, &st, NULL) != OK)
        return;
    for (int again = 0; again < 2; again++) {
        if (stencil_sign(a, st, &t, &word_list, &value, NULL) != OK)
            return;
        str credential = fill(a, sample, words);
        REQUIRE(stencil_fits(a, st, &word_list, credential));
        REQUIRE(proof_value(a, credential, &t, &want, NULL) == OK);
        REQUIRE(str_eq(value, want));
        t.created += 1000;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str rest = {(const char *)p, n}, words[3], sample;

    for (size_t i = 0; i < COUNT(words); i++)
        words[i] = next_line(&rest);
    if (write_sample(a, rest, &sample) == OK)
        compare(a, sample, words);
    arena_free(a);
    return 0;
}
