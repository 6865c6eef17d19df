#include "app/requirement/edit_form.h"
#include "app/requirement/standing.h"
#include "fuzz/fuzz.h"

#define FROM 1704067200000                       /* 1 January 2024 */

static void check_standing(struct arena *a, const struct requirement_rule *r)
{
    struct proof_leaves leaves = {0};
    struct proof_records records = {0};
    struct requirement_assignment w = {.from = FROM, .hired = FROM - 90 * DAY, .left = FROM - 300 * DAY};
    struct requirement_standing s, before = {0};
    struct arena *daily = arena_new(FUZZ_QUOTA);

    proof_tree_leaves(a, &r->proof, &leaves);
    for (size_t i = 0; i < leaves.n && i < 8; i++)
        for (int k = 0; k < 3; k++)
            *list_add(a, &records) = (struct proof_record){.kind = leaves.items[i]->kind, .id = (int64_t)records.n + 1, .ref = leaves.items[i]->ref,
                .what = leaves.items[i]->what, .level = leaves.items[i]->level, .completed = FROM + (k * 170 + (int)i * 40) * DAY};
    for (msec day = FROM - DAY; day < FROM + 600 * DAY; day += DAY) {
        requirement_state(daily, r, &w, &records, (struct requirement_moment){.day = day}, &s);
        REQUIRE((s.state == STANDING_NOT_APPLICABLE) == (day < FROM) && s.state < STANDING_STATES && s.why.n);
        REQUIRE(s.next == NO_DAY || s.next > day);
        REQUIRE(s.since == NO_DAY || (s.since <= day && (s.expires == NO_DAY || s.expires >= day)));
        if (before.why.n && before.next != day)
            REQUIRE(s.state == before.state && s.due == before.due && s.expires == before.expires);
        before = s;
        arena_reset(daily);
    }
    arena_free(daily);
}

/* A tick of the form: what is read of it is written as JSON and read the same. */
static void check_part(struct arena *a, str value)
{
    struct proof_tree part, again;
    struct buf b = buf_new(a), more = buf_new(a);
    struct json_writer w = json_writer(&b), w2 = json_writer(&more);

    if (!proof_part_read(a, value, &part))
        return;
    proof_tree_write(a, &w, &part);
    str text = buf_done(&b);
    REQUIRE(proof_part_read(a, text, &again));
    proof_tree_write(a, &w2, &again);
    REQUIRE(str_eq(text, buf_done(&more)));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct requirement_rule r, again;

    check_part(a, (str){(const char *)p, n});
    if (rule_read(a, (str){(const char *)p, n}, &r, NULL) == OK) {
        str text = rule_write(a, &r);
        REQUIRE(rule_read(a, text, &again, NULL) == OK);
        REQUIRE(str_eq(rule_write(a, &again), text));
        check_standing(a, &r);
    }
    arena_free(a);
    return 0;
}
