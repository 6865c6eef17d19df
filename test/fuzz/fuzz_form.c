#include "web/form.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "web/body.h"

/* The first line is the content type, the rest the body. */

static const struct form_field fields[] = {
    {"a", FIELD_LINE, "A", .max = 50, .required = true},
    {"b", FIELD_TEXT, "B", .max = 100},
    {"c", FIELD_SECRET, "C", .max = 50},
    {"d", FIELD_EMAIL, "D", .max = 0},
    {"e", FIELD_URL, "E", .max = 0},
    {"f", FIELD_INT, "F", .max = 9, .min = 1},
    {"g", FIELD_DATE, "G", .max = 0},
    {"h", FIELD_BOOL, "H", .max = 0},
    {"i", FIELD_CHOICE, "I", .choices = "x|y"},
    {"j", FIELD_FILE, "J", .max = 100},
    {"k", FIELD_MANY, "K", .max = 9},
};

static bool is_within(str part, str whole)
{
    return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void check_parts(const struct part_list *parts, str type, str body)
{
    for (size_t i = 0; i < parts->n; i++) {
        const struct part *p = &parts->items[i];
        if (p->file_name.p) {
            REQUIRE(str_find_byte(p->file_name, '/') < 0 && str_find_byte(p->file_name, '\\') < 0);
            REQUIRE(utf8_is_valid(p->file_name) && !utf8_has_controls(p->file_name));
        }
        if (str_eq_nocase(str_slice(type, 0, 9), S("multipart")))
            REQUIRE(is_within(p->value, body));
    }
}

/* A form that is said to be right holds only what its fields allow. */
static void check_form(const struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct form_value *v = &f->values[i];
        REQUIRE(!f->ok || v->error.n == 0);
        REQUIRE(utf8_is_valid(v->text) || v->error.n);
        if (v->field->kind == FIELD_LINE || v->field->kind == FIELD_EMAIL)
            REQUIRE(!utf8_has_controls(v->text));
        if (v->error.n == 0 && v->field->kind != FIELD_MANY)
            REQUIRE(!v->field->max || v->field->kind == FIELD_INT || v->text.n <= v->field->max);
        if (v->error.n == 0 && v->field->kind == FIELD_INT && v->text.n)
            REQUIRE(v->number >= 1 && v->number <= 9);
        REQUIRE(v->file.value.n <= 100);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const struct form_spec spec = FORM(fields);
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct request *rq = NEW(a, struct request);
    str body = {(const char *)p, n}, type;

    rq->arena = a;
    if (n && str_cut(&body, '\n', &type) && body_is_form(type) &&
        body_parse(a, type, body, 200, &rq->form, NULL) == OK) {
        REQUIRE(rq->form.n <= 200);
        check_parts(&rq->form, type, body);
        check_form(form_read(rq, &spec));
    }
    arena_free(a);
    return 0;
}
