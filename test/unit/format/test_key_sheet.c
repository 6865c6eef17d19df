#include "unit/test.h"
#include "format/key_sheet.h"

static struct error err;

static str pem_of_new(enum key_kind kind)
{
    struct key *k = NULL;
    str pem;

    check_ok(key_generate(kind, &k, &err), &err);
    check_ok(key_to_pem(test_arena, k, &pem, &err), &err);
    key_close(k);
    return pem;
}

static bool is_same(str one, str other)
{
    struct key *x = NULL, *y = NULL;

    check_ok(key_from_pem(one, &x, &err), &err);
    check_ok(key_from_pem(other, &y, &err), &err);
    bool same = key_same_public(x, y) && key_has_secret(y);
    key_close(x);
    key_close(y);
    return same;
}

static str text_of(const struct key_sheet *s)
{
    struct buf b = buf_new(test_arena);

    buf_putz(&b, "LAPEL SIGNING KEY\nKey  4 letters\n");
    for (size_t i = 0; i < s->lines.n; i++)
        buf_printf(&b, "  " STR_FMT "\r\n", STR_ARG(s->lines.items[i]));
    return buf_done(&b);
}

TEST(a_key_of_each_kind_comes_back_from_lines_and_from_the_code)
{
    static const struct { enum key_kind kind; size_t lines; } t[] = {{KEY_ED25519, 6}, {KEY_P256, 6}, {KEY_P384, 9}, {KEY_RSA, 0}};

    for (size_t i = 0; i < COUNT(t); i++)
        for (int again = 0; again < 3; again++) {
            str pem = pem_of_new(t[i].kind), back;
            struct key_sheet s = {0};

            check_ok(key_sheet_write(test_arena, t[i].kind, pem, &s, &err), &err);
            check_at(i, s.lines.n == t[i].lines && s.code.n < 2000);
            check_ok(key_sheet_read(test_arena, str_join(test_arena, S("scanned: "), s.code), &back, &err), &err);
            check_at(i, is_same(pem, back));
            if (!t[i].lines)
                continue;
            check_ok(key_sheet_read(test_arena, text_of(&s), &back, &err), &err);
            check_at(i, is_same(pem, back));
        }
}

static struct key_sheet sheet_of(enum key_kind kind)
{
    struct key_sheet s = {0};

    check_ok(key_sheet_write(test_arena, kind, pem_of_new(kind), &s, &err), &err);
    return s;
}

static void check_refused(str text, const char *sentence)
{
    struct error why = {0};
    str pem;

    check_code(key_sheet_read(test_arena, text, &pem, &why), BAD_INPUT);
    check_str(cstr(why.where), S("sheet"));
    check_str(cstr(why.text), cstr(sentence));
}

TEST(a_digit_mistyped_names_its_line)
{
    struct key_sheet s = sheet_of(KEY_ED25519);

    for (size_t i = 0; i < s.lines.n; i++) {
        struct key_sheet wrong = {0};
        for (size_t k = 0; k < s.lines.n; k++)
            *list_add(test_arena, &wrong.lines) = str_copy(test_arena, s.lines.items[k]);
        char *digit = (char *)(uintptr_t)wrong.lines.items[i].p + 4;
        *digit = *digit == '0' ? '1' : '0';
        check_refused(text_of(&wrong), str_z(test_arena, str_printf(test_arena, "line %d is not as it was printed: compare it digit by digit", (int)i + 1)));
    }
}

TEST(lines_are_taken_in_any_order_and_grouping_and_a_missing_one_is_named)
{
    struct key_sheet s = sheet_of(KEY_P256), turned = {0};
    str back;

    for (size_t i = s.lines.n; i > 0; i--) {
        str line = s.lines.items[i - 1], number;
        (void)str_cut(&line, ' ', &number);
        *list_add(test_arena, &turned.lines) = str_printf(test_arena, STR_FMT ".\t-" STR_FMT, STR_ARG(number), STR_ARG(str_trim(line)));
    }
    check_ok(key_sheet_read(test_arena, text_of(&turned), &back, &err), &err);
    turned.lines.n--;                            /* the first */
    check_refused(text_of(&turned), "line 1 is missing");
    s.lines.n--;
    check_refused(text_of(&s), "line 6 is missing");
    check_refused(S(""), "line 1 is missing");
}

TEST(lines_of_two_sheets_are_not_mixed)
{
    struct key_sheet one = sheet_of(KEY_ED25519), other = sheet_of(KEY_ED25519);

    one.lines.items[3] = other.lines.items[3];
    check_refused(text_of(&one), "the lines are not of one sheet");
}

TEST(what_is_no_sheet_is_refused_in_words)
{
    struct key_sheet s = sheet_of(KEY_ED25519);
    struct buf big = buf_new(test_arena);
    str pem;

    check_refused(S("LAPELKEY1."), "the text of the code is not complete: copy it whole");
    check_refused(S("LAPELKEY1.AAAA"), "this is no signing key, or one of a newer program");
    check_refused(S("LAPELKEY1.AQEAAA"), "this is no signing key, or one of a newer program");
    check_refused(str_slice(s.code, 0, s.code.n - 4), "this is no signing key, or one of a newer program");
    check_refused(S("17  0000 0000\n1x 00\n"), "line 1 is missing");
    while (big.n <= KEY_SHEET_BYTES)
        buf_putz(&big, "0123456789");
    check_refused(buf_done(&big), "this is too long for a sheet");
    check_code(key_sheet_write(test_arena, KEY_P256, pem_of_new(KEY_ED25519), &s, NULL), FAULT);
    check_code(key_sheet_write(test_arena, KEY_ED25519, S("no key"), &s, NULL), FAULT);
    (void)pem;
}

struct both { str pem, text; };

static void there_and_back(struct arena *a, void *ctx)
{
    struct both *b = ctx;
    struct key_sheet s = {0};
    str pem;

    if (key_sheet_write(a, KEY_ED25519, b->pem, &s, NULL) != OK || key_sheet_read(a, b->text, &pem, NULL) != OK
        || key_sheet_read(a, s.code, &pem, NULL) != OK)
        abort();
}

TEST(a_sheet_survives_that_memory_runs_out)
{
    struct both b = {.pem = pem_of_new(KEY_ED25519)};
    struct key_sheet s = {0};

    check_ok(key_sheet_write(test_arena, KEY_ED25519, b.pem, &s, &err), &err);
    b.text = text_of(&s);
    assert_true(check_each_allocation(there_and_back, &b) > 20);
}
