#include "badge/read.h"
#include "badge/status.h"
#include "fuzz/fuzz.h"

/* What a list of ids says of a badge, a list that we write of the same ids says
 * too; what is read as a list of bits has the text that was in it. */
static void check_ids(struct arena *a, const struct json *doc)
{
    const struct json *entries = json_get(doc, "revokedCredential"), *written;
    struct revoked_list l = {0};
    struct revocation r, again;
    str id;

    if (revocation_list_find(a, doc, S("urn:x:1"), &r, NULL) != OK)
        return;
    for (size_t i = 0; i < json_many_count(entries) && i < 50; i++) {
        const struct json *e = json_many(entries, i);
        id = member_text(e, "id");
        if (str_is_empty(id) || json_get(e, "revoked"))
            continue;
        REQUIRE(revocation_list_find(a, doc, id, &r, NULL) == OK && r.is_revoked);
        *list_add(a, &l) = (struct revoked){id, member_words(e, "revocationReason")};
    }
    str text = revocation_list_write(a, S("https://x.test/r"), S("did:web:x.test"), &l);
    const struct json_limits limits = {.bytes = 8u << 20, .depth = 8, .values = 100000, .keys = 10, .string = 8u << 20};
    REQUIRE(json_parse(a, text, &limits, &written, NULL) == OK);
    for (size_t i = 0; i < l.n; i++) {
        REQUIRE(revocation_list_find(a, written, l.items[i].id, &again, NULL) == OK);
        REQUIRE(again.is_revoked && !again.has_unread);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    const struct json *doc;
    struct status_bits bits;

    if (json_parse(a, (str){(const char *)p, n}, NULL, &doc, NULL) == OK) {
        if (status_bits_read(doc, S("BitstringStatusListEntry"), &bits, NULL) == OK)
            REQUIRE(str_starts(bits.encoded, S("u")) && bits.ttl_ms >= 0);
        if (status_bits_read(doc, S("StatusList2021Entry"), &bits, NULL) == OK)
            REQUIRE(bits.ttl_ms >= 0);
        check_ids(a, doc);
    }
    arena_free(a);
    return 0;
}
